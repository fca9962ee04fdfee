// State dicts: PyTorch's load here, ours survive JSON, resuming is exact from every epoch in every order, and a bad state changes nothing.

import assert from "node:assert/strict";
import { before, test } from "node:test";
import { ChainedScheduler, CyclicLR, ExponentialLR, LambdaLR, LinearLR, MultiStepLR, OneCycleLR, ReduceLROnPlateau, SequentialLR, StepLR, init } from "step-decay";
import { makeAlone, makeOptimizer, makeSchedule, readVectors } from "./vectors.js";

const TOLERANCE = 1e-12; // x the peak where cos or pow occur: DESIGN 3

before(() => init());

const lines = readVectors("states.jsonl");

/** @param {{ paramGroups: any[] }} optimizer @param {any[]} groups */
const restore = (optimizer, groups) => optimizer.paramGroups.forEach((group, i) => Object.assign(group, groups[i]));

/** In which order a checkpoint is restored. `fresh` makes the optimizer, `build` the schedule, `load` loads the state, `restored` restores the optimizer. */
const ORDERS = {
  "optimizer, build, load": ["restore", "build", "load"],
  "build, optimizer, load": ["build", "restore", "load"],
  "build, load, optimizer": ["build", "load", "restore"],
  "build, load": ["build", "load"],
};

/** @param {string[]} order @param {any} line @param {any} state @param {any[]} groups */
function resume(order, { lrs, name, options }, state, groups) {
  const optimizer = makeOptimizer("SGD", lrs);
  let schedule = /** @type {any} */ (undefined);
  for (const act of order) {
    if (act === "restore") restore(optimizer, groups);
    if (act === "build") schedule = makeSchedule(optimizer, name, options);
    if (act === "load") schedule.loadStateDict(state);
  }
  return { optimizer, schedule };
}

const ratesOf = (/** @type {{ paramGroups: any[] }} */ optimizer) => optimizer.paramGroups.map((group) => group.lr);

for (const [name, order] of Object.entries(ORDERS))
  test(`a state_dict of torch goes on with torch's rates: ${name}`, () => {
    for (const line of lines) {
      const { optimizer, schedule } = resume(order, line, line.dump, line.groups);
      assert.deepEqual(ratesOf(optimizer), line.rates, `${line.id}: the rates after loading`);
      for (const [i, want] of line.next.entries()) {
        line.metrics ? schedule.step(line.metrics[i]) : schedule.step();
        const near = (/** @type {number} */ got, /** @type {number} */ g) => (line.compare === "bits" ? got === want[g] : Math.abs(got - want[g]) <= TOLERANCE * line.peak);
        assert.ok(ratesOf(optimizer).every(near), `${line.id}: ${i + 1} steps after loading ${ratesOf(optimizer)}, torch has ${want}`);
      }
    }
  });

