// The default run gives the same bits here, in WebAssembly, as in the native build: both are held to the same numbers,
// which tests/c/test_trainer.c checks for three native builds and once more against a naive implementation.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import { init, makeDataset, Trainer } from "step-decay";

await init();

const golden = readFileSync(new URL("../vectors/golden_spiral.txt", import.meta.url), "utf8")
  .split("\n")
  .filter((line) => line && !line.startsWith("#"))
  .map((line) => line.split(" ").slice(1));

const bits = (number) => new BigUint64Array(Float64Array.of(number).buffer)[0].toString(16).padStart(16, "0");

test("the default run has the native build's losses to the last bit, in one call and epoch by epoch", () => {
  const options = {
    layers: [2, 16, 16, 2],
    activation: "tanh",
    loss: "cross-entropy",
    optimizer: { name: "SGD", lr: 0.1, momentum: 0.9 },
    schedule: { name: "StepLR", stepSize: 15, gamma: 0.5 },
    data: makeDataset("spiral", { points: 500, noise: 0.1, seed: 7 }),
    validation: 0.2,
    batchSize: 32,
    seed: 7,
  };
  for (const call of [(trainer) => trainer.run(50), (trainer) => golden.forEach(() => trainer.epoch())]) {
    const trainer = new Trainer(options);
    call(trainer);
    const { loss, valLoss } = trainer.history;
    trainer.free();
    assert.equal(golden.length, 50);
    assert.deepEqual(golden.map((_, i) => [bits(loss[i]), bits(valLoss[i])]), golden);
  }
});
