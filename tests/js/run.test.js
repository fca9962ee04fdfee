// A run that is pulled from a worker: what happens between a question and its answer. The worker is played here, so that it answers when the test says.

import assert from "node:assert/strict";
import test from "node:test";
import { createRun } from "step-decay/parts";

/** A run that is open, and the worker's answers held back. */
async function opened() {
  /** @type {(() => void)[]} */
  const held = [];
  const remote = {
    ask: (type, { epochs, rows }) =>
      type === "next" && epochs > 0
        ? new Promise((resolve) => held.push(() => resolve({ rows, count: epochs, done: false })))
        : Promise.resolve({ outputs: new ArrayBuffer(0) }),
  };
  const problems = [];
  const run = createRun(/** @type {any} */ (remote), { frame() {}, state() {}, problem: (error) => problems.push(error) });
  await run.open({ options: {}, edits: [], watch: null, outputCount: 0, epochs: 20, adopt() {} });
  return { run, held, problems };
}

test("fewer epochs than are trained, or may be by the answer under way, need a new run", async () => {
  const { run, held, problems } = await opened();
  const first = run.step();
  assert.equal(run.extend(0), false, "the answer under way may bring one");
  assert.equal(run.epochs, 20, "nothing is changed");
  assert.equal(run.extend(1), true);
  assert.equal(run.extend(20), true);
  held.shift()?.();
  await first;
  assert.equal(run.records.length, 1);
  assert.equal(run.extend(0), false);
  assert.equal(run.extend(1), true);
  assert.ok(run.done);
  assert.deepEqual(problems, []);
});
