// Trains a small network in the core, under a schedule. What the options mean is PyTorch's; the numbers are in C.

import { compiledModule, TrainerCore } from "./core.js";
import { attached, copyFloats, readRows } from "./data.js";
import { rangeError, stateError, typedArrayName, typeError } from "./errors.js";
import { Recorder } from "./history.js";
import { checkInteger, checkNumber } from "./options.js";
import { lookAhead, savepoint } from "./schedule-base.js";
import { createScheduler } from "./schedule.js";
import { readTrainerOptions } from "./trainer-options.js";
import { isWritten } from "./target.js";
import { plain, readState } from "./trainer-state.js";

/** @typedef {import("./trainer-options.js").TrainerOptions} TrainerOptions */
/** @typedef {import("./trainer-options.js").TrainerParamGroup} TrainerParamGroup */

/** @typedef {import("./history.js").EpochRecord} EpochRecord */
/** @typedef {import("./history.js").History} History */

const MAX_RUN = 1e6;
/** Gives an instance back when its trainer was dropped without free(). */
const forgotten = new FinalizationRegistry((/** @type {TrainerCore} */ core) => core.close());

/** A multilayer perceptron, its optimizer and its schedule, trained in the core.
 * float32 and deterministic: the same options give the same bits in every engine.
 * @example
 * const trainer = new Trainer({ layers: [2, 16, 16, 2], loss: "cross-entropy", optimizer: { name: "SGD", lr: 0.1 },
 *   schedule: { name: "StepLR", stepSize: 15 }, data: makeDataset("moons", { seed: 7 }) });
 * trainer.run(30).loss; */
export class Trainer {
  #core;
  #groups;
  #perBatch = false;
  #momentum;
  #order;
  #how;
  #identity;
  #busy = false;
  #recorder;
  #schedule;

