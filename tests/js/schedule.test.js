// Schedules as an opponent sees them: properties of all of them, bad input, hostile objects. Rates from PyTorch stand in schedule-vectors.test.js.

import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import * as stepDecay from "step-decay";
import {
  ChainedScheduler, ConstantLR, CosineAnnealingLR, CosineAnnealingWarmRestarts, CyclicLR, ExponentialLR, LambdaLR, MultiStepLR, MultiplicativeLR,
  OneCycleLR, PolynomialLR, ReduceLROnPlateau, Schedule, SequentialLR, StepLR, init,
} from "step-decay";
import { description } from "step-decay/description";

const any = /** @type {any} */ (stepDecay);
const NAMES = description.schedules.map((row) => row.name);

/** What each schedule needs beside lr. @type {Record<string, any>} */
const NEEDED = {
  StepLR: { stepSize: 3 },
  MultiStepLR: { milestones: [2, 5] },
  ConstantLR: {},
  LinearLR: {},
  ExponentialLR: { gamma: 0.9 },
  PolynomialLR: {},
  CosineAnnealingLR: { tMax: 4 },
  CosineAnnealingWarmRestarts: { t0: 4 },
  CyclicLR: { baseLr: 0.01, maxLr: 0.1, stepSizeUp: 3 },
  OneCycleLR: { maxLr: 0.1, totalSteps: 10 },
  LambdaLR: { lrLambda: (/** @type {number} */ t) => 1 / (t + 1) },
  MultiplicativeLR: { lrLambda: () => 0.9 },
  ReduceLROnPlateau: {},
  SequentialLR: { schedulers: [(/** @type {any} */ o) => new ConstantLR(o, {}), (/** @type {any} */ o) => new StepLR(o, { stepSize: 2 })], milestones: [3] },
  ChainedScheduler: { schedulers: [(/** @type {any} */ o) => new ConstantLR(o, {}), (/** @type {any} */ o) => new StepLR(o, { stepSize: 2 })] },
};

/** A schedule of that name alone. @param {string} name @param {any} [more] */
const alone = (name, more) => new any[name]({ lr: 0.1, ...NEEDED[name], ...more });

/** A schedule of that name on an optimizer. @param {string} name @param {any} optimizer @param {any} [more] */
function onOptimizer(name, optimizer, more) {
  const options = { ...NEEDED[name], ...more };
  if (options.schedulers) options.schedulers = options.schedulers.map((/** @type {any} */ make) => make(optimizer));
  return new any[name](optimizer, options);
}

/** @param {any} schedule */
const step = (schedule) => (schedule.needsMetric ? schedule.step(1) : schedule.step());

test("before init every constructor says `await init()`", () => {
  for (const name of NAMES) assert.throws(() => alone(name), { code: "NOT_READY", message: /await init\(\)/ }, name);
});

test("init", () => init());

// Properties -----------------------------------------------------------------------------------------------------------

const rate = fc.double({ min: 0, max: 1e3, noNaN: true });
const shrinking = fc.double({ min: 0, max: 1, noNaN: true });
const count = fc.integer({ min: 1, max: 60 });

/** Closed schedules with random settings that never rise. */
const falling = fc.oneof(
  fc.record({ lr: rate, stepSize: count, gamma: shrinking }).map((o) => new StepLR(o)),
  fc.record({ lr: rate, milestones: fc.array(fc.integer({ min: 0, max: 150 }), { maxLength: 9 }), gamma: shrinking }).map((o) => new MultiStepLR(o)),
  fc.record({ lr: rate, gamma: shrinking }).map((o) => new ExponentialLR(o)),
  fc.record({ lr: rate, totalIters: count, power: fc.double({ min: 0, max: 9, noNaN: true }) }).map((o) => new PolynomialLR(o)),
);

test("values never rise where gamma is at most 1", () => {
  fc.assert(fc.property(falling, (schedule) => {
    const values = schedule.values(150);
    for (let t = 1; t < 150; t++) assert.ok(values[t] <= values[t - 1], `${schedule.name} at ${t}: ${values[t]} after ${values[t - 1]}`);
  }));
});

test("phases cover every epoch once, each with the rate of its epochs, and neighbours differ", () => {
  const anything = fc.oneof(falling, fc.constantFrom(...NAMES.filter((name) => name !== "ReduceLROnPlateau")).map((name) => alone(name)));
  fc.assert(fc.property(anything, fc.integer({ min: 0, max: 130 }), (schedule, n) => {
    const values = schedule.values(n);
    let next = 0;
    schedule.phases(n).forEach(({ from, to, lr, k }, i, all) => {
      assert.equal(from, next);
      assert.equal(k, i);
      assert.ok(to >= from);
      for (let t = from; t <= to; t++) assert.ok(Object.is(values[t], lr));
      if (i) assert.notEqual(lr, all[i - 1].lr);
      next = to + 1;
    });
    assert.equal(next, n);
  }));
});

test("values(n) is at(t) for every schedule and group", () => {
  for (const name of NAMES) {
    if (name === "ReduceLROnPlateau") continue;
    const schedule = alone(name, { lr: [0.1, 0.03], minLr: [0, 0.02] });
    for (const group of [0, 1]) schedule.values(40, group).forEach((/** @type {number} */ lr, /** @type {number} */ t) => assert.ok(Object.is(schedule.at(t, group), lr), `${name} ${t}`));
  }
});

