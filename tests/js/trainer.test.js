// What a Trainer does: records, schedules, order, divergence, freeing. Numbers are held by traces.test.js and parity-native.test.js.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import test, { afterEach } from "node:test";
import { init, makeDataset, Trainer } from "step-decay";
import { digits } from "step-decay/data/digits";
import { iris } from "step-decay/data/iris";

await init();

const spiral = makeDataset("spiral", { points: 120, noise: 0.1, seed: 7 });
const linear = makeDataset("linear", { points: 60, seed: 1 });

/** @type {Trainer[]} freed after each test, also one that fails */
const made = [];
afterEach(() => made.splice(0).forEach((trainer) => trainer.free()));

const create = (options) => {
  const trainer = new Trainer(options);
  made.push(trainer);
  return trainer;
};

/** A small run on the spiral. */
const make = (more = {}) =>
  create({ layers: [2, 8, 2], loss: "cross-entropy", optimizer: { name: "SGD", lr: 0.1, momentum: 0.9 }, data: spiral, validation: 0.25, batchSize: 16, seed: 3, ...more });

/** All bits of a trainer's numbers, for comparison. */
const bits = (trainer) => JSON.stringify([trainer.stateDict().optimizer, Buffer.from(trainer.weights().buffer).toString("hex"), ...Object.values(trainer.history).map((column) => Buffer.from(column.buffer).toString("hex"))]);

const same = (a, b, message) => assert.equal(bits(a), bits(b), message);

// What it is for --------------------------------------------------------------------------------------------------------

test("Iris reaches 95 % within 50 epochs under step decay", (t) => {
  const trainer = create({ layers: [4, 16, 3], loss: "cross-entropy", optimizer: { name: "SGD", lr: 0.1, momentum: 0.9 }, schedule: { name: "StepLR", stepSize: 15, gamma: 0.5 }, data: iris, normalize: "standard", batchSize: 16, seed: 7 });
  const { accuracy } = trainer.run(50);
  trainer.free();
  t.diagnostic(`accuracy ${accuracy}`);
  assert.ok(accuracy >= 0.95, `${accuracy}`);
});

test("the digits reach 97 % within 50 epochs under step decay", (t) => {
  const trainer = create({ layers: [64, 32, 10], loss: "cross-entropy", optimizer: { name: "SGD", lr: 0.1, momentum: 0.9 }, schedule: { name: "StepLR", stepSize: 5, gamma: 0.5 }, data: digits, normalize: "standard", batchSize: 32, seed: 7 });
  const { accuracy } = trainer.run(20);
  t.diagnostic(`accuracy ${accuracy}`);
  assert.ok(accuracy >= 0.97, `${accuracy}`);
});

test("training lowers the loss for every activation, loss and optimizer", () => {
  for (const activation of ["tanh", "relu", "sigmoid", "linear"])
    for (const name of ["SGD", "Adam", "AdamW", "RMSprop"])
      for (const loss of ["cross-entropy", "mse", "bce"]) {
        const labels = loss === "cross-entropy";
        const data = labels ? spiral : { x: spiral.x, y: Float32Array.from(spiral.y) };
        const trainer = make({ activation, loss, data, layers: [2, 8, labels ? 2 : 1], optimizer: { name, lr: name === "SGD" ? 0.1 : 0.01 } });
        const first = trainer.epoch().loss;
        assert.ok(trainer.run(20).loss < first, `${activation} ${name} ${loss}`);
        trainer.free();
      }
});

// Records ---------------------------------------------------------------------------------------------------------------

test("records count epochs from 0 and history holds them all", () => {
  const trainer = make({ schedule: { name: "StepLR", stepSize: 2, gamma: 0.5 } });
  const records = [trainer.epoch(), trainer.epoch(), trainer.run(3)];
  assert.deepEqual(records.map(({ epoch }) => epoch), [0, 1, 4]);
  assert.deepEqual(Array.from(trainer.history.epoch), [0, 1, 2, 3, 4]);
  assert.deepEqual(Array.from(trainer.history.lr), [0.1, 0.1, 0.05, 0.05, 0.025]);
  for (const name of ["lr", "loss", "valLoss", "accuracy", "valAccuracy"]) assert.equal(records[2][name], trainer.history[name][4], name);
  assert.equal(records[2].diverged, false);
  trainer.free();
});

