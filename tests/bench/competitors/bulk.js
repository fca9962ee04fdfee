// Ways to make a million rates of StepLR: values() of step-decay, and JavaScript's cheapest loop over an array.

import { load as loadStepDecay } from "./step-decay.js";

const COUNT = 1e6;

/** @type {any} */
let module;

/** @param {URL} dist */
export async function load(dist) {
  ({ module } = await loadStepDecay(dist));
}

/** @typedef {{ stepSize: number, gamma: number }} Steps */

function formula(/** @type {Steps} */ { stepSize, gamma }) {
  const out = new Float64Array(COUNT);
  for (let t = 0; t < COUNT; t++) out[t] = 0.01 * gamma ** Math.floor(t / stepSize);
  return out;
}

/** @param {string} id @param {string} name @param {(steps: Steps) => () => Float64Array} way @returns {import("../bench.js").Competitor} */
const competitor = (id, name, way) => ({
  id,
  name,
  setup(/** @type {any} */ steps) {
    const make = way(steps);
    const expected = formula(steps);
    if (!make().every((value, t) => Math.abs(value - expected[t]) <= 1e-11 * expected[t])) throw new Error(`${name} differs from the formula`);
    return {
      step(count) {
        for (let i = 0; i < count; i++) if (make().length !== COUNT) throw new Error(`${name} is too short`);
      },
      outputs: () => [],
    };
  },
});

export default [
  competitor("bulk-values", "values(1e6)", (steps) => {
    const schedule = new module.StepLR({ lr: 0.01, ...steps });
    return () => schedule.values(COUNT);
  }),
  competitor("bulk-fill", "filling an array with precomputed doubles", (steps) => {
    const precomputed = formula(steps);
    return () => {
      const out = new Float64Array(COUNT);
      for (let t = 0; t < COUNT; t++) out[t] = precomputed[t];
      return out;
    };
  }),
  competitor("bulk-formula", "the formula in JavaScript", (steps) => () => formula(steps)),
];
