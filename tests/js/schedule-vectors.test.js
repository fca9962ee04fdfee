// Every rate of tests/vectors/schedules.jsonl, from the real PyTorch: bit for bit, or within 1e-12 of the peak rate where cos or pow occur.

import assert from "node:assert/strict";
import { before, test } from "node:test";
import { init } from "step-decay";
import { makeAlone, makeOptimizer, makeSchedule, readVectors, unroll } from "./vectors.js";

const TOLERANCE = 1e-12; // x the peak: DESIGN 3

before(() => init());

const lines = readVectors("schedules.jsonl");
const names = [...new Set(lines.map((line) => line.name))];

/** 32-bit FNV-1a of doubles, little-endian. */
function hasher() {
  const bytes = new Uint8Array(8);
  const view = new DataView(bytes.buffer);
  let hash = 0x811c9dc5;
  return {
    add(/** @type {number} */ x) {
      view.setFloat64(0, x, true);
      for (const byte of bytes) hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
    },
    get value() {
      return hash;
    },
  };
}

/** @param {any} line @param {number} got @param {number} want @param {string} where */
function check(line, got, want, where) {
  const near = line.compare === "bits" ? Object.is(got, want) : Math.abs(got - want) <= TOLERANCE * line.peak;
  if (!near) assert.fail(`${line.id} (${line.note}) ${where}: ${got}, torch has ${want}; ${JSON.stringify(line.options)}`);
}

/** @param {any} line @param {any} optimizer */
function compareRun(line, optimizer) {
  const schedule = makeSchedule(optimizer, line.name, line.options);
  const every = line.every ?? 1;
  const rates = line.rates.map(unroll);
  const momenta = line.momenta?.map(unroll);
  const hash = hasher();
  for (let t = 0; t <= line.steps; t++) {
    if (t > 0) line.metrics ? schedule.step(line.metrics[t - 1]) : schedule.step();
    optimizer.paramGroups.forEach((/** @type {any} */ group, /** @type {number} */ g) => {
      hash.add(group.lr);
      if (t % every) return;
      check(line, group.lr, rates[g][t / every], `epoch ${t}, group ${g}`);
      if (momenta) check({ ...line, peak: 1 }, group.betas?.[0] ?? group.momentum, momenta[g][t / every], `momentum of epoch ${t}, group ${g}`);
    });
  }
  if (line.fnv1a !== undefined && line.compare === "bits") assert.equal(hash.value, line.fnv1a, `${line.id}: hash of all rates`);
}

/** Lines where torch is wrong on purpose of ours: docs/numbers.md names them. */
const WE_DIFFER = new Set([]);

for (const name of names)
  test(`${name}: step() gives torch's rates`, () => {
    for (const line of lines.filter((line) => line.name === name && !WE_DIFFER.has(line.id))) compareRun(line, makeOptimizer(line.optimizer, line.lrs));
  });

test("at(t) stays near the chained rates", () => {
  for (const line of lines) {
    if (line.metrics || line.name === "ChainedScheduler") continue;
    const schedule = makeAlone(line.lrs, line.name, line.options);
    const every = line.every ?? 1;
    line.rates.forEach((/** @type {any} */ runs, /** @type {number} */ group) => {
      unroll(runs).forEach((rate, i) => {
        const got = schedule.at(i * every, group);
        // A recursion of k factors is off by up to k half units: relative 1.2e-16 each.
        const allowed = 1e-12 * line.peak + 1.2e-16 * (i * every + 2) * rate;
        assert.ok(Math.abs(got - rate) <= allowed, `${line.id} (${line.note}): at(${i * every}, ${group}) is ${got}, chained ${rate}`);
      });
    });
  }
});
