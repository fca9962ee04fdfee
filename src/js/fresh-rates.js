// The rates of a schedule that nobody needs as an object: a sweep asks for those of every cell.

import { checkFields, readOptions } from "./options.js";
import { rowRates } from "./rules.js";
import { checkGroups, started } from "./schedule-base.js";

let room = new Float64Array(64);

/** Fills `rates` with what lookAhead() tells of a new schedule on an optimizer with one group, without making either.
 * @param {import("./schedule-base.js").Kind} kind @param {Record<string, any>} given its options @param {number} lr the group's rate @param {Float64Array} rates at least one
 * @returns {boolean} false where more than a rate and the epoch is needed: a metric, the momentum, other schedules, an epoch to resume from */
export function freshRates(kind, given, lr, rates) {
  if (kind.children || given.lastEpoch !== undefined) return false;
  const fields = kind.fields.filter(({ name }) => name !== "lr");
  const read = checkFields(fields, readOptions(kind.name, given, [...fields.map(({ name }) => name), ...kind.extra]));
  checkGroups(fields, read, 1);
  kind.check?.(read, 1);
  if (kind.isRow) {
    rowRates(kind.name, read, lr, rates);
    return true;
  }
  const rule = kind.rule(read, kind.ownRates?.(read, 1) ?? [lr], []);
  if (rule.needsMetric || rule.cyclesMomentum) return false;
  const state = (kind.start ?? started)(rule, [lr], []);
  const count = rates.length;
  if (room.length < count) room = new Float64Array(count);
  rule.ahead(state, state.lr, count, rates, room.subarray(0, count));
  rates[0] = rule.given(state)[0];
  return true;
}
