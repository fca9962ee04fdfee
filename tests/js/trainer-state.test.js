// Resuming: stateDict, through JSON, and loadStateDict go on bit for bit; a damaged state throws and changes nothing.

import assert from "node:assert/strict";
import test, { afterEach } from "node:test";
import { init, makeDataset, Trainer } from "step-decay";

await init();

const spiral = makeDataset("spiral", { points: 40, noise: 0.1, seed: 7 });

/** @type {Trainer[]} freed after each test */
const made = [];
afterEach(() => made.splice(0).forEach((trainer) => trainer.free()));

const make = (more = {}) => {
  const trainer = new Trainer({ layers: [2, 4, 2], loss: "cross-entropy", optimizer: { name: "SGD", lr: 0.1, momentum: 0.9 }, data: spiral, validation: 0.25, batchSize: 8, seed: 3, ...more });
  made.push(trainer);
  return trainer;
};

const hex = (numbers) => Buffer.from(numbers.buffer).toString("hex");
const bits = (trainer) => JSON.stringify([trainer.stateDict(), hex(trainer.weights()), Object.values(trainer.history).map(hex)]);
const json = (state) => JSON.parse(JSON.stringify(state));

const SCHEDULES = {
  none: null,
  StepLR: { name: "StepLR", stepSize: 3, gamma: 0.5 },
  "StepLR by batch": { name: "StepLR", stepSize: 7, gamma: 0.5, unit: "batch" },
  "StepLR with minLr": { name: "StepLR", stepSize: 2, gamma: 0.1, minLr: 0.005 },
  MultiStepLR: { name: "MultiStepLR", milestones: [2, 5], gamma: 0.3 },
  ConstantLR: { name: "ConstantLR", totalIters: 4 },
  LinearLR: { name: "LinearLR", totalIters: 7 },
  ExponentialLR: { name: "ExponentialLR", gamma: 0.9 },
  PolynomialLR: { name: "PolynomialLR", totalIters: 8, power: 1.5 },
  CosineAnnealingLR: { name: "CosineAnnealingLR", tMax: 5 },
  CosineAnnealingWarmRestarts: { name: "CosineAnnealingWarmRestarts", t0: 2, tMult: 2 },
  OneCycleLR: { name: "OneCycleLR", maxLr: 0.2, totalSteps: 50, unit: "batch" },
  CyclicLR: { name: "CyclicLR", baseLr: 0.01, maxLr: 0.1, stepSizeUp: 3, unit: "batch" },
  ReduceLROnPlateau: { name: "ReduceLROnPlateau", patience: 1, factor: 0.5, threshold: 0.05 },
  SequentialLR: { name: "SequentialLR", schedulers: [{ name: "LinearLR", totalIters: 3 }, { name: "StepLR", stepSize: 2 }], milestones: [3] },
  ChainedScheduler: { name: "ChainedScheduler", schedulers: [{ name: "ConstantLR", totalIters: 3 }, { name: "ExponentialLR", gamma: 0.9 }] },
  LambdaLR: { name: "LambdaLR", lrLambda: (t) => 1 / (t + 1) },
  MultiplicativeLR: { name: "MultiplicativeLR", lrLambda: () => 0.9 },
};
const OPTIMIZERS = {
  SGD: { name: "SGD", lr: 0.1 },
  "SGD with all": { name: "SGD", lr: [0.1, 0.05], momentum: 0.9, nesterov: true, weightDecay: 0.01 },
  Adam: { name: "Adam", lr: 0.01, amsgrad: true },
  "AdamW per layer": { name: "AdamW", lr: [0.01, 0.02] },
  RMSprop: { name: "RMSprop", lr: 0.01, momentum: 0.5, centered: true },
};
const needsMomentum = (schedule) => schedule?.name === "OneCycleLR" || schedule?.name === "CyclicLR";
const EPOCHS = 9;

