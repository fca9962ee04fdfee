// suggest(): curves whose plateaus are known because they were drawn so, and real runs.
import assert from "node:assert/strict";
import { before, test } from "node:test";
import { init, makeDataset, suggest, Trainer } from "step-decay";
import { descend, surfaceLoss } from "step-decay/surface";

before(() => init());

/** The same noise every time: a multiplicative generator. */
function noise(seed) {
  let state = seed;
  return () => (state = (state * 48271) % 2147483647) / 2147483647 - 0.5;
}

const curve = (epochs, f) => Array.from({ length: epochs }, (_, t) => f(t));
const codes = (suggestion) => suggestion.advice.map(({ code }) => code);

test("a fall that ends at epoch 30 asks for a drop there", () => {
  for (let seed = 1; seed <= 20; seed++) {
    const random = noise(seed);
    const losses = curve(100, (t) => Math.max(0.3, 1 - 0.7 * (t / 30)) + 0.02 * random());
    const { stepSize, milestones, plateaus, advice } = suggest(losses);
    assert.ok(Math.abs(stepSize - 30) <= 7, // half a window: the smoothed curve is round where the drawn one has its corner
       `seed ${seed}: stepSize ${stepSize}`);
    assert.deepEqual(milestones, [stepSize]);
    assert.equal(plateaus[0].to, 99);
    assert.ok(Math.abs(plateaus[0].loss - 0.3) < 0.01);
    assert.equal(advice[0].code, "PLATEAU");
    assert.match(advice[0].reason, /drop the rate/);
  }
});

test("a loss that falls to the end asks for no drop, however noisy", () => {
  for (let seed = 1; seed <= 20; seed++) {
    const random = noise(seed);
    const suggestion = suggest(curve(80, (t) => 1 - 0.9 * (t / 80) + 0.02 * random()));
    assert.equal(suggestion.stepSize, null, `seed ${seed}`);
    assert.deepEqual(codes(suggestion), ["NO_PLATEAU"]);
  }
});

test("a flat start that is overcome later is no plateau", () => {
  const { stepSize } = suggest(curve(100, (t) => (t < 25 ? 0.69 : Math.max(0.1, 0.69 - 0.02 * (t - 25)))));
  assert.ok(stepSize > 50 && stepSize < 60, `stepSize ${stepSize}`);
});

test("a run with drops has a plateau at each rate", () => {
  const lr = curve(90, (t) => 0.1 * 0.1 ** Math.floor(t / 30));
  const level = [1, 0.5, 0.25];
  const losses = curve(90, (t) => level[Math.floor(t / 30)] * (1 + Math.exp(-(t % 30) / 3)));
  const { milestones, plateaus } = suggest({ loss: losses, lr });
  assert.equal(plateaus.length, 3);
  assert.deepEqual(plateaus.map((plateau) => plateau.lr), [lr[0], lr[30], lr[60]]);
  milestones.forEach((epoch, i) => assert.ok(epoch > 30 * i + 5 && epoch < 30 * i + 20, `milestone ${epoch}`));
});

test("divergence, overfitting, short runs and a loss that never falls are told", () => {
  assert.deepEqual(codes(suggest([1, 2, 30, Infinity])), ["DIVERGED", "TOO_SHORT"]);
  assert.equal(suggest([1, 2, 30, null]).advice[0].epoch, 3);
  assert.deepEqual(codes(suggest([1, 0.9, 0.8])), ["TOO_SHORT"]);
  assert.deepEqual(codes(suggest(curve(60, () => 2.5))), ["NO_PROGRESS"]);
  const over = suggest(curve(100, (t) => (t < 20 ? 1 - t / 25 : 0.2 + (t - 20) / 100)));
  assert.ok(codes(over).includes("OVERFITTING"));
  assert.equal(over.best.epoch, 20);
  assert.deepEqual(suggest([]).plateaus, []);
});

test("the validation loss counts where there is one, else the training loss", () => {
  const flat = curve(40, (t) => Math.max(0.5, 1 - t / 20));
  const falling = curve(40, (t) => 1 - t / 41);
  assert.equal(suggest({ loss: flat, valLoss: falling }).stepSize, null);
  assert.ok(suggest({ loss: flat, valLoss: curve(40, () => NaN) }).stepSize > 5);
});

test("on real runs the loss is lower at the end with the suggested drop than without, in most of 20 seeds", () => {
  let lower = 0;
  let suggested = 0;
  for (let seed = 1; seed <= 20; seed++) {
    const end = (schedule) => {
      const trainer = new Trainer({
        layers: [2, 16, 2], loss: "cross-entropy", optimizer: { name: "SGD", lr: 0.5 }, schedule, batchSize: 8, validation: 0.3, seed,
        data: makeDataset("moons", { points: 300, noise: 0.3, seed }),
      });
      trainer.run(100);
      const { history } = trainer;
      trainer.free();
      return history;
    };
    const constant = end(null);
    const { stepSize } = suggest(constant);
    if (stepSize === null) continue;
    suggested++;
    const settle = (history) => history.loss.slice(-10).reduce((sum, loss) => sum + loss, 0);
    if (settle(end({ name: "StepLR", stepSize, gamma: 0.1 })) < settle(constant)) lower++;
  }
  assert.ok(suggested >= 12, `a plateau was found in ${suggested} of 20 runs`);
  assert.ok(lower >= 0.8 * suggested, `${lower} of ${suggested} runs ended lower`);
});

test("what is no history is refused by name", () => {
  for (const [bad, field] of [[null, "history"], [{}, "history.loss"], ["1,2", "history"], [{ loss: [1, "2"] }, "history.loss[1]"]])
    assert.throws(() => suggest(bad), { name: "TypeError", field });
  assert.throws(() => suggest({ loss: [1, 2], valLoss: [1] }), { name: "RangeError", field: "history.valLoss" });
  assert.throws(() => suggest([1], { window: 2 }), { name: "RangeError", field: "window" });
  assert.throws(() => suggest([1], { treshold: 2 }), { name: "TypeError", code: "UNKNOWN_OPTION" });
});

test("without noise a walker follows (1 - rate)^n along the valley and (1 - 8 rate)^n across it", () => {
  const path = descend({ start: [2, 1], rates: Array(20).fill(0.1), noise: 0 });
  for (let n = 0; n <= 20; n++) {
    assert.ok(Math.abs(path[2 * n] - 2 * 0.9 ** n) < 1e-14);
    assert.ok(Math.abs(path[2 * n + 1] - 0.2 ** n) < 1e-14);
  }
  assert.equal(surfaceLoss(2, 1), 6);
});

test("walkers with one seed meet the same noise; its size is as asked", () => {
  const still = descend({ start: [0, 0], rates: Array(4000).fill(1e-9), noise: 2, seed: 3 });
  const steps = Array.from({ length: 4000 }, (_, i) => (still[2 * i + 2] - still[2 * i]) / 1e-9);
  const deviation = Math.sqrt(steps.reduce((sum, step) => sum + step * step, 0) / 4000);
  assert.ok(Math.abs(deviation - 2) < 0.1, `deviation ${deviation}`);
  const other = descend({ start: [1, 0], rates: Array(4000).fill(2e-9), noise: 2, seed: 3 });
  assert.ok(Math.abs((other[3] - 0) / 2e-9 - still[3] / 1e-9) < 1e-3);
  for (const bad of [{ start: [1] }, { rates: [NaN] }, { noise: -1 }, { seed: 0.5 }, { rates: "1" }])
    assert.throws(() => descend({ start: [0, 0], rates: [0.1], ...bad }));
});
