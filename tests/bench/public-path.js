// What the public path costs: the same epochs through Trainer.run(n), Trainer.epoch(), under a schedule, and straight into the wasm export.

import { kernel, setupTrainer } from "./competitors/step-decay.js";
import { interleave } from "./measure.js";

/** gamma is so near to 1 that the rate stays what it is; what a schedule costs does not depend on it. */
const schedule = { name: "StepLR", stepSize: 15, gamma: 1 - 1e-9 };

export const variants = ["kernel", "run", "epoch", "scheduled"];

/** @param {import("./workloads.js").Workload} workload @param {{ rounds: number, sliceMs: number, warmMs: number }} how */
export async function publicPath(workload, how) {
  const runs = new Map([
    ["kernel", /** @type {import("./measure.js").Run} */ (await kernel.setup(workload))],
    ["run", setupTrainer(workload)],
    ["epoch", setupTrainer(workload, {}, true)],
    ["scheduled", setupTrainer(workload, { schedule })],
  ]);
  const timings = await interleave(runs, how);
  for (const run of runs.values()) run.close?.();
  return { workload, timings: Object.fromEntries(timings) };
}
