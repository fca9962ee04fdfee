// What may be said to a Trainer: its options, read once, checked, and put into the core's terms. Nothing is allocated here.

import { tables } from "./generated/tables.js";
import { readData } from "./data.js";
import { missingError, rangeError, typeError, unknownOptionError } from "./errors.js";
import { checkField, checkFields, checkInteger, checkName, readOptions } from "./options.js";

/** @typedef {import("./data.js").Data} Data */
/** @typedef {{ name: "SGD", lr?: number | number[], momentum?: number, dampening?: number, weightDecay?: number, nesterov?: boolean, maximize?: boolean }} SGDOptions */
/** @typedef {{ name: "Adam" | "AdamW", lr?: number | number[], betas?: [number, number], eps?: number, weightDecay?: number, amsgrad?: boolean, maximize?: boolean }} AdamOptions */
/** @typedef {{ name: "RMSprop", lr?: number | number[], alpha?: number, eps?: number, weightDecay?: number, momentum?: number, centered?: boolean, maximize?: boolean }} RMSpropOptions */
/** @typedef {{ lr: number, momentum?: number, betas?: [number, number], [more: string]: unknown }} TrainerParamGroup what a schedule or a reader may write between epochs */
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

export const TRAINER_OPTIONS = ["layers", "activation", "outputActivation", "loss", "optimizer", "schedule", "data", "validation", "normalize", "batchSize", "shuffle", "order", "seed"];
const NORMALIZE = ["none", "standard"];
const UNITS = /** @type {const} */ (["epoch", "batch"]);
const MAX_WIDTH = 2 ** 20;
const MAX_DEPTH = 1000;

const names = (/** @type {readonly { name: string }[]} */ rows) => rows.map((row) => row.name);
const numberOf = (/** @type {string} */ field, /** @type {unknown} */ value, /** @type {readonly { name: string }[]} */ rows) =>
  names(rows).indexOf(checkName(field, value, names(rows)));

/** Reads a Trainer's options. @param {unknown} options @param {ReturnType<typeof readData>} [known] the data, where it was read before, for the same features, outputs and loss
 * @throws {TypeError} a wrong type, a missing or an unknown option @throws {RangeError} out of range, an unknown name */
export function readTrainerOptions(options, known) {
  const read = readOptions("Trainer", options, TRAINER_OPTIONS);
  const numbers = checkFields(tables.trainer.fields, { ...read });
  const layers = readLayers(read.layers);
  const loss = numberOf("loss", required("loss", read.loss, names(tables.losses)), tables.losses);
  const data = known ?? readData(read.data, layers, tables.losses[loss]);
  const optimizer = readOptimizer(read.optimizer, layers.length - 1);
  if (read.order !== undefined && read.shuffle !== undefined) throw typeError("order", read.order, "absent when shuffle is given");
  const { schedule = null, activation = "tanh", outputActivation = "linear", normalize = "none" } = read;
  const unit = schedule === null ? undefined : readUnit(schedule);
  checkSplit(numbers.validation, data.rows);
  /** What a saved state must agree in. */
  const identity = {
    layers,
    activation,
    outputActivation,
    loss: tables.losses[loss].name,
    optimizer: optimizer.name,
    rows: data.rows,
    normalize,
    batchSize: numbers.batchSize,
    validation: numbers.validation,
    seed: numbers.seed,
    shuffle: numbers.shuffle,
  };
  /** @type {import("./core.js").TrainerShape} */
  const shape = {
    activation: numberOf("activation", activation, tables.activations),
    outputActivation: numberOf("outputActivation", outputActivation, tables.activations),
    loss,
    optimizer: optimizer.row,
    normalize: NORMALIZE.indexOf(checkName("normalize", normalize, NORMALIZE)),
    numbers: tables.trainer.fields.map((field) => Number(numbers[field.name])),
    optimizerNumbers: optimizer.numbers,
    rows: data.rows,
    widths: layers,
  };
  return { identity, shape, data, groups: optimizer.groups, momentum: optimizer.momentum, unit, schedule: unit && withoutUnit(schedule), order: read.order };
}

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

