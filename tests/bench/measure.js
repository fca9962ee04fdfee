// Times competitors in turns: a slice each, round after round, so that whatever else the machine does falls on all of them alike.

import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

/** @typedef {object} Run a competitor at work
 * @property {(steps: number) => void | number | Promise<number>} step trains so many steps; returns the milliseconds itself if it keeps the time (another process)
 * @property {number} [multiple] steps can only be taken by so many at a time, default 1
 * @property {() => ArrayLike<number> | Promise<ArrayLike<number>>} outputs of all rows, rows x outputs, with the weights of now
 * @property {() => void} [close] */

/** @typedef {{ steps: number, us: number[] }} Timing steps of a slice, and microseconds a step of each slice */

setFlagsFromString("--expose-gc");
const collect = /** @type {(options: object) => void} */ (runInNewContext("gc"));

/** Starts a stopwatch. It shows the lesser of the wall clock and the processor time of this process, in milliseconds: the time in which another
 * process held the processor does not count, nor does the help of the engine's other threads. @returns {() => number} */
export function startClock() {
  const processor = process.cpuUsage();
  const wall = performance.now();
  return () => {
    const elapsed = performance.now() - wall;
    const { user, system } = process.cpuUsage(processor);
    return Math.min(elapsed, (user + system) / 1000);
  };
}

/** Milliseconds that so many steps take. The young generation is emptied before, so that nobody pays for another's garbage.
 * @param {Pick<Run, "step">} run @param {number} steps */
export async function timeSteps(run, steps) {
  collect({ type: "minor" });
  const elapsed = startClock();
  const result = run.step(steps);
  return result === undefined ? elapsed() : await result;
}

/** Steps of a slice of about so many milliseconds; finding out is also the warm-up. @param {Run} run @param {number} sliceMs @param {number} warmMs */
async function calibrate(run, sliceMs, warmMs) {
  const multiple = run.multiple ?? 1;
  let steps = multiple;
  let spent = 0;
  for (;;) {
    const ms = await timeSteps(run, steps);
    spent += ms;
    const wanted = Math.max(1, Math.round((steps * sliceMs) / Math.max(ms, 1e-3) / multiple)) * multiple;
    if (ms >= sliceMs / 4 && spent >= warmMs) return wanted;
    steps = ms >= sliceMs / 4 ? wanted : Math.min(wanted, 8 * steps);
  }
}

/** @template {string} Name @param {Map<Name, Run>} runs @param {{ rounds: number, sliceMs: number, warmMs: number }} how @returns {Promise<Map<Name, Timing>>} */
export async function interleave(runs, { rounds, sliceMs, warmMs }) {
  /** @type {Map<Name, Timing>} */
  const timings = new Map();
  for (const [name, run] of runs) timings.set(name, { steps: await calibrate(run, sliceMs, warmMs), us: [] });
  const names = [...runs.keys()];
  for (let round = 0; round < rounds; round++) {
    for (let i = 0; i < names.length; i++) {
      const name = names[(i + round) % names.length];
      const timing = /** @type {Timing} */ (timings.get(name));
      const ms = await timeSteps(/** @type {Run} */ (runs.get(name)), timing.steps);
      timing.us.push((ms * 1000) / timing.steps);
    }
  }
  return timings;
}

/** @param {number[]} values @param {number} share 0.5 for the median */
export function quantile(values, share) {
  const sorted = [...values].sort((a, b) => a - b);
  const at = share * (sorted.length - 1);
  const below = Math.floor(at);
  return sorted[below] + (at - below) * ((sorted[below + 1] ?? sorted[below]) - sorted[below]);
}

/** Median, least, and half the middle half as a share of the median. @param {number[]} values */
export function summary(values) {
  const median = quantile(values, 0.5);
  return { median, least: Math.min(...values), spread: (quantile(values, 0.75) - quantile(values, 0.25)) / 2 / median };
}

/** Ratios of two competitors round by round: how many times faster b is than a. @param {number[]} a @param {number[]} b */
export const ratio = (a, b) => summary(a.map((value, i) => value / b[i]));