test("at, values, phases and stateDict change nothing", () => {
  for (const name of NAMES) {
    const optimizer = { lr: 0.1, momentum: 0.9 };
    const schedule = onOptimizer(name, optimizer);
    step(schedule);
    const before = JSON.stringify([schedule.stateDict(), optimizer]);
    if (!schedule.needsMetric) {
      schedule.at(7);
      schedule.values(9);
      schedule.phases(9);
    }
    schedule.getLastLr().fill(99);
    schedule.baseLrs.fill(99);
    schedule.stateDict()._last_lr.fill(99);
    assert.equal(JSON.stringify([schedule.stateDict(), optimizer]), before, name);
  }
});

test("minLr bounds what is given out and leaves the recursion alone", () => {
  for (const name of NAMES) {
    if (name === "ReduceLROnPlateau") continue;
    const free = alone(name);
    const floored = alone(name, { minLr: 0.04 });
    for (let t = 0; t < 30; t++) {
      assert.deepEqual(floored.getLastLr(), free.getLastLr().map((/** @type {number} */ lr) => Math.max(lr, 0.04)), `${name} ${t}`);
      assert.equal(floored.at(t), Math.max(free.at(t), 0.04));
      free.step();
      floored.step();
    }
  }
});

test("a rate that the user writes replaces the recursion's, also below minLr", () => {
  const optimizer = { lr: 0.1 };
  const schedule = new ExponentialLR(optimizer, { gamma: 0.5, minLr: 0.04 });
  schedule.step(); // 0.05
  schedule.step(); // 0.025 -> 0.04
  assert.equal(optimizer.lr, 0.04);
  schedule.step(); // 0.0125 -> 0.04, not 0.02
  optimizer.lr = 0.8;
  assert.deepEqual(schedule.step(), [0.4]);
  optimizer.lr = 0.01;
  assert.deepEqual(schedule.step(), [0.04]);
  optimizer.lr = 1;
  assert.deepEqual(schedule.step(), [0.5]);
});

test("an optimizer that keeps its rates in float32 does not make the recursion round", () => {
  const store = new Float32Array([0.1]);
  const optimizer = { get lr() { return store[0]; }, set lr(value) { store[0] = value; } };
  const schedule = new StepLR(optimizer, { stepSize: 1, gamma: 0.9 });
  let rate = optimizer.lr;
  for (let i = 0; i < 50; i++) assert.equal(schedule.step()[0], (rate *= 0.9));
});

test("several schedules stepped by hand on one optimizer act as ChainedScheduler does, with minLr too", () => {
  const make = () => {
    const optimizer = { lr: 0.1 };
    return { optimizer, parts: [new ConstantLR(optimizer, { totalIters: 4, minLr: 0.06 }), new ExponentialLR(optimizer, { gamma: 0.8 })] };
  };
  const a = make();
  const b = make();
  const chained = new ChainedScheduler(b.optimizer, { schedulers: b.parts });
  for (let i = 0; i < 12; i++) {
    a.parts.forEach((part) => part.step());
    chained.step();
    assert.equal(Math.max(a.optimizer.lr, 0.06), b.optimizer.lr);
    assert.equal(b.parts[1].lastEpoch, i + 1);
  }
});

// The table and the classes ------------------------------------------------------------------------------------------

test("all fifteen have a row, a class, a formula and a source", () => {
  assert.equal(NAMES.length, 15);
  for (const row of description.schedules) {
    assert.ok(any[row.name].prototype instanceof Schedule, row.name);
    assert.match(row.source, new RegExp(`^torch\\.optim\\.lr_scheduler\\.${row.name}$`));
    assert.ok(row.formula.length > 10);
    assert.equal(alone(row.name).name, row.name);
  }
});

test("the rates of the tutorial, of the chart and of DESIGN's example", () => {
  const s = new StepLR({ lr: 0.01, stepSize: 15, gamma: 0.5 });
  assert.equal(s.at(31), 0.0025);
  assert.deepEqual(s.phases(50), [{ from: 0, to: 14, lr: 0.01, k: 0 }, { from: 15, to: 29, lr: 0.005, k: 1 }, { from: 30, to: 44, lr: 0.0025, k: 2 }, { from: 45, to: 49, lr: 0.00125, k: 3 }]);
  const tutorial = new StepLR({ lr: 0.01, stepSize: 10, gamma: 0.1 });
  assert.deepEqual([9, 10, 19].map((t) => tutorial.at(t)), [0.01, 0.001, 0.001]);
  assert.equal(tutorial.at(20), 0.00010000000000000002, "the exact product of these doubles; the chained rate is 0.0001");
  for (let t = 0; t < 20; t++) tutorial.step();
  assert.deepEqual(tutorial.getLastLr(), [0.0001]);
});