test("what is not known is NaN: validation without a share, accuracy of a regression", () => {
  const plain = make({ validation: 0 });
  const { valLoss, valAccuracy, accuracy } = plain.epoch();
  assert.deepEqual([valLoss, valAccuracy], [NaN, NaN]);
  assert.ok(accuracy > 0);
  const regression = create({ layers: [10, 2], loss: "mse", optimizer: { name: "Adam", lr: 0.01 }, data: linear, validation: 0.2 });
  const record = regression.epoch();
  assert.deepEqual([record.accuracy, record.valAccuracy], [NaN, NaN]);
  assert.ok(record.valLoss > 0);
  assert.equal(JSON.parse(JSON.stringify(regression.stateDict())).history.accuracy[0], null);
  plain.free();
  regression.free();
});

test("losses are means that another program can recompute from predict()", () => {
  // Rate 0 leaves the weights alone, so the outputs before each update are those of predict().
  const trainer = make({ optimizer: { name: "SGD", lr: 0 }, validation: 0.25, batchSize: 7 });
  const { loss, valLoss, accuracy, valAccuracy } = trainer.epoch();
  const out = trainer.predict(spiral.x);
  const { train, validation } = trainer.rows;
  const lossOf = (row) => Math.log(Math.exp(out[2 * row]) + Math.exp(out[2 * row + 1])) - out[2 * row + spiral.y[row]];
  const hit = (row) => Number(out[2 * row + 1] > out[2 * row]) === spiral.y[row];
  const mean = (rows, of) => rows.reduce((sum, row) => sum + Number(of(row)), 0) / rows.length;
  assert.ok(Math.abs(loss - mean(Array.from(train), lossOf)) < 1e-6, "float32's exp and log");
  assert.ok(Math.abs(valLoss - mean(Array.from(validation), lossOf)) < 1e-6);
  assert.equal(accuracy, mean(Array.from(train), hit));
  assert.equal(valAccuracy, mean(Array.from(validation), hit));
  assert.deepEqual([...train, ...validation].sort((a, b) => a - b), Array.from({ length: 120 }, (_, i) => i));
  trainer.free();
});

test("what a trainer hands out are copies", () => {
  const trainer = make();
  trainer.run(2);
  const before = JSON.stringify(trainer.stateDict());
  trainer.weights().fill(9);
  trainer.rows.train.fill(9);
  for (const column of Object.values(trainer.history)) column.fill(9);
  const state = trainer.stateDict();
  assert.notEqual(state.history.loss[0], 9, "a reader who writes into history does not change what is saved");
  state.weights.fill(9);
  state.optimizer.paramGroups[0].lr = 9;
  state.trainer.layers[0] = 9;
  trainer.predict(spiral.x).fill(9);
  const twin = make();
  twin.run(2);
  assert.equal(JSON.stringify(trainer.stateDict()), before);
  trainer.run(2);
  twin.run(2);
  same(trainer, twin);
});

test("the data are copied when the trainer is made", () => {
  const data = { x: spiral.x.slice(), y: spiral.y.slice() };
  const a = make({ data });
  const b = make();
  data.x.fill(1e9);
  data.y.fill(0);
  a.run(3);
  b.run(3);
  same(a, b);
  a.free();
  b.free();
});