const METRICS = Array.from({ length: 60 }, (_, i) => 1 / (1 + Math.min(i, 20)) + (i % 3) * 0.01);
/** One of each, with several groups, minLr and nesting. @type {[string, object, number[]][]} */
const CASES = [
  ["StepLR", { step_size: 3, gamma: 0.7 }, [0.1, 0.02]],
  ["StepLR", { step_size: 2, gamma: 0.3, min_lr: 1e-3 }, [0.1]],
  ["MultiStepLR", { milestones: [0, 4, 4, 9, 30], gamma: 0.6, min_lr: [0, 0.01] }, [0.1, 0.02]],
  ["ConstantLR", { factor: 0.3, total_iters: 7 }, [0.1]],
  ["LinearLR", { start_factor: 0.1, end_factor: 0.7, total_iters: 11 }, [0.1]],
  ["ExponentialLR", { gamma: 0.93, min_lr: 0.05 }, [0.1]],
  ["PolynomialLR", { total_iters: 25, power: 1.7 }, [0.1]],
  ["CosineAnnealingLR", { T_max: 9, eta_min: 0.001 }, [0.1]],
  ["CosineAnnealingWarmRestarts", { T_0: 3, T_mult: 2 }, [0.1]],
  ["CyclicLR", { base_lr: [0.01, 0.02], max_lr: 0.1, step_size_up: 4, step_size_down: 7, mode: "exp_range", gamma: 0.97 }, [0.1, 0.1]],
  ["OneCycleLR", { max_lr: 0.1, total_steps: 30, three_phase: true, pct_start: 0.2 }, [0.1]],
  ["LambdaLR", { lr_lambda: "1/(t+1)", min_lr: 0.02 }, [0.1]],
  ["MultiplicativeLR", { lr_lambda: "t%2?0.5:1", min_lr: 0.001 }, [0.1]],
  ["ReduceLROnPlateau", { patience: 2, cooldown: 1, factor: 0.5, min_lr: [1e-3, 0] }, [0.1, 0.2]],
  ["SequentialLR", { schedulers: [{ name: "LinearLR", options: { total_iters: 5 } }, { name: "StepLR", options: { step_size: 4, min_lr: 0.005 } }, { name: "CosineAnnealingLR", options: { T_max: 6 } }], milestones: [5, 20] }, [0.1]],
  ["ChainedScheduler", { schedulers: [{ name: "ConstantLR", options: { total_iters: 6 } }, { name: "ExponentialLR", options: { gamma: 0.9, min_lr: 0.02 } }] }, [0.1, 0.3]],
  ["SequentialLR", { schedulers: [{ name: "SequentialLR", options: { schedulers: [{ name: "ConstantLR", options: {} }, { name: "ExponentialLR", options: { gamma: 0.9 } }], milestones: [3] } }, { name: "ChainedScheduler", options: { schedulers: [{ name: "StepLR", options: { step_size: 2 } }, { name: "ExponentialLR", options: { gamma: 0.99 } }] } }], milestones: [8], min_lr: 1e-4 }, [0.1]],
];
const STEPS = 40;

for (const [name, options, lrs] of CASES)
  test(`resuming ${name} ${JSON.stringify(options).slice(0, 90)} from every epoch equals the run that went on`, () => {
    const step = (/** @type {any} */ schedule, /** @type {number} */ t) => (name === "ReduceLROnPlateau" ? schedule.step(METRICS[t]) : schedule.step());
    const optimizer = makeOptimizer("SGD", lrs);
    const schedule = makeSchedule(optimizer, name, options);
    const whole = [structuredClone(optimizer.paramGroups)];
    const dumps = [JSON.stringify(schedule.stateDict())];
    for (let t = 0; t < STEPS; t++) {
      step(schedule, t);
      whole.push(structuredClone(optimizer.paramGroups));
      dumps.push(JSON.stringify(schedule.stateDict()));
    }
    for (let t = 0; t <= STEPS; t++)
      for (const [how, order] of Object.entries(ORDERS)) {
        const resumed = resume(order, { lrs, name, options }, t % 2 ? dumps[t] : JSON.parse(dumps[t]), structuredClone(whole[t]));
        assert.equal(JSON.stringify(resumed.schedule.stateDict()), dumps[t], `dump after ${how} at ${t}`);
        for (let i = t; i <= STEPS; i++) {
          assert.deepEqual(resumed.optimizer.paramGroups.map(({ initial_lr, ...rest }) => rest), whole[i].map(({ initial_lr, ...rest }) => rest), `${how}: epoch ${i} of a run resumed at ${t}`);
          if (i < STEPS) step(resumed.schedule, i);
        }
      }
  });