test("where torch is wrong we are not", () => {
  // A warm restart at an exact power: torch's closed form gives etaMin.
  for (const [t0, tMult, t] of [[1, 3, 121], [10, 3, 1210], [1, 10, 111]]) assert.equal(new CosineAnnealingWarmRestarts({ lr: 0.1, t0, tMult }).at(t), 0.1);
  // pctStart * totalSteps = 1 divides by zero there, and one step too many raises the rate again.
  const cycle = new OneCycleLR({ maxLr: 0.1, totalSteps: 10, pctStart: 0.1 });
  assert.equal(cycle.at(0), 0.1);
  assert.deepEqual([cycle.at(10), cycle.at(11), cycle.at(2 ** 53 - 1)], [cycle.at(9), cycle.at(9), cycle.at(9)]);
  for (let i = 0; i < 12; i++) cycle.step();
  assert.deepEqual(cycle.getLastLr(), [cycle.at(9)]);
  // A milestone 0 of SequentialLR starts the second part at once.
  const schedulers = [(/** @type {any} */ o) => new ConstantLR(o, { factor: 0.5 }), (/** @type {any} */ o) => new ExponentialLR(o, { gamma: 0.9 })];
  const sequential = new SequentialLR({ lr: 0.1, schedulers, milestones: [0] });
  assert.deepEqual([sequential.at(0), sequential.at(1)], [0.1, 0.1 * 0.9]);
  // OneCycleLR as a later part does not change where the first one starts.
  const parts = [(/** @type {any} */ o) => new ConstantLR(o, { factor: 0.5 }), (/** @type {any} */ o) => new OneCycleLR(o, { maxLr: 0.2, totalSteps: 9 })];
  assert.equal(new SequentialLR({ lr: 0.1, schedulers: parts, milestones: [3] }).at(0), 0.05);
  // CyclicLR starts at baseLr also where another schedule has remembered an initial rate.
  assert.deepEqual(new CyclicLR({ lr: 0.5, initial_lr: 0.5, momentum: 0.9 }, { baseLr: 0.01, maxLr: 0.1 }).getLastLr(), [0.01]);
  // triangular2 beyond 1024 cycles is an OverflowError in Python.
  assert.equal(new CyclicLR({ baseLr: 0.1, maxLr: 1, stepSizeUp: 1, mode: "triangular2" }).at(2 ** 40 + 1), 0.1);
});

test("SequentialLR and ChainedScheduler nest in any order", () => {
  const inner = (/** @type {any} */ o) => new SequentialLR(o, { schedulers: [new ConstantLR(o, { factor: 0.5, totalIters: 9 }), new ExponentialLR(o, { gamma: 0.9 })], milestones: [2] });
  const chain = (/** @type {any} */ o) => new ChainedScheduler(o, { schedulers: [new StepLR(o, { stepSize: 2, gamma: 0.5 }), new ExponentialLR(o, { gamma: 0.5 })] });
  const schedule = new SequentialLR({ lr: 1, schedulers: [inner, chain], milestones: [4] });
  assert.deepEqual([...schedule.values(8)], [0.5, 0.5, 1, 0.9, 1, 0.5, 0.125, 0.0625]);
  const rates = [schedule.getLastLr()[0]];
  for (let i = 1; i < 8; i++) rates.push(schedule.step()[0]);
  assert.deepEqual(rates, [...schedule.values(8)]);
});

test("without a closed form at(t) ends at a million, and says so", () => {
  const schedule = new MultiplicativeLR({ lr: 1, lrLambda: () => 1 });
  assert.equal(schedule.at(1e6), 1);
  assert.throws(() => schedule.at(1e6 + 1), { name: "RangeError", field: "t", max: 1e6, message: /MultiplicativeLR has no closed form/ });
  assert.throws(() => schedule.values(1e6 + 2), { name: "RangeError" });
});

test("CyclicLR takes a function as its scale", () => {
  const by = { baseLr: 0.1, maxLr: 0.5, stepSizeUp: 2 };
  const halved = new CyclicLR({ ...by, scaleFn: (cycle) => 1 / 2 ** (cycle - 1) });
  const named = new CyclicLR({ ...by, mode: "triangular2" });
  const steps = new CyclicLR({ ...by, scaleFn: (t) => 0.5 ** t, scaleMode: "iterations" });
  const range = new CyclicLR({ ...by, mode: "exp_range", gamma: 0.5 });
  for (let t = 0; t < 20; t++) {
    assert.deepEqual(halved.getLastLr(), named.getLastLr());
    assert.deepEqual(steps.getLastLr(), range.getLastLr());
    [halved, named, steps, range].forEach((s) => s.step());
  }
});

// ReduceLROnPlateau ----------------------------------------------------------------------------------------------------

test("every cut of a plateau is recorded with its reason", () => {
  const schedule = new ReduceLROnPlateau({ lr: [0.1, 0.2], patience: 1, factor: 0.5 });
  for (const loss of [1, 0.5, 0.6, 0.7, 0.4]) schedule.step(loss);
  assert.deepEqual(schedule.cuts, [{ epoch: 4, from: [0.1, 0.2], to: [0.05, 0.1], metric: 0.7, best: 0.5, badEpochs: 2, reason: "2 epochs in a row did not bring the metric clearly below 0.5; patience is 1" }]);
  schedule.cuts[0].to[0] = 99;
  assert.equal(schedule.cuts[0].to[0], 0.05);
});