test("rows may be given as arrays or flat, targets of one output as numbers, and give the same bits", () => {
  const rows = Array.from({ length: 120 }, (_, r) => [spiral.x[2 * r], spiral.x[2 * r + 1]]);
  const bce = { loss: "bce", layers: [2, 8, 1] };
  for (const [more, first, second] of [
    [{}, spiral, { x: rows, y: Array.from(spiral.y) }],
    [{}, spiral, { x: rows.map((row) => Float64Array.from(row)), y: spiral.y, features: 2, classes: 2 }],
    [bce, { x: spiral.x, y: Float32Array.from(spiral.y) }, { x: rows, y: Array.from(spiral.y) }],
    [bce, { x: spiral.x, y: Float32Array.from(spiral.y) }, { x: rows, y: Array.from(spiral.y, (y) => [y]) }],
  ]) {
    const a = make({ ...more, data: first });
    const b = make({ ...more, data: second });
    a.run(2);
    b.run(2);
    same(a, b);
    assert.deepEqual(a.predict(spiral.x), b.predict(rows));
    a.free();
    b.free();
  }
});

test("predict applies the normalisation of training, and does not depend on how many rows it gets", () => {
  const trainer = make({ normalize: "standard", data: { x: spiral.x.map((x, i) => (i % 2 ? 1000 : 5) + 3 * x), y: spiral.y } });
  trainer.run(5);
  const x = spiral.x.map((value, i) => (i % 2 ? 1000 : 5) + 3 * value);
  const all = trainer.predict(x);
  for (const size of [1, 2, 3, 7, 16, 63, 64, 65, 119]) {
    const parts = [];
    for (let at = 0; at < 120; at += size) parts.push(...trainer.predict(x.slice(2 * at, 2 * (at + size))));
    assert.deepEqual(Float32Array.from(parts), all, `${size} rows at a time`);
  }
  trainer.free();
});

// Schedules -------------------------------------------------------------------------------------------------------------

const SCHEDULES = [
  null,
  { name: "StepLR", stepSize: 3, gamma: 0.5 },
  { name: "StepLR", stepSize: 7, gamma: 0.5, unit: "batch" },
  { name: "MultiStepLR", milestones: [2, 5], gamma: 0.3, minLr: 0.01 },
  { name: "CosineAnnealingLR", tMax: 8 },
  { name: "OneCycleLR", maxLr: 0.2, totalSteps: 200, unit: "batch" },
  { name: "CyclicLR", baseLr: 0.01, maxLr: 0.1, stepSizeUp: 3, unit: "batch" },
  { name: "ReduceLROnPlateau", patience: 0, factor: 0.5, threshold: 0.2 },
  { name: "SequentialLR", schedulers: [{ name: "LinearLR", totalIters: 3 }, { name: "StepLR", stepSize: 2 }], milestones: [3] },
  { name: "ChainedScheduler", schedulers: [{ name: "ConstantLR", totalIters: 3 }, { name: "ExponentialLR", gamma: 0.9 }] },
  { name: "LambdaLR", lrLambda: (t) => 1 / (t + 1) },
];
const OPTIMIZERS = [{ name: "SGD", lr: 0.1, momentum: 0.9 }, { name: "Adam", lr: [0.01, 0.02] }, { name: "AdamW", lr: 0.01, amsgrad: true }, { name: "RMSprop", lr: [0.01, 0.001], momentum: 0.5, centered: true }];

test("run(n) equals n times epoch(), with every schedule and optimizer, and any split into calls", () => {
  for (const schedule of SCHEDULES)
    for (const optimizer of OPTIMIZERS) {
      const all = [make({ schedule, optimizer }), make({ schedule, optimizer }), make({ schedule, optimizer })];
      all[0].run(9);
      for (let i = 0; i < 9; i++) all[1].epoch();
      for (const n of [1, 4, 1, 3]) all[2].run(n);
      same(all[0], all[1], `${schedule?.name} ${schedule?.unit} ${optimizer.name}`);
      same(all[0], all[2], `${schedule?.name} ${schedule?.unit} ${optimizer.name}`);
      all.forEach((trainer) => trainer.free());
    }
});

