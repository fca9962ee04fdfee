// The benchmark: step-decay beside hand-written JavaScript, its own core as native code, and other libraries, on the same jobs.
// README.md in this folder says what is measured and how.
//
//   node tests/bench/bench.js [--quick] [--only W1,W2,map] [--no-peers] [--parts training,path,...] [--dist folder] [--save]

import { mkdirSync, writeFileSync } from "node:fs";
import { fileURLToPath, pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { chart } from "./chart.js";
import brain from "./competitors/brain.js";
import { hostRun } from "./competitors/child.js";
import convnetjs from "./competitors/convnetjs.js";
import native from "./competitors/native.js";
import plain from "./competitors/plain-js.js";
import pytorch from "./competitors/pytorch.js";
import { FILES } from "./competitors/registry.js";
import stepDecay, { load as loadStepDecay } from "./competitors/step-decay.js";
import sweeps, { sweepSizes } from "./competitors/sweep.js";
import tfjs from "./competitors/tfjs.js";
import tuned from "./competitors/tuned-js.js";
import { load, machine } from "./machine.js";
import { interleave, timeSteps } from "./measure.js";
import { publicPath } from "./public-path.js";
import { mapTable, markdown, pathTable, schedulesTable, sizesTable, startTable, sweepTable, timesTable } from "./report.js";
import { schedulesInBulk } from "./schedules.js";
import { setupLimit, setupTwoLimits } from "./simd-limit.js";
import { sizes } from "./sizes.js";
import { startTimes } from "./start.js";
import { makeWorkload, meanLoss, workloadIds } from "./workloads.js";

/** @typedef {object} Competitor
 * @property {string} id
 * @property {string} name
 * @property {string} [note]
 * @property {string} [package] on npm
 * @property {string} [version]
 * @property {() => true | string} [available] or why not
 * @property {(workload: import("./workloads.js").Workload) => import("./measure.js").Run | string | Promise<import("./measure.js").Run | string>} setup or why it cannot do this job */

const PARTS = ["training", "path", "schedules", "sweep", "sizes", "start"];
const here = new URL(".", import.meta.url);
const { values: options } = parseArgs({
  options: {
    quick: { type: "boolean", default: false },
    only: { type: "string", default: workloadIds.join(",") },
    "no-peers": { type: "boolean", default: false },
    parts: { type: "string" },
    dist: { type: "string", default: fileURLToPath(new URL("../../dist", here)) },
    save: { type: "boolean", default: false },
  },
});

const how = options.quick ? { rounds: 9, sliceMs: 40, warmMs: 80 } : { rounds: 25, sliceMs: 80, warmMs: 400 };
const MAP_SLICES = 4;
const only = options.only.split(",");
const parts = options.parts?.split(",") ?? (options.quick ? ["training", "path"] : PARTS);
const withPeers = !options["no-peers"];

/** Trains a little and says the mean loss before and after. @param {import("./workloads.js").Workload} workload @param {import("./measure.js").Run} run */
async function learn(workload, run) {
  const before = meanLoss(workload, workload.map ? await untrained(workload) : await run.outputs());
  await timeSteps(run, workload.map ? 1 : workload.checkEpochs * workload.epochSteps);
  return { before, after: meanLoss(workload, await run.outputs()) };
}

/** Outputs of the initial weights. @param {import("./workloads.js").Workload} workload */
const untrained = async (workload) => /** @type {import("./measure.js").Run} */ (await plain.setup(workload)).outputs();

/** Losses fall for everybody, and to about the same height: they do the same job. @param {import("./workloads.js").Workload} workload @param {Competitor} competitor @param {{ before: number, after: number }} losses @param {number} reference */
function checkLearning(workload, { id, name }, { before, after }, reference) {
  if (!(after < 0.9 * before)) throw new Error(`${workload.id}: ${name} does not learn: its loss went from ${before} to ${after}`);
  const sameJob = id === "brain" || // its own road, see there
    Math.abs(after / reference - 1) < 0.3;
  if (!sameJob) throw new Error(`${workload.id}: ${name} reaches a loss of ${after}, plain JS of ${reference}: not the same job`);
}

/** @param {string} id @param {Competitor[]} competitors */
async function training(id, competitors) {
  const workload = makeWorkload(id);
  /** @type {Map<string, import("./measure.js").Run>} */
  const runs = new Map();
  /** @type {Record<string, string>} */
  const absent = {};
  /** @type {Record<string, { before: number, after: number }>} */
  const losses = {};
  for (const competitor of [plain, ...competitors.filter((one) => one !== plain)]) {
    // Those that are not in FILES are programs; their setup starts a process.
    const run = await (competitor.id in FILES ? hostRun(competitor.id, dist, id) : competitor.setup(workload));
    if (typeof run === "string") {
      absent[competitor.id] = run;
      continue;
    }
    if (competitor.id.startsWith("sweep")) {
      runs.set(competitor.id, run); // tests/js compares its losses with those of Trainer
      continue;
    }
    losses[competitor.id] = await learn(workload, run);
    checkLearning(workload, competitor, losses[competitor.id], losses.plain.after);
    runs.set(competitor.id, run);
  }
  // One map takes plain JavaScript ten slices: with slices as short as elsewhere only the others would be timed on cold caches, and warm-ups would be over before engines have compiled.
  runs.set("limit", setupLimit());
  if (workload.map) runs.set("limit-2", setupTwoLimits());
  const timings = await interleave(runs, workload.map ? { ...how, sliceMs: MAP_SLICES * how.sliceMs, warmMs: MAP_SLICES * how.warmMs } : how);
  for (const run of runs.values()) run.close?.();
  return { workload, timings: Object.fromEntries(timings), losses, absent };
}

const dist = pathToFileURL(`${options.dist}/`);
const { module } = await loadStepDecay(dist);
const hasSweep = typeof module.sweep === "function";
if (!hasSweep) console.log("without sweep(): the package has none");
const wanted = [...stepDecay, ...(hasSweep ? sweeps : []), plain, tuned, native, ...(withPeers ? [...tfjs, brain, convnetjs, pytorch] : [])];
/** @type {Competitor[]} */
const competitors = [];
for (const competitor of wanted) {
  const available = competitor.available?.() ?? true;
  if (available === true) competitors.push(competitor);
  else console.log(`without ${competitor.name}: ${available}`);
}

/** @type {Record<string, any>} */
const result = { machine: machine({ competitors }), how, loadBefore: load(), training: [], path: [] };
const { processor, cores, node } = result.machine;
console.log(`${processor}, ${cores} cores, Node ${node}, load ${result.loadBefore}; ${how.rounds} rounds of ${how.sliceMs} ms`);
/** @type {string[]} */
const failures = [];

/** Runs a part if it is wanted; what fails is said at the end, and the rest goes on. @param {string} part @param {() => Promise<void>} run */
async function runPart(part, run) {
  if (!parts.includes(part)) return;
  console.log();
  try {
    await run();
  } catch (error) {
    failures.push(`${part}: ${/** @type {Error} */ (error).stack}`);
  }
}

const columns = competitors.filter(({ id }) => only.includes("map") || !id.startsWith("sweep"));
if (parts.includes("training")) console.log(`\n${timesTable.head(columns)}`);
for (const id of only)
  try {
    if (!parts.includes("training")) break;
    const row = await training(id, columns);
    result.training.push(row);
    console.log(timesTable.row(row, columns));
    if (mapTable(row)) console.log(`\n${mapTable(row)}`);
  } catch (error) {
    failures.push(/** @type {Error} */ (error).stack ?? String(error));
  }
await runPart("path", async () => {
  console.log(pathTable.head());
  for (const id of only.filter((id) => id !== "map")) {
    result.path.push(await publicPath(makeWorkload(id), how));
    console.log(pathTable.row(result.path.at(-1)));
  }
});
await runPart("schedules", async () => {
  result.schedules = await schedulesInBulk(dist, how);
  console.log(schedulesTable(result.schedules));
});
await runPart("sweep", async () => {
  if (!hasSweep) return;
  result.sweep = await sweepSizes(module, makeWorkload("map"), options.quick ? 1024 : 65536, how.sliceMs);
  console.log(sweepTable(result.sweep));
});
await runPart("sizes", async () => {
  result.sizes = await sizes(dist, withPeers);
  console.log(sizesTable(result.sizes));
});
await runPart("start", async () => {
  result.start = startTimes(competitors.map(({ id }) => id).filter((id) => id in FILES && !/kernel|sweep/.test(id)), dist, options.quick ? 3 : 9);
  console.log(startTable(result.start, competitors));
});
result.loadAfter = load();

// The results stay in build; --save also puts them where the README shows them from.
for (const folder of [new URL("../../build/bench/", here), ...(options.save ? [new URL("results/", here)] : [])]) {
  mkdirSync(folder, { recursive: true });
  const leaveOut = (/** @type {string} */ key, /** @type {unknown} */ value) =>
    ArrayBuffer.isView(value) || key === "map" ? undefined : typeof value === "number" ? Number(value.toPrecision(5)) : value;
  writeFileSync(new URL("results.json", folder), `${JSON.stringify(result, leaveOut)}\n`);
  writeFileSync(new URL("results.md", folder), markdown(/** @type {any} */ (result), columns));
  if (result.training.length) writeFileSync(new URL("chart.svg", folder), chart(result.training));
}
for (const failure of failures) console.error(`\n${failure}`);
process.exit(failures.length ? 1 : 0);