test("thresholdMode magnitude judges negative metrics rightly, where rel does not", () => {
  const metrics = [-1, -0.99995, -0.9999, -0.99985, -0.9998];
  const run = (/** @type {"rel" | "magnitude"} */ thresholdMode, /** @type {number[]} */ values, /** @type {"min" | "max"} */ mode = "min") => {
    const schedule = new ReduceLROnPlateau({ lr: 1, patience: 2, thresholdMode, mode });
    values.forEach((metric) => schedule.step(metric));
    return schedule.getLastLr()[0];
  };
  assert.equal(run("rel", metrics), 1, "worse and worse, yet never a cut");
  assert.equal(run("magnitude", metrics), 0.1);
  assert.equal(run("magnitude", [-1, -1.1, -1.2, -1.3, -1.4]), 1);
  assert.equal(run("magnitude", [-1, -1.1, -1.2, -1.3, -1.4], "max"), 0.1);
  assert.equal(run("magnitude", [-1, -0.9, -0.8, -0.7, -0.6], "max"), 1);
});

test("a plateau insists on a finite number and has no at(t)", () => {
  const schedule = new ReduceLROnPlateau({ lr: 0.1, patience: 0 });
  schedule.step(1);
  const before = JSON.stringify(schedule.stateDict());
  for (const bad of [NaN, Infinity, -Infinity]) assert.throws(() => schedule.step(bad), { name: "RangeError", field: "metric" });
  for (const bad of [undefined, null, "1", 1n, {}, [1]]) assert.throws(() => schedule.step(/** @type {any} */ (bad)), { name: "TypeError", field: "metric" });
  for (const ask of [() => schedule.at(0), () => schedule.values(3), () => schedule.phases(3)]) assert.throws(ask, { code: "NO_CLOSED_FORM", message: /depends on the metrics/ });
  assert.equal(JSON.stringify(schedule.stateDict()), before);
});

// Bad input ------------------------------------------------------------------------------------------------------------

const NOT_NUMBERS = [null, "1", "", true, 1n, {}, [], () => 1, Symbol("x"), new Number(1), new Date(0)];
const NEVER = [NaN, Infinity, -Infinity];

test("every option of every schedule is checked, and the error names it, its value and what is allowed", () => {
  for (const { name, fields } of description.schedules)
    for (const field of /** @type {any[]} */ (fields)) {
      if ((name === "SequentialLR" || name === "ChainedScheduler") && field.name !== "lr" && field.name !== "minLr") continue;
      const wrong = (/** @type {any} */ value, /** @type {string} */ kind) =>
        assert.throws(() => alone(name, { [field.name]: value }), (/** @type {any} */ error) => {
          assert.equal(error.name, kind, `${name} ${field.name} = ${String(value?.toString?.())}: ${error}`);
          assert.ok(error.message.startsWith(field.name), error.message);
          assert.ok(error.field.startsWith(field.name) && error.code, error.message);
          assert.match(error.message, / is .+; must be /);
          return true;
        });
      if (field.type === "choice") {
        wrong("nonsense", "RangeError");
        NOT_NUMBERS.filter((value) => typeof value !== "string").forEach((value) => wrong(value, "TypeError"));
      } else if (field.type === "flag") {
        NOT_NUMBERS.filter((value) => typeof value !== "boolean").concat([0, 1]).forEach((value) => wrong(value, "TypeError"));
      } else if (field.type === "integers") {
        [1, "25", null, {}, new Float64Array(2)].forEach((value) => wrong(value, "TypeError"));
      } else {
        NOT_NUMBERS.filter((value) => !(field.perGroup && Array.isArray(value))).forEach((value) => wrong(value, "TypeError"));
        NEVER.forEach((value) => wrong(value, "RangeError"));
        if (field.min > -Number.MAX_VALUE) wrong(field.min - 1, "RangeError");
        if (field.aboveMin) wrong(field.min, "RangeError");
        if (field.belowMax) wrong(field.max, "RangeError");
        if (field.type === "integer") [field.min + 0.5, 2 ** 53].forEach((value) => wrong(value, "RangeError"));
      }
    }
});

test("an error of a milestone names its index, also in a sparse list", () => {
  assert.throws(() => new MultiStepLR({ lr: 1, milestones: [1, 2.5] }), { name: "RangeError", field: "milestones[1]", value: 2.5 });
  assert.throws(() => new MultiStepLR({ lr: 1, milestones: [1, NaN] }), { name: "RangeError", field: "milestones[1]" });
  assert.throws(() => new MultiStepLR({ lr: 1, milestones: /** @type {any} */ ([1, , 3]) }), { name: "TypeError", field: "milestones[1]" });
  assert.throws(() => new MultiStepLR({ lr: 1, milestones: new Array(2 ** 32 - 1) }), { name: "RangeError", field: "milestones.length" });
  assert.throws(() => new MultiStepLR({ lr: 1, milestones: /** @type {any} */ (["10", "20"]) }), { name: "TypeError", field: "milestones[0]" });
});

