// Learning rates for TensorFlow.js, which has no schedules. Nothing of tfjs is imported: an optimizer is known by its shape.

import { checkName, checkNumber, readOptions } from "./options.js";
import { missingError, stateError, typeError } from "./errors.js";
import { Schedule } from "./schedule-base.js";

/** Any of the seven optimizers of tfjs. @typedef {object} TfjsOptimizer */
/** The part of tfjs' callback arguments that is used. @typedef {{ onTrainBegin: () => void, onEpochBegin: (epoch: number) => void, onBatchBegin: () => void,
 *   onEpochEnd: (epoch: number, logs?: Record<string, number>) => void }} TfjsCallbacks */

/** Sets the rate of a tfjs optimizer. For sgd and momentum (which read a cached tensor, so that assigning `learningRate` does nothing) through setLearningRate(),
 * for adam, adamax, adagrad, adadelta and rmsprop (which have no setLearningRate) through `learningRate`.
 * @param {TfjsOptimizer} optimizer @param {number} lr 0 or more, finite
 * @throws {TypeError} no optimizer of tfjs @throws {RangeError} a rate out of range
 * @example setLearningRate(tf.train.adam(), 1e-4) */
export function setLearningRate(optimizer, lr) {
  checkOptimizer("optimizer", optimizer);
  checkNumber("lr", lr, 0);
  const it = /** @type {any} */ (optimizer);
  if (typeof it.setLearningRate === "function") it.setLearningRate(lr);
  else it.learningRate = lr;
}

/** Callbacks for model.fit() that set the rate at the start of every epoch or batch: that of epoch e is schedule.at(e), also when fit() starts at initialEpoch.
 * By batch, t counts on over the epochs, and over further calls of fit(). ReduceLROnPlateau gets `metric` of the logs after every epoch.
 * @param {Schedule | ((t: number) => number)} schedule whose group 0 gives the rate, or a function of the epoch (or batch), counted from 0
 * @param {{ optimizer?: TfjsOptimizer, model?: { optimizer: TfjsOptimizer }, by?: "epoch" | "batch", metric?: string, onChange?: (lr: number, t: number) => void }} options
 *   optimizer: or instead the model, where it was compiled with the optimizer's name; by: default "epoch"; metric: default "val_loss", or "loss" where there is none;
 *   onChange: is called whenever another rate is set
 * @returns {TfjsCallbacks} for `callbacks` of model.fit() @throws {TypeError} a wrong type @throws {RangeError} an unknown `by`
 * @example await model.fit(xs, ys, { epochs: 90, callbacks: learningRateScheduler(new StepLR({ lr: 0.5, stepSize: 30 }), { optimizer }) }) */
export function learningRateScheduler(schedule, options) {
  const { optimizer, model, by = "epoch", metric, onChange } = readOptions("learningRateScheduler", options, ["optimizer", "model", "by", "metric", "onChange"]);
  const plateau = schedule instanceof Schedule && schedule.needsMetric;
  if (!(schedule instanceof Schedule) && typeof schedule !== "function") throw typeError("schedule", schedule, "a schedule of step-decay, or a function of the epoch");
  if ((optimizer === undefined) === (model === undefined)) throw missingError("optimizer", "a TensorFlow.js optimizer, or `model` instead: one of the two");
  if (optimizer !== undefined) checkOptimizer("optimizer", optimizer);
  if (model !== undefined && (typeof model !== "object" || model === null)) throw typeError("model", model, "a TensorFlow.js model");
  checkName("by", by, ["epoch", "batch"]);
  if (plateau && by === "batch") throw typeError("by", by, '"epoch": ReduceLROnPlateau takes one metric an epoch');
  if (metric !== undefined && (typeof metric !== "string" || !plateau)) throw typeError("metric", metric, "a key of the logs, with ReduceLROnPlateau only");
  if (onChange !== undefined && typeof onChange !== "function") throw typeError("onChange", onChange, "a function");

  /** @type {number | undefined} */
  let last;
  let batches = 0;
  const set = (/** @type {number} */ t) => {
    const lr = rateOf(schedule, t, plateau);
    setLearningRate(optimizer ?? model.optimizer, lr);
    if (lr !== last) onChange?.((last = lr), t);
  };
  return {
    onTrainBegin: () => checkOptimizer("optimizer", optimizer ?? model.optimizer),
    onEpochBegin: (epoch) => {
      if (by === "epoch") set(epoch);
    },
    onBatchBegin: () => {
      if (by === "batch") set(batches++);
    },
    onEpochEnd: (_epoch, logs = {}) => {
      if (plateau) schedule.step(metricOf(logs, metric));
    },
  };
}

/** @param {Schedule | ((t: number) => number)} schedule @param {number} t @param {boolean} plateau */
function rateOf(schedule, t, plateau) {
  if (typeof schedule === "function") return /** @type {number} */ (checkNumber(`schedule(${t})`, schedule(t), 0));
  return plateau ? schedule.getLastLr()[0] : schedule.at(t);
}

/** @param {Record<string, number>} logs @param {string} [metric] */
function metricOf(logs, metric = "val_loss" in logs ? "val_loss" : "loss") {
  if (!(metric in logs)) throw stateError("NO_METRIC", `the logs of the epoch have no ${JSON.stringify(metric)}; they have ${Object.keys(logs).join(", ")}`, { field: "metric" });
  return Number(logs[metric]);
}

/** @param {string} name @param {any} optimizer */
function checkOptimizer(name, optimizer) {
  if (typeof optimizer === "object" && (typeof optimizer?.setLearningRate === "function" || typeof optimizer?.learningRate === "number")) return;
  throw typeError(name, optimizer, "a TensorFlow.js optimizer: an object with setLearningRate() or a number learningRate");
}
