// TensorFlow.js, with its core API: quicker than model.fit, which adds a callback and promises to every batch. Losses of plain operations are
// quicker than tf.losses, and on small layers matMul and add are quicker than the fused operation.

import { createRequire } from "node:module";
import { dirname } from "node:path";
import { shuffle, uniform } from "../workloads.js";

/** @type {typeof import("@tensorflow/tfjs")} */
let tf;

async function load() {
  if (tf) return;
  tf = (await import("@tensorflow/tfjs")).default ?? (await import("@tensorflow/tfjs"));
  tf.enableProdMode(); // quicker: no checks of its own
}

async function loadWasm() {
  await load();
  const wasm = await import("@tensorflow/tfjs-backend-wasm");
  const require = createRequire(import.meta.url);
  (wasm.default ?? wasm).setWasmPaths(`${dirname(require.resolve("@tensorflow/tfjs-backend-wasm/package.json"))}/dist/`);
}

/** @param {"cpu" | "wasm"} backend @returns {(workload: import("../workloads.js").Workload) => Promise<import("../measure.js").Run>} */
const setupOn = (backend) => async (workload) => {
  await (backend === "wasm" ? loadWasm() : load());
  await tf.setBackend(backend);
  await tf.ready();
  const { layers: widths, activation, optimizer, batch, rows, map, epochSteps } = workload;
  const depth = widths.length - 1;
  const width = widths[depth];
  /** Tensors of the initial weights: [in, out] and [out] a layer. */
  const initial = () => {
    const tensors = [];
    for (let l = 0, at = 0; l < depth; l++) {
      const I = widths[l];
      const O = widths[l + 1];
      tensors.push(tf.transpose(tf.tensor2d(workload.weights.slice(at, at + I * O), [O, I])), tf.tensor1d(workload.weights.slice(at + I * O, at + I * O + O)));
      at += I * O + O;
    }
    return tensors;
  };
  const variables = tf.tidy(initial).map((tensor) => tf.variable(tensor));
  const x = tf.tensor2d(workload.x, [rows, widths[0]]);
  const y = workload.loss === "mse" ? tf.tensor2d(workload.y, [rows, width]) : tf.tidy(() => tf.oneHot(tf.tensor1d(workload.y, "int32"), width).toFloat());
  const makeOptimizer = (lr = optimizer.lr) =>
    optimizer.name === "Adam" ? tf.train.adam(lr, 0.9, 0.999, 1e-8) : optimizer.momentum ? tf.train.momentum(lr, optimizer.momentum) : tf.train.sgd(lr);

  const forward = (/** @type {any} */ input) => {
    let a = input;
    for (let l = 0; l < depth; l++) {
      const last = l === depth - 1;
      a = tf.add(tf.matMul(a, /** @type {any} */ (variables[2 * l])), variables[2 * l + 1]);
      if (!last) a = activation === "tanh" ? tf.tanh(a) : tf.relu(a);
    }
    return a;
  };
  const meanSquaredError = (/** @type {any} */ wanted, /** @type {any} */ outputs) => tf.mean(tf.squaredDifference(outputs, wanted));
  const crossEntropy = (/** @type {any} */ wanted, /** @type {any} */ outputs) => tf.neg(tf.mean(tf.sum(tf.mul(tf.logSoftmax(outputs), wanted), 1)));
  const lossOf = workload.loss === "mse" ? meanSquaredError : crossEntropy;

  const order = Int32Array.from({ length: rows }, (_, i) => i);
  const random = uniform(3);
  let position = rows;
  /** @type {any} */
  let epochX;
  /** @type {any} */
  let epochY;
  let method = makeOptimizer();
  // One gather an epoch and slices of it are quicker than a gather a step.
  const newEpoch = () => {
    tf.dispose([epochX, epochY].filter(Boolean));
    shuffle(order, random);
    const index = tf.tensor1d(order, "int32");
    [epochX, epochY] = [tf.gather(x, index), tf.gather(y, index)];
    index.dispose();
    position = 0;
  };
  const step = () => {
    if (position >= rows) newEpoch();
    const count = Math.min(batch, rows - position);
    tf.tidy(() => {
      const xb = tf.slice(epochX, [position, 0], [count, -1]);
      const yb = tf.slice(epochY, [position, 0], [count, -1]);
      method.minimize(() => /** @type {any} */ (lossOf(yb, forward(xb))), false, variables);
    });
    position += count;
  };
  let cell = 0;
  const train = () => {
    const { gamma, stepSize } = map.cells[cell++ % map.cells.length];
    tf.tidy(() => initial().forEach((tensor, i) => variables[i].assign(tensor)));
    position = rows;
    let lr = optimizer.lr;
    for (let t = 0; t < map.epochs; t++) {
      if (t % stepSize === 0) {
        method.dispose();
        method = makeOptimizer(lr);
        lr *= gamma;
      }
      for (let s = 0; s < epochSteps; s++) step();
    }
  };
  return {
    step(count) {
      for (let i = 0; i < count; i++) (map ? train : step)();
    },
    outputs: () => tf.tidy(() => forward(x).dataSync()),
  };
};

/** @type {import("../bench.js").Competitor[]} */
export default [
  { id: "tfjs-cpu", name: "tfjs cpu", package: "@tensorflow/tfjs", note: "core API", setup: setupOn("cpu") },
  { id: "tfjs-wasm", name: "tfjs wasm", package: "@tensorflow/tfjs-backend-wasm", note: "core API", setup: setupOn("wasm") },
];