test("unknown options are refused with the nearest name; snake_case finds its camelCase", () => {
  const nearest = (/** @type {() => any} */ make, /** @type {string} */ name) => assert.throws(make, { name: "TypeError", code: "UNKNOWN_OPTION", nearest: name, message: new RegExp(`did you mean "${name}"`) });
  nearest(() => new StepLR(/** @type {any} */ ({ lr: 1, step_size: 3 })), "stepSize");
  nearest(() => new StepLR(/** @type {any} */ ({ lr: 1, stepSize: 3, gama: 0.5 })), "gamma");
  nearest(() => new CosineAnnealingLR(/** @type {any} */ ({ lr: 1, T_max: 3 })), "tMax");
  nearest(() => new CosineAnnealingWarmRestarts(/** @type {any} */ ({ lr: 1, T_0: 3 })), "t0");
  nearest(() => new LambdaLR(/** @type {any} */ ({ lr: 1, lr_lambda: () => 1 })), "lrLambda");
  assert.throws(() => new StepLR({ lr: 1 }, /** @type {any} */ ({ lr: 1, stepSize: 3 })), { code: "UNKNOWN_OPTION" });
  assert.throws(() => new StepLR(JSON.parse('{"lr": 1, "stepSize": 3, "__proto__": {"gamma": 9}}')), { code: "UNKNOWN_OPTION", field: "__proto__" });
  assert.throws(() => new StepLR(/** @type {any} */ ({ lr: 1, stepSize: 3, [Symbol("gamma")]: 1 })), { code: "UNKNOWN_OPTION" });
  assert.throws(() => new StepLR(/** @type {any} */ ({ lr: 1, stepSize: 3, ["x".repeat(1e6)]: 1 })), (/** @type {any} */ error) => error.message.length < 700);
});

test("missing options, no options, no `new`", () => {
  assert.throws(() => new StepLR(/** @type {any} */ ({ lr: 1 })), { name: "TypeError", code: "MISSING", field: "stepSize" });
  assert.throws(() => new StepLR(/** @type {any} */ ({ stepSize: 1 })), { name: "TypeError", code: "MISSING", field: "lr" });
  for (const name of NAMES) {
    assert.throws(() => new any[name](), TypeError, name);
    assert.throws(() => any[name]({ lr: 0.1, ...NEEDED[name] }), TypeError, name);
    for (const bad of [null, 1, "x", [], new Float64Array(1)]) assert.throws(() => new any[name](bad), { name: "TypeError" }, name);
    for (const bad of [null, 1, "x", []]) assert.throws(() => new any[name]({ lr: 1, momentum: 1 }, bad), { name: "TypeError" }, name);
    for (const bad of [null, 1, "x", {}, { lr: "1" }, { paramGroups: [] }, { paramGroups: {} }, { paramGroups: [{}] }, { paramGroups: [null] }, { lr: NaN }, { lr: -1 }])
      assert.throws(() => onOptimizer(name, bad), (/** @type {any} */ error) => error instanceof TypeError || error instanceof RangeError, `${name} on ${JSON.stringify(bad)}`);
  }
  const group = { lr: 1 };
  assert.throws(() => new StepLR({ paramGroups: [group, group] }, { stepSize: 1 }), { field: "optimizer.paramGroups" });
});

test("step() takes nothing where nothing is taken; at, values and phases check their numbers", () => {
  const schedule = new StepLR({ lr: 1, stepSize: 2 });
  for (const bad of [0, 1, null, "1", NaN]) assert.throws(() => schedule.step(/** @type {any} */ (bad)), { name: "TypeError", message: /neither a metric nor an epoch/ });
  assert.equal(schedule.lastEpoch, 0);
  for (const bad of [-1, 0.5, NaN, Infinity, 2 ** 53]) assert.throws(() => schedule.at(bad), { name: "RangeError", field: "t" });
  for (const bad of [undefined, "1", 1n, null, [1]]) assert.throws(() => schedule.at(/** @type {any} */ (bad)), { name: "TypeError", field: "t" });
  for (const bad of [-1, 0.5, NaN, 1e7 + 1, 2 ** 32]) for (const ask of [() => schedule.values(bad), () => schedule.phases(bad)]) assert.throws(ask, { name: "RangeError", field: "n" });
  assert.throws(() => schedule.at(0, 1), { name: "RangeError", field: "group" });
  assert.throws(() => schedule.values(3, -1), { name: "RangeError", field: "group" });
  assert.throws(() => schedule.at(0, /** @type {any} */ ("0")), { name: "TypeError", field: "group" });
  assert.deepEqual([...schedule.values(0)], []);
  assert.throws(() => Schedule.prototype.step.call({}), TypeError);
});