for (const [kind, schedule] of Object.entries(SCHEDULES))
  test(`resuming from every epoch gives the uninterrupted run bit for bit: ${kind}, every optimizer`, () => {
    for (const [name, optimizer] of Object.entries(OPTIMIZERS)) {
      if (needsMomentum(schedule) && name === "SGD") continue; // momentum 0 is cycled all the same; one kind of SGD is enough
      const options = { schedule, optimizer, normalize: "standard" };
      const whole = make(options);
      whole.run(EPOCHS);
      const first = make(options);
      for (let t = 0; t <= EPOCHS; t++) {
        const state = first.stateDict();
        assert.deepEqual(json(state), state, "the state is plain data that JSON carries");
        const resumed = make(options);
        resumed.loadStateDict(json(state));
        assert.equal(bits(resumed), bits(first), `${name}, loaded at ${t}`);
        if (t < EPOCHS) resumed.run(EPOCHS - t);
        assert.equal(bits(resumed), bits(whole), `${name}, resumed at ${t}`);
        resumed.free();
        if (t < EPOCHS) first.epoch();
      }
    }
  });

test("a state may be loaded into a trainer that has run on, and goes back", () => {
  for (const schedule of Object.values(SCHEDULES)) {
    const options = { schedule };
    const a = make(options);
    a.run(3);
    const state = json(a.stateDict());
    const b = make(options);
    b.run(7);
    b.loadStateDict(state);
    assert.equal(bits(b), bits(a));
    a.run(4);
    b.run(4);
    assert.equal(bits(b), bits(a), schedule?.name);
    made.splice(0).forEach((trainer) => trainer.free());
  }
});

test("negative zeros, huge and tiny weights survive", () => {
  const a = make();
  const weights = a.weights();
  weights.set([-0, 0, 3.4028234663852886e38, -1e-45, 1e-40]);
  a.setWeights(weights);
  const b = make();
  b.loadStateDict(json(a.stateDict()));
  assert.equal(hex(b.weights()), hex(a.weights()));
});

test("a rate written by hand is part of the state", () => {
  for (const schedule of [null, SCHEDULES.StepLR, SCHEDULES["StepLR with minLr"], SCHEDULES.CosineAnnealingLR]) {
    const a = make({ schedule });
    a.run(2);
    a.optimizer.paramGroups[0].lr = 0.07;
    const b = make({ schedule });
    b.loadStateDict(json(a.stateDict()));
    a.run(5);
    b.run(5);
    assert.equal(bits(b), bits(a), schedule?.name);
  }
});

test("replayed orders resume too", () => {
  const order = Array.from({ length: 6 }, (_, e) => Array.from({ length: 40 }, (_, i) => (i * 7 + e) % 40));
  const whole = make({ order, validation: 0 });
  whole.run(6);
  const a = make({ order, validation: 0 });
  a.run(2);
  const b = make({ order, validation: 0 });
  b.loadStateDict(json(a.stateDict()));
  b.run(4);
  assert.equal(bits(b), bits(whole));
});

// Damage ----------------------------------------------------------------------------------------------------------------

/** Every place in a state: [path, value]. Of a list of numbers the first and the last. */
function* places(value, path = []) {
  if (path.length) yield [path, value];
  if (Array.isArray(value)) {
    for (const i of new Set([0, value.length - 1])) if (i >= 0 && i < value.length) yield* places(value[i], [...path, i]);
  } else if (typeof value === "object" && value !== null) for (const key of Object.keys(value)) yield* places(value[key], [...path, key]);
}

/** A deep copy with a place changed by `change(parent, key)`. */
function damaged(state, path, change) {
  const copy = structuredClone(state);
  const parent = path.slice(0, -1).reduce((at, key) => at[key], copy);
  change(parent, path.at(-1));
  return copy;
}

const WRONG_TYPES = ["3", true, {}, [], [[1]], () => 1, Symbol("s"), 3n];
/** What PyTorch lets stand or fall (DESIGN 4, State); anything may be in them. */
const IGNORED = new Set(["verbose", "_step_count", "_get_lr_called_within_step", "mode_worse", "_is_initial", "lr_lambdas"]);

