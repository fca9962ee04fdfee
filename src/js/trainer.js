// Trains a small network in the core, under a schedule. What the options mean is PyTorch's; the numbers are in C.

import { compiledModule, TrainerCore } from "./core.js";
import { attached, copyFloats, readRows } from "./data.js";
import { rangeError, stateError, typedArrayName, typeError } from "./errors.js";
import { checkField, checkInteger, checkNumber, readOptions } from "./options.js";
import { lookAhead } from "./schedule-base.js";
import { createScheduler } from "./schedule.js";
import { readBetas, readTrainerOptions } from "./trainer-options.js";

/** @typedef {import("./trainer-options.js").TrainerOptions} TrainerOptions */
/** @typedef {import("./trainer-options.js").ParamGroup} ParamGroup */

/** @typedef {object} EpochRecord
 * @property {number} epoch counted from 0
 * @property {number} lr the rate of the epoch's first batch (of the first group)
 * @property {number} loss mean over the training rows of each batch's loss before its update
 * @property {number} valLoss after the epoch; NaN without validation
 * @property {number} accuracy share of training rows that were right before their batch's update; NaN for a regression
 * @property {number} valAccuracy after the epoch; NaN without validation or for a regression
 * @property {boolean} diverged a loss was not finite: the run stopped before that update, and goes no further */

/** @typedef {{ epoch: Int32Array<ArrayBuffer>, lr: Float64Array<ArrayBuffer>, loss: Float64Array<ArrayBuffer>, valLoss: Float64Array<ArrayBuffer>,
 *   accuracy: Float64Array<ArrayBuffer>, valAccuracy: Float64Array<ArrayBuffer> }} History one number an epoch */

