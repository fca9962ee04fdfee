// The tuning map by sweep(): many models at once in the SIMD lanes, on so many workers. Absent while the package has no sweep().

import { startClock, timeSteps } from "../measure.js";
import { setupLimit, setupTwoLimits } from "../simd-limit.js";
import { load as loadStepDecay, trainerOptions } from "./step-decay.js";

/** The whole grid, or another one, in one call. @param {any} sweep @param {import("../workloads.js").Workload} workload @param {number} workers @param {{ grid?: Record<string, number[]>, onResult?: () => void }} [more] */
export function sweepGrid(sweep, workload, workers, { grid, onResult } = {}) {
  const { gammas, stepSizes, epochs } = /** @type {import("../workloads.js").Map256} */ (workload.map);
  const schedule = { name: "StepLR", stepSize: 15, gamma: 0.5 };
  return sweep({ ...trainerOptions(workload), schedule, epochs, grid: grid ?? { gamma: gammas, stepSize: stepSizes }, workers, onResult });
}

/** @type {any} */
let module;

/** @param {URL} dist */
export async function load(dist) {
  ({ module } = await loadStepDecay(dist));
}

/** @param {number} workers @returns {import("../bench.js").Competitor} */
const onWorkers = (workers) => ({
  id: `sweep-${workers}`,
  name: `sweep(), ${workers} worker${workers > 1 ? "s" : ""}`,
  setup(workload) {
    if (!workload.map) return "is for the map";
    const cells = workload.map.cells.length;
    return {
      multiple: cells,
      async step(count) {
        // Workers are kept for ten seconds, and the others' slices may take longer: some cells first, more than the calling thread keeps, so that the clock does not see them start.
        await sweepGrid(module.sweep, workload, workers, { grid: { gamma: [0.5], stepSize: Array.from({ length: 32 }, (_, i) => i + 1) } });
        const elapsed = startClock();
        for (let done = 0; done < count; done += cells) await sweepGrid(module.sweep, workload, workers);
        return elapsed();
      },
      outputs: () => [],
    };
  },
});

/** @type {import("../bench.js").Competitor[]} */
export default [onWorkers(1), onWorkers(2)];

const ROUNDS = 25;
const LEAST_ROUNDS = 3;
const MOST_MS = 8000; // of a grid, then no further round
const WARM_MS = 200;
const LIMIT_TURNS = 10000; // some 10 ms

/** Milliseconds a cell on one worker and on two, in turns, and memory, for grids from 16 cells to `most`, each again and again for a slice. In rounds through all of them, so that
 * minutes in which the machine is slow fall on all alike. @param {any} module
 * @param {import("../workloads.js").Workload} workload @param {number} most @param {number} sliceMs
 * @returns {Promise<{ cells: number, ms: number[][], firstMs: number[], limits: [number[], number[]], rssMiB: number }[]>} ms: of a cell, with one and two workers, round by round, the
 *   largest grids in the first rounds only; firstMs: the same on one worker, of the first call of a slice; limits: of the SIMD limit on one thread and two, in the same rounds; rssMiB:
 *   when the grids were first trained, from the smallest on */
export async function sweepSizes(module, workload, most, sliceMs) {
  /** @type {{ cells: number, ms: number[][], firstMs: number[], limits: [number[], number[]], rssMiB: number, spent: number, time: (workers: number) => Promise<number> }[]} */
  const rows = [];
  for (let side = 4; side * side <= most; side *= 2) {
    const spread = (/** @type {number} */ from, /** @type {number} */ to) => Array.from({ length: side }, (_, i) => from + ((to - from) * i) / side);
    const grid = { lr: spread(0.1, 0.5), gamma: spread(0.5, 0.95) };
    let memory = 0;
    let results = 0;
    const onResult = () => {
      if (results++ % 256 === 0) memory = Math.max(memory, process.memoryUsage.rss());
    };
    const time = async (/** @type {number} */ workers) => {
      const elapsed = startClock();
      await sweepGrid(module.sweep, workload, workers, { grid, onResult });
      return elapsed();
    };
    for (const workers of [1, 2]) for (let spent = 0; spent < WARM_MS; ) spent += await time(workers);
    rows.push({ cells: side * side, ms: [[], []], firstMs: [], limits: [[], []], rssMiB: Math.round(memory / 2 ** 20), spent: 0, time });
  }
  const limits = [setupLimit(), setupTwoLimits()];
  for (let round = 0; round < ROUNDS; round++)
    for (const row of rows.filter(({ spent }) => round < LEAST_ROUNDS || spent < MOST_MS))
      for (const workers of [1, 2]) {
        const first = await row.time(workers);
        let elapsed = first;
        let calls = 1;
        for (; elapsed < sliceMs; calls++) elapsed += await row.time(workers);
        row.spent += elapsed;
        row.ms[workers - 1].push(elapsed / calls / row.cells);
        if (workers === 1) row.firstMs.push(first / row.cells);
        row.limits[workers - 1].push(await timeSteps(limits[workers - 1], LIMIT_TURNS));
      }
  limits[1].close?.();
  return rows.map(({ spent, time, ...row }) => row);
}
