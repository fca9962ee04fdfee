// The benchmark: step-decay beside hand-written JavaScript, its own core as native code, and other libraries, on the same jobs.
// README.md in this folder says what is measured and how.
//
//   node tests/bench/bench.js [--quick] [--only W1,W2,map] [--no-peers] [--parts training,path] [--dist folder] [--save]

import { mkdirSync, writeFileSync } from "node:fs";
import { fileURLToPath, pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import brain from "./competitors/brain.js";
import convnetjs from "./competitors/convnetjs.js";
import native from "./competitors/native.js";
import plain from "./competitors/plain-js.js";
import pytorch from "./competitors/pytorch.js";
import stepDecay, { kernel, load as loadStepDecay } from "./competitors/step-decay.js";
import tfjs from "./competitors/tfjs.js";
import tuned from "./competitors/tuned-js.js";
import { load, machine } from "./machine.js";
import { interleave, timeSteps } from "./measure.js";
import { trainingTable, pathTable } from "./report.js";
import { setupLimit } from "./simd-limit.js";
import { publicPath } from "./public-path.js";
import { makeWorkload, meanLoss, workloadIds } from "./workloads.js";

/** @typedef {object} Competitor
 * @property {string} id
 * @property {string} name
 * @property {string} [note]
 * @property {string} [package] on npm
 * @property {string} [version]
 * @property {() => true | string} [available] or why not
 * @property {(workload: import("./workloads.js").Workload) => import("./measure.js").Run | string | Promise<import("./measure.js").Run | string>} setup or why it cannot do this job */

const { values: options } = parseArgs({
  options: {
    quick: { type: "boolean", default: false },
    only: { type: "string", default: workloadIds.join(",") },
    "no-peers": { type: "boolean", default: false },
    parts: { type: "string", default: "training,path" },
    dist: { type: "string", default: fileURLToPath(new URL("../../dist", import.meta.url)) },
    save: { type: "boolean", default: false },
  },
});

const how = options.quick ? { rounds: 9, sliceMs: 40, warmMs: 80 } : { rounds: 21, sliceMs: 80, warmMs: 400 };
const ours = [stepDecay, kernel, plain, tuned, native];
const peers = [...tfjs, brain, convnetjs, pytorch];
const wanted = options["no-peers"] ? ours : [...ours, ...peers];

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
  const sameJob = id === "brain" || Math.abs(after / reference - 1) < 0.3;
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
    const run = await competitor.setup(workload);
    if (typeof run === "string") {
      absent[competitor.id] = run;
      continue;
    }
    losses[competitor.id] = await learn(workload, run);
    checkLearning(workload, competitor, losses[competitor.id], losses.plain.after);
    runs.set(competitor.id, run);
  }
  const timings = await interleave(new Map([...runs, ["limit", setupLimit()]]), how);
  for (const run of runs.values()) run.close?.();
  return { workload, timings: Object.fromEntries(timings), losses, absent };
}

const parts = options.parts.split(",");
const only = options.only.split(",");
const dist = pathToFileURL(`${options.dist}/`);
await loadStepDecay(dist);

/** @type {Competitor[]} */
const competitors = [];
for (const competitor of wanted) {
  const available = competitor.available?.() ?? true;
  if (available === true) competitors.push(competitor);
  else console.log(`without ${competitor.name}: ${available}`);
}
const loadBefore = load();
const result = { machine: machine({ competitors }), how, loadBefore, loadAfter: 0, training: /** @type {any[]} */ ([]), path: /** @type {any[]} */ ([]) };
const { clang: _, ...shown } = result.machine;
console.log(`${shown.processor}, ${shown.cores} cores, Node ${shown.node}, load ${loadBefore}; ${how.rounds} rounds of ${how.sliceMs} ms\n`);
console.log(trainingTable.head(competitors));
if (parts.includes("training"))
  for (const id of only) {
    const row = await training(id, competitors);
    result.training.push(row);
    console.log(trainingTable.row(row, competitors));
  }
if (parts.includes("path")) {
  console.log(`\n${pathTable.head()}`);
  for (const id of only.filter((id) => id !== "map")) {
    const row = await publicPath(makeWorkload(id), how);
    result.path.push(row);
    console.log(pathTable.row(row));
  }
}
result.loadAfter = load();
mkdirSync("build/bench", { recursive: true });
writeFileSync("build/bench/results.json", JSON.stringify(result, (key, value) => (ArrayBuffer.isView(value) || key === "map" ? undefined : value), 1));