const COLUMNS = /** @type {const} */ (["lr", "loss", "valLoss", "accuracy", "valAccuracy"]);
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
  #identity;
  #length = 0;
  #diverged = false;
  #busy = false;
  /** @type {Record<typeof COLUMNS[number], Float64Array<ArrayBuffer>>} */
  #columns;
  /** @type {History | undefined} */
  #history;
  #schedule;

  /** @param {TrainerOptions} options
   * @throws {TypeError} a wrong type, a missing or an unknown option @throws {RangeError} out of range, an unknown name, more than 1 GiB of memory, or too many live trainers
   * @throws {Error} `NOT_READY` before init */
  constructor(options) {
    compiledModule(); // throws NOT_READY
    const { identity, shape, data, groups, momentum, unit, schedule, order } = readTrainerOptions(options);
    this.#identity = identity;
    /** The rates, and the momentum where the optimizer has one, that the next epoch uses. Written by the schedule; a rate that a reader writes replaces it.
     * @type {{ paramGroups: ParamGroup[] }} */
    this.optimizer = { paramGroups: groups };
    this.#groups = groups;
    Object.freeze(groups); // the groups may be written to, not added, removed or replaced
    this.#momentum = momentum;
    this.#schedule = schedule ? createScheduler(this.optimizer, schedule) : null;
    this.#perBatch = unit === "batch";
    this.#columns = /** @type {any} */ (Object.fromEntries(COLUMNS.map((name) => [name, new Float64Array(64)])));
    this.#core = new TrainerCore(shape);
    try {
      this.#core.x.set(data.x);
      this.#core.y.set(data.y);
      this.#core.begin();
      this.#order = order === undefined ? undefined : readOrder(order, this.#core.train);
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

  /** All epochs so far; the same object until the next epoch. @returns {History} copies, one number an epoch */
  get history() {
    if (!this.#history) {
      const columns = Object.fromEntries(COLUMNS.map((name) => [name, this.#columns[name].slice(0, this.#length)]));
      this.#history = /** @type {History} */ (/** @type {unknown} */ ({ epoch: Int32Array.from({ length: this.#length }, (_, i) => i), ...columns }));
    }
    return this.#history;
  }

  /** Trains one epoch. @returns {EpochRecord} after divergence, the last record again */
  epoch() {
    return this.run(1);
  }

  /** Trains epochs, fewer if the loss diverges. @param {number} epochs an integer from 1 to 1,000,000 @returns {EpochRecord} of the last epoch
   * @throws {RangeError} epochs out of range, past the last list of `order`, or a rate that was written and is not finite or below 0; nothing is trained then */
  run(epochs) {
    return this.#exclusively((core) => this.#run(core, epochs));
  }

  /** @param {TrainerCore} core @param {number} epochs @returns {EpochRecord} */
  #run(core, epochs) {
    checkInteger("epochs", epochs, 1, MAX_RUN);
    if (this.#diverged) return this.#record(this.#length - 1);
    if (this.#order && this.#length + epochs > this.#order.length)
      throw rangeError("epochs", epochs, `at most ${this.#order.length - this.#length}: order has ${this.#order.length} lists`, { min: 1, max: this.#order.length - this.#length });
    const most = this.#epochsACall();
    const before = epochs > most ? this.#save() : undefined;
    try {
      for (let left = epochs; left > 0 && !this.#diverged; left -= most) this.#runSome(core, Math.min(left, most));
    } catch (error) {
      if (before) this.#restore(before);
      throw error;
    }
    return this.#record(this.#length - 1);
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
    if (this.#order) core.order.set(this.#order[this.#length]);
    const run = core.run(this.#length, epochs, { groups, perBatch: this.#perBatch, withMomentum: this.#momentum !== undefined, ordered: this.#order !== undefined });
    const stepsAnEpoch = steps / epochs;
    for (let i = 0; i < run; i++) this.#append(core.lr[i * groups * stepsAnEpoch], core.record(i));
    // The schedule does not step past an epoch that diverged.
    ahead?.go((this.#diverged ? run - 1 : run) * stepsAnEpoch);
    if (schedule?.needsMetric && !this.#diverged) stepWithLoss(schedule, this.#record(this.#length - 1), core.heldOut.length > 0);
  }

  /** Writes the rates of the coming steps to the core: those that stand in the groups, and for later steps those of the schedule, if there is one.
   * @param {TrainerCore} core @param {number} steps @param {import("./schedule-base.js").Ahead | undefined} ahead */
  #writeRates(core, steps, ahead) {
    const groups = this.#groups.length;
    this.#groups.forEach((group, g) => {
      core.lr[g] = checkNumber(`optimizer.paramGroups[${g}].lr`, group.lr, 0);
      if (this.#momentum === "momentum") core.momentum[g] = checkNumber(`optimizer.paramGroups[${g}].momentum`, group.momentum, 0);
      if (this.#momentum === "betas") core.momentum[g] = checkNumber(`optimizer.paramGroups[${g}].betas[0]`, group.betas?.[0], 0, 1);
    });
    for (let i = groups; i < steps * groups; i++) {
      core.lr[i] = ahead ? ahead.lr[i] : core.lr[i % groups];
      core.momentum[i] = ahead?.momentum ? ahead.momentum[i] : core.momentum[i % groups];
    }
  }

  /** @param {number} lr @param {Omit<EpochRecord, "epoch" | "lr">} record */
  #append(lr, record) {
    const full = this.#length === this.#columns.lr.length;
    for (const name of COLUMNS) {
      if (full) this.#columns[name] = enlarged(this.#columns[name]);
      this.#columns[name][this.#length] = name === "lr" ? lr : record[name];
    }
    this.#length++;
    this.#diverged = record.diverged;
    this.#history = undefined;
  }

  /** @param {number} epoch @returns {EpochRecord} */
  #record(epoch) {
    const { lr, loss, valLoss, accuracy, valAccuracy } = this.#columns;
    const last = epoch === this.#length - 1;
    return {
      epoch,
      lr: lr[epoch],
      loss: loss[epoch],
      valLoss: valLoss[epoch],
      accuracy: accuracy[epoch],
      valAccuracy: valAccuracy[epoch],
      diverged: last && this.#diverged,
    };
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
      epoch: this.#length,
      diverged: this.#diverged,
      weights: plain(core.copy(core.params)),
      optimizer: { state: plain(core.copy(core.state)), clocks: plain(core.clocks), paramGroups: structuredClone(this.#groups) },
      schedule: this.#schedule?.stateDict() ?? null,
      history: Object.fromEntries(COLUMNS.map((name) => [name, plain(this.#columns[name].subarray(0, this.#length))])),
    };
  }

  /** Goes on from a saved state, bit for bit. @param {Record<string, any>} state of stateDict(), of a trainer with the same options, maybe through JSON
   * @throws {TypeError} not such a state @throws {RangeError} of another trainer, or damaged; the trainer is then as it was */
  loadStateDict(state) {
    this.#exclusively((core) => this.#load(core, state));
  }

  /** @param {TrainerCore} core @param {Record<string, any>} state */
  #load(core, state) {
    const read = readOptions("state", state, ["version", "trainer", "epoch", "diverged", "weights", "optimizer", "schedule", "history"]);
    if (read.version !== 1) throw rangeError("state.version", read.version, "1");
    checkSame(readOptions("state.trainer", read.trainer, Object.keys(this.#identity)), this.#identity);
    if (read.schedule === undefined || (read.schedule === null) !== (this.#schedule === null))
      throw typeError("state.schedule", read.schedule, this.#schedule ? "the state of this trainer's schedule" : "null, as this trainer has no schedule");
    const epoch = checkInteger("state.epoch", read.epoch, 0, 2 ** 31 - 1);
    const diverged = checkField("state.diverged", read.diverged, { type: "flag", min: 0, max: 1 });
    if (diverged && epoch === 0) throw rangeError("state.diverged", true, "false before the first epoch");
    const optimizer = readOptions("state.optimizer", read.optimizer, ["state", "clocks", "paramGroups"]);
    const history = readOptions("state.history", read.history, [...COLUMNS]);
    const next = {
      length: epoch,
      diverged,
      params: readNumbers("state.weights", read.weights, core.params.length),
      state: readNumbers("state.optimizer.state", optimizer.state, core.state.length),
      clocks: readNumbers("state.optimizer.clocks", optimizer.clocks, core.clocks.length),
      columns: COLUMNS.map((name) => readNumbers(`state.history.${name}`, history[name], epoch)),
      groups: readGroups(optimizer.paramGroups, this.#groups),
    };
    const notFinite = next.clocks.findIndex((number) => !Number.isFinite(number));
    if (notFinite >= 0) throw rangeError(`state.optimizer.clocks[${notFinite}]`, next.clocks[notFinite], "a finite number");
    this.#schedule?.loadStateDict(read.schedule);
    this.#restore(next);
  }

  /** A snapshot for #restore. */
  #save() {
    const core = this.#core;
    return {
      length: this.#length,
      diverged: this.#diverged,
      params: core.params.slice(),
      state: core.state.slice(),
      clocks: core.clocks.slice(),
      columns: COLUMNS.map((name) => this.#columns[name].slice(0, this.#length)),
      groups: structuredClone(this.#groups),
      schedule: this.#schedule?.stateDict(),
    };
  }

  /** @param {{ groups: ParamGroup[], schedule?: any }} saved */
  #restoreSchedule({ groups, schedule }) {
    if (schedule) this.#schedule?.loadStateDict(schedule);
    groups.forEach((group, g) => Object.assign(this.#groups[g], group));
  }

  /** @param {any} saved */
  #restore(saved) {
    const core = this.#core;
    core.params.set(saved.params);
    core.state.set(saved.state);
    core.clocks.set(saved.clocks);
    this.#restoreSchedule(saved);
    this.#length = saved.length;
    this.#diverged = saved.diverged;
    COLUMNS.forEach((name, i) => {
      this.#columns[name] = new Float64Array(Math.max(64, 2 * saved.length));
      this.#columns[name].set(saved.columns[i]);
    });
    this.#history = undefined;
  }

  /** Gives the memory back. Afterwards only `history` can be read; a second call does nothing. */
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

  /** Runs what a function of the reader's, called on the way, must not disturb. @template T @param {(core: TrainerCore) => T} action @returns {T} */
  #exclusively(action) {
    const core = this.#live();
    this.#busy = true;
    try {
      return action(core);
    } finally {
      this.#busy = false;
    }
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

/** Numbers of a saved state; null stands for NaN, an infinity is named. @param {string} field @param {unknown} value @param {number} length @returns {Float64Array<ArrayBuffer>} */
function readNumbers(field, value, length) {
  if (!Array.isArray(value) && typedArrayName(value) === "") throw typeError(field, value, `an array of ${length} numbers`);
  const list = Array.from(attached(field, /** @type {ArrayLike<unknown>} */ (value)));
  if (list.length !== length) throw rangeError(field, value, `an array of ${length} numbers`);
  return Float64Array.from(list, (item, i) => {
    if (item === null) return NaN;
    if (item === "Infinity" || item === "-Infinity" || item === "-0") return Number(item);
    if (typeof item !== "number") throw typeError(`${field}[${i}]`, item, 'a number, null for NaN, "Infinity", "-Infinity" or "-0"');
    return item;
  });
}

/** Groups of a saved state, as many and with the same keys as ours. @param {unknown} value @param {ParamGroup[]} groups @returns {ParamGroup[]} */
function readGroups(value, groups) {
  if (!Array.isArray(value) || value.length !== groups.length) throw typeError("state.optimizer.paramGroups", value, `an array of ${groups.length} groups`);
  return Array.from(value, (group, g) => {
    const where = `state.optimizer.paramGroups[${g}]`;
    const own = groups[g];
    const read = readOptions(where, group, [...new Set([...Object.keys(own), "initial_lr"])]);
    const next = { ...own };
    if (read.initial_lr !== undefined) next.initial_lr = checkNumber(`${where}.initial_lr`, read.initial_lr, 0);
    for (const key of Object.keys(own)) {
      if (typeof own[key] === "number") next[key] = checkNumber(`${where}.${key}`, read[key], 0);
      if (key === "betas") next.betas = readBetas(`${where}.betas`, read.betas);
    }
    return next;
  });
}

/** @param {Record<string, any>} saved @param {Record<string, any>} own */
function checkSame(saved, own) {
  for (const [name, value] of Object.entries(own))
    if (!sameSetting(saved[name], value)) throw rangeError(`state.trainer.${name}`, saved[name], `${JSON.stringify(value)}, as in this trainer`);
}

/** @param {unknown} saved @param {unknown} own a number, a text, a flag or a list of numbers @returns {boolean} */
const sameSetting = (saved, own) =>
  Array.isArray(own) ? Array.isArray(saved) && saved.length === own.length && own.every((value, i) => saved[i] === value) : saved === own;

/** ReduceLROnPlateau after an epoch: a loss that is not finite counts as the worst. @param {{ step: (metric: number) => unknown, mode?: string }} schedule @param {EpochRecord} record @param {boolean} validated */
function stepWithLoss(schedule, { loss, valLoss }, validated) {
  const metric = validated ? valLoss : loss;
  const worst = schedule.mode === "max" ? -Number.MAX_VALUE : Number.MAX_VALUE;
  schedule.step(Number.isFinite(metric) ? metric : worst);
}

/** @param {Float64Array} column */
function enlarged(column) {
  const larger = new Float64Array(2 * column.length);
  larger.set(column);
  return larger;
}

/** As an array that survives JSON: NaN becomes null, an infinity and -0 their names. @param {Float32Array | Float64Array} numbers */
const plain = (numbers) =>
  Array.from(numbers, (number) => (Number.isNaN(number) ? null : Object.is(number, -0) ? "-0" : Number.isFinite(number) ? number : String(number)));
