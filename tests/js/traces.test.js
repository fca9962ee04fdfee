// Every training of tests/vectors/traces.jsonl, made by PyTorch, done again from the same weights, data and order of rows.
// The distance allowed is the one that tests/vectors/README.md derives: 8 times PyTorch's own float32-float64 distance, since PyTorch itself
// moves by up to 2.5 times that when it sums in another order; a wrong formula is off by at least 1,000 times as much.

import assert from "node:assert/strict";
import test from "node:test";
import { init, Trainer } from "step-decay";
import { camelCase, readVectors } from "./vectors.js";

await init();

const FACTOR = 8;
const lines = readVectors("traces.jsonl");
const sets = new Map(lines.filter((line) => line.data && !line.trace).map((line) => [line.data, line]));
const traces = lines.filter((line) => line.trace);

const inCamelCase = (options) => Object.fromEntries(Object.entries(options).map(([key, value]) => [camelCase(key), value]));

/** torch's schedule as a Trainer's option; nested ones are objects with a name. */
function scheduleOf({ name, options, unit }) {
  const { schedulers, ...rest } = options;
  const nested = schedulers && { schedulers: schedulers.map((part) => scheduleOf(part)) };
  return { name, ...inCamelCase(rest), ...nested, ...(unit && { unit }) };
}

function trainerOf(trace) {
  const { scale, x, y, outputs, features } = sets.get(trace.data);
  const data = { x: Float32Array.from(x, (value) => value * scale), y: outputs ? Float32Array.from(y) : Int32Array.from(y), features };
  const trainer = new Trainer({
    layers: trace.layers,
    activation: trace.activation,
    outputActivation: trace.output_activation,
    loss: trace.loss,
    optimizer: inCamelCase(trace.optimizer),
    schedule: trace.schedule && scheduleOf(trace.schedule),
    data,
    batchSize: trace.batch_size,
    order: trace.order,
  });
  trainer.setWeights(Float32Array.from(trace.initial));
  return trainer;
}

const largest = (numbers) => numbers.reduce((most, number) => Math.max(most, Math.abs(number)), 0);
const distance = (a, b) => largest(a.map((value, i) => value - b[i]));

/** The distance in units of PyTorch's own noise, which is no less than half a unit in the last place of the largest value. */
const factor = (got, want, noise) => distance(got, want) / Math.max(noise, 2 ** -24 * largest(want));

const worst = new Map();

for (const trace of traces) {
  test(`follows PyTorch through ${trace.trace}: ${trace.optimizer.name}, ${trace.schedule?.name ?? "no schedule"}, ${trace.epochs} epochs`, (t) => {
    const trainer = trainerOf(trace);
    trainer.run(trace.epochs);
    const losses = Array.from(trainer.history.loss);
    const weights = Array.from(trainer.weights().filter((_, i) => i % trace.every === 0));
    const rates = Array.from(trainer.history.lr);
    trainer.free();

    // Where cos or pow make the rate, PyTorch's own last bits depend on the processor: 1e-12 of the peak.
    const peak = largest(trace.lrs.map((lrs) => lrs[0]));
    assert.ok(distance(rates, trace.lrs.map((lrs) => lrs[0])) <= 1e-12 * peak, "the rates are PyTorch's");
    const loss = factor(losses, trace.loss32, trace.noise.loss);
    const weight = factor(weights, trace.final32, trace.noise.weights);
    t.diagnostic(`loss ${loss.toFixed(2)}, weights ${weight.toFixed(2)} times PyTorch's noise`);
    const shape = trace.layers.join("-");
    worst.set(shape, Math.max(worst.get(shape) ?? 0, loss, weight));
    assert.ok(loss <= FACTOR, `loss is ${loss} times PyTorch's noise away`);
    assert.ok(weight <= FACTOR, `weights are ${weight} times PyTorch's noise away`);
  });
}

test("there are at least 25 traces, of all five shapes", (t) => {
  assert.ok(traces.length >= 25);
  assert.deepEqual([...new Set(traces.map(({ layers }) => layers.join("-")))].sort(), ["10-2", "2-16-16-2", "2-8-1", "4-32-3", "64-32-10"]);
  t.diagnostic(`worst factor by shape: ${[...worst].map(([shape, value]) => `${shape} ${value.toFixed(2)}`).join(", ")}`);
});