test("lists must have one value for each group", () => {
  assert.throws(() => new StepLR({ lr: [], stepSize: 1 }), { name: "RangeError", field: "lr.length" });
  assert.throws(() => new StepLR({ lr: [1, 2], stepSize: 1, minLr: [0] }), { name: "RangeError", field: "minLr.length" });
  assert.throws(() => new CyclicLR({ baseLr: [1, 2], maxLr: [1, 2, 3] }), { name: "RangeError", field: "maxLr.length" });
  assert.throws(() => new LambdaLR({ lr: [1, 2], lrLambda: [() => 1] }), { name: "RangeError", field: "lrLambda.length" });
  assert.throws(() => new LambdaLR({ lr: 1, lrLambda: /** @type {any} */ ([1]) }), { name: "TypeError", field: "lrLambda[0]" });
  assert.deepEqual(new CyclicLR({ baseLr: 0.1, maxLr: 1, lr: [0, 0, 0] }).getLastLr(), [0.1, 0.1, 0.1]);
  assert.deepEqual(new OneCycleLR({ maxLr: [1, 2], epochs: 3, stepsPerEpoch: 4 }).getLastLr().map((lr) => lr.toFixed(9)), ["0.040000000", "0.080000000"]);
  for (const lr of [NaN, "1", [NaN], [1, "2"]]) assert.throws(() => new CyclicLR(/** @type {any} */ ({ lr, baseLr: [1, 2], maxLr: 3 })), (/** @type {any} */ error) => error.field.startsWith("lr"));
  assert.throws(() => new OneCycleLR({ maxLr: 1e300, totalSteps: 9, divFactor: 1e-300 }), { name: "RangeError", code: "OVERFLOW" });
  assert.throws(() => new StepLR({ lr: new Array(1e7), stepSize: 1 }), { name: "RangeError", field: "lr.length" });
  assert.throws(() => new OneCycleLR({ maxLr: 1, epochs: 3 }), { field: "stepsPerEpoch" });
  assert.throws(() => new OneCycleLR({ maxLr: 1, epochs: 2 ** 30, stepsPerEpoch: 2 ** 30 }), { name: "RangeError", field: "epochs * stepsPerEpoch" });
});

test("parts of SequentialLR and ChainedScheduler are checked", () => {
  const optimizer = { lr: 1 };
  const part = () => new StepLR(optimizer, { stepSize: 1 });
  const other = new StepLR({ lr: 1 }, { stepSize: 1 });
  const sequential = (/** @type {any} */ schedulers, /** @type {any} */ milestones = [1]) => () => new SequentialLR(optimizer, { schedulers, milestones });
  assert.throws(sequential([part(), other]), { name: "TypeError", field: "schedulers[1]", message: /another one/ });
  assert.throws(sequential([part(), {}]), { name: "TypeError", field: "schedulers[1]" });
  assert.throws(sequential([part(), new ReduceLROnPlateau(optimizer, {})]), { name: "TypeError", message: /ReduceLROnPlateau cannot stand inside/ });
  const twice = part();
  assert.throws(sequential([twice, twice]), { name: "TypeError", field: "schedulers[1]" });
  assert.throws(sequential([], []), { name: "RangeError", field: "schedulers.length" });
  assert.throws(sequential([part(), part()], []), { name: "RangeError", field: "milestones.length" });
  assert.throws(sequential([part(), part(), part()], [5, 2]), { name: "RangeError", field: "milestones[1]" });
  assert.throws(sequential([part(), part()], [-1]), { name: "RangeError", field: "milestones[0]" });
  assert.throws(sequential([part(), part()], 5), { name: "TypeError", field: "milestones" });
  assert.throws(() => new SequentialLR(optimizer, /** @type {any} */ ({ schedulers: [part()] })), { code: "MISSING", field: "milestones" });
  assert.throws(() => new SequentialLR({ lr: 1, schedulers: [part()], milestones: [] }), { name: "TypeError", field: "schedulers[0]" });
  assert.throws(() => new SequentialLR({ lr: 1, schedulers: [() => other], milestones: [] }), { name: "TypeError", message: /another one/ });
  assert.throws(() => new ChainedScheduler({ lr: 1, schedulers: [() => 1] }), { name: "TypeError" });
});

test("cycleMomentum needs a momentum, of the group or its betas", () => {
  assert.throws(() => new CyclicLR({ lr: 1 }, { baseLr: 0.1, maxLr: 1 }), { name: "TypeError", field: "optimizer.momentum" });
  const plain = { lr: 1 };
  new CyclicLR(plain, { baseLr: 0.1, maxLr: 1, cycleMomentum: false });
  assert.deepEqual(plain, { lr: 0.1, initial_lr: 0.1 });
  const betas = Object.freeze([0.9, 0.99]);
  const adam = { lr: 1, betas };
  new OneCycleLR(adam, { maxLr: 1, totalSteps: 10 });
  assert.deepEqual(adam.betas, [0.95, 0.99]);
  assert.deepEqual(betas, [0.9, 0.99]);
});

// Hostile objects ------------------------------------------------------------------------------------------------------

test("an option is read once: a getter cannot change its answer between check and use", () => {
  for (const name of NAMES) {
    const reads = /** @type {Record<string, number>} */ ({});
    const options = new Proxy({ lr: 0.1, ...NEEDED[name] }, {
      get(target, key, receiver) {
        reads[String(key)] = (reads[String(key)] ?? 0) + 1;
        return Reflect.get(target, key, receiver);
      },
    });
    new any[name](options);
    for (const [key, times] of Object.entries(reads)) assert.equal(times, 1, `${name}.${key}`);
  }
  let calls = 0;
  const schedule = new StepLR({ lr: 1, get stepSize() { return calls++ ? NaN : 2; } });
  assert.equal(schedule.at(2), 0.1);
});

test("a list is copied: changing it afterwards changes nothing", () => {
  const milestones = [2];
  const minLr = [0];
  const schedule = new MultiStepLR({ lr: 1, milestones, minLr });
  milestones[0] = 0;
  minLr[0] = 9;
  assert.equal(schedule.at(0), 1);
});

