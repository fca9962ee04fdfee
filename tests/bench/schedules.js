// Schedules in bulk: a million rates of StepLR beside the cheapest way JavaScript has to fill an array. Processes of their own, see host.js.

import { hostRun } from "./competitors/child.js";
import { interleave } from "./measure.js";

/** @param {URL} dist @param {{ rounds: number, sliceMs: number, warmMs: number }} how */
export async function schedulesInBulk(dist, how) {
  const rows = [];
  for (const [stepSize, gamma] of [[15, 0.9999], [10000, 0.5]]) {
    /** @type {Map<string, import("./measure.js").Run>} */
    const runs = new Map();
    for (const way of ["values", "fill", "formula"])
      runs.set(way, /** @type {import("./measure.js").Run} */ (await hostRun(`bulk-${way}`, dist, JSON.stringify({ stepSize, gamma }))));
    rows.push({ stepSize, gamma, timings: Object.fromEntries(await interleave(runs, how)) });
    for (const run of runs.values()) run.close?.();
  }
  return rows;
}
