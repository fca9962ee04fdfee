// The adapter against the real @tensorflow/tfjs: what counts is the rate the optimizer trains with, measured by the weights it moves.

import assert from "node:assert/strict";
import { before, test } from "node:test";
import * as tf from "@tensorflow/tfjs";
import { MultiplicativeLR, ReduceLROnPlateau, StepLR, init } from "step-decay";
import { learningRateScheduler, setLearningRate } from "step-decay/tfjs";

before(async () => {
  await init();
  await tf.setBackend("cpu");
});

/** The seven optimizers of tfjs. @type {Record<string, (lr: number) => any>} */
const OPTIMIZERS = {
  sgd: (lr) => tf.train.sgd(lr),
  momentum: (lr) => tf.train.momentum(lr, 0.9),
  adagrad: (lr) => tf.train.adagrad(lr),
  adadelta: (lr) => tf.train.adadelta(lr),
  adam: (lr) => tf.train.adam(lr),
  adamax: (lr) => tf.train.adamax(lr),
  rmsprop: (lr) => tf.train.rmsprop(lr),
};

/** How far the optimizer moves w on the loss w^2 in its first step. @param {any} optimizer */
function firstMove(optimizer) {
  const w = tf.variable(tf.scalar(1));
  optimizer.minimize(() => /** @type {any} */ (w.square()), false, [w]);
  const moved = 1 - w.dataSync()[0];
  w.dispose();
  return moved;
}

for (const [name, make] of Object.entries(OPTIMIZERS))
  test(`${name} trains with the rate that setLearningRate sets`, () => {
    const set = make(0.5);
    setLearningRate(set, 0.001);
    const wanted = firstMove(make(0.001));
    assert.equal(firstMove(set), wanted);
    assert.notEqual(wanted, firstMove(make(0.5)), "the test can tell the rates apart");
  });

test("what setLearningRate is for: an assignment to sgd does nothing", () => {
  const optimizer = /** @type {any} */ (tf.train.sgd(0.5));
  optimizer.learningRate = 0.001;
  assert.equal(firstMove(optimizer), firstMove(tf.train.sgd(0.5)));
});

/** A linear model of one weight, 1 at first. @param {any} optimizer */
function makeModel(optimizer) {
  const model = tf.sequential({ layers: [tf.layers.dense({ units: 1, useBias: false, kernelInitializer: "ones", inputShape: [1] })] });
  model.compile({ optimizer, loss: "meanSquaredError" });
  return model;
}
const xs = tf.ones([4, 1]);
const ys = tf.zeros([4, 1]);

/** The rates of sgd epoch by epoch, read off the weight: w becomes w (1 - 2 lr) on the loss w^2. @param {any} optimizer @param {any} callbacks @param {any} [fit] */
async function ratesOfFit(optimizer, callbacks, fit) {
  const model = makeModel(optimizer);
  const weights = [1];
  await model.fit(xs, ys, {
    epochs: 6, batchSize: 4, shuffle: false, verbose: 0, ...fit,
    callbacks: [callbacks, { onBatchEnd: () => void weights.push(model.getWeights()[0].dataSync()[0]) }],
  });
  return weights.slice(1).map((w, i) => (1 - w / weights[i]) / 2);
}

/** @param {number[]} got @param {number[]} want */
const near = (got, want) => {
  assert.equal(got.length, want.length);
  got.forEach((rate, i) => assert.ok(Math.abs(rate - want[i]) < 1e-6, `${i}: ${rate}, wanted ${want[i]}`)); // float32 weights
};

test("model.fit trains each epoch with the rate of that epoch", async () => {
  const optimizer = tf.train.sgd(0.3);
  const seen = /** @type {any[]} */ ([]);
  const schedule = new StepLR({ lr: 0.2, stepSize: 2, gamma: 0.5 });
  near(await ratesOfFit(optimizer, learningRateScheduler(schedule, { optimizer, onChange: (lr, t) => seen.push([lr, t]) })), [0.2, 0.2, 0.1, 0.1, 0.05, 0.05]);
  assert.deepEqual(seen, [[0.2, 0], [0.1, 2], [0.05, 4]]);
});