/** The core's beta1 and beta2 are PyTorch's betas. @param {readonly { name: string }[]} fields */
const optionNames = (fields) => [...new Set(names(fields).map((name) => name.replace(/^beta[12]$/, "betas")))];

// A sweep reads an optimizer for every cell, so names are put together once.
const OPTIMIZERS = names(tables.optimizers);
const OPTIONS_OF_OPTIMIZER = tables.optimizers.map(({ fields }) => ["name", ...optionNames(fields)]);
const OPTIMIZER_OPTIONS = [...new Set(OPTIONS_OF_OPTIMIZER.flat())];

/** Reads the optimizer: its row, the numbers of its fields, and its groups. @param {unknown} options @param {number} depth */
export function readOptimizer(options, depth) {
  if (options === undefined) throw missingError("optimizer", `an object with a name, one of ${OPTIMIZERS.join(", ")}`);
  if (typeof options !== "object" || options === null) throw typeError("optimizer", options, "an object with a name");
  const read = readOptions("optimizer", options, OPTIMIZER_OPTIONS);
  const row = OPTIMIZERS.indexOf(checkName("optimizer.name", required("optimizer.name", read.name, OPTIMIZERS), OPTIMIZERS));
  const { name, fields } = tables.optimizers[row];
  const own = OPTIONS_OF_OPTIMIZER[row];
  const other = Object.keys(read).find((option) => !own.includes(option));
  if (other !== undefined) throw unknownOptionError(`optimizer ${name}`, other, own);

  const rates = Array.isArray(read.lr) ? read.lr : undefined;
  if (rates && rates.length !== depth) throw rangeError("optimizer.lr", rates, `an array of ${depth} rates, one a layer, or a number`);
  const lrField = /** @type {any} */ (fields.find((field) => field.name === "lr"));
  const lrs = rates ? Array.from(rates, (lr, g) => checkField(`optimizer.lr[${g}]`, lr, lrField)) : undefined;
  if (lrs) read.lr = lrs[0];
  if (read.betas !== undefined) [read.beta1, read.beta2] = readBetas("optimizer.betas", read.betas);
  checkFields(fields, read, "optimizer.");
  if (read.nesterov && !(read.momentum > 0 && read.dampening === 0))
    throw rangeError("optimizer.nesterov", true, "false unless momentum is above 0 and dampening is 0");
  const momentum = /** @type {"momentum" | "betas" | undefined} */ (["momentum", "betas"].find((option) => own.includes(option)));
  const groups = (lrs ?? [read.lr]).map((lr) => {
    /** @type {TrainerParamGroup} */
    const group = { lr };
    if (momentum === "momentum") group.momentum = read.momentum;
    if (momentum === "betas") group.betas = [read.beta1, read.beta2];
    return group;
  });
  return { row, name, groups, momentum, numbers: fields.map((field) => Number(read[field.name])) };
}

/** @param {string} field @param {unknown} value @returns {[number, number]} */
export function readBetas(field, value) {
  if (!Array.isArray(value) || value.length !== 2) throw typeError(field, value, "an array of two numbers");
  return /** @type {[number, number]} */ (Array.from(value, (beta, i) => checkField(`${field}[${i}]`, beta, { type: "number", min: 0, max: 1, belowMax: true })));
}


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

const NOT_IN_A_GRID = ["data", "order", "optimizer", "schedule"];

/** The options that a grid may vary, of a trainer with these options. @param {any} options @returns {{ room: "trainer" | "optimizer" | "schedule", name: string }[]} */
export function gridKeys({ optimizer, schedule }) {
  const fieldsOf = (/** @type {readonly { name: string, fields: import("./options.js").Field[] }[]} */ rows, /** @type {any} */ chosen) =>
    rows.find((row) => row.name === chosen?.name)?.fields ?? [];
  return [
    ...TRAINER_OPTIONS.filter((name) => !NOT_IN_A_GRID.includes(name)).map((name) => ({ room: /** @type {const} */ ("trainer"), name })),
    ...optionNames(fieldsOf(tables.optimizers, optimizer)).map((name) => ({ room: /** @type {const} */ ("optimizer"), name })),
    ...names(fieldsOf(tables.schedules, schedule)).filter((name) => name !== "lr").map((name) => ({ room: /** @type {const} */ ("schedule"), name })),
  ];
}
