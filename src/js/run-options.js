// From the settings of page and element to a Trainer's options. Plain data and no DOM, so that a test can train the same network in Node.

import { parseWidths, takesMomentum } from "./properties.js";

/** The data that a setting names. The generated sets are made here and now; the real ones are loaded when they are asked for.
 * @param {Record<string, any>} values @param {(name: string, options: object) => any} makeDataset
 * @returns {Promise<{ x: Float32Array, y: Int32Array | Float32Array, features: number, classes?: number }>} */
export async function datasetOf({ data, points, noise, seed }, makeDataset) {
  if (data === "iris") return (await import("./data/iris.js")).iris;
  if (data === "digits") return (await import("./data/digits.js")).digits;
  return makeDataset(data, { points, noise, seed });
}

/** Options of `new Trainer(...)`. @param {Record<string, any>} values @param {Awaited<ReturnType<typeof datasetOf>>} dataset */
export function trainerOptions({ lr, gamma, stepSize, seed, validation, layers, activation, optimizer, momentum, batchSize }, { x, y, features, classes }) {
  const outputs = classes || y.length / (x.length / features);
  return {
    layers: [features, ...parseWidths(layers), outputs],
    activation,
    loss: classes ? "cross-entropy" : "mse",
    optimizer: { name: optimizer, lr, ...(takesMomentum(optimizer) ? { momentum } : {}) },
    schedule: { name: "StepLR", stepSize, gamma, unit: "epoch" },
    data: classes ? { x, y, features, classes } : { x, y, features },
    validation,
    normalize: "standard",
    batchSize,
    seed,
  };
}

/** The loss of one who guesses blindly: log(classes), or the variance of the targets, mean over the outputs. 1 where that is 0.
 * @param {{ layers: number[], data: { y: ArrayLike<number>, classes?: number } }} options a Trainer's @returns {number} above 0 */
export function blindLoss({ layers, data: { y, classes } }) {
  if (classes) return Math.log(classes) || 1;
  const outputs = layers[layers.length - 1];
  const means = new Float64Array(outputs);
  for (let i = 0; i < y.length; i++) means[i % outputs] += (y[i] * outputs) / y.length;
  let variance = 0;
  for (let i = 0; i < y.length; i++) variance += (y[i] - means[i % outputs]) ** 2 / y.length;
  return variance || 1;
}
