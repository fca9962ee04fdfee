// What a run shows now, as a key of the language tables and its numbers: computed from the records, never canned.

import { formatMeasure } from "./format.js";
import { changesOf } from "./rates.js";

const SPAN = 5; // epochs on either side of a drop that are averaged

/** @typedef {import("step-decay/remote").EpochRecord} EpochRecord */

/** @param {readonly EpochRecord[]} records @param {number[]} planned epochs at which the rate will change @param {{ epochs: number, diverged: boolean, done: boolean }} run
 * @returns {[key: string, data: object][]} sentences in order */
export function tell(records, planned, { epochs, diverged, done }) {
  if (records.length === 0) return [["training.ready", { epochs, drops: planned }]];
  const record = records[records.length - 1];
  if (diverged) return [["training.diverged", { record }]];
  const drops = measureDrops(records);
  if (done) {
    const change = (/** @type {{ before: number, after: number }} */ { before, after }) => Math.abs(Math.log(after / before)) || 0;
    const best = drops.filter(({ span, before, after }) => span.after > 1 && formatMeasure(before) !== formatMeasure(after)).sort((a, b) => change(b) - change(a))[0];
    return [["training.done", { record }], ...(best ? [/** @type {[string, object]} */ (["training.best", { drop: best }])] : [])];
  }
  const drop = drops[drops.length - 1];
  if (!drop) return [["training.begin", { record, first: records[0] }]];
  return [drop.span.after < 2 ? ["training.justDropped", drop] : ["training.dropped", drop]];
}

/** Every change of rate so far, with the mean training loss before and after it: over at most five epochs, and never across another change.
 * @param {readonly EpochRecord[]} records */
export function measureDrops(records) {
  const changes = changesOf(records.map(({ lr }) => lr));
  return changes.map((epoch, i) => {
    const from = Math.max(changes[i - 1] ?? 0, epoch - SPAN);
    const next = changes[i + 1] ?? records.length;
    const to = Math.max(epoch + 1, next);
    const start = Math.max(epoch, to - SPAN);
    return { epoch, rate: records[epoch].lr, before: mean(records, from, epoch), after: mean(records, start, to), span: { before: epoch - from, after: to - start }, which: "loss" };
  });
}

/** @param {readonly EpochRecord[]} records @param {number} from @param {number} to */
function mean(records, from, to) {
  let sum = 0;
  for (let i = from; i < to; i++) sum += records[i].loss;
  return sum / (to - from);
}
