// Trains a small network in the core, under a schedule. What the options mean is PyTorch's; the numbers are in C.

import { description } from "./generated/description.js";
import { TrainerCore } from "./core.js";
import { readData, readRows } from "./data.js";
import { missingError, rangeError, stateError, typedArrayName, typeError } from "./errors.js";
import { checkField, checkFields, checkInteger, checkName, checkNumber, readOptions } from "./options.js";
import { createScheduler } from "./schedule.js";

/** @typedef {import("./data.js").Data} Data */
/** @typedef {{ name: "SGD", lr?: number | number[], momentum?: number, dampening?: number, weightDecay?: number, nesterov?: boolean, maximize?: boolean }} SGDOptions */
/** @typedef {{ name: "Adam" | "AdamW", lr?: number | number[], betas?: [number, number], eps?: number, weightDecay?: number, amsgrad?: boolean, maximize?: boolean }} AdamOptions */
/** @typedef {{ name: "RMSprop", lr?: number | number[], alpha?: number, eps?: number, weightDecay?: number, momentum?: number, centered?: boolean, maximize?: boolean }} RMSpropOptions */
/** @typedef {{ lr: number, momentum?: number, betas?: [number, number], [more: string]: unknown }} ParamGroup what a schedule or a reader may write between epochs */
/** @typedef {{ name: string, unit?: "epoch" | "batch", [option: string]: any }} ScheduleOptions a scheduler's name and its options; nested schedulers are such objects too */

/** @typedef {object} TrainerOptions
 * @property {number[]} layers widths from features to outputs, at least two, each from 1: [2, 16, 16, 2]
 * @property {"tanh" | "relu" | "sigmoid" | "linear"} [activation] between the layers, default "tanh"
 * @property {"tanh" | "relu" | "sigmoid" | "linear"} [outputActivation] after the last layer, default "linear"
 * @property {"cross-entropy" | "mse" | "bce"} loss means over the batch (and over the outputs), as in torch.nn: CrossEntropyLoss, MSELoss, BCEWithLogitsLoss
 * @property {SGDOptions | AdamOptions | RMSpropOptions} optimizer torch.optim's names, arguments (in camelCase) and defaults; lr may be an array, one rate a layer
 * @property {ScheduleOptions | null} [schedule] any scheduler; unit "epoch" (the default) steps it after every epoch, "batch" after every batch
 * @property {Data} data
 * @property {number} [validation] share of the rows held out, in [0, 1), default 0
 * @property {"none" | "standard"} [normalize] "standard": features to mean 0 and standard deviation 1, fitted on the training rows and applied by predict(); default "none"
 * @property {number} [batchSize] rows of a step, from 1, default 32; more than there are means all
 * @property {boolean} [shuffle] a new order every epoch, default true; false takes the rows as they stand
 * @property {number[][]} [order] instead of shuffle: for each epoch a permutation of the training rows
 * @property {number} [seed] an integer from 0 to 2^32-1, default 0: initial weights, split and shuffles */

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

const KNOWN = ["layers", "activation", "outputActivation", "loss", "optimizer", "schedule", "data", "validation", "normalize", "batchSize", "shuffle", "order", "seed"];
const COLUMNS = /** @type {const} */ (["lr", "loss", "valLoss", "accuracy", "valAccuracy"]);
const NORMALIZE = ["none", "standard"];
const UNITS = /** @type {const} */ (["epoch", "batch"]);
const MAX_RUN = 1e6;
const MAX_WIDTH = 2 ** 20;
const MAX_DEPTH = 1000;