test("a run longer than what one call into the core takes is the same as epoch by epoch", () => {
  for (const schedule of [{ name: "StepLR", stepSize: 500, gamma: 0.5 }, { name: "StepLR", stepSize: 1000, gamma: 0.5, unit: "batch" }]) {
    const data = makeDataset("moons", { points: 12, seed: 2 });
    const a = make({ data, schedule, batchSize: 3, layers: [2, 3, 2] });
    const b = make({ data, schedule, batchSize: 3, layers: [2, 3, 2] });
    a.run(2500);
    for (let i = 0; i < 2500; i++) b.epoch();
    same(a, b);
    assert.equal(a.history.lr.length, 2500);
    a.free();
    b.free();
  }
});

test("a rate written into the optimizer is used from the next epoch on, and the schedule goes on from it", () => {
  const trainer = make({ schedule: { name: "StepLR", stepSize: 2, gamma: 0.5 } });
  trainer.epoch();
  trainer.optimizer.paramGroups[0].lr = 0.4;
  trainer.run(4);
  assert.deepEqual(Array.from(trainer.history.lr), [0.1, 0.4, 0.2, 0.2, 0.1]);
  trainer.free();
  const plain = make();
  plain.epoch();
  plain.optimizer.paramGroups[0].lr = 0.4;
  assert.equal(plain.epoch().lr, 0.4);
  plain.free();
});

test("a wrong rate written into the optimizer is named before anything is trained", () => {
  for (const schedule of [null, SCHEDULES[1], SCHEDULES[7]])
    for (const lr of [NaN, -1, Infinity, "0.1", null, undefined]) {
      const trainer = make({ schedule });
      trainer.run(2);
      trainer.optimizer.paramGroups[0].lr = lr;
      const numbers = () => [trainer.weights(), trainer.history]; // stateDict() refuses the rate too
      const before = structuredClone(numbers());
      for (const call of [() => trainer.epoch(), () => trainer.run(3), () => trainer.run(2000)])
        assert.throws(call, (error) => /RANGE|TYPE/.test(error.code) && error.field === "optimizer.paramGroups[0].lr" && Object.is(error.value, lr), `${lr}`);
      assert.deepEqual(numbers(), before);
      trainer.optimizer.paramGroups[0].lr = 0.1;
      const twin = make({ schedule });
      twin.run(2);
      twin.optimizer.paramGroups[0].lr = 0.1;
      trainer.run(3);
      twin.run(3);
      same(trainer, twin);
      trainer.free();
      twin.free();
    }
});


/** A run in one call, epoch by epoch, in two calls, and resumed through JSON: the same bits. */
function sameInPieces(more) {
  const pieces = [
    (trainer) => trainer.run(12),
    (trainer) => { for (let i = 0; i < 12; i++) trainer.epoch(); },
    (trainer) => { trainer.run(5); trainer.run(7); },
    (trainer) => {
      const first = make(more);
      first.run(7);
      trainer.loadStateDict(JSON.parse(JSON.stringify(first.stateDict())));
      trainer.run(5);
    },
  ].map((train) => {
    const trainer = make(more);
    train(trainer);
    return [bits(trainer), JSON.stringify(trainer.optimizer.paramGroups)];
  });
  for (const piece of pieces) assert.deepEqual(piece, pieces[0]);
}

const cyclic = { name: "CyclicLR", baseLr: 0.01, maxLr: 0.1, stepSizeUp: 3 };
for (const [what, more] of Object.entries({
  "a part that moves the momentum before one that does not": { schedule: { name: "SequentialLR", milestones: [5], schedulers: [cyclic, { name: "StepLR", stepSize: 3 }] } },
  "the same after one that does not": { schedule: { name: "SequentialLR", milestones: [4], schedulers: [{ name: "LinearLR" }, cyclic] } },
  "the same with Adam": { optimizer: { name: "Adam", lr: 0.01 }, schedule: { name: "SequentialLR", milestones: [5], schedulers: [{ name: "OneCycleLR", maxLr: 0.1, totalSteps: 10 }, { name: "ConstantLR" }] } },
  "the same batch by batch": { schedule: { name: "SequentialLR", unit: "batch", milestones: [50], schedulers: [cyclic, { name: "StepLR", stepSize: 30 }] } },
  "a rate that ends a rounding below 0": { schedule: { name: "LinearLR", endFactor: 0 } },
  "rates below 0": { schedule: { name: "CyclicLR", baseLr: 0.02, maxLr: 0.01, mode: "exp_range", gamma: 1.2, stepSizeUp: 3, cycleMomentum: false } },
}))
  test(`a run in pieces is the run in one: ${what}`, () => sameInPieces(more));

