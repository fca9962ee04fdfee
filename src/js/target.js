// The optimizer that a schedule drives: any object with a numeric `lr`, or with `paramGroups: [{ lr }, ...]`.

import { checkNumber } from "./options.js";
import { rangeError, stateError, typeError } from "./errors.js";

/** @typedef {{ lr: number, initial_lr?: number, momentum?: number, betas?: readonly number[] }} ParamGroup `initial_lr` is written by the first schedule, as in PyTorch */
/** @typedef {ParamGroup | { paramGroups: ParamGroup[] }} Optimizer */
/** @typedef {{ group: any, key: string, value: unknown }} Change */

const ROUNDING = 1e-12; // of the base rate: so far below 0 a rate in a chain may end, as in PyTorch

/** What was last written into a group: the rate as it reads there, and the same without its minLr. All schedules of an optimizer share this,
 * so each goes on from what another one (or the user) has left. @type {WeakMap<object, { written: number, rate: number }>} */
const memory = new WeakMap();

/** Whether a group's rate is what a schedule has written there: one in a chain may end a rounding below 0, as in PyTorch. @param {{ lr: unknown }} group */
export const isWritten = (group) => memory.has(group) && memory.get(group)?.written === group.lr;

/** Names of the groups in messages, put together once: a trainer reads its groups every epoch. @type {string[]} */
const names = [];

export class Target {
  #optimizer;

  /** @param {unknown} optimizer @throws {TypeError} when it is none @throws {RangeError} a rate out of range */
  constructor(optimizer) {
    if ((typeof optimizer !== "object" && typeof optimizer !== "function") || optimizer === null)
      throw typeError("optimizer", optimizer, "an object with a number `lr`, or with `paramGroups: [{ lr }, ...]`");
    this.#optimizer = /** @type {any} */ (optimizer);
  }

  /** Whether this is a target on the same optimizer. @param {Target} other */
  sameAs(other) {
    return this.#optimizer === other.#optimizer;
  }

  /** The groups as they are now, each with the name it has in messages. @returns {{ group: any, name: string }[]} */
  #groups() {
    const list = this.#optimizer.paramGroups;
    if (list === undefined) return [{ group: this.#optimizer, name: "optimizer" }];
    if (!Array.isArray(list)) throw typeError("optimizer.paramGroups", list, "an array of objects with a number `lr`");
    const groups = [];
    for (let i = 0; i < list.length; i++) {
      const name = (names[i] ??= `optimizer.paramGroups[${i}]`);
      if (typeof list[i] !== "object" || list[i] === null) throw typeError(name, list[i], "an object with a number `lr`");
      groups.push({ group: list[i], name });
    }
    if (!groups.length) throw rangeError("optimizer.paramGroups.length", 0, "at least 1", { min: 1 });
    if (groups.length > 1 && new Set(list).size < groups.length) throw rangeError("optimizer.paramGroups", list, "a list of different objects");
    return groups;
  }

  /** Reads the rates that stand in the groups, without the minLr with which they were written.
   * @param {number} [count] how many groups there must be @returns {{ groups: { group: any, name: string }[], rates: number[] }} */
  read(count) {
    const groups = this.#groups();
    if (count !== undefined && groups.length !== count)
      throw stateError("GROUPS", `the optimizer has ${groups.length} parameter groups but this schedule was made for ${count}; make a new schedule`, {
        field: "optimizer.paramGroups", value: groups.length, min: count, max: count,
      });
    const rates = groups.map(({ group, name }) => {
      const { lr, initial_lr } = group;
      const last = memory.get(group);
      if (last && last.written === lr) return last.rate;
      if (lr < 0 && lr >= -ROUNDING * initial_lr) return lr; // of an optimizer that was saved after a schedule had driven it
      return checkNumber(`${name}.lr`, lr, 0);
    });
    return { groups, rates };
  }

  /** Writes all or nothing: when a setter throws, what was written before is undone.
   * @param {{ group: any, name: string }[]} groups as read @param {number[]} given the rates to write @param {number[]} rates the same without minLr
   * @param {Change[]} [more] further changes, made before the rates */
  write(groups, given, rates, more = []) {
    const changes = [...more, ...groups.map(({ group }, i) => ({ group, key: "lr", value: given[i] }))];
    /** @type {(() => void)[]} */
    const undo = [];
    try {
      for (const { group, key, value } of changes) {
        const had = key in group;
        const old = group[key];
        if (had && Object.is(old, value)) continue;
        undo.push(() => (had ? (group[key] = old) : delete group[key]));
        group[key] = value;
      }
      const written = groups.map(({ group, name }, i) => readBack(`${name}.lr`, group.lr, given[i]));
      groups.forEach(({ group }, i) => memory.set(group, { written: written[i], rate: rates[i] }));
    } catch (error) {
      for (const back of undo.reverse()) attempt(back);
      throw error;
    }
  }
}

/** What a group's lr reads after it was set: the same, or nearly so where it is kept in float32.
 * @param {string} name @param {unknown} lr @param {number} given @returns {number} */
function readBack(name, lr, given) {
  if (typeof lr === "number" && Math.abs(lr - given) <= 1e-6 * Math.abs(given) + 1e-37) return lr;
  throw stateError("NOT_WRITTEN", `${name} was set to ${given} but reads ${String(lr).slice(0, 200)}; this optimizer cannot be driven by setting lr`, { field: name, value: given });
}

/** @param {() => void} action */
function attempt(action) {
  try {
    action();
  } catch {
    // A setter that refuses the old value too: nothing more can be done here, and the first error is the one to report.
  }
}