  /** @param {TrainerOptions} options
   * @throws {TypeError} a wrong type, a missing or an unknown option @throws {RangeError} out of range, an unknown name, more than 1 GiB of memory, or too many live trainers
   * @throws {Error} `NOT_READY` before init */
  constructor(options) {
    compiledModule(); // throws NOT_READY
    const { identity, shape, data, groups, momentum, unit, schedule, order } = readTrainerOptions(options);
    this.#identity = identity;
    /** The rates, and the momentum where the optimizer has one, that the next epoch uses. Written by the schedule; a rate that a reader writes replaces it.
     * @type {{ paramGroups: TrainerParamGroup[] }} */
    this.optimizer = { paramGroups: groups };
    this.#groups = groups;
    Object.freeze(groups); // the groups may be written to, not added, removed or replaced
    this.#momentum = momentum;
    this.#schedule = schedule ? createScheduler(this.optimizer, schedule) : null;
    this.#perBatch = unit === "batch";
    this.#core = new TrainerCore(shape);
    this.#recorder = new Recorder(this.#core.recorded);
    try {
      this.#core.x.set(data.x);
      this.#core.y.set(data.y);
      this.#core.begin();
      this.#order = order === undefined ? undefined : readOrder(order, this.#core.train);
      this.#how = { groups: groups.length, perBatch: this.#perBatch, withMomentum: momentum !== undefined, ordered: order !== undefined };
    } catch (error) {
      this.#core.close();
      throw error;
    }
    forgotten.register(this, this.#core, this);
  }

  /** The scheduler, or null. */
  get schedule() {
    return this.#schedule;
  }

  /** Which rows of the data are trained on and which are held out, ascending. @returns {{ train: Int32Array<ArrayBuffer>, validation: Int32Array<ArrayBuffer> }} copies */
  get rows() {
    const core = this.#live();
    return { train: core.train.slice(), validation: core.heldOut.slice() };
  }

  /** All epochs so far; the same object until there is another epoch, or some are taken back. @returns {History} copies, one number an epoch */
  get history() {
    return this.#recorder.history();
  }

  /** Trains one epoch. @returns {EpochRecord} after divergence, the last record again */
  epoch() {
    return this.run(1);
  }

  /** Trains epochs, fewer if the loss diverges. @param {number} epochs an integer from 1 to 1,000,000 @returns {EpochRecord} of the last epoch
   * @throws {RangeError} epochs out of range, past the last list of `order`, or a rate that was written and is not finite or below 0; nothing is trained then */
  run(epochs) {
    const core = this.#begin();
    try {
      return this.#run(core, epochs);
    } finally {
      this.#busy = false;
    }
  }

  /** @param {TrainerCore} core @param {number} epochs @returns {EpochRecord} */
  #run(core, epochs) {
    checkInteger("epochs", epochs, 1, MAX_RUN);
    if (this.#recorder.diverged) return this.#recorder.last();
    if (this.#order && this.#recorder.length + epochs > this.#order.length)
      throw rangeError("epochs", epochs, `at most ${this.#order.length - this.#recorder.length}: order has ${this.#order.length} lists`, { min: 1, max: this.#order.length - this.#recorder.length });
    const most = this.#epochsACall();
    const before = epochs > most ? this.#save() : undefined;
    try {
      for (let left = epochs; left > 0 && !this.#recorder.diverged; left -= most) this.#runSome(core, Math.min(left, most));
    } catch (error) {
      if (before) {
        this.#restore(before);
        this.#recorder.shorten(before.length);
      }
      throw error;
    }
    return this.#recorder.last();
  }

  /** Epochs whose rates fit one call into the core and can be known before it. */
  #epochsACall() {
    const core = this.#core;
    const numbers = this.#groups.length * (this.#perBatch ? core.batches : 1);
    const known = this.#order || this.#schedule?.needsMetric ? 1 : core.runEpochs;
    return Math.min(known, Math.max(1, Math.floor(core.rateCapacity / numbers)));
  }

  /** Trains at most #epochsACall() epochs: looks as far ahead in the schedule, then calls the core once. @param {TrainerCore} core @param {number} epochs */
  #runSome(core, epochs) {
    const schedule = this.#schedule;
    const steps = epochs * (this.#perBatch ? core.batches : 1);
    const groups = this.#groups.length;
    const ahead = schedule && !schedule.needsMetric ? lookAhead(schedule, steps) : undefined;
    this.#writeRates(core, steps, ahead);
    if (this.#order) core.order.set(this.#order[this.#recorder.length]);
    const run = core.run(this.#recorder.length, epochs, this.#how);
    const stepsAnEpoch = steps / epochs;
    this.#recorder.append(core, run, groups * stepsAnEpoch);
    // The schedule does not step past an epoch that diverged.
    ahead?.go((this.#recorder.diverged ? run - 1 : run) * stepsAnEpoch);
    if (schedule?.needsMetric && !this.#recorder.diverged) stepWithLoss(schedule, this.#recorder.last(), core.heldOut.length > 0);
  }

  /** Writes the rates of the coming steps to the core: those that stand in the groups, and for later steps those of the schedule, if there is one.
   * @param {TrainerCore} core @param {number} steps @param {import("./schedule-base.js").Ahead | undefined} ahead */
  #writeRates(core, steps, ahead) {
    const groups = this.#groups.length;
    for (let g = 0; g < groups; g++) {
      const { lr, momentum, betas } = this.#groups[g];
      core.lr[g] = (isRate(lr) || isWritten(this.#groups[g]) ? lr : checkNumber(`optimizer.paramGroups[${g}].lr`, lr, 0)) + 0; // -0 becomes 0
      if (this.#momentum) core.momentum[g] = this.#checkMomentum(this.#momentum === "betas" ? betas?.[0] : momentum, g) + 0;
    }
    if (steps === 1) return;
    fill(core.lr, ahead?.lr, groups, steps * groups);
    if (this.#momentum) fill(core.momentum, ahead?.momentum, groups, steps * groups);
    if (ahead?.momentum) for (let i = groups; i < steps * groups; i++) this.#checkMomentum(core.momentum[i], i % groups);
  }

  /** @param {unknown} momentum of a group, or its beta1 @param {number} group @returns {number} */
  #checkMomentum(momentum, group) {
    const max = this.#momentum === "betas" ? 1 : undefined;
    if (isRate(momentum, max)) return /** @type {number} */ (momentum);
    return checkNumber(`optimizer.paramGroups[${group}].${max ? "betas[0]" : "momentum"}`, momentum, 0, max);
  }

  /** The network's outputs (logits for cross-entropy and bce), after the same normalisation as in training.
   * @param {Float32Array | ArrayLike<number>[]} x rows x features, or an array of rows; finite @returns {Float32Array<ArrayBuffer>} rows x outputs */
  predict(x) {
    const core = this.#live();
    return core.predict(readRows("x", x, core.features).values);
  }

  /** The weights in PyTorch's order: W[out][in], then b, layer by layer. @returns {Float32Array<ArrayBuffer>} a copy */
  weights() {
    const core = this.#live();
    return core.copy(core.params);
  }

  /** Replaces the weights. @param {Float32Array} weights finite, as long as weights(), in the same order */
  setWeights(weights) {
    const core = this.#live();
    core.params.set(readFloats("weights", weights, core.params.length));
  }

  /** Everything that training goes on from, as plain data that survives JSON. @returns {Record<string, any>} for loadStateDict of a trainer with the same options */
  stateDict() {
    const core = this.#live();
    return {
      version: 1,
      trainer: { ...this.#identity, layers: [...this.#identity.layers] },
      epoch: this.#recorder.length,
      diverged: this.#recorder.diverged,
      weights: plain(core.copy(core.params)),
      optimizer: { state: plain(core.copy(core.state)), clocks: plain(core.clocks), paramGroups: structuredClone(this.#groups) },
      schedule: this.#schedule?.stateDict() ?? null,
      history: Object.fromEntries(Object.entries(this.#recorder.columns()).map(([name, numbers]) => [name, plain(numbers)])),
    };
  }

  /** Goes on from a saved state, bit for bit. @param {Record<string, any>} state of stateDict(), of a trainer with the same options, maybe through JSON
   * @throws {TypeError} no object, or a part of it of another kind @throws {RangeError} of another trainer or version (`{}` has none), or damaged; the trainer is then as it was */
  loadStateDict(state) {
    const core = this.#begin();
    try {
      const { schedule, ...next } = readState(state, { core, identity: this.#identity, groups: this.#groups, scheduled: this.#schedule !== null });
      this.#schedule?.loadStateDict(schedule);
      this.#restore(next);
      this.#recorder.replace(next.columns, next.diverged);
    } finally {
      this.#busy = false;
    }
  }

  /** What #restore puts back, and how many epochs there were. */
  #save() {
    const core = this.#core;
    return {
      length: this.#recorder.length,
      params: core.params.slice(),
      state: core.state.slice(),
      clocks: core.clocks.slice(),
      groups: structuredClone(this.#groups),
      takeScheduleBack: this.#schedule && savepoint(this.#schedule),
    };
  }

  /** @param {any} saved */
  #restore(saved) {
    const core = this.#core;
    core.params.set(saved.params);
    core.state.set(saved.state);
    core.clocks.set(saved.clocks);
    saved.takeScheduleBack?.();
    saved.groups.forEach((/** @type {TrainerParamGroup} */ group, /** @type {number} */ g) => Object.assign(this.#groups[g], group));
  }

  /** Gives the memory back. Afterwards only `history`, `schedule` and `optimizer` can be used; a second call does nothing. */
  free() {
    this.#checkIdle();
    forgotten.unregister(this);
    this.#core.close();
  }

  #live() {
    if (!this.#core.core) throw stateError("FREED", "this trainer was freed; make a new one");
    this.#checkIdle();
    return this.#core;
  }

  #checkIdle() {
    if (this.#busy) throw stateError("BUSY", "this trainer is in the middle of a call; it cannot be used from a function that its schedule calls");
  }

  /** Begins what a function of the reader's, called on the way, must not disturb; it ends where #busy is set back. Not a function around it: an epoch can be that short. */
  #begin() {
    const core = this.#live();
    this.#busy = true;
    return core;
  }
}

// `using trainer = new Trainer(...)`, where the engine knows it.
if (Symbol.dispose) Object.defineProperty(Trainer.prototype, Symbol.dispose, { value: Trainer.prototype.free, writable: true, configurable: true });

/** Copies the given orders and checks that each is a permutation of the training rows. @param {unknown} value @param {Int32Array} train */
function readOrder(value, train) {
  if (!Array.isArray(value) || value.length === 0) throw typeError("order", value, "an array of lists of rows, one list an epoch");
  return Array.from(value, (list, e) => {
    const name = `order[${e}]`;
    const allowed = `a permutation of the ${train.length} training rows`;
    if (!Array.isArray(list) && typedArrayName(list) === "") throw typeError(name, list, allowed);
    const rows = Array.from(attached(name, list), (row, i) => checkInteger(`${name}[${i}]`, row, 0, 2 ** 31 - 1));
    const sorted = Int32Array.from(rows).sort();
    if (sorted.length !== train.length || sorted.some((row, i) => row !== train[i])) throw rangeError(name, list, allowed);
    return Int32Array.from(rows);
  });
}

/** A finite Float32Array of a length, copied. @param {string} field @param {unknown} value @param {number} length */
function readFloats(field, value, length) {
  if (typedArrayName(value) !== "Float32Array") throw typeError(field, value, `a Float32Array of ${length}`);
  const copy = copyFloats(field, /** @type {Float32Array} */ (value));
  if (copy.length !== length) throw rangeError(field, value, `a Float32Array of ${length}`);
  const bad = copy.findIndex((number) => !Number.isFinite(number));
  if (bad >= 0) throw rangeError(`${field}[${bad}]`, copy[bad], "a finite number");
  return copy;
}

/** ReduceLROnPlateau after an epoch: a loss that is not finite counts as the worst. @param {{ step: (metric: number) => unknown, mode?: string }} schedule @param {EpochRecord} record @param {boolean} validated */
function stepWithLoss(schedule, { loss, valLoss }, validated) {
  const metric = validated ? valLoss : loss;
  const worst = schedule.mode === "max" ? -Number.MAX_VALUE : Number.MAX_VALUE;
  schedule.step(Number.isFinite(metric) ? metric : worst);
}

/** Most rates are right, and asking so builds no name for a message. @param {unknown} value @param {number} [max] @returns {value is number} */
const isRate = (value, max = Number.MAX_VALUE) => typeof value === "number" && value >= 0 && value <= max;

/** Numbers `from` to `to`: those of another array, or the first ones again and again. @param {Float64Array} numbers @param {Float64Array | undefined} others @param {number} from @param {number} to */
function fill(numbers, others, from, to) {
  if (others) numbers.set(others.subarray(from, to), from);
  else if (from === 1) numbers.fill(numbers[0], from, to);
  else for (let i = from; i < to; i++) numbers[i] = numbers[i - from];
}