test("-0 is 0", () => {
  assert.ok(Object.is(new StepLR({ lr: -0, stepSize: 1 }).at(3), 0));
  assert.ok(Object.is(new ExponentialLR({ lr: 1, gamma: -0 }).at(3), 0));
  assert.ok(Object.is(new ExponentialLR({ lr: 1, gamma: -0 }).step()[0], 0));
  const optimizer = { lr: -0, initial_lr: -0 };
  const driven = new StepLR(optimizer, { stepSize: 1, minLr: -0 });
  for (const lr of [optimizer.lr, ...driven.stateDict().base_lrs, ...driven.stateDict().min_lrs]) assert.ok(Object.is(lr, 0));
  const loaded = new StepLR({ lr: 1, stepSize: 1 });
  loaded.loadStateDict(JSON.stringify(loaded.stateDict()).replace('"_last_lr":[1]', '"_last_lr":[-0.0]').replace('"base_lrs":[1]', '"base_lrs":[-0.0]'));
  for (const lr of [...loaded.getLastLr(), ...loaded.stateDict().base_lrs, ...loaded.step()]) assert.ok(Object.is(lr, 0));
});

/** Everything that a failing call must leave alone. @param {any} schedule @param {any} optimizer */
const snapshot = (schedule, optimizer) => JSON.stringify([schedule?.stateDict(), optimizer.paramGroups?.map((/** @type {any} */ g) => ({ ...g })) ?? { ...optimizer }]);

test("a constructor or a step that fails midway leaves schedule and optimizer as they were", () => {
  for (const name of NAMES)
    for (let failing = 1; failing <= 12; failing++) {
      let writes = Infinity;
      const group = (/** @type {number} */ lr) => new Proxy(/** @type {any} */ ({ lr, momentum: 0.9 }), {
        set(target, key, value) {
          if (--writes === 0) throw new Error("no more writes");
          target[key] = value;
          return true;
        },
      });
      const optimizer = { paramGroups: [group(0.1), group(0.2), group(0.3)] };
      const composite = name === "SequentialLR" || name === "ChainedScheduler";
      const untouched = snapshot(undefined, optimizer);
      if (!composite) {
        writes = failing;
        let thrown = false;
        try {
          onOptimizer(name, optimizer);
        } catch (error) {
          thrown = true;
          assert.equal(/** @type {Error} */ (error).message, "no more writes");
        }
        writes = Infinity;
        if (thrown) assert.equal(snapshot(undefined, optimizer), untouched, `${name}: write ${failing} of the constructor fails`);
      }
      const schedule = onOptimizer(name, { paramGroups: optimizer.paramGroups }, name === "ReduceLROnPlateau" ? { patience: 0 } : {});
      for (let i = 0; i < 6; i++) step(schedule);
      const before = snapshot(schedule, optimizer);
      writes = failing;
      let thrown = false;
      try {
        step(schedule);
      } catch {
        thrown = true;
      }
      writes = Infinity;
      if (thrown) assert.equal(snapshot(schedule, optimizer), before, `${name}: write ${failing} of step() fails`);
    }
});

test("a frozen optimizer, and one that ignores what is written, are refused", () => {
  const frozen = Object.freeze({ lr: 0.1, momentum: 0.9 });
  for (const name of NAMES) {
    if (name === "ReduceLROnPlateau") continue;
    assert.throws(() => onOptimizer(name, frozen), TypeError, name);
  }
  const plateau = new ReduceLROnPlateau(frozen, { patience: 0 });
  plateau.step(1);
  assert.throws(() => plateau.step(1), TypeError);
  assert.equal(plateau.stateDict().last_epoch, 1);
  const deaf = { get lr() { return 0.1; }, set lr(_value) {} };
  const schedule = new StepLR(deaf, { stepSize: 1 });
  assert.throws(() => schedule.step(), { code: "NOT_WRITTEN", field: "optimizer.lr" });
  assert.equal(schedule.lastEpoch, 0);
});

test("functions of the user's: what they return is checked, what they throw comes out, and nothing has changed", () => {
  const results = /** @type {any[]} */ ([NaN, Infinity, -1, "1", undefined, null, 1n, {}]);
  for (const name of ["LambdaLR", "MultiplicativeLR"])
    for (const result of results) {
      const optimizer = { lr: 0.1 };
      const schedule = new any[name](optimizer, { lrLambda: (/** @type {number} */ t) => (t < 3 ? 0.5 : result) });
      schedule.step();
      schedule.step();
      const before = snapshot(schedule, optimizer);
      for (const ask of [() => schedule.step(), () => schedule.at(3), () => schedule.values(5)])
        assert.throws(ask, (/** @type {any} */ error) => /RangeError|TypeError/.test(error.name) && error.field === "lrLambda(3)", `${name} ${String(result)}`);
      assert.equal(snapshot(schedule, optimizer), before);
    }
  const many = new LambdaLR({ lr: [1, 1], lrLambda: [() => 1, (t) => (t ? NaN : 1)] });
  assert.throws(() => many.step(), { field: "lrLambda[1](1)" });
  const mine = new Error("mine");
  const throwing = new LambdaLR({ lr: 1, lrLambda: (t) => { if (t) throw mine; return 1; } });
  assert.throws(() => throwing.step(), mine);
  assert.equal(throwing.lastEpoch, 0);
  assert.throws(() => new LambdaLR({ lr: 1, lrLambda: () => NaN }), { field: "lrLambda(0)" });
  assert.throws(() => new CyclicLR({ baseLr: 0, maxLr: 1, scaleFn: () => NaN }), { field: "scaleFn(1)" });
});