test("lastEpoch resumes every schedule that takes it", () => {
  for (const [name, options, lrs] of CASES) {
    if (["ReduceLROnPlateau", "ChainedScheduler", "SequentialLR"].includes(name) || "min_lr" in options) continue;
    const optimizer = makeOptimizer("SGD", lrs);
    const schedule = makeSchedule(optimizer, name, options);
    for (let t = 1; t < STEPS; t++) {
      const groups = structuredClone(optimizer.paramGroups); // of epoch t - 1
      schedule.step();
      const resumed = { paramGroups: groups };
      const second = makeSchedule(resumed, name, { ...options, last_epoch: t - 1 });
      assert.equal(second.lastEpoch, t);
      assert.deepEqual(resumed.paramGroups, optimizer.paramGroups, `${name} at ${t}`);
    }
  }
});

test("SequentialLR with lastEpoch stands where an uninterrupted run stands", () => {
  const part = (/** @type {object} */ more) => ({ schedulers: [{ name: "LinearLR", options: { total_iters: 4 } }, { name: "ExponentialLR", options: { gamma: 0.9 } }], milestones: [4], ...more });
  for (let t = 1; t < 12; t++) {
    const whole = makeAlone([0.1], "SequentialLR", part({}));
    for (let i = 0; i < t; i++) whole.step();
    const resumed = makeSchedule({ paramGroups: [{ lr: 0.1, initial_lr: 0.1 }] }, "SequentialLR", part({ last_epoch: t - 1 }));
    assert.deepEqual([resumed.lastEpoch, ...resumed.getLastLr()], [t, ...whole.getLastLr()]);
    assert.deepEqual(resumed.step(), whole.step());
  }
});

test("lastEpoch without initial_lr is a TypeError that names it", () => {
  assert.throws(() => new StepLR({ lr: 0.1 }, { stepSize: 2, lastEpoch: 3 }), { name: "TypeError", field: "optimizer.initial_lr" });
  assert.throws(() => new StepLR({ lr: 0.1, stepSize: 2, lastEpoch: 3 }), { name: "TypeError", code: "MISSING" });
});

test("a rate that the user has written is the one that a checkpoint carries", () => {
  const optimizer = { lr: 0.1 };
  const schedule = new StepLR(optimizer, { stepSize: 5, gamma: 0.5 });
  schedule.step();
  optimizer.lr = 0.3;
  const dump = schedule.stateDict();
  const fresh = { lr: 0.1 };
  const resumed = new StepLR(fresh, { stepSize: 5, gamma: 0.5 });
  resumed.loadStateDict(dump);
  assert.equal(fresh.lr, 0.3);
  for (let i = 0; i < 4; i++) resumed.step();
  assert.equal(fresh.lr, 0.15);
});

test("the settings in a state replace those of the constructor", () => {
  const schedule = new StepLR({ lr: 1, stepSize: 100, gamma: 0.9 });
  schedule.loadStateDict(new StepLR({ lr: 0.01, stepSize: 2, gamma: 0.5 }).stateDict());
  assert.deepEqual([...schedule.values(5)], [0.01, 0.01, 0.005, 0.005, 0.0025]);
});

test("text as Python writes it loads, with Infinity and NaN in it", () => {
  const schedule = new ReduceLROnPlateau({ lr: 0.1 });
  const text = JSON.stringify(schedule.stateDict()).replace('"best":null', '"best": Infinity').replace('"mode_worse":null', '"mode_worse": Infinity');
  assert.match(text, /Infinity/);
  schedule.loadStateDict(text);
  assert.throws(() => schedule.loadStateDict(text.replace('"best": Infinity', '"best": NaN')), { name: "RangeError", field: "best" });
  assert.throws(() => schedule.loadStateDict(text.replace('"best": Infinity', '"best": -Infinity')), { name: "RangeError", field: "best" });
  assert.throws(() => schedule.loadStateDict('{"a": '), { name: "TypeError" });
  assert.throws(() => schedule.loadStateDict('{"Infinity": "Infinity"}'), { name: "TypeError", code: "UNKNOWN_OPTION" });
});