for (const [kind, schedule] of Object.entries({ StepLR: SCHEDULES.StepLR, OneCycleLR: SCHEDULES.OneCycleLR, ReduceLROnPlateau: SCHEDULES.ReduceLROnPlateau, SequentialLR: SCHEDULES.SequentialLR, none: null }))
  for (const optimizer of [OPTIMIZERS["SGD with all"], OPTIMIZERS.Adam])
    test(`a damaged state throws and changes nothing: ${kind}, ${optimizer.name}`, () => {
      const trainer = make({ schedule, optimizer });
      trainer.run(4);
      const source = make({ schedule, optimizer });
      source.run(6);
      const good = json(source.stateDict());
      const before = bits(trainer);
      const refused = (state, what) => {
        assert.throws(() => trainer.loadStateDict(state), (error) => (error instanceof TypeError || error instanceof RangeError) && typeof error.code === "string" && typeof error.field === "string" && error.message.includes(error.field.split(".").pop()), what);
        assert.equal(bits(trainer), before, `${what}: unchanged`);
      };
      for (const [path, value] of places(good)) {
        const name = path.join(".");
        if (path.some((key) => IGNORED.has(key))) continue;
        refused(damaged(good, path, (parent, key) => (Array.isArray(parent) ? parent.splice(key, 1) : delete parent[key])), `without ${name}`);
        for (const wrong of WRONG_TYPES)
          if (typeof wrong !== typeof value || Array.isArray(wrong) !== Array.isArray(value)) refused(damaged(good, path, (parent, key) => (parent[key] = wrong)), `${name} = ${String(wrong)}`);
        if (Array.isArray(value)) {
          refused(damaged(good, path, (parent, key) => parent[key].push(parent[key].at(-1) ?? 0)), `${name} one longer`);
          if (value.length) refused(damaged(good, path, (parent, key) => (parent[key].length = 0)), `${name} empty`);
        }
        if (typeof value === "object" && value !== null && !Array.isArray(value) && path.at(-1) !== "milestones") {
          refused(damaged(good, path, (parent, key) => (parent[key].surprise = 1)), `${name} with an unknown key`);
          refused(damaged(good, path, (parent, key) => Object.defineProperty(parent[key], "__proto__", { value: {}, enumerable: true })), `${name} with __proto__`);
        }
      }
      for (const wrong of [null, undefined, 3, "text", [], new Float32Array(2)]) refused(wrong, String(wrong));
      for (const epoch of [-1, 2.5, NaN, 2 ** 53, 5, 7]) refused({ ...good, epoch }, `epoch ${epoch}`);
      refused({ ...good, version: 2 }, "another version");
      trainer.loadStateDict(good); // and the good one still loads
      assert.equal(bits(trainer), bits(source));
    });

test("the state of another trainer is refused, naming what differs", () => {
  const trainer = make({ schedule: SCHEDULES.StepLR });
  trainer.run(2);
  const before = bits(trainer);
  for (const [more, field] of [
    [{ layers: [2, 5, 2] }, "state.trainer.layers"], [{ activation: "relu" }, "state.trainer.activation"], [{ seed: 4 }, "state.trainer.seed"], [{ batchSize: 9 }, "state.trainer.batchSize"],
    [{ shuffle: false }, "state.trainer.shuffle"], [{ validation: 0.5 }, "state.trainer.validation"], [{ normalize: "standard" }, "state.trainer.normalize"], [{ optimizer: OPTIMIZERS.Adam }, "state.trainer.optimizer"],
    [{ data: makeDataset("moons", { points: 44 }) }, "state.trainer.rows"], [{ schedule: null }, "state.schedule"], [{ schedule: SCHEDULES.CosineAnnealingLR }, undefined], [{ optimizer: { ...OPTIMIZERS.SGD, lr: [0.1, 0.1] } }, "state.optimizer.clocks"],
  ]) {
    const other = make({ schedule: SCHEDULES.StepLR, ...more });
    other.run(2);
    assert.throws(() => trainer.loadStateDict(other.stateDict()), (error) => (error instanceof RangeError || error instanceof TypeError) && (field === undefined || error.field === field || field === "state.optimizer.clocks"), JSON.stringify(Object.keys(more)));
    assert.equal(bits(trainer), before);
  }
});

test("a diverged state without an epoch is refused", () => {
  const trainer = make();
  assert.throws(() => trainer.loadStateDict({ ...trainer.stateDict(), diverged: true }), { name: "RangeError", field: "state.diverged" });
  assert.equal(trainer.epoch().epoch, 0);
});

// Histories longer than the pieces that they are kept in -------------------------------------------------------------------

const line = { x: Float32Array.from({ length: 12 }, (_, i) => i / 6 - 1), y: Float32Array.from({ length: 12 }, (_, i) => (i * i) / 72 - 1), features: 1 };
const REGRESSION = { layers: [1, 2, 1], loss: "mse", data: line, optimizer: { name: "Adam", lr: 0.01 } };

