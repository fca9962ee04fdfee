// What the two ends of a worker say to each other: page, element or sweep on one side (remote.js), worker.js on the other.
//
// A request is { id, type, ... }; its answer carries the same id and either the fields below or `error`.
//
//   type     request                                            answer
//   start    module: WebAssembly.Module                         -
//   open     run, options, edits, watch                         -                                      a new trainer, under the number `run`
//   next     run, epochs, budgetMs, rows, outputs               run, count, done, rows, outputs        trains; at least one epoch, then until the budget is spent
//   setRate  run, lr                                            run, epoch                             the rate holds from that epoch on
//   close    run                                                -                                      frees the trainer
//   cells    plan, from, to, budgetMs, claims                   rows                                   trains cells, at least one, then until the budget is spent
//
// options  the Trainer's, with `data` as arrays. edits: [epoch, rate] pairs, in order, written into the optimizer before that epoch.
// plan     of a sweep (sweep-cells.js): options, epochs, axes, first. With its first cells; the worker forgets the sweep before.
// watch    Float32Array of rows x features: what the network is asked after each `next` that brings an `outputs` buffer; null for nothing.
// rows     ArrayBuffer for ROW_BYTES * epochs; it goes over and comes back, so no frame allocates. `outputs` likewise (Float32, rows x outputs), or null.
//          Of `cells`: a row of ROW float64 (sweep-cells.js) for each cell that was trained, from the first on; fewer than asked for when the budget was spent.
// claims   Int32Array in shared memory, or nothing: the number of the next cell that no worker has. With it `from` and `to` are everybody's, and there may be no row.
// done     true after divergence: there is nothing more to train.

/** The name that a worker of ours carries: worker.js serves only in a worker of this name, so that importing it does nothing anywhere else. */
export const WORKER_NAME = "step-decay";

/** Columns of an epoch's row, in order, each a float64. `diverged` is 0 or 1; the others are those of the Trainer's record. */
export const COLUMNS = /** @type {const} */ (["epoch", "lr", "loss", "valLoss", "accuracy", "valAccuracy", "diverged"]);

/** Bytes of one epoch's row. */
export const ROW_BYTES = COLUMNS.length * Float64Array.BYTES_PER_ELEMENT;

/** @typedef {{ epoch: number, lr: number, loss: number, valLoss: number, accuracy: number, valAccuracy: number, diverged: boolean }} EpochRecord */

/** Writes a record as row `index`. @param {Float64Array} rows @param {number} index @param {EpochRecord} record */
export function writeRow(rows, index, record) {
  COLUMNS.forEach((column, i) => (rows[index * COLUMNS.length + i] = Number(record[column])));
}

/** Reads row `index` back. @param {Float64Array} rows @param {number} index @returns {EpochRecord} */
export function readRow(rows, index) {
  const [epoch, lr, loss, valLoss, accuracy, valAccuracy, diverged] = rows.subarray(index * COLUMNS.length, (index + 1) * COLUMNS.length);
  return { epoch, lr, loss, valLoss, accuracy, valAccuracy, diverged: diverged === 1 };
}

/** @typedef {{ name: string, message: string, details: Record<string, unknown> }} PlainError */

/** An error as plain data: structured cloning keeps the message but drops `code`, `field` and the like. @param {any} error @returns {PlainError} */
export function packError(error) {
  const { code, field, value, min, max, known } = error ?? {};
  const details = Object.fromEntries(Object.entries({ code, field, min, max, known }).filter(([, detail]) => detail !== undefined));
  if (["number", "string", "boolean"].includes(typeof value)) details.value = value;
  return { name: String(error?.name ?? "Error"), message: String(error?.message ?? error), details };
}

/** The error again, of its own class. @param {PlainError} plain @returns {Error} */
export function unpackError({ name, message, details }) {
  const Class = { RangeError, TypeError }[name] ?? Error;
  return Object.assign(new Class(message), details);
}