test("a rate a rounding below 0 is trained with, beyond 1024 epochs and with an order too", () => {
  const schedule = { name: "LinearLR", endFactor: 0 };
  const trainer = make({ schedule });
  assert.equal(trainer.run(1100).epoch, 1099);
  assert.ok(trainer.history.lr[6] < 0 && trainer.history.lr[6] > -1e-16, "as in PyTorch");
  make({ schedule, validation: 0, order: Array.from({ length: 10 }, () => [...Array(120).keys()]) }).run(10);
  const state = trainer.stateDict();
  state.optimizer.paramGroups[0].lr = -0.1; // not what the schedule wrote
  assert.throws(() => make({ schedule }).loadStateDict(state), { name: "RangeError", field: "state.optimizer.paramGroups[0].lr" });
});

test("a schedule's beta1 above 1 is refused in one run as in one epoch, and nothing is trained", () => {
  const trainer = make({ optimizer: { name: "Adam", lr: 0.01 }, schedule: { ...cyclic, baseMomentum: 0.5, maxMomentum: 1.5, stepSizeUp: 2 } });
  assert.throws(() => trainer.run(8), { name: "RangeError", field: "optimizer.paramGroups[0].betas[0]" });
  const later = make({ optimizer: { name: "Adam", lr: 0.01 }, schedule: { ...cyclic, baseMomentum: 1.5, maxMomentum: 0.5, stepSizeUp: 4 } });
  const before = bits(later);
  assert.throws(() => later.run(8), { name: "RangeError", field: "optimizer.paramGroups[0].betas[0]" });
  assert.equal(bits(later), before);
});
test("a run that is taken back leaves the rate beneath minLr as it was", () => {
  let fail = true;
  const lrLambda = (t) => {
    if (fail && t === 12) throw new Error("mine");
    return t > 8 ? 4 : 1; // so that the rate rises above minLr again
  };
  const schedule = { name: "ChainedScheduler", minLr: 0.01, schedulers: [{ name: "ExponentialLR", gamma: 0.5 }, { name: "MultiplicativeLR", lrLambda }] };
  const more = { schedule, validation: 0, order: Array.from({ length: 27 }, () => [...Array(120).keys()]) };
  const trainer = make(more);
  trainer.run(7);
  assert.throws(() => trainer.run(20), { message: "mine" });
  fail = false;
  trainer.run(20);
  const twin = make(more);
  twin.run(27);
  same(trainer, twin);
});

test("a function of LambdaLR that throws at epoch 1500 leaves the trainer as it was", () => {
  let fail = true;
  const boom = new Error("boom");
  const schedule = { name: "LambdaLR", lrLambda: (t) => { if (fail && t === 1500) throw boom; return 1 / (1 + t / 100); } };
  const data = makeDataset("moons", { points: 12, seed: 2 });
  for (const first of [0, 10, 1400]) {
    fail = true;
    const trainer = make({ data, schedule, layers: [2, 3, 2] });
    if (first) trainer.run(first);
    const before = bits(trainer);
    assert.throws(() => trainer.run(2000), (error) => error === boom);
    assert.equal(bits(trainer), before, `after ${first} epochs`);
    fail = false;
    trainer.run(1600 - first);
    const twin = make({ data, schedule, layers: [2, 3, 2] });
    twin.run(1600);
    same(trainer, twin);
    trainer.free();
    twin.free();
  }
});

