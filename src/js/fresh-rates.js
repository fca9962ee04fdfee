// The rates of a schedule that nobody needs as an object: a sweep asks for those of every cell.

import { checkFields, readOptions } from "./options.js";
import { checkGroups, started } from "./schedule-base.js";

/** What lookAhead() tells of a new schedule on an optimizer with one group, without making either.
 * @param {import("./schedule-base.js").Kind} kind @param {Record<string, any>} given its options @param {number} lr the group's rate @param {number} count rates wanted
 * @returns {Float64Array<ArrayBuffer> | undefined} nothing where more than a rate and the epoch is needed: a metric, the momentum, other schedules, an epoch to resume from */
export function freshRates(kind, given, lr, count) {
  const fields = kind.fields.filter(({ name }) => name !== "lr");
  if (kind.children || given.lastEpoch !== undefined) return undefined;
  const options = checkFields(fields, readOptions(kind.name, given, [...fields.map(({ name }) => name), ...kind.extra]));
  checkGroups(fields, options, 1);
  kind.check?.(options, 1);
  const rule = kind.rule(options, kind.ownRates?.(options, 1) ?? [lr], []);
  if (rule.needsMetric || rule.cyclesMomentum) return undefined;
  const state = (kind.start ?? started)(rule, [lr], []);
  const rates = new Float64Array(count);
  rule.ahead(state, state.lr, count, rates);
  rates.set(rule.given(state));
  return rates;
}
