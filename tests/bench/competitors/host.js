// The process in which one JavaScript competitor does one workload: `node host.js COMPETITOR DIST WORKLOAD`. Its first line is "ready" and
// how many steps it takes at a time, or "no" and why not; then it answers as child.js says.
//
// A process each, because V8 makes code slower on typed arrays once any ArrayBuffer has been detached, and growing WebAssembly memory does
// that: plain JavaScript would be a quarter slower beside us than alone.

import { createInterface } from "node:readline";
import { timeSteps } from "../measure.js";
import { makeWorkload } from "../workloads.js";
import { loadCompetitor } from "./registry.js";

const [id, dist, workload] = process.argv.slice(2);
const competitor = await loadCompetitor(id, new URL(dist));
const run = await competitor.setup(workload.startsWith("{") ? JSON.parse(workload) : makeWorkload(workload));
console.log(typeof run === "string" ? `no ${run}` : `ready ${run.multiple ?? 1}`);
if (typeof run !== "string")
  for await (const line of createInterface({ input: process.stdin })) {
    const [word, count] = line.split(" ");
    if (word === "run") console.log(1e6 * (await timeSteps(run, Number(count))));
    else console.log(Array.from(await run.outputs()).join(" "));
  }
process.exit();