test("a function that throws only when it is asked again, after a divergence, does not leave half a run", () => {
  // The rates are asked for ahead; after a divergence the schedule is put back to the epoch that diverged.
  let calls = 0;
  const trainer = make({ layers: [2, 1], loss: "mse", data: { x: spiral.x, y: Float32Array.from(spiral.y) }, optimizer: { name: "SGD", lr: 1e12 }, schedule: { name: "LambdaLR", lrLambda: () => { if (++calls > 31) throw new Error("again"); return 1; } } });
  const before = bits(trainer);
  let thrown;
  try { trainer.run(30); } catch (error) { thrown = error; }
  if (thrown) assert.equal(bits(trainer), before, "a call that throws leaves the object as it was");
  trainer.free();
});

// Order -----------------------------------------------------------------------------------------------------------------

test("without shuffle rows come in order, and order replays given epochs", () => {
  const inOrder = make({ shuffle: false });
  const train = Array.from(inOrder.rows.train);
  const replay = make({ order: [train, train, train] });
  inOrder.run(3);
  replay.run(3);
  assert.deepEqual(replay.weights(), inOrder.weights());
  assert.deepEqual(replay.history, inOrder.history);
  const turned = make({ order: [[...train].reverse()] });
  turned.epoch();
  assert.notDeepEqual(turned.weights(), inOrder.weights());
  [inOrder, replay, turned].forEach((trainer) => trainer.free());
});

test("training past the last list of order is a RangeError, and nothing is trained", () => {
  const rows = Int32Array.from({ length: 120 }, (_, i) => i);
  const trainer = make({ validation: 0, order: [rows, Array.from(rows), rows] });
  assert.throws(() => trainer.run(4), { name: "RangeError", code: "RANGE", field: "epochs", value: 4, max: 3 });
  assert.equal(trainer.history.epoch.length, 0);
  trainer.run(3);
  assert.throws(() => trainer.epoch(), { name: "RangeError" });
  assert.equal(trainer.history.epoch.length, 3);
  trainer.free();
});

test("batch sizes 1, the rows, more and 2^53-1 train", () => {
  for (const batchSize of [1, 89, 90, 91, 2 ** 53 - 1]) {
    const trainer = make({ batchSize });
    assert.ok(Number.isFinite(trainer.run(2).loss));
    trainer.free();
  }
});

// Divergence ------------------------------------------------------------------------------------------------------------

test("divergence is a record: the run stops, the weights stay finite where they were, further calls repeat it", () => {
  for (const schedule of SCHEDULES.slice(0, 10)) {
    const lr = schedule?.name === "CyclicLR" || schedule?.name === "OneCycleLR" ? 0.1 : 1e3;
    const options = { layers: [2, 6, 1], activation: "linear", loss: "mse", data: { x: spiral.x, y: Float32Array.from(spiral.y) }, optimizer: { name: "SGD", lr, momentum: 0.9 }, schedule: lr === 0.1 ? { ...schedule, maxLr: 1e4 } : schedule };
    const trainer = make(options);
    const record = trainer.run(150);
    assert.equal(record.diverged, true, schedule?.name);
    const { length } = trainer.history.epoch;
    assert.ok(length < 150 && record.epoch === length - 1);
    assert.ok(!Number.isFinite(record.loss));
    assert.deepEqual([record.valLoss, record.accuracy, record.valAccuracy], [NaN, NaN, NaN]);
    assert.deepEqual(trainer.epoch(), record);
    assert.deepEqual(trainer.run(5), record);
    assert.equal(trainer.history.epoch.length, length);
    const single = make(options);
    while (!single.epoch().diverged);
    same(single, trainer, `${schedule?.name}: epoch by epoch`);
    assert.deepEqual(single.stateDict().schedule, trainer.stateDict().schedule);
    // the state of a diverged run can be saved and loaded
    const loaded = make(options);
    loaded.loadStateDict(JSON.parse(JSON.stringify(trainer.stateDict())));
    assert.deepEqual(loaded.epoch(), record);
    same(loaded, trainer);
    [trainer, single, loaded].forEach((one) => one.free());
  }
});