test("a function that steps its own schedule is refused", () => {
  const optimizer = { lr: 1 };
  /** @type {any} */
  const schedule = new LambdaLR(optimizer, { lrLambda: (t) => (t === 2 ? schedule.step()[0] : 1) });
  schedule.step();
  assert.throws(() => schedule.step(), { code: "BUSY" });
  assert.equal(schedule.lastEpoch, 1);
});

test("parameter groups that come or go afterwards are an error, not silently skipped", () => {
  const optimizer = { paramGroups: [{ lr: 1 }, { lr: 2 }] };
  const schedule = new StepLR(optimizer, { stepSize: 1 });
  optimizer.paramGroups.push({ lr: 3 });
  assert.throws(() => schedule.step(), { code: "GROUPS", message: /3 parameter groups but this schedule was made for 2/ });
  optimizer.paramGroups.length = 1;
  assert.throws(() => schedule.step(), { code: "GROUPS" });
  optimizer.paramGroups.push({ lr: 2 });
  schedule.step();
  assert.deepEqual(optimizer.paramGroups.map((group) => group.lr), [0.1, 0.2]);
});

test("the end of counting is an error, not a wrap", () => {
  const schedule = new StepLR({ lr: 0.1, initial_lr: 1 }, { stepSize: 2, lastEpoch: 2 ** 53 - 2 });
  assert.equal(schedule.lastEpoch, 2 ** 53 - 1);
  assert.throws(() => schedule.step(), { name: "RangeError", field: "lastEpoch" });
});

test("a million milestones, a thousand groups", () => {
  const milestones = Array.from({ length: 1e6 }, (_, i) => i);
  const schedule = new MultiStepLR({ lr: 1, milestones, gamma: 1 - 1e-6 });
  assert.ok(Math.abs(schedule.at(1e6) - Math.exp(-1)) < 1e-6);
  const wide = new StepLR({ lr: Array.from({ length: 1000 }, (_, i) => i), stepSize: 1 });
  assert.deepEqual(wide.step().slice(0, 4), [0, 0.1, 0.2, 0.30000000000000004]);
});

test("fast-check: a throwing call never changes anything", () => {
  const value = fc.oneof(fc.double(), fc.integer(), fc.string(), fc.constantFrom(null, undefined, true, [], {}, 1n), fc.array(fc.integer(), { maxLength: 3 }));
  const change = fc.record({ name: fc.constantFrom(...NAMES.filter((name) => name !== "SequentialLR" && name !== "ChainedScheduler")), key: fc.nat(12), value });
  fc.assert(fc.property(change, ({ name, key, value: bad }) => {
    const row = /** @type {any} */ (description.schedules.find((each) => each.name === name));
    const optimizer = { lr: 0.1, momentum: 0.9 };
    try {
      const schedule = onOptimizer(name, optimizer, { [row.fields[key % row.fields.length].name]: bad });
      step(schedule);
    } catch (error) {
      assert.ok(error instanceof TypeError || error instanceof RangeError, String(error));
      if (!("initial_lr" in optimizer)) assert.deepEqual(optimizer, { lr: 0.1, momentum: 0.9 });
    }
  }), { numRuns: 500 });
});

test("null is no epoch to resume from, and what OneCycleLR does not need is checked too", () => {
  assert.throws(() => new StepLR({ lr: 1, stepSize: 2, lastEpoch: null }), { name: "TypeError", field: "lastEpoch" });
  assert.throws(() => new OneCycleLR({ maxLr: 1, totalSteps: 10, epochs: NaN }), { name: "RangeError", field: "epochs" });
  assert.throws(() => new OneCycleLR({ maxLr: 1, totalSteps: 10, stepsPerEpoch: {} }), { name: "TypeError", field: "stepsPerEpoch" });
});

test("no closed form gives out an infinity, and no schedule an infinite momentum", () => {
  for (const options of [{ lr: 1e308, tMax: 10 }, { lr: 0, tMax: 10, etaMin: 1.7e308 }])
    for (const ask of [(s) => s.values(12), (s) => s.phases(12)]) assert.throws(() => ask(new CosineAnnealingLR(options)), { name: "RangeError", code: "OVERFLOW" });
  const optimizer = { lr: 1, momentum: 0.9 };
  const schedule = new CyclicLR(optimizer, { baseLr: 0, maxLr: 1e-10, stepSizeUp: 3, mode: "exp_range", gamma: 1e100, baseMomentum: 0, maxMomentum: 1e10 });
  schedule.step();
  schedule.step();
  const before = JSON.stringify(optimizer);
  assert.throws(() => schedule.step(), { name: "RangeError", code: "OVERFLOW", field: "momentum" });
  assert.equal(JSON.stringify(optimizer), before);
  assert.equal(schedule.lastEpoch, 2);
});