test("a wrong kind of state is refused, between any two kinds but those with equal keys", () => {
  const seen = new Map(CASES.map(([name, options, lrs]) => [name, makeAlone(lrs, name, options)]));
  for (const [into, schedule] of seen)
    for (const [from, other] of seen) {
      if (into === from || [into, from].every((name) => ["LambdaLR", "MultiplicativeLR"].includes(name))) continue;
      assert.throws(() => schedule.loadStateDict(other.stateDict()), /** @param {any} e */ (e) => e instanceof TypeError || e instanceof RangeError, `${from} into ${into}`);
    }
});

const BAD = [undefined, null, "x", -1.5, NaN, Infinity, {}, [], [NaN], [1, 2, 3, 4], 10n, () => 1, new Map()];

for (const [name, options, lrs] of CASES)
  test(`a damaged state of ${name} ${JSON.stringify(options).slice(0, 60)} throws and changes nothing`, () => {
    const optimizer = makeOptimizer("SGD", lrs);
    const schedule = makeSchedule(optimizer, name, options);
    for (let i = 0; i < 6; i++) name === "ReduceLROnPlateau" ? schedule.step(METRICS[i]) : schedule.step();
    const other = makeSchedule(makeOptimizer("SGD", lrs.map((lr) => 2 * lr)), name, options);
    const good = other.stateDict();
    const before = JSON.stringify([schedule.stateDict(), optimizer]);
    let thrown = 0;
    const attempt = (/** @type {any} */ state) => {
      try {
        schedule.loadStateDict(state);
      } catch (error) {
        assert.ok(error instanceof TypeError || error instanceof RangeError, String(error));
        thrown++;
        assert.equal(JSON.stringify([schedule.stateDict(), optimizer]), before, `changed: ${error}`);
        return;
      }
      schedule.loadStateDict(JSON.parse(before)[0]);
      restore(optimizer, JSON.parse(before)[1].paramGroups);
      assert.equal(JSON.stringify([schedule.stateDict(), optimizer]), before);
    };
    attempt({ ...good, extra: 1 });
    attempt(JSON.parse(JSON.stringify(good).replace("{", '{"__proto__": 1,')));
    attempt(null);
    attempt([good]);
    for (const key of Object.keys(good)) for (const bad of BAD) attempt({ ...good, [key]: bad });
    assert.ok(thrown > 3 * Object.keys(good).length, `${thrown} refused`);
  });

test("loading writes the momentum of the epoch too", () => {
  for (const Class of [CyclicLR, OneCycleLR]) {
    const options = Class === CyclicLR ? { baseLr: 0.01, maxLr: 0.1, stepSizeUp: 3 } : { maxLr: 0.1, totalSteps: 10 };
    const optimizer = { lr: 0.1, betas: [0.9, 0.999] };
    const schedule = new Class(optimizer, /** @type {any} */ (options));
    schedule.step();
    schedule.step();
    const fresh = { lr: 0.1, betas: [0.9, 0.999] };
    new Class(fresh, /** @type {any} */ (options)).loadStateDict(schedule.stateDict());
    assert.deepEqual(fresh, optimizer);
  }
});

test("MultiStepLR writes its milestones as torch's Counter", () => {
  assert.deepEqual(new MultiStepLR({ lr: 0.1, milestones: [80, 30, 30] }).stateDict().milestones, { 30: 2, 80: 1 });
});

const throughJson = (schedule, state) => schedule.loadStateDict(JSON.stringify(state.stateDict()));

test("the base rates of a whole come with its parts' state", () => {
  const chain = (lr) => new ChainedScheduler({ lr, schedulers: [(o) => new StepLR(o, { stepSize: 2 }), (o) => new ExponentialLR(o, { gamma: 0.5 })] });
  const [saved, loaded] = [chain(0.1), chain(0.7)];
  saved.step();
  throughJson(loaded, saved);
  assert.deepEqual([loaded.getLastLr(), loaded.at(1), loaded.baseLrs], [[0.05], 0.05, [0.1]]);

  const nested = (lr) => new SequentialLR({ lr, milestones: [3], schedulers: [
    (o) => new LinearLR(o, { startFactor: 0.5, totalIters: 2 }),
    (o) => new ChainedScheduler(o, { schedulers: [new StepLR(o, { stepSize: 2 }), new ExponentialLR(o, { gamma: 0.5 })] }),
  ] });
  const [first, second] = [nested(0.1), nested(0.7)];
  first.step();
  throughJson(second, first);
  assert.deepEqual(second.baseLrs, first.baseLrs);
  for (let i = 0; i < 8; i++) assert.deepEqual(second.step(), first.step());
});

