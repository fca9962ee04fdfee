// Schedules in bulk: a million rates of StepLR beside the cheapest way JavaScript has to fill an array.

import { interleave } from "./measure.js";

const COUNT = 1e6;

/** @param {any} module step-decay @param {{ rounds: number, sliceMs: number, warmMs: number }} how */
export async function schedulesInBulk(module, how) {
  const rows = [];
  for (const [stepSize, gamma] of [[15, 0.9999], [10000, 0.5]]) {
    const schedule = new module.StepLR({ lr: 0.01, stepSize, gamma });
    const precomputed = schedule.values(COUNT);
    /** @type {Record<string, () => Float64Array>} */
    const ways = {
      values: () => schedule.values(COUNT),
      fill() {
        const out = new Float64Array(COUNT);
        for (let t = 0; t < COUNT; t++) out[t] = precomputed[t];
        return out;
      },
      formula() {
        const out = new Float64Array(COUNT);
        for (let t = 0; t < COUNT; t++) out[t] = 0.01 * gamma ** Math.floor(t / stepSize);
        return out;
      },
    };
    const runs = Object.entries(ways).map(([name, make]) => {
      const step = (/** @type {number} */ count) => {
        for (let i = 0; i < count; i++) if (make().length !== COUNT) throw new Error(`${name} gave something else`);
      };
      return /** @type {const} */ ([name, { step, outputs: make }]);
    });
    if (!ways.formula().every((value, t) => Math.abs(value - precomputed[t]) <= 1e-11 * value)) throw new Error("values() and the formula differ");
    rows.push({ stepSize, gamma, timings: Object.fromEntries(await interleave(new Map(runs), how)) });
  }
  return rows;
}