test("a run that diverges in its midst ends there, and so does its schedule", () => {
  const data = { x: Float32Array.of(0, 1, 2, 3), y: Float32Array.of(0, 1, 2, 3), features: 1 };
  const options = { layers: [1, 1], activation: "tanh", loss: "mse", data, optimizer: { name: "SGD", lr: 0.01 }, schedule: { name: "ExponentialLR", gamma: 1.05 } };
  const trainer = make(options);
  const record = trainer.run(5000);
  assert.equal(record.diverged, true);
  assert.ok(record.epoch > 10 && record.epoch < 1000, `${record.epoch}`);
  assert.equal(trainer.history.loss.length, record.epoch + 1);
  assert.equal(trainer.schedule.lastEpoch, record.epoch); // the epoch that diverged takes no step
  const single = make(options);
  while (!single.epoch().diverged);
  same(single, trainer);
  assert.deepEqual(single.stateDict(), trainer.stateDict());
});

test("a history that is read within a run which fails is not the history afterwards", () => {
  let read;
  const lrLambda = (t) => {
    if (t === 1030) read = trainer.history; // runs of more than 1024 epochs go in parts
    if (t === 1500) throw new Error("enough");
    return 1;
  };
  const trainer = make({ schedule: { name: "LambdaLR", lrLambda } });
  trainer.run(3);
  assert.throws(() => trainer.run(1600), /enough/);
  assert.ok(read.loss.length > 3);
  assert.equal(trainer.history.loss.length, 3);
});

// Freeing and the pool --------------------------------------------------------------------------------------------------

test("a freed trainer says so, may be freed again, and keeps its history", () => {
  const trainer = make();
  trainer.run(2);
  const { loss } = trainer.history;
  trainer.free();
  trainer.free();
  for (const use of [() => trainer.epoch(), () => trainer.run(1), () => trainer.predict(spiral.x), () => trainer.weights(), () => trainer.setWeights(new Float32Array(42)), () => trainer.stateDict(), () => trainer.loadStateDict({}), () => trainer.rows])
    assert.throws(use, { name: "Error", code: "FREED" });
  assert.deepEqual(trainer.history.loss, loss);
});

test("double free does not give one instance to two trainers", () => {
  const first = make();
  first.free();
  first.free();
  const a = make();
  const b = make();
  const alone = make();
  a.run(3);
  alone.run(3);
  b.run(5);
  same(a, alone);
  [a, b, alone].forEach((trainer) => trainer.free());
});

test("Symbol.dispose frees", { skip: !Symbol.dispose }, () => {
  const trainer = make();
  trainer[Symbol.dispose]();
  assert.throws(() => trainer.epoch(), { code: "FREED" });
});

test("the 81st live trainer is a RangeError that says what helps, and freeing one helps", () => {
  const trainers = Array.from({ length: 80 }, () => make());
  assert.throws(() => make(), { name: "RangeError", code: "TOO_MANY", max: 80, message: /free\(\)/ });
  trainers.pop().free();
  const one = make();
  assert.ok(one.epoch().loss > 0);
  one.free();
  trainers.forEach((trainer) => trainer.free());
});

test("data sets can be made while as many trainers live as may", () => {
  const trainers = Array.from({ length: 80 }, () => make());
  try {
    assert.equal(makeDataset("moons", { points: 10 }).y.length, 10);
  } finally {
    trainers.forEach((trainer) => trainer.free());
  }
});

