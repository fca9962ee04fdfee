// Loading the core, its instances and their memory.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import test from "node:test";
import { compiledModule, init, makeDataset, StepLR, Trainer } from "step-decay";

/** Memories of all instances that this process has made. @type {WebAssembly.Memory[]} */
const memories = [];
const { Instance } = WebAssembly;
WebAssembly.Instance = new Proxy(Instance, {
  construct(target, args) {
    const instance = new target(...args);
    if (instance.exports.memory) memories.push(instance.exports.memory);
    return instance;
  },
});

const small = { layers: [2, 3, 2], loss: "cross-entropy", optimizer: { name: "SGD" } };

test("before init every constructor throws NOT_READY and says what to do", () => {
  const options = { ...small, data: { x: new Float32Array(8), y: new Int32Array(4) } };
  for (const call of [() => new Trainer(options), () => new Trainer(/** @type {any} */ ({})), () => makeDataset("spiral"), () => new StepLR({ lr: 0.1, stepSize: 3 }), () => compiledModule()])
    assert.throws(call, { name: "Error", code: "NOT_READY", message: /await init\(\)/ });
});

test("what is not the core is refused by name, and init can be called again", async () => {
  for (const [source, code] of [[new TextEncoder().encode("<!doctype html>"), "NOT_WASM"], [new Uint8Array(0), "NOT_WASM"], [new ArrayBuffer(3), "NOT_WASM"], [new Response("<html>"), "NOT_WASM"], [new Response("", { status: 404 }), "WASM_NOT_FOUND"]])
    await assert.rejects(init(source), { code }, code);
  for (const source of [42, true, {}, []]) await assert.rejects(init(source), { name: "TypeError", code: "TYPE", field: "source" });
  await assert.rejects(init(Promise.reject(new Error("offline"))), { message: "offline" });
  const core = readFileSync("dist/core.wasm");
  for (const cut of [8, 1000, 20000, core.length - 1].map((length) => core.subarray(0, length)))
    await assert.rejects(init(cut), { code: "NOT_WASM", message: /^expected core\.wasm but got (a damaged or cut-off|another) module from the given bytes; / });
  const empty = new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0]);
  await assert.rejects(init(empty), { code: "NOT_WASM", message: /got another module from the given bytes/ });
  await assert.rejects(init(new WebAssembly.Module(empty)), { code: "NOT_WASM", message: /got another module from the given module/ });
  assert.throws(() => compiledModule(), { code: "NOT_READY" });
});

test("an engine without SIMD, and a policy that forbids to compile, are not taken for a damaged file", async (t) => {
  const core = readFileSync("dist/core.wasm");
  const { validate } = WebAssembly;
  const refuse = t.mock.method(WebAssembly, "compile", () => Promise.reject(new WebAssembly.CompileError("refused")));
  await assert.rejects(init(core), { name: "CompileError", message: "refused" });
  t.mock.method(WebAssembly, "validate", () => false);
  await assert.rejects(init(core), { code: "NO_SIMD", message: /^this engine has no WebAssembly SIMD; / });
  refuse.mock.restore();
  WebAssembly.validate = validate;
});

test("init is idempotent, and calls at the same time share one module", async () => {
  await Promise.all([init(), init(), init()]);
  const module = compiledModule();
  await init();
  await init(new Uint8Array(3)); // loaded already: the source is not looked at
  assert.equal(compiledModule(), module);
  assert.deepEqual(WebAssembly.Module.imports(module), []);
});

for (const [what, source] of [
  ["bytes", 'readFileSync("dist/core.wasm")'], ["an ArrayBuffer", 'new Uint8Array(readFileSync("dist/core.wasm")).buffer'], ["a module", 'new WebAssembly.Module(readFileSync("dist/core.wasm"))'],
  ["a file URL", 'new URL("dist/core.wasm", "file://" + process.cwd() + "/")'], ["a Response", 'new Response(readFileSync("dist/core.wasm"))'], ["a promise of a Response", 'Promise.resolve(new Response(readFileSync("dist/core.wasm")))'],
])
  test(`init takes ${what}`, () => {
    const text = `import { readFileSync } from "node:fs"; import { init, StepLR } from "step-decay"; await init(${source}); console.log(new StepLR({ lr: 0.01, stepSize: 15, gamma: 0.5 }).at(31));`;
    assert.equal(execFileSync(process.execPath, ["--input-type=module", "-e", text], { encoding: "utf8" }).trim(), "0.0025");
  });

test("training the digits on 64-32-10 takes at most 4 MiB of WebAssembly memory", async (t) => {
  const { digits } = await import("step-decay/data/digits");
  const first = memories.length;
  const trainer = new Trainer({ layers: [64, 32, 10], loss: "cross-entropy", optimizer: { name: "Adam" }, data: digits, batchSize: 32 });
  trainer.epoch();
  trainer.free();
  assert.equal(memories.length, first + 1, "one instance");
  const bytes = memories[first].buffer.byteLength;
  t.diagnostic(`${bytes} bytes with Adam`);
  assert.ok(bytes <= 4 * 2 ** 20, `${bytes} bytes`);
});

test("instances are used again: 300 trainers one after another need one, 80 at a time need 80", () => {
  const data = makeDataset("moons", { points: 20 });
  const make = () => new Trainer({ ...small, data });
  make().free();
  const before = memories.length;
  for (let i = 0; i < 300; i++) make().free();
  assert.equal(memories.length, before);
  const trainers = Array.from({ length: 80 }, make);
  assert.ok(memories.length <= before + 80);
  trainers.forEach((trainer) => trainer.free());
  Array.from({ length: 80 }, make).forEach((trainer) => trainer.free());
  assert.ok(memories.length <= before + 80);
});

test("calls that are refused take no instance", () => {
  const before = memories.length;
  const data = makeDataset("moons", { points: 20 });
  for (let i = 0; i < 100; i++) {
    assert.throws(() => new Trainer({ ...small, data, order: [[0]] }));
    assert.throws(() => new Trainer({ ...small, data, layers: [2, 2 ** 20, 2 ** 20, 2] }), { code: "TOO_LARGE" });
    assert.throws(() => makeDataset("moons", { points: -1 }));
  }
  assert.ok(memories.length <= before + 1, `${memories.length - before} new instances`);
});