const names = (/** @type {readonly { name: string }[]} */ rows) => rows.map((row) => row.name);
const numberOf = (/** @type {string} */ field, /** @type {unknown} */ value, /** @type {readonly { name: string }[]} */ rows) =>
  names(rows).indexOf(checkName(field, value, names(rows)));

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
  /** @type {Record<typeof COLUMNS[number], Float64Array<ArrayBuffer>>} */
  #columns;
  /** @type {History | undefined} */
  #history;
  #schedule;

  /** @param {TrainerOptions} options
   * @throws {TypeError} a wrong type, a missing or an unknown option @throws {RangeError} out of range, an unknown name, more than 1 GiB of memory, or too many live trainers
   * @throws {Error} `NOT_READY` before init */
  constructor(options) {
    const read = readOptions("Trainer", options, KNOWN);
    const numbers = checkFields(description.trainer.fields, { ...read });
    const layers = readLayers(read.layers);
    const loss = numberOf("loss", required("loss", read.loss, names(description.losses)), description.losses);
    const data = readData(read.data, layers, description.losses[loss]);
    const optimizer = readOptimizer(read.optimizer, layers.length - 1);
    if (read.order !== undefined && read.shuffle !== undefined) throw typeError("order", read.order, "absent when shuffle is given");
    const unit = read.schedule ? readUnit(read.schedule) : undefined;
    checkSplit(numbers.validation, data.rows);

    this.#identity = {
      layers,
      activation: read.activation ?? "tanh",
      outputActivation: read.outputActivation ?? "linear",
      loss: description.losses[loss].name,
      optimizer: optimizer.name,
      rows: data.rows,
      normalize: read.normalize ?? "none",
      batchSize: numbers.batchSize,
      validation: numbers.validation,
      seed: numbers.seed,
      shuffle: numbers.shuffle,
    };
    const shape = {
      activation: numberOf("activation", this.#identity.activation, description.activations),
      outputActivation: numberOf("outputActivation", this.#identity.outputActivation, description.activations),
      loss,
      optimizer: optimizer.row,
      normalize: NORMALIZE.indexOf(checkName("normalize", this.#identity.normalize, NORMALIZE)),
      numbers: description.trainer.fields.map((field) => Number(numbers[field.name])),
      optimizerNumbers: optimizer.numbers,
      rows: data.rows,
      widths: layers,
    };
    /** The rates, and the momentum where the optimizer has one, that the next epoch uses. Written by the schedule; a rate that a reader writes replaces it.
     * @type {{ paramGroups: ParamGroup[] }} */
    this.optimizer = { paramGroups: optimizer.groups };
    this.#groups = optimizer.groups;
    this.#momentum = optimizer.momentum;
    this.#schedule = unit ? createScheduler(this.optimizer, withoutUnit(read.schedule)) : null;
    this.#perBatch = unit === "batch";
    this.#columns = /** @type {any} */ (Object.fromEntries(COLUMNS.map((name) => [name, new Float64Array(64)])));
    this.#core = new TrainerCore(shape);
    try {
      this.#core.x.set(data.x);
      this.#core.y.set(data.y);
      this.#core.begin();
      this.#order = read.order === undefined ? undefined : readOrder(read.order, this.#core.train);
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

  /** All epochs so far. @returns {History} copies, one number an epoch */
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
    const core = this.#live();
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

  /** Trains at most #epochsACall() epochs: writes their rates, stepping the schedule, then calls the core once. @param {TrainerCore} core @param {number} epochs */
  #runSome(core, epochs) {
    const schedule = this.#schedule;
    const perEpoch = this.#perBatch ? core.batches : 1;
    const groups = this.#groups.length;
    const before = schedule ? this.#saveSchedule() : undefined;
    try {
      for (let at = 0; at < epochs * perEpoch; at++) {
        this.#writeRates(core, at * groups);
        if (schedule && !schedule.needsMetric) schedule.step();
      }
    } catch (error) {
      if (before) this.#restoreSchedule(before);
      throw error;
    }
    if (this.#order) core.order.set(this.#order[this.#length]);
    const run = core.run(this.#length, epochs, { groups, perBatch: this.#perBatch, withMomentum: this.#momentum !== undefined, ordered: this.#order !== undefined });
    for (let i = 0; i < run; i++) this.#append(core.lr[i * groups * perEpoch], core.record(i));
    if (schedule?.needsMetric && !this.#diverged) stepWithLoss(schedule, this.#record(this.#length - 1), core.heldOut.length > 0);
    if (before && this.#diverged && !schedule?.needsMetric) {
      // The rates were taken ahead; the schedule goes back to the epoch that diverged.
      this.#restoreSchedule(before);
      for (let i = 0; i < (run - 1) * perEpoch; i++) schedule?.step();
    }
  }

  /** Copies the groups' rates to the core, at `index`. @param {TrainerCore} core @param {number} index */
  #writeRates(core, index) {
    this.#groups.forEach((group, g) => {
      core.lr[index + g] = checkNumber(`optimizer.paramGroups[${g}].lr`, group.lr, 0);
      if (this.#momentum === "momentum") core.momentum[index + g] = checkNumber(`optimizer.paramGroups[${g}].momentum`, group.momentum, 0);
      if (this.#momentum === "betas") core.momentum[index + g] = checkNumber(`optimizer.paramGroups[${g}].betas[0]`, group.betas?.[0], 0, 1);
    });
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
      history: Object.fromEntries(COLUMNS.map((name) => [name, plain(this.history[name])])),
    };
  }

  /** Goes on from a saved state, bit for bit. @param {Record<string, any>} state of stateDict(), of a trainer with the same options, maybe through JSON
   * @throws {TypeError} not such a state @throws {RangeError} of another trainer, or damaged; the trainer is then as it was */
  loadStateDict(state) {
    const core = this.#live();
    const read = readOptions("state", state, ["version", "trainer", "epoch", "diverged", "weights", "optimizer", "schedule", "history"]);
    if (read.version !== 1) throw rangeError("state.version", read.version, "1");
    checkSame(readOptions("state.trainer", read.trainer, Object.keys(this.#identity)), this.#identity);
    const epoch = checkInteger("state.epoch", read.epoch, 0, 2 ** 31 - 1);
    const diverged = checkField("state.diverged", read.diverged, { type: "flag", min: 0, max: 1 });
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
    if ((read.schedule == null) !== (this.#schedule === null))
      throw typeError("state.schedule", read.schedule, this.#schedule ? "the state of this trainer's schedule" : "null, as this trainer has no schedule");
    this.#schedule?.loadStateDict(read.schedule);
    this.#restore(next, false);
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
      ...this.#saveSchedule(),
    };
  }

  #saveSchedule() {
    return { groups: structuredClone(this.#groups), schedule: this.#schedule?.stateDict() };
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
    forgotten.unregister(this);
    this.#core.close();
  }

  #live() {
    if (!this.#core.core) throw stateError("FREED", "this trainer was freed; make a new one");
    return this.#core;
  }
}

// `using trainer = new Trainer(...)`, where the engine knows it.
if (Symbol.dispose) Object.defineProperty(Trainer.prototype, Symbol.dispose, { value: Trainer.prototype.free, writable: true, configurable: true });

/** @param {string} field @param {unknown} value @param {readonly string[]} known */
function required(field, value, known) {
  if (value === undefined) throw missingError(field, `one of ${known.map((name) => `"${name}"`).join(", ")}`);
  return value;
}

/** @param {unknown} value @returns {number[]} */
function readLayers(value) {
  const allowed = "an array of at least two widths, from features to outputs";
  if (value === undefined) throw missingError("layers", allowed);
  if (!Array.isArray(value)) throw typeError("layers", value, allowed);
  if (value.length < 2 || value.length > MAX_DEPTH + 1) throw rangeError("layers", value, `${allowed}, and at most ${MAX_DEPTH + 1}`);
  return Array.from(value, (width, i) => checkInteger(`layers[${i}]`, width, 1, MAX_WIDTH));
}

/** Reads the optimizer: its row, the numbers of its fields, and its groups. @param {unknown} options @param {number} depth */
function readOptimizer(options, depth) {
  const rows = description.optimizers;
  if (options === undefined) throw missingError("optimizer", `an object with a name, one of ${names(rows).join(", ")}`);
  if (typeof options !== "object" || options === null) throw typeError("optimizer", options, "an object with a name");
  const all = [...new Set(rows.flatMap((row) => optionNames(row.fields)))];
  const first = readOptions("optimizer", options, ["name", ...all]);
  const row = numberOf("optimizer.name", required("optimizer.name", first.name, names(rows)), rows);
  const { name, fields } = rows[row];
  const own = ["name", ...optionNames(fields)];
  const read = readOptions(`optimizer ${name}`, { ...first }, own);

  const rates = Array.isArray(read.lr) ? read.lr : undefined;
  if (rates && rates.length !== depth) throw rangeError("optimizer.lr", rates, `an array of ${depth} rates, one a layer, or a number`);
  const lrField = /** @type {any} */ (fields.find((field) => field.name === "lr"));
  const lrs = rates ? Array.from(rates, (lr, g) => checkField(`optimizer.lr[${g}]`, lr, lrField)) : undefined;
  if (lrs) read.lr = lrs[0];
  if (read.betas !== undefined) {
    if (!Array.isArray(read.betas) || read.betas.length !== 2) throw typeError("optimizer.betas", read.betas, "an array of two numbers");
    [read.beta1, read.beta2] = read.betas.map((beta, i) => checkField(`optimizer.betas[${i}]`, beta, /** @type {any} */ (fields.find((field) => field.name === `beta${i + 1}`))));
  }
  checkFields(fields, read, "optimizer.");
  if (read.nesterov && !(read.momentum > 0 && read.dampening === 0))
    throw rangeError("optimizer.nesterov", true, "false unless momentum is above 0 and dampening is 0");
  const momentum = /** @type {"momentum" | "betas" | undefined} */ (["momentum", "betas"].find((option) => own.includes(option)));
  const groups = (lrs ?? [read.lr]).map((lr) => {
    /** @type {ParamGroup} */
    const group = { lr };
    if (momentum === "momentum") group.momentum = read.momentum;
    if (momentum === "betas") group.betas = [read.beta1, read.beta2];
    return group;
  });
  return { row, name, groups, momentum, numbers: fields.map((field) => Number(read[field.name])) };
}

/** The core's beta1 and beta2 are PyTorch's betas. @param {readonly { name: string }[]} fields */
const optionNames = (fields) => [...new Set(names(fields).map((name) => name.replace(/^beta[12]$/, "betas")))];

/** @param {unknown} schedule @returns {"epoch" | "batch"} */
function readUnit(schedule) {
  if (typeof schedule !== "object" || schedule === null || Array.isArray(schedule)) throw typeError("schedule", schedule, "an object with a name");
  const { unit = "epoch" } = /** @type {any} */ (schedule);
  return checkName("schedule.unit", unit, UNITS);
}

/** @param {Record<string, unknown>} schedule */
function withoutUnit(schedule) {
  const { unit, ...rest } = schedule;
  return rest;
}

/** @param {number} validation @param {number} rows */
function checkSplit(validation, rows) {
  const heldOut = Math.floor(validation * rows + 0.5);
  if (heldOut >= rows || (validation > 0 && heldOut === 0))
    throw rangeError("validation", validation, `0, or a share that leaves rows on both sides; ${rows} rows would give ${heldOut} to validation`, { min: 0, max: 1 });
}

/** Copies the given orders and checks that each is a permutation of the training rows. @param {unknown} value @param {Int32Array} train */
function readOrder(value, train) {
  if (!Array.isArray(value) || value.length === 0) throw typeError("order", value, "an array of lists of rows, one list an epoch");
  return value.map((list, e) => {
    const name = `order[${e}]`;
    const allowed = `a permutation of the ${train.length} training rows`;
    if (!Array.isArray(list) && typedArrayName(list) === "") throw typeError(name, list, allowed);
    const rows = Array.from(list, (row, i) => checkInteger(`${name}[${i}]`, row, 0, 2 ** 31 - 1));
    const sorted = Int32Array.from(rows).sort();
    if (sorted.length !== train.length || sorted.some((row, i) => row !== train[i])) throw rangeError(name, list, allowed);
    return Int32Array.from(rows);
  });
}

/** A finite Float32Array of a length, copied. @param {string} field @param {unknown} value @param {number} length */
function readFloats(field, value, length) {
  if (typedArrayName(value) !== "Float32Array") throw typeError(field, value, `a Float32Array of ${length}`);
  const copy = new Float32Array(/** @type {Float32Array} */ (value));
  if (copy.length !== length) throw rangeError(field, value, `a Float32Array of ${length}`);
  const bad = copy.findIndex((number) => !Number.isFinite(number));
  if (bad >= 0) throw rangeError(`${field}[${bad}]`, copy[bad], "a finite number");
  return copy;
}

/** Numbers of a saved state; null stands for NaN, an infinity is named. @param {string} field @param {unknown} value @param {number} length @returns {Float64Array<ArrayBuffer>} */
function readNumbers(field, value, length) {
  if (!Array.isArray(value) && typedArrayName(value) === "") throw typeError(field, value, `an array of ${length} numbers`);
  const list = Array.from(/** @type {ArrayLike<unknown>} */ (value));
  if (list.length !== length) throw rangeError(field, value, `an array of ${length} numbers`);
  return Float64Array.from(list, (item, i) => {
    if (item === null) return NaN;
    if (item === "Infinity" || item === "-Infinity") return Number(item);
    if (typeof item !== "number") throw typeError(`${field}[${i}]`, item, 'a number, null for NaN, "Infinity" or "-Infinity"');
    return item;
  });
}

/** Groups of a saved state, as many and with the same keys as ours. @param {unknown} value @param {ParamGroup[]} groups @returns {ParamGroup[]} */
function readGroups(value, groups) {
  if (!Array.isArray(value) || value.length !== groups.length) throw typeError("state.optimizer.paramGroups", value, `an array of ${groups.length} groups`);
  return value.map((group, g) => {
    const where = `state.optimizer.paramGroups[${g}]`;
    const read = structuredClone({ ...readOptions(where, group, [...Object.keys(groups[g]), "initialLr", "initial_lr"]) });
    checkNumber(`${where}.lr`, read.lr, 0);
    return /** @type {ParamGroup} */ (read);
  });
}

/** @param {Record<string, any>} saved @param {Record<string, any>} own */
function checkSame(saved, own) {
  for (const [name, value] of Object.entries(own))
    if (JSON.stringify(saved[name]) !== JSON.stringify(value)) throw rangeError(`state.trainer.${name}`, saved[name], `${JSON.stringify(value)}, as in this trainer`);
}

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

/** As an array that survives JSON: NaN becomes null, an infinity its name. @param {Float32Array | Float64Array} numbers */
const plain = (numbers) => Array.from(numbers, (number) => (Number.isFinite(number) ? number : Number.isNaN(number) ? null : String(number)));
