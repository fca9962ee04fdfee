// Claims about all trainers, tried on random small ones (fast-check; a failure prints the smallest config and its seed).

import assert from "node:assert/strict";
import fc from "fast-check";
import test from "node:test";
import { init, makeDataset, Trainer } from "step-decay";

await init();

const optimizer = fc.oneof(
  fc.record({ name: fc.constant("SGD"), lr: fc.double({ min: 0, max: 1, noNaN: true }), momentum: fc.constantFrom(0, 0.9), weightDecay: fc.constantFrom(0, 0.01) }),
  fc.record({ name: fc.constantFrom("Adam", "AdamW"), lr: fc.double({ min: 0, max: 0.1, noNaN: true }), amsgrad: fc.boolean(), weightDecay: fc.constantFrom(0, 0.1) }),
  fc.record({ name: fc.constant("RMSprop"), lr: fc.double({ min: 0, max: 0.1, noNaN: true }), momentum: fc.constantFrom(0, 0.5), centered: fc.boolean() }),
);
const unit = fc.constantFrom("epoch", "batch");
const schedule = fc.oneof(
  fc.constant(null),
  fc.record({ name: fc.constant("StepLR"), stepSize: fc.integer({ min: 1, max: 9 }), gamma: fc.double({ min: 0, max: 1.2, noNaN: true }), minLr: fc.constantFrom(undefined, 0.001), unit }),
  fc.record({ name: fc.constant("CosineAnnealingLR"), tMax: fc.integer({ min: 1, max: 20 }), unit }),
  fc.record({ name: fc.constant("ReduceLROnPlateau"), patience: fc.integer({ min: 0, max: 2 }), factor: fc.constant(0.5) }),
);
const config = fc
  .record({
    hidden: fc.array(fc.integer({ min: 1, max: 9 }), { maxLength: 2 }),
    activation: fc.constantFrom("tanh", "relu", "sigmoid", "linear"),
    loss: fc.constantFrom("cross-entropy", "mse", "bce"),
    points: fc.integer({ min: 6, max: 40 }),
    validation: fc.constantFrom(0, 0.25),
    normalize: fc.constantFrom("none", "standard"),
    batchSize: fc.integer({ min: 1, max: 45 }),
    shuffle: fc.boolean(),
    seed: fc.integer({ min: 0, max: 2 ** 32 - 1 }),
    optimizer,
    schedule,
  })
  .map(({ hidden, points, ...rest }) => {
    const { x, y } = makeDataset("moons", { points, seed: 1 });
    const labels = rest.loss === "cross-entropy";
    return { ...rest, layers: [2, ...hidden, labels ? 2 : 1], data: { x, y: labels ? y : Float32Array.from(y) } };
  });

const hex = (numbers) => Buffer.from(numbers.buffer).toString("hex");
const bits = (trainer) => JSON.stringify([trainer.stateDict(), hex(trainer.weights()), Object.values(trainer.history).map(hex)]);

/** Gives `body` n trainers of one config and frees them. */
function withTrainers(n, options, body) {
  const trainers = Array.from({ length: n }, () => new Trainer(options));
  try {
    body(...trainers);
  } finally {
    trainers.forEach((trainer) => trainer.free());
  }
}

const SETTINGS = { numRuns: 150, seed: 7 };

test("run(n) is n times epoch()", () => {
  fc.assert(fc.property(config, fc.integer({ min: 1, max: 8 }), (options, n) =>
    withTrainers(2, options, (a, b) => {
      a.run(n);
      for (let i = 0; i < n; i++) b.epoch();
      assert.equal(bits(a), bits(b));
    })), SETTINGS);
});

test("resuming through JSON is going on", () => {
  fc.assert(fc.property(config, fc.integer({ min: 0, max: 5 }), fc.integer({ min: 1, max: 5 }), (options, before, after) =>
    withTrainers(2, options, (a, b) => {
      if (before) a.run(before);
      b.loadStateDict(JSON.parse(JSON.stringify(a.stateDict())));
      a.run(after);
      b.run(after);
      assert.equal(bits(a), bits(b));
    })), SETTINGS);
});

test("the outputs of a row do not depend on the rows beside it", () => {
  fc.assert(fc.property(config, fc.array(fc.tuple(fc.float({ noNaN: true, noDefaultInfinity: true }), fc.float({ noNaN: true, noDefaultInfinity: true })), { minLength: 1, maxLength: 140 }), (options, rows) =>
    withTrainers(1, options, (trainer) => {
      trainer.run(2);
      const all = trainer.predict(rows);
      const width = all.length / rows.length;
      rows.forEach((row, r) => assert.equal(hex(trainer.predict([row])), hex(all.slice(r * width, (r + 1) * width))));
    })), { ...SETTINGS, numRuns: 60 });
});

test("a call that throws leaves the trainer as it was", () => {
  const calls = [(t) => t.run(0), (t) => t.run("2"), (t) => t.setWeights(new Float32Array(1)), (t) => t.predict([[NaN, 1]]), (t) => t.loadStateDict({ ...t.stateDict(), epoch: 99 }), (t) => t.loadStateDict({})];
  fc.assert(fc.property(config, fc.constantFrom(...calls), (options, call) =>
    withTrainers(1, options, (trainer) => {
      trainer.run(2);
      const before = bits(trainer);
      assert.throws(() => call(trainer), (error) => typeof error.code === "string");
      assert.equal(bits(trainer), before);
    })), { ...SETTINGS, numRuns: 60 });
});
