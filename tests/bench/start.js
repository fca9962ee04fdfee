// From import to the end of the first epoch, in a fresh process each time: W2 with 500 points (brain.js, which cannot do W2: W1).
// As a program, `node start.js COMPETITOR DIST`, it is that process and prints the milliseconds.

import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { startClock } from "./measure.js";
import { makeWorkload } from "./workloads.js";

const FILES = { "step-decay": "step-decay.js", plain: "plain-js.js", tuned: "tuned-js.js", "tfjs-cpu": "tfjs.js", "tfjs-wasm": "tfjs.js", brain: "brain.js", convnetjs: "convnetjs.js" };

/** @param {string} id @param {URL} dist */
async function firstEpoch(id, dist) {
  const workload = makeWorkload(id === "brain" ? "W1" : "W2", { rows: 500 });
  const elapsed = startClock();
  const module = await import(`./competitors/${FILES[/** @type {keyof typeof FILES} */ (id)]}`);
  await module.load?.(dist);
  const competitor = [module.default].flat().find((one) => one.id === id);
  const run = await competitor.setup(workload);
  await run.step(workload.epochSteps);
  return elapsed();
}

/** Milliseconds of each competitor, in turns. @param {string[]} ids @param {URL} dist @param {number} rounds */
export function startTimes(ids, dist, rounds) {
  /** @type {Record<string, number[]>} */
  const ms = Object.fromEntries(ids.filter((id) => id in FILES).map((id) => [id, []]));
  for (let round = 0; round < rounds; round++)
    for (const id in ms) ms[id].push(Number(execFileSync(process.execPath, [fileURLToPath(import.meta.url), id, dist.href], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] })));
  return ms;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  console.log(await firstEpoch(process.argv[2], new URL(process.argv[3])));
  process.exit();
}