// JSON has no -0.
for (const [what, more, write = () => {}] of [
  ["of the options", { optimizer: { name: "SGD", lr: -0, momentum: -0 } }],
  ["of the options, one a layer, betas too", { optimizer: { name: "Adam", lr: [0.1, -0], betas: [-0, 0.9] }, schedule: SCHEDULES.StepLR }],
  ["that a reader writes", {}, (group) => Object.assign(group, { lr: -0, momentum: -0 })],
  ["that a reader writes under a schedule", { schedule: SCHEDULES.StepLR }, (group) => (group.lr = -0)],
  ["of a schedule that ended a rounding below 0, times 0", { schedule: { name: "ChainedScheduler", schedulers: [{ name: "LinearLR", endFactor: 0 }, { name: "StepLR", stepSize: 6, gamma: 0 }] } }],
  ["of the same, in a chain that is looked ahead", { schedule: { name: "SequentialLR", milestones: [6], schedulers: [{ name: "LinearLR", endFactor: 0 }, { name: "MultiplicativeLR", lrLambda: () => 0 }] } }],
])
  test(`a run resumed through JSON is the uninterrupted one bit for bit where a rate is -0: ${what}`, () => {
    const [whole, first, second] = [make(more), make(more), make(more)];
    for (const trainer of [whole, first]) {
      trainer.run(8);
      write(trainer.optimizer.paramGroups[0]);
    }
    second.loadStateDict(json(first.stateDict()));
    for (const trainer of [whole, second]) trainer.run(3);
    assert.equal(bits(second), bits(whole));
    assert.deepEqual([...whole.history.lr].filter((lr) => Object.is(lr, -0)), []);
    assert.ok(whole.history.lr.includes(0) || whole.optimizer.paramGroups.length > 1, "a rate is 0");
  });

for (const [kind, more] of Object.entries({
  classes: { validation: 0.25 },
  "classes without validation": { validation: 0 },
  regression: { ...REGRESSION, validation: 0.25 },
  "regression without validation": { ...REGRESSION, validation: 0 },
}))
  test(`a history of 700 epochs holds the record of each, alone, in one call, and through JSON: ${kind}`, () => {
    const alone = make({ ...more, schedule: SCHEDULES.ExponentialLR });
    const records = Array.from({ length: 700 }, () => alone.epoch());
    const called = make({ ...more, schedule: SCHEDULES.ExponentialLR });
    const first = called.run(300);
    called.run(400);
    for (const name of /** @type {const} */ (["epoch", "lr", "loss", "valLoss", "accuracy", "valAccuracy"]))
      for (const trainer of [alone, called]) assert.deepEqual(Array.from(trainer.history[name]), records.map((record) => record[name]), name);
    assert.deepEqual(first, records[299]);
    assert.deepEqual(records.map((record) => record.diverged), Array(700).fill(false));
    const other = make({ ...more, schedule: SCHEDULES.ExponentialLR });
    other.run(20);
    other.loadStateDict(json(called.stateDict()));
    assert.equal(bits(other), bits(called));
    assert.deepEqual(other.run(10), called.run(10));
    assert.equal(bits(other), bits(called));
  });

test("epochs that are taken back are recorded anew", () => {
  let limit = 1500; // runs of more than 1024 epochs go in parts
  const lrLambda = (t) => {
    if (t >= limit) throw new Error("not that far");
    return 1 / (1 + t);
  };
  const trainer = make({ schedule: { name: "LambdaLR", lrLambda } });
  const whole = make({ schedule: { name: "LambdaLR", lrLambda: (t) => 1 / (1 + t) } });
  trainer.run(200), whole.run(200);
  const before = bits(trainer);
  assert.throws(() => trainer.run(1600), /not that far/);
  assert.equal(bits(trainer), before);
  limit = Infinity;
  assert.deepEqual(trainer.run(1400), whole.run(1400));
  assert.equal(bits(trainer), bits(whole));
});

test("a history of what the trainer does not measure is refused", () => {
  const trainer = make(REGRESSION);
  trainer.run(3);
  const before = bits(trainer);
  for (const name of ["accuracy", "valAccuracy"]) {
    const state = json(trainer.stateDict());
    state.history[name][1] = 0.5;
    assert.throws(() => trainer.loadStateDict(state), { name: "RangeError", field: `state.history.${name}[1]`, value: 0.5 });
    assert.equal(bits(trainer), before);
  }
});
