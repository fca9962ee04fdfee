// at(t) and values(n) against exact arithmetic: StepLR, MultiStepLR and ExponentialLR promise 1 ulp for all inputs.

import assert from "node:assert/strict";
import { before, test } from "node:test";
import { ExponentialLR, MultiStepLR, StepLR, init } from "step-decay";
import { decayed, ulps } from "./exact.js";

before(() => init());

/** A small generator, so that a failure can be repeated. */
function random(seed = 1) {
  let state = seed;
  return () => ((state = (state * 48271) % 2147483647) - 1) / 2147483646;
}

const EDGE_LR = [0, 5e-324, 1e-310, 2.2250738585072014e-308, 1e-5, 0.01, 0.1, 1 / 3, 1, 10, 2 ** 53 + 2, 1e308, Number.MAX_VALUE];
const EDGE_GAMMA = [0, 5e-324, 1e-300, 0.1, 0.5, 0.9, 1 - 2 ** -53, 1 - 2 ** -20, 1, 1 + 2 ** -52, 1.5, 2, 10, 1e300, Number.MAX_VALUE];
const EDGE_K = [0, 1, 2, 3, 63, 64, 65, 127, 128, 300, 308, 323, 324, 1074, 1075, 2 ** 31 - 1, 2 ** 31, 2 ** 32, 2 ** 32 + 1, 2 ** 40, 2 ** 53 - 1];

/** @param {() => number} at @param {number} lr @param {number} gamma @param {number} k @param {{ inexact: number }} seen */
function compare(at, lr, gamma, k, seen) {
  const want = decayed(lr, gamma, k);
  if (want === Infinity) return assert.throws(at, { name: "RangeError", code: "OVERFLOW" }, `${lr} * ${gamma}^${k}`);
  const got = at();
  if (got !== want) seen.inexact++;
  assert.ok(ulps(got, want) <= 1, `${lr} * ${gamma}^${k}: ${got}, exactly ${want}`);
}

test("at(t) is within 1 ulp of the exact value at every edge: subnormal, enormous, gamma next to 1, k to 2^53 - 1", () => {
  const seen = { inexact: 0 };
  let cases = 0;
  for (const lr of EDGE_LR)
    for (const gamma of EDGE_GAMMA) {
      const schedule = new ExponentialLR({ lr, gamma });
      for (const k of EDGE_K) {
        compare(() => schedule.at(k), lr, gamma, k, seen);
        cases++;
      }
    }
  assert.ok(cases > 4000);
  assert.equal(seen.inexact, 0, "in fact all are correctly rounded");
});

test("at(t) is within 1 ulp of the exact value in 10,000 random cases", () => {
  const next = random(7);
  const seen = { inexact: 0 };
  for (let i = 0; i < 10000; i++) {
    const lr = next() * 10 ** Math.floor(next() * 40 - 36);
    const gamma = i % 3 ? next() : i % 2 ? 1 - next() * 10 ** -Math.floor(next() * 12) : next() * 3;
    const k = Math.floor(next() * 10 ** Math.floor(next() * 7));
    const stepSize = 1 + Math.floor(next() * 10 ** Math.floor(next() * 8));
    const schedule = new StepLR({ lr, stepSize, gamma });
    compare(() => schedule.at(k * stepSize + Math.floor(next() * stepSize)), lr, gamma, k, seen);
  }
  assert.ok(seen.inexact <= 1, `${seen.inexact} are not correctly rounded`);
});

test("MultiStepLR counts its milestones, repeated and in any order", () => {
  const next = random(11);
  const seen = { inexact: 0 };
  for (let i = 0; i < 300; i++) {
    const milestones = Array.from({ length: Math.floor(next() * 40) }, () => Math.floor(next() * 10 ** Math.floor(next() * 16)));
    const schedule = new MultiStepLR({ lr: next(), milestones, gamma: next() * 1.1 });
    for (const t of [0, 1, ...milestones, ...milestones.map((m) => m + 1), ...milestones.map((m) => Math.max(m - 1, 0)), 2 ** 53 - 1]) {
      const [lr] = schedule.baseLrs;
      compare(() => schedule.at(t), lr, schedule.stateDict().gamma, milestones.filter((m) => m <= t).length, seen);
    }
  }
  assert.equal(seen.inexact, 0);
});

test("step sizes beyond int32 do not wrap", () => {
  for (const stepSize of [2 ** 31, 2 ** 32, 2 ** 32 + 1, 2 ** 52, 2 ** 53 - 1]) {
    const schedule = new StepLR({ lr: 1, stepSize, gamma: 0.5 });
    assert.deepEqual([schedule.at(0), schedule.at(stepSize - 1), schedule.at(stepSize)], [1, 1, 0.5]);
    assert.equal(schedule.at(2 ** 53 - 1), 0.5 ** Math.floor((2 ** 53 - 1) / stepSize));
    assert.deepEqual([...schedule.values(3)], [1, 1, 1]);
  }
});

test("values(n) equals at(t), bit for bit, whatever the step and the length", () => {
  for (const stepSize of [1, 2, 3, 63, 64, 65, 1000, 4095, 4096, 4097, 2 ** 32])
    for (const gamma of [0, 0.1, 0.97, 1 - 2 ** -30, 1, 1.0001]) {
      const schedule = new StepLR({ lr: 0.1, stepSize, gamma, minLr: stepSize % 2 ? 1e-7 : undefined });
      const values = schedule.values(10000);
      for (const t of [...Array(200).keys(), 4094, 4095, 4096, 4097, 8191, 8192, 9998, 9999, 191, 192, 193]) assert.ok(Object.is(values[t], schedule.at(t)), `S ${stepSize}, gamma ${gamma}, t ${t}`);
    }
  const exponential = new ExponentialLR({ lr: 0.3, gamma: 0.999 });
  exponential.values(20000).forEach((rate, t) => assert.ok(Object.is(rate, exponential.at(t))));
  const multi = new MultiStepLR({ lr: 0.3, milestones: [9000, 5, 5, 4096, 4097, 2 ** 40], gamma: 0.7 });
  multi.values(10000).forEach((rate, t) => assert.ok(Object.is(rate, multi.at(t))));
});

test("an overflow is a RangeError, not an infinite rate, and names the epoch", () => {
  const schedule = new StepLR({ lr: 1, stepSize: 2, gamma: 1e300 });
  assert.equal(schedule.at(3), 1e300);
  assert.throws(() => schedule.at(4), { name: "RangeError", code: "OVERFLOW", message: /epoch 4/ });
  assert.throws(() => schedule.values(5), { name: "RangeError", code: "OVERFLOW", message: /epoch 4/ });
  schedule.step();
  schedule.step();
  schedule.step();
  const before = JSON.stringify(schedule.stateDict());
  assert.throws(() => schedule.step(), { name: "RangeError", code: "OVERFLOW", message: /epoch 4/ });
  assert.equal(JSON.stringify(schedule.stateDict()), before);
});
