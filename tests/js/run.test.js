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
  await again(run);
  return { run, held, problems };
}

/** A new run. @param {ReturnType<typeof createRun>} run */
const again = (run) => run.open({ options: {}, edits: [], watch: null, outputCount: 0, epochs: 20, adopt() {} });

test("one epoch asked for while another is under way comes after it, and not in a later run", async () => {
  const { run, held, problems } = await opened();
  const both = [run.step(), run.step()];
  assert.equal(held.length, 1, "one question at a time");
  held.shift()?.();
  await both[0];
  assert.equal(held.length, 1);
  held.shift()?.();
  await both[1];
  assert.equal(run.records.length, 2);

  const late = [run.step(), run.step()];
  await again(run);
  held.shift()?.();
  await Promise.all(late);
  assert.deepEqual([run.records.length, held.length, problems], [0, 0, []]);
});

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
