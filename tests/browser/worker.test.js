// The ways to start the worker: each trains the same bits, and the page falls from one to the next by itself.

import assert from "node:assert/strict";
import test from "node:test";
import { init, makeDataset, Trainer } from "step-decay";
import { connect, readRow, ROW_BYTES } from "step-decay/remote";
import { browserForTests, curvesOf, playTo } from "./harness.js";

const { open } = browserForTests();
await init();

const kindOf = (page) => page.evaluate(() => document.documentElement.dataset.ready);

test("from its file; and where the file fails, in slices, with the same losses", async () => {
  let fromFile = [];
  await open({ query: "?speed=fast&epochs=12" }, async (page) => {
    assert.equal(await kindOf(page), "file");
    await playTo(page, 12);
    fromFile = (await curvesOf(page)).loss;
  });
  await open({ query: "?speed=fast&epochs=12", without: "**/worker-*.js", expected: [/worker-/] }, async (page) => {
    assert.equal(await kindOf(page), "slices");
    await playTo(page, 12);
    assert.deepEqual((await curvesOf(page)).loss, fromFile);
  });
});

const options = {
  layers: [2, 8, 2],
  loss: "cross-entropy",
  optimizer: { name: "SGD", lr: 0.1 },
  schedule: { name: "StepLR", stepSize: 2 },
  data: makeDataset("moons", { points: 60, noise: 0.1, seed: 3 }),
  validation: 0.2,
  seed: 5,
};

/** Asks for epochs until there are enough. */
async function train(remote, run, epochs) {
  const records = [];
  let rows = new ArrayBuffer(8 * ROW_BYTES);
  while (records.length < epochs) {
    const answer = await remote.ask("next", { run, epochs: Math.min(8, epochs - records.length), budgetMs: 1000, rows, outputs: null }, [rows]);
    ({ rows } = answer);
    for (let i = 0; i < answer.count; i++) records.push(readRow(new Float64Array(rows), i));
    if (answer.done) break;
  }
  return records;
}

test("in Node it trains in a thread, what a Trainer trains", async () => {
  const remote = await connect();
  assert.equal(remote.kind, "thread");
  await remote.ask("open", { run: 1, options, edits: [], watch: null });
  const records = await train(remote, 1, 6);
  const trainer = new Trainer(options);
  assert.deepEqual(records, Array.from({ length: 6 }, () => trainer.epoch()));
  trainer.free();
  remote.terminate();
});

test("runs do not disturb each other, and a changed rate holds from the next epoch", async () => {
  const remote = await connect();
  for (const run of [1, 2]) await remote.ask("open", { run, options, edits: run === 2 ? [[3, 0.5]] : [], watch: null });
  const first = await train(remote, 1, 3);
  const second = await train(remote, 2, 3);
  assert.deepEqual(second, first);
  assert.equal((await remote.ask("setRate", { run: 1, lr: 0.5 })).epoch, 3);
  const [rest, planned] = [await train(remote, 1, 3), await train(remote, 2, 3)];
  assert.deepEqual(rest.map(({ lr }) => lr), [0.5, 0.05, 0.05]); // epoch 3, then a drop at epoch 4
  assert.deepEqual(rest, planned);
  remote.terminate();
});

test("an error comes back as it was thrown, and the run before it goes on", async () => {
  const remote = await connect();
  await remote.ask("open", { run: 1, options, edits: [], watch: null });
  await assert.rejects(remote.ask("open", { run: 2, options: { ...options, batchSize: 0 }, edits: [], watch: null }), { name: "RangeError", code: "RANGE", field: "batchSize", value: 0, min: 1 });
  await assert.rejects(remote.ask("next", { run: 2, epochs: 1, budgetMs: 0, rows: new ArrayBuffer(ROW_BYTES), outputs: null }), /run 2 is not open/);
  await assert.rejects(remote.ask("setRate", { run: 1, lr: -1 }), { name: "RangeError", field: "lr" });
  assert.equal((await train(remote, 1, 2)).length, 2);
  remote.terminate();
});

test("what is still being asked when the worker is ended is refused", async () => {
  const remote = await connect();
  const asked = remote.ask("close", { run: 1 });
  remote.terminate();
  await assert.rejects(asked, /ended/);
});
