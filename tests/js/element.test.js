// The element's schema and files, as far as they need no browser.

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import test from "node:test";
import { brotliCompressSync } from "node:zlib";
import { build } from "esbuild";
import { init, makeDataset, Trainer } from "step-decay";
import { StepDecayElement } from "step-decay/define"; // where there is neither HTMLElement nor a registry
import { attributesOf, defaults, parseRow, queryOf, rivalsOf, rowOf, rows } from "../../dist/element-schema.js";
import { en, zh } from "../../dist/element-words.js";
import { integrity } from "../../dist/generated/integrity.js";
import { withoutStates } from "../../src/gen/states.mjs";

test("on a server the class can be imported, and lists its attributes", () => {
  for (const name of ["lr", "gamma", "step-size", "epochs", "view", "dataset", "layers", "optimizer", "seed", "compare", "y-scale", "lang", "theme", "controls", "loading", "plotly-src"])
    assert.ok(StepDecayElement.observedAttributes.includes(name), name);
});

test("every row's start passes its own check, and a link brings the values back", () => {
  for (const row of rows) assert.deepEqual(parseRow(row, String(row.initial)), row.initial, row.key);
  const values = { ...defaults(), lr: 0.05, data: "moons", compare: "linear, plateau", layers: "8, 4", view: "race" };
  const back = Object.fromEntries([...new URLSearchParams(queryOf(values))].map(([name, text]) => [name, parseRow(rowOf(name), text)]));
  assert.deepEqual({ ...defaults(), ...back }, values);
  const attributes = Object.fromEntries(attributesOf(values));
  assert.deepEqual(attributes, { view: "race", lr: "0.05", dataset: "moons", layers: "8, 4", compare: "linear, plateau" });
});

test("what is left out of a link stays at its start, and what does not belong is ignored", () => {
  assert.equal(queryOf(defaults()), "");
  assert.deepEqual(StepDecayElement.attributesFrom("?stepSize=3&step-size=4&data=xor&constructor=1&__proto__=2&nothing"), [["step-size", "3"], ["step-size", "4"], ["dataset", "xor"]]);
});

test("a race has step decay and at most three more", () => {
  assert.deepEqual(rivalsOf("constant, step"), ["step", "constant"]);
  assert.deepEqual(rivalsOf(""), ["step"]);
  assert.throws(() => parseRow(rowOf("compare"), "step,constant,linear,cosine,plateau"), { code: "TOO_MANY", max: 4 });
});

test("both languages have the same words", () => {
  const shape = (value) => (typeof value === "object" && !Array.isArray(value) ? Object.entries(value).map(([key, part]) => [key, shape(part)]) : typeof value);
  assert.deepEqual(shape({ ...zh, choices: 0 }), shape({ ...en, choices: 0 }));
});

test("the single file weighs at most 60 kB without Plotly, and its hashes are those of the files", (t) => {
  const file = readFileSync("dist/generated/step-decay.js");
  const size = brotliCompressSync(file).length;
  const later = ["training.js", "worker-text.js"].map((name) => `${name} ${brotliCompressSync(readFileSync(`dist/generated/${name}`)).length}`);
  t.diagnostic(`step-decay.js, brotli: ${size} of 60000 bytes; once something trains: ${later.join(", ")}`);
  assert.ok(size <= 60_000, `${size}`);
  const hash = (content) => `sha384-${createHash("sha384").update(content).digest("base64")}`;
  assert.equal(integrity.element, hash(file));
  assert.equal(integrity.plotly, hash(readFileSync("dist/generated/plotly.js")));
  assert.ok(file.includes(integrity.plotly), "the element checks Plotly by that hash");
});

test("without states, as page and element are bundled, a trainer runs as ever, and an error takes it back", async () => {
  const { outputFiles } = await build({ entryPoints: ["dist/index.js"], bundle: true, format: "esm", write: false, plugins: [withoutStates] });
  const without = await import(`data:text/javascript;base64,${Buffer.from(outputFiles[0].contents).toString("base64")}`);
  await Promise.all([init(), without.init()]);
  const options = { layers: [2, 5, 2], loss: "cross-entropy", optimizer: { name: "SGD", lr: 0.1 }, data: makeDataset("moons", { points: 40 }) };
  const order = Array.from({ length: 60 }, (_, epoch) => Array.from({ length: 40 }, (_, i) => (i * 7 + epoch) % 40));
  for (const [schedule, more] of [[{ name: "ReduceLROnPlateau", patience: 0, threshold: 0.1 }, {}], [{ name: "StepLR", stepSize: 3 }, { order }]]) {
    const [ours, theirs] = [Trainer, without.Trainer].map((Class) => new Class({ ...options, ...more, schedule }));
    assert.deepEqual(theirs.run(30), ours.run(30));
    assert.deepEqual(theirs.weights(), ours.weights());
    assert.throws(() => theirs.stateDict(), /saves no states/);
  }

  const lrLambda = (epoch) => {
    if (epoch === 12) throw new Error("mine");
    return 1 / (1 + epoch);
  };
  const nested = { name: "SequentialLR", milestones: [2], schedulers: [{ name: "StepLR", stepSize: 1 }, { name: "LambdaLR", lrLambda }] };
  const [ours, theirs] = [Trainer, without.Trainer].map((Class) => new Class({ ...options, order, schedule: nested }));
  for (const trainer of [ours, theirs]) {
    trainer.run(5);
    assert.throws(() => trainer.run(20), { message: "mine" });
    assert.equal(trainer.history.loss.length, 5);
    trainer.run(5);
  }
  assert.deepEqual(theirs.history, ours.history);
  const fresh = new Trainer({ ...options, order, schedule: nested });
  fresh.run(10);
  assert.deepEqual(ours.history, fresh.history);
  assert.deepEqual(ours.stateDict(), fresh.stateDict());
});

test("embed.html knows its one script and its one style by their hashes, and may load Plotly by a tag and its worker from a blob, nothing else", () => {
  const html = readFileSync("build/site/embed.html", "utf8");
  const policy = /Content-Security-Policy" content="([^"]*)"/.exec(html)?.[1].split("; ");
  const hash = (text) => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
  const [, before, script, behind] = /^([^]*?)<script>([^]*)<\/script>([^]*)$/.exec(html) ?? [];
  const [, style] = /<style>([^]*)<\/style>/.exec(before) ?? [];
  assert.equal(((before + behind).match(/<script|<style/g) ?? []).length, 1);
  assert.deepEqual(policy, ["default-src 'none'", `script-src ${hash(script)} http: https: 'wasm-unsafe-eval'`, `style-src ${hash(style)}`, "worker-src blob:", "img-src data: blob:", "base-uri 'none'", "form-action 'none'"]);
});
