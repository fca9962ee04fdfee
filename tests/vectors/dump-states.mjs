// Prints states of our schedules for load_in_torch.py: `node tests/vectors/dump-states.mjs | /usr/bin/python3 tests/vectors/load_in_torch.py`.
// Every configuration of schedules.jsonl that torch can restore, after 0, 1 and some more steps, with the 20 rates that follow.

import { init } from "step-decay";
import { makeOptimizer, makeSchedule, readVectors } from "../js/vectors.js";

await init();

const STEPS = 20;
const metrics = Array.from({ length: 60 }, (_, i) => 1 / (1 + Math.min(i, 12)) + (i % 4) * 0.05);

for (const { name, lrs, options, optimizer: kind, note, steps } of readVectors("schedules.jsonl")) {
  if (note.includes("odd:") || steps < 30) continue;
  for (const t of [0, 1, 7, 23]) {
    const optimizer = makeOptimizer(kind, lrs);
    const schedule = makeSchedule(optimizer, name, options);
    const step = (/** @type {number} */ i) => (schedule.needsMetric ? schedule.step(metrics[i]) : schedule.step());
    for (let i = 0; i < t; i++) step(i);
    const line = { name, lrs, options, state: schedule.stateDict(), optimizer: structuredClone(optimizer.paramGroups), expect: /** @type {number[][]} */ ([]) };
    for (let i = 0; i < STEPS; i++) line.expect.push(step(t + i));
    console.log(JSON.stringify(schedule.needsMetric ? { ...line, metrics: metrics.slice(t, t + STEPS) } : line));
  }
}
