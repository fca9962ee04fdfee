// What the public path costs: the same epochs through Trainer.run(n), Trainer.epoch(), under a schedule, and straight into the wasm export.
// In one process, because processes differ by a few percent in how their memory happens to lie.

import { setupKernel, setupTrainer } from "./competitors/step-decay.js";
import { interleave } from "./measure.js";

/** gamma is so near to 1 that the rate stays what it is; what a schedule costs does not depend on it. */
const schedule = { name: "StepLR", stepSize: 15, gamma: 1 - 1e-9 };

/** @param {import("./workloads.js").Workload} workload @param {{ rounds: number, sliceMs: number, warmMs: number }} how */
export async function publicPath(workload, how) {
  const runs = new Map([
    ["kernel", setupKernel(workload)],
    ["run", setupTrainer(workload)],
    ["epoch", setupTrainer(workload, {}, true)],
    ["scheduled", setupTrainer(workload, { schedule })],
  ]);
  const timings = await interleave(runs, how);
  for (const run of runs.values()) run.close?.();
  return { workload, timings: Object.fromEntries(timings) };
}