test("fit() with initialEpoch goes on where the schedule is", async () => {
  const optimizer = tf.train.sgd(0.3);
  const schedule = new StepLR({ lr: 0.2, stepSize: 2, gamma: 0.5 });
  near(await ratesOfFit(optimizer, learningRateScheduler(schedule, { optimizer }), { initialEpoch: 3 }), [0.1, 0.05, 0.05]);
});

test("by batch, the count goes on over the epochs and over calls of fit()", async () => {
  const optimizer = tf.train.sgd(0.3);
  const callbacks = learningRateScheduler(new StepLR({ lr: 0.2, stepSize: 3, gamma: 0.5 }), { optimizer, by: "batch" });
  near(await ratesOfFit(optimizer, callbacks, { epochs: 2, batchSize: 2 }), [0.2, 0.2, 0.2, 0.1]);
  near(await ratesOfFit(optimizer, callbacks, { epochs: 1, batchSize: 2 }), [0.1, 0.1]);
});

test("a model that was compiled with the optimizer's name", async () => {
  const model = makeModel("sgd");
  const callbacks = learningRateScheduler((t) => 0.1 / (t + 1), { model: /** @type {any} */ (model) });
  await model.fit(xs, ys, { epochs: 2, verbose: 0, callbacks });
  assert.ok(Math.abs(model.getWeights()[0].dataSync()[0] - 0.8 * 0.9) < 1e-6);
});

test("a schedule without a closed form, and a plateau that reads the logs", async () => {
  const optimizer = tf.train.sgd(0.3);
  near(await ratesOfFit(optimizer, learningRateScheduler(new MultiplicativeLR({ lr: 0.2, lrLambda: () => 0.5 }), { optimizer }), { epochs: 3 }), [0.2, 0.1, 0.05]);
  const plateau = new ReduceLROnPlateau({ lr: 1, patience: 0, factor: 0.5 }); // 2 lr = 2 throws w to -w: no progress
  near(await ratesOfFit(optimizer, learningRateScheduler(plateau, { optimizer }), { epochs: 3 }), [1, 1, 0.5]);
  assert.equal(plateau.cuts[0].epoch, 2);
});

test("no tensors pile up", () => {
  const optimizers = Object.values(OPTIMIZERS).map((make) => make(0.1));
  const before = tf.memory().numTensors;
  for (let i = 0; i < 100; i++) optimizers.forEach((optimizer) => setLearningRate(optimizer, 0.1 / (i + 1)));
  assert.equal(tf.memory().numTensors, before);
});

test("bad input is named and changes nothing", () => {
  const optimizer = tf.train.adam(0.5);
  for (const bad of [NaN, -1, Infinity]) assert.throws(() => setLearningRate(optimizer, bad), { name: "RangeError", field: "lr" });
  for (const bad of [null, undefined, {}, 1, { lr: 0.1 }]) assert.throws(() => setLearningRate(/** @type {any} */ (bad), 0.1), { name: "TypeError", field: "optimizer" });
  assert.equal(/** @type {any} */ (optimizer).learningRate, 0.5);
  const schedule = new StepLR({ lr: 0.1, stepSize: 1 });
  assert.throws(() => learningRateScheduler(/** @type {any} */ (5), { optimizer }), { name: "TypeError", field: "schedule" });
  assert.throws(() => learningRateScheduler(schedule, {}), { name: "TypeError", field: "optimizer" });
  assert.throws(() => learningRateScheduler(schedule, { optimizer, by: /** @type {any} */ ("epochs") }), { name: "RangeError", field: "by" });
  assert.throws(() => learningRateScheduler(schedule, /** @type {any} */ ({ optimizer, onchange: () => 1 })), { code: "UNKNOWN_OPTION", nearest: "onChange" });
  assert.throws(() => learningRateScheduler(schedule, { optimizer, metric: "loss" }), { field: "metric" });
  assert.throws(() => learningRateScheduler(new ReduceLROnPlateau({ lr: 1 }), { optimizer, by: "batch" }), { field: "by" });
  const callbacks = learningRateScheduler(() => NaN, { optimizer });
  assert.throws(() => callbacks.onEpochBegin(0), { name: "RangeError", field: "schedule(0)" });
  const plateau = learningRateScheduler(new ReduceLROnPlateau({ lr: 1 }), { optimizer, metric: "val_acc" });
  assert.throws(() => plateau.onEpochEnd(0, { loss: 1 }), { code: "NO_METRIC" });
});
