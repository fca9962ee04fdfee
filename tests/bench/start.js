// From import to the end of the first epoch, in a fresh process each time: W2 with 500 points (brain.js, which cannot do W2: W1).
// As a program, `node start.js COMPETITOR DIST`, it is that process and prints the milliseconds.

import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { loadCompetitor } from "./competitors/registry.js";
import { startClock } from "./measure.js";
import { makeWorkload } from "./workloads.js";

/** @param {string} id @param {URL} dist */
async function firstEpoch(id, dist) {
  const workload = makeWorkload(id === "brain" ? "W1" : "W2", { rows: 500 });
  const elapsed = startClock();
  const competitor = await loadCompetitor(id, dist);
  const run = /** @type {import("./measure.js").Run} */ (await competitor.setup(workload));
  await run.step(workload.epochSteps);
  return elapsed();
}

/** Milliseconds of each competitor, in turns. @param {string[]} ids @param {URL} dist @param {number} rounds */
export function startTimes(ids, dist, rounds) {
  /** @type {Record<string, number[]>} */
  const ms = Object.fromEntries(ids.map((id) => [id, []]));
  for (let round = 0; round < rounds; round++)
    for (const id in ms) ms[id].push(Number(execFileSync(process.execPath, [fileURLToPath(import.meta.url), id, dist.href], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] })));
  return ms;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  console.log(await firstEpoch(process.argv[2], new URL(process.argv[3])));
  process.exit();
}
