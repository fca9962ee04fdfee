// How many multiplications and additions of float32x4 this engine does a second with everything in registers. Nothing that trains can be
// quicker: a kernel also loads, stores and waits. The module is put together here, byte by byte, so that no compiler has a say in it.

import { once } from "node:events";
import { isMainThread, parentPort, Worker, workerData } from "node:worker_threads";

const F32X4_ADD = [0xfd, 0xe4, 0x01];
const F32X4_MUL = [0xfd, 0xe6, 0x01];
const V128 = 0x7b;
const [N, ACC, X, Y] = [0, 1, 9, 11]; // locals: the count, eight sums, two and four factors
const get = (/** @type {number} */ local) => [0x20, local];
const set = (/** @type {number} */ local) => [0x21, local];
const load = (/** @type {number} */ address) => [0x41, 0, 0xfd, 0x00, 4, address];
const store = (/** @type {number} */ address, /** @type {number[]} */ value) => [0x41, 0, ...value, 0xfd, 0x0b, 4, ...leb(address)];

/** @param {number} value @returns {number[]} */
const leb = (value) => (value < 128 ? [value] : [(value & 127) | 128, ...leb(value >> 7)]);
const section = (/** @type {number} */ id, /** @type {number[]} */ bytes) => [id, ...leb(bytes.length), ...bytes];
const range = (/** @type {number} */ count) => Array.from({ length: count }, (_, i) => i);

/** sum[2 j + k] += x[k] * y[j]. The two x change places in every turn, else an engine may take the products out of the loop. */
const products = range(4).flatMap((j) => range(2).flatMap((k) => [...get(ACC + 2 * j + k), ...get(X + k), ...get(Y + j), ...F32X4_MUL, ...F32X4_ADD, ...set(ACC + 2 * j + k)]));
const loop = [0x03, 0x40, ...products, ...get(X), ...get(X + 1), ...set(X), ...set(X + 1), ...get(N), 0x41, 1, 0x6b, 0x22, N, 0x0d, 0, 0x0b];
const code = [
  ...[1, 14, V128], // fourteen locals beside the parameter
  ...range(2).flatMap((k) => [...load(16 * k), ...set(X + k)]),
  ...range(4).flatMap((j) => [...load(32 + 16 * j), ...set(Y + j)]),
  ...loop,
  ...range(8).flatMap((i) => store(96 + 16 * i, get(ACC + i))),
  0x0b,
];
const name = (/** @type {string} */ text) => [text.length, ...Buffer.from(text)];
const bytes = [
  ...[0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
  ...section(1, [1, 0x60, 1, 0x7f, 0]), // (i32) -> ()
  ...section(3, [1, 0]),
  ...section(5, [1, 0, 1]), // one page
  ...section(7, [2, ...name("run"), 0, 0, ...name("memory"), 2, 0]),
  ...section(10, [1, ...leb(code.length), ...code]),
];

const FLOPS_A_TURN = 8 * 2 * 4;
const TURNS = 1000;

/** Floating-point operations of a step of the run below. */
export const flopsOfTurns = FLOPS_A_TURN * TURNS;

/** @returns {import("./measure.js").Run} */
export function setupLimit() {
  const { run, memory } = /** @type {any} */ (new WebAssembly.Instance(new WebAssembly.Module(Uint8Array.from(bytes))).exports);
  const values = new Float32Array(memory.buffer);
  values.fill(1, 0, 4);
  values.fill(-1, 4, 8);
  values.set(range(16).map((i) => 1 + i / 16), 8);
  return { step: (count) => run(count * TURNS), outputs: () => values.slice(24, 56) };
}

const HERE = new URL(import.meta.url);

/** The same turns on two threads, a half on each: what a second core brings where nothing is loaded, stored or waited for. @returns {import("./measure.js").Run & { close: () => void }} */
export function setupTwoLimits() {
  const threads = [1, 2].map(() => new Worker(HERE, { workerData: HERE.href }));
  const half = (/** @type {Worker} */ thread, /** @type {number} */ count) => {
    const done = once(thread, "message"); // rejects on an error
    thread.postMessage(count);
    return done;
  };
  return {
    multiple: 2,
    async step(count) {
      const start = performance.now();
      await Promise.all(threads.map((thread) => half(thread, count / 2)));
      return performance.now() - start;
    },
    outputs: () => [],
    close: () => threads.forEach((thread) => void thread.terminate()),
  };
}

if (!isMainThread && workerData === HERE.href) {
  const limit = setupLimit();
  parentPort?.on("message", (count) => {
    limit.step(count);
    parentPort?.postMessage("done");
  });
}
