// A trainer's saved state, written as plain data and read again: a state that is wrong in any way is refused before anything changes.

import { attached } from "./data.js";
import { rangeError, typedArrayName, typeError } from "./errors.js";
import { COLUMNS } from "./history.js";
import { checkField, checkInteger, checkNumber, readOptions } from "./options.js";
import { readBetas } from "./trainer-options.js";

/** @typedef {import("./trainer-options.js").TrainerParamGroup} TrainerParamGroup */

/** As an array that survives JSON: NaN becomes null, an infinity and -0 their names. @param {Float32Array | Float64Array} numbers */
export const plain = (numbers) =>
  Array.from(numbers, (number) => (Number.isNaN(number) ? null : Object.is(number, -0) ? "-0" : Number.isFinite(number) ? number : String(number)));

/** Checks a state of stateDict(). @param {Record<string, any>} state
 * @param {{ core: import("./core.js").TrainerCore, identity: Record<string, any>, groups: TrainerParamGroup[], scheduled: boolean }} trainer that is to go on from it */
export function readState(state, { core, identity, groups, scheduled }) {
  const read = readOptions("state", state, ["version", "trainer", "epoch", "diverged", "weights", "optimizer", "schedule", "history"]);
  if (read.version !== 1) throw rangeError("state.version", read.version, "1");
  checkSame(readOptions("state.trainer", read.trainer, Object.keys(identity)), identity);
  if (read.schedule === undefined || (read.schedule === null) !== !scheduled)
    throw typeError("state.schedule", read.schedule, scheduled ? "the state of this trainer's schedule" : "null, as this trainer has no schedule");
  const epoch = checkInteger("state.epoch", read.epoch, 0, 2 ** 31 - 1);
  const diverged = checkField("state.diverged", read.diverged, { type: "flag", min: 0, max: 1 });
  if (diverged && epoch === 0) throw rangeError("state.diverged", true, "false before the first epoch");
  const optimizer = readOptions("state.optimizer", read.optimizer, ["state", "clocks", "paramGroups"]);
  const next = {
    diverged,
    params: readNumbers("state.weights", read.weights, core.params.length),
    state: readNumbers("state.optimizer.state", optimizer.state, core.state.length),
    clocks: readNumbers("state.optimizer.clocks", optimizer.clocks, core.clocks.length),
    columns: readColumns(read.history, epoch, core.recorded),
    groups: readGroups(optimizer.paramGroups, groups, read.schedule?._last_lr),
  };
  const notFinite = next.clocks.findIndex((number) => !Number.isFinite(number));
  if (notFinite >= 0) throw rangeError(`state.optimizer.clocks[${notFinite}]`, next.clocks[notFinite], "a finite number");
  return { ...next, schedule: read.schedule };
}

/** The history of a saved state. @param {unknown} history @param {number} length @param {readonly number[]} recorded as in TrainerCore @returns {import("./history.js").Columns} */
function readColumns(history, length, recorded) {
  const read = readOptions("state.history", history, [...COLUMNS]);
  const columns = COLUMNS.map((name, column) => {
    const numbers = readNumbers(`state.history.${name}`, read[name], length);
    const surplus = column === 0 || recorded.includes(column - 1) ? -1 : numbers.findIndex((number) => !Number.isNaN(number));
    if (surplus >= 0) throw rangeError(`state.history.${name}[${surplus}]`, numbers[surplus], "null, as this trainer does not measure it");
    return [name, numbers];
  });
  return Object.fromEntries(columns);
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

/** Groups of a saved state, as many and with the same keys as ours. @param {unknown} value @param {TrainerParamGroup[]} groups
 * @param {unknown[] | undefined} scheduled the rates that the schedule wrote, which may lie a rounding below 0 @returns {TrainerParamGroup[]} */
function readGroups(value, groups, scheduled) {
  if (!Array.isArray(value) || value.length !== groups.length) throw typeError("state.optimizer.paramGroups", value, `an array of ${groups.length} groups`);
  return Array.from(value, (group, g) => {
    const where = `state.optimizer.paramGroups[${g}]`;
    const own = groups[g];
    const read = readOptions(where, group, [...new Set([...Object.keys(own), "initial_lr"])]);
    const next = { ...own };
    if (read.initial_lr !== undefined) next.initial_lr = checkNumber(`${where}.initial_lr`, read.initial_lr, 0);
    for (const key of Object.keys(own)) {
      if (typeof own[key] === "number") next[key] = checkNumber(`${where}.${key}`, read[key], key === "lr" && scheduled?.[g] === read.lr ? undefined : 0);
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