test("a momentum that a part has left comes back with the whole's state, in every order of restoring", () => {
  const build = (o) => new SequentialLR(o, { milestones: [5], schedulers: [new CyclicLR(o, { baseLr: 0.01, maxLr: 0.1, stepSizeUp: 3 }), new StepLR(o, { stepSize: 3 })] });
  const optimizer = { lr: 0.1, momentum: 0.9 };
  const schedule = build(optimizer);
  for (let i = 0; i < 7; i++) schedule.step();
  assert.equal(optimizer.momentum, 0.8333333333333334);
  for (const other of [{ ...optimizer }, { lr: 0.1, momentum: 0.9 }]) {
    throughJson(build(other), schedule);
    assert.equal(other.momentum, optimizer.momentum);
  }
  // A part whose turn has not come has left nothing.
  const late = (o) => new SequentialLR(o, { milestones: [50], schedulers: [new StepLR(o, { stepSize: 3 }), new CyclicLR(o, { baseLr: 0.01, maxLr: 0.1, stepSizeUp: 3 })] });
  const [one, two] = [{ lr: 0.1, momentum: 0.9 }, { lr: 0.1, momentum: 0.9 }];
  const [a, b] = [late(one), late(two)];
  one.momentum = two.momentum = 0.3;
  throughJson(b, a);
  assert.equal(two.momentum, 0.3);
});

test("a rate that was written by hand below minLr comes back", () => {
  const [one, two] = [{ lr: 0.1 }, { lr: 0.1 }];
  const [a, b] = [one, two].map((o) => new StepLR(o, { stepSize: 2, minLr: 0.05 }));
  a.step();
  one.lr = 0.001;
  throughJson(b, a);
  assert.equal(two.lr, 0.001);
  assert.deepEqual(b.step(), a.step());
});

test("an optimizer whose rate ended a rounding below 0 is taken up again; any other rate below 0 is refused", () => {
  const optimizer = { lr: 0.1 };
  const schedule = new LinearLR(optimizer, { endFactor: 0 });
  for (let i = 0; i < 6; i++) schedule.step();
  assert.ok(optimizer.lr < 0 && optimizer.lr > -1e-16);
  const saved = JSON.stringify(optimizer);
  new LinearLR(JSON.parse(saved), { endFactor: 0, lastEpoch: 6 }).step();
  optimizer.lr = -1e-9;
  assert.throws(() => schedule.step(), { name: "RangeError", field: "optimizer.lr", min: 0 });
  assert.throws(() => new LinearLR({ lr: -1e-18 }, {}), { name: "RangeError", field: "optimizer.lr" });
});

test("hostile texts are refused as such", () => {
  const schedule = new StepLR({ lr: 1, stepSize: 2 });
  assert.throws(() => schedule.loadStateDict(`{"a":"${"\\\\n".repeat(5e6)}"}`), { name: "TypeError" });
  assert.throws(() => schedule.loadStateDict(JSON.stringify(schedule.stateDict()).replace('"step_size":2', '"step_size":"\\u00007"')), { name: "TypeError", field: "step_size" });
  const lambda = new LambdaLR({ lr: 1, lrLambda: () => 1 });
  assert.throws(() => lambda.loadStateDict({ ...lambda.stateDict(), base_lrs: [-5] }), { name: "RangeError", field: "base_lrs[0]" });
});