test("500 trainers made and freed do not grow the memory", () => {
  for (let i = 0; i < 20; i++) make().free();
  const before = process.memoryUsage();
  for (let i = 0; i < 500; i++) {
    const trainer = make();
    trainer.epoch();
    trainer.free();
  }
  const after = process.memoryUsage();
  // Each instance holds at least 128 kB: 500 of them would be 64 MB. Node's own heap moves by a few.
  assert.ok(after.arrayBuffers - before.arrayBuffers < 8e6, `${after.arrayBuffers - before.arrayBuffers} bytes of buffers`);
  assert.ok(after.rss - before.rss < 40e6, `${after.rss - before.rss} bytes`);
});

test("a trainer in a used instance is the same as one in a fresh process", () => {
  const text = `
    import { init, makeDataset, Trainer } from "step-decay";
    await init();
    const b = () => new Trainer({ layers: [2, 5, 2], loss: "cross-entropy", optimizer: { name: "RMSprop" }, data: makeDataset("moons", { points: 40, seed: 2 }), validation: 0.1, normalize: "standard", seed: 5 });
    const print = (trainer) => { trainer.run(6); const state = JSON.stringify(trainer.stateDict()); trainer.free(); return state; };
    if (process.argv[1] === "used") {
      const a = new Trainer({ layers: [10, 30, 20, 2], activation: "relu", outputActivation: "tanh", loss: "mse", optimizer: { name: "Adam", lr: [1, 2, 3], amsgrad: true, weightDecay: 1, eps: 1, betas: [0.5, 0.6] },
        data: makeDataset("linear", { points: 300, seed: 1 }), batchSize: 300, shuffle: false, seed: 9, schedule: { name: "OneCycleLR", maxLr: 1, totalSteps: 50, unit: "batch" } });
      a.run(20);
      a.free();
    }
    console.log(print(b()));`;
  const run = (how) => execFileSync(process.execPath, ["--input-type=module", "-e", text, how], { encoding: "utf8" });
  assert.equal(run("used"), run("fresh"));
});

test("a constructor that throws gives its instance back", () => {
  for (let i = 0; i < 100; i++) assert.throws(() => make({ order: [[0]] }), RangeError);
  for (let i = 0; i < 100; i++) assert.throws(() => make({ layers: [2, 2 ** 20, 2 ** 20, 2] }), { name: "RangeError", code: "TOO_LARGE" });
  const trainers = Array.from({ length: 80 }, () => make());
  trainers.forEach((trainer) => trainer.free());
});

test("what pads a batch cannot poison the gradient of the rows in it", () => {
  // Weights at which an input of 0, but not the real one, would overflow on its way through the network.
  const one = (rows) => {
    const trainer = new Trainer({
      layers: [1, 1, 1, 1], activation: "linear", loss: "mse", optimizer: { name: "SGD", lr: 0 },
      data: { x: new Float32Array(rows).fill(1), y: new Float32Array(rows) },
    });
    trainer.setWeights(Float32Array.of(-3e38, 3e38, 10, 0, 1, 0));
    trainer.run(2);
    const result = { losses: [...trainer.history.loss], weights: [...trainer.weights()] };
    trainer.free();
    return result;
  };
  assert.deepEqual(one(1), one(4));
  assert.deepEqual(one(1).losses, [0, 0]);
});

test("momentum that is raised from 0 begins with the whole gradient, whatever the dampening, as in PyTorch", () => {
  const data = { x: Float32Array.of(1, -1), y: Float32Array.of(0.5, 2) };
  const options = { layers: [1, 1], loss: "mse", data, batchSize: 2, shuffle: false };
  const later = new Trainer({ ...options, optimizer: { name: "SGD", lr: 0.1, momentum: 0, dampening: 0.5 } });
  later.run(3);
  const fresh = new Trainer({ ...options, optimizer: { name: "SGD", lr: 0.1, momentum: 0.9, dampening: 0.5 } });
  fresh.setWeights(later.weights());
  later.optimizer.paramGroups[0].momentum = 0.9;
  later.run(2);
  fresh.run(2);
  assert.deepEqual(later.weights(), fresh.weights());
  later.free();
  fresh.free();
});
