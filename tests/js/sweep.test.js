// sweep(): every cell against a Trainer of its own, whatever the workers do.
import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { before, test } from "node:test";
import { init, makeDataset, sweep, Trainer } from "step-decay";
import { LanesCore } from "../../dist/core.js";
import { freshRates } from "../../dist/fresh-rates.js";
import { kinds } from "../../dist/kinds.js";
import { lookAhead } from "../../dist/schedule-base.js";
import { createScheduler } from "../../dist/schedule.js";

before(() => init());

const moons = makeDatasetLater("moons", { points: 90, seed: 4 });
const linear = makeDatasetLater("linear", { points: 60, seed: 4 });
function makeDatasetLater(...args) {
  let data;
  return () => (data ??= makeDataset(...args));
}

const base = () => ({
  layers: [2, 5, 2], loss: "cross-entropy", optimizer: { name: "SGD", lr: 0.1 }, schedule: { name: "StepLR", stepSize: 3 },
  data: moons(), validation: 0.2, seed: 5, batchSize: 16,
});

/** What a Trainer of its own gives for each cell, last key fastest. */
function alone(options, grid, epochs, place) {
  const results = [];
  const walk = (keys, values) => {
    if (keys.length) return grid[keys[0]].forEach((value) => walk(keys.slice(1), [...values, value]));
    const cell = Object.fromEntries(Object.keys(grid).map((key, i) => [key, values[i]]));
    const trainer = new Trainer(place(options, cell));
    const { epoch, lr, ...record } = trainer.run(epochs);
    trainer.free();
    results.push({ cell, ...record, epochs: epoch + 1 });
  };
  walk(Object.keys(grid), []);
  return results;
}

/** @param {number | undefined} [workers] two train away from this thread, however small the grid is; null: what sweep() chooses */
async function check(options, grid, epochs, place, workers = 2) {
  const want = alone(options, grid, epochs, place);
  const seen = new Map();
  let last = 0;
  const losses = await sweep({
    ...options, grid, epochs, workers: workers ?? undefined,
    onResult({ index, ...result }, { done, total }) {
      assert.ok(!seen.has(index), `cell ${index} comes once`);
      seen.set(index, result);
      assert.equal(done, ++last);
      assert.equal(total, want.length);
    },
  });
  assert.ok(losses instanceof Float64Array);
  assert.equal(seen.size, want.length);
  want.forEach((cell, i) => {
    assert.deepEqual(seen.get(i), cell);
    const final = options.validation ? cell.valLoss : cell.loss;
    assert.ok(Object.is(losses[i], cell.diverged || !Number.isFinite(final) ? Infinity : final), `loss ${i} is ${losses[i]}`);
  });
}

const rates = [0.01, 0.05, 0.1, 0.3, 0.7];
const schedule = (options, { gamma, stepSize, lr }) => ({
  ...options,
  optimizer: { ...options.optimizer, ...(lr !== undefined && { lr }) },
  schedule: { ...options.schedule, ...(gamma !== undefined && { gamma }), ...(stepSize !== undefined && { stepSize }) },
});

for (const workers of [2, 3])
  test(`without shared memory each cell is the same, with ${workers} workers`, () =>
    withoutSharing(() => check(base(), { gamma: [0.5, 0.8], stepSize: [1, 2, 5], lr: rates }, 9, schedule, workers)));

for (const workers of [null, 0, 1, 2, 3])
  for (const epochs of [9, 200]) // on one thread the first is trained by the caller
    test(`each cell is what a Trainer with its options gives, with ${workers ?? "the default of"} workers and ${epochs} epochs`, () =>
      check(base(), { lr: rates, gamma: [0.1, 0.5, 1], stepSize: [1, 4, 100] }, epochs, schedule, workers));

test("a few cells, fewer than there are lanes or workers", () => check(base(), { lr: [0.2] }, 3, schedule, 3));
test("without validation the training loss counts", () => check({ ...base(), validation: 0 }, { lr: rates }, 4, schedule));
test("a regression", () =>
  check({ ...base(), layers: [10, 2], loss: "mse", data: linear(), normalize: "standard" }, { lr: [0.01, 0.1, 0.2], gamma: [0.2, 0.9] }, 6, schedule));
test("a schedule that steps every batch", () => check({ ...base(), schedule: { name: "StepLR", stepSize: 3, unit: "batch" } }, { stepSize: [1, 2, 7, 30, 31] }, 5, schedule));
test("no schedule at all", () => check({ ...base(), schedule: undefined }, { lr: rates }, 5, (o, { lr }) => ({ ...o, optimizer: { ...o.optimizer, lr } })));

for (const name of ["Adam", "AdamW", "RMSprop"])
  test(`${name}: its own numbers may vary`, () =>
    check({ ...base(), optimizer: { name, lr: 0.01 } }, { weightDecay: [0, 0.1, 0.01], eps: [1e-8, 1e-3] }, 5, (o, cell) => ({ ...o, optimizer: { ...o.optimizer, ...cell } })));

for (const [name, options] of Object.entries({
  StepLR: { stepSize: 3, minLr: 0.02 }, MultiStepLR: { milestones: [7, 2, 2] }, ConstantLR: {}, LinearLR: { minLr: 0.05 }, ExponentialLR: { gamma: 0.9 }, PolynomialLR: { power: 2 },
  CosineAnnealingLR: { tMax: 6, etaMin: 0.01 }, CosineAnnealingWarmRestarts: { t0: 2, tMult: 2 }, CyclicLR: { baseLr: 0.1, maxLr: 1, stepSizeUp: 3, mode: "exp_range", gamma: 0.9, cycleMomentum: false },
  OneCycleLR: { maxLr: 1, totalSteps: 30, cycleMomentum: false }, LambdaLR: { lrLambda: (epoch) => 1 / (1 + epoch) }, MultiplicativeLR: { lrLambda: () => 0.8 },
}))
  test(`${name}: the rates that a sweep asks for are those of the schedule`, () => {
    const expected = lookAhead(createScheduler({ paramGroups: [{ lr: 0.3 }] }, { name, ...options }), 25).lr;
    const rates = new Float64Array(25);
    assert.equal(freshRates(kinds[name], options, 0.3, rates), true);
    assert.deepEqual(rates, expected);
  });

test("a schedule that needs more than the epoch has no such rates, and a wrong option is refused", () => {
  const rates = new Float64Array(25);
  assert.equal(freshRates(kinds.ReduceLROnPlateau, {}, 0.3, rates), false);
  assert.equal(freshRates(kinds.CyclicLR, { baseLr: 0.1, maxLr: 1 }, 0.3, rates), false);
  assert.equal(freshRates(kinds.SequentialLR, {}, 0.3, rates), false);
  assert.throws(() => freshRates(kinds.StepLR, { stepSize: 0 }, 0.3, rates), { name: "RangeError", field: "stepSize" });
  assert.throws(() => freshRates(kinds.StepLR, { stepSize: 2, gama: 1 }, 0.3, rates), { name: "TypeError" });
});

test("a rate that grows beyond all numbers is refused with the schedule's own words, wherever it does", () => {
  const grows = { name: "ExponentialLR", gamma: 1e300 };
  const { name, ...options } = grows;
  for (const count of [1, 2, 3]) {
    const said = (rates) => { try { rates(); } catch (error) { return `${error.code} ${error.message}`; } };
    const expected = said(() => lookAhead(createScheduler({ paramGroups: [{ lr: 1e-300 }] }, grows), count));
    assert.equal(said(() => freshRates(kinds[name], options, 1e-300, new Float64Array(count))), expected, `${count} epochs`);
    assert.equal(expected !== undefined, count === 3, expected);
  }
});

test("momentum 0 beside momentum above 0, and nesterov beside plain", () =>
  check({ ...base(), optimizer: { name: "SGD", lr: 0.05 } }, { momentum: [0.9, 0, 0.5, 0, 0, 0.1] }, 5, (o, cell) => ({ ...o, optimizer: { ...o.optimizer, ...cell } })));

test("a schedule that moves the momentum, and one that needs a metric, are trained alone and still right", async () => {
  const cyclic = { name: "CyclicLR", baseLr: 0.01, maxLr: 0.2, stepSizeUp: 3 };
  await check({ ...base(), optimizer: { name: "SGD", lr: 0.1, momentum: 0.9 }, schedule: cyclic }, { stepSizeUp: [1, 2, 3] }, 6, (o, cell) => ({ ...o, schedule: { ...o.schedule, ...cell } }));
  const plateau = { name: "ReduceLROnPlateau", patience: 0, threshold: 0.1 };
  await check({ ...base(), schedule: plateau }, { patience: [0, 1, 3] }, 8, (o, cell) => ({ ...o, schedule: { ...o.schedule, ...cell } }));
});

test("options of the trainer itself may vary", () =>
  check(base(), { seed: [1, 2], batchSize: [8, 64], activation: ["tanh", "relu"] }, 3, (o, cell) => ({ ...o, ...cell })));

test("a cell that diverges leaves its neighbours alone and is Infinity", async () => {
  const grid = { lr: [0.01, 1e30, 0.05, 0.1, 1e30] };
  const options = { ...base(), layers: [2, 5, 2], activation: "relu", schedule: undefined };
  await check(options, grid, 6, (o, { lr }) => ({ ...o, optimizer: { ...o.optimizer, lr } }));
  const losses = await sweep({ ...options, grid, epochs: 6 });
  assert.equal(losses[1], Infinity);
  assert.ok(losses.every((loss) => !Number.isNaN(loss)));
});

test("parts of a sweep, joined, are the sweep", async () => {
  const options = { ...base(), grid: { lr: rates, gamma: [0.1, 0.5, 1] }, epochs: 4, workers: 1 };
  const whole = await sweep(options);
  const parts = [];
  for (const range of [[0, 4], [4, 5], [5, 5], [5, 15]]) parts.push(...(await sweep({ ...options, range })));
  assert.deepEqual(parts, [...whole]);
});

test("a name that optimizer and schedule share is written with its room", async () => {
  const options = { ...base(), optimizer: { name: "Adam", lr: 0.01 }, schedule: { name: "ReduceLROnPlateau" }, epochs: 2 };
  await assert.rejects(sweep({ ...options, grid: { eps: [1e-8] } }), { name: "RangeError", field: "grid.eps" });
  assert.equal((await sweep({ ...options, grid: { "optimizer.eps": [1e-8, 1e-3], "schedule.eps": [0] } })).length, 2);
});

const refused = [
  ["an empty grid", { grid: {} }, "RangeError", "grid"],
  ["a grid that is an array", { grid: [] }, "TypeError", "grid"],
  ["no grid", { grid: undefined }, "TypeError", "grid"],
  ["an empty axis", { grid: { lr: [] } }, "RangeError", "grid.lr"],
  ["an axis that is a number", { grid: { lr: 0.1 } }, "TypeError", "grid.lr"],
  ["NaN on an axis", { grid: { lr: [0.1, NaN] } }, "RangeError", "grid.lr[1]"],
  ["text on an axis", { grid: { gamma: [0.1], stepSize: [1, "2"] } }, "TypeError", "grid.stepSize[1]"],
  ["0 as a step size", { grid: { stepSize: [0] } }, "RangeError", "grid.stepSize[0]"],
  ["a key that is no option", { grid: { stepsize: [1] } }, "TypeError", "stepsize"],
  ["a prototype key", { grid: JSON.parse('{"__proto__": [1]}') }, "TypeError", "__proto__"],
  ["a key of another optimizer", { grid: { alpha: [0.9] } }, "TypeError", "alpha"],
  ["data as an axis", { grid: { data: [1] } }, "TypeError", "data"],
  ["10^9 cells", { grid: { lr: Array(1000).fill(0.1), gamma: Array(1000).fill(0.1), stepSize: Array(1000).fill(1) } }, "RangeError", "grid"],
  ["no epochs", { epochs: undefined }, "TypeError", "epochs"],
  ["0 epochs", { epochs: 0 }, "RangeError", "epochs"],
  ["half a worker", { workers: 0.5 }, "RangeError", "workers"],
  ["a kind of worker that there is none of", { workerType: "shared" }, "RangeError", "workerType"],
  ["a signal that is none", { signal: {} }, "TypeError", "signal"],
  ["onResult that is no function", { onResult: 1 }, "TypeError", "onResult"],
  ["a range beyond the grid", { range: [0, 3] }, "RangeError", "range[1]"],
  ["a range that runs backwards", { range: [2, 1] }, "RangeError", "range[1]"],
  ["an unknown option", { gird: {} }, "TypeError", "gird"],
];
for (const [what, bad, name, field] of refused)
  test(`${what} is refused before anything starts`, async () => {
    let called = false;
    await assert.rejects(sweep({ ...base(), epochs: 2, grid: { lr: [0.1, 0.2] }, onResult: () => (called = true), ...bad }), (error) => {
      assert.equal(error.name, name, error.message);
      assert.equal(error.field, field, error.message);
      return true;
    });
    assert.equal(called, false);
  });

test("an abort rejects at once, with the signal's reason, and no result comes afterwards", async () => {
  const controller = new AbortController();
  let results = 0;
  const reason = new Error("enough");
  const running = sweep({
    ...base(), grid: { lr: Array(400).fill(0.1) }, epochs: 400, workers: 2, signal: controller.signal,
    onResult() {
      if (++results === 3) controller.abort(reason);
    },
  });
  await assert.rejects(running, (error) => error === reason);
  const then = results;
  await new Promise((resolve) => setTimeout(resolve, 100));
  assert.equal(results, then);
  await assert.rejects(sweep({ ...base(), grid: { lr: [0.1] }, epochs: 1, signal: AbortSignal.abort() }), { name: "AbortError" });
});

test("an error in onResult rejects the sweep", () =>
  Promise.all([undefined, 0, 1, 2].map((workers) =>
    assert.rejects(sweep({ ...base(), grid: { lr: rates }, epochs: 1, workers, onResult() { throw new Error("mine"); } }), { message: "mine" }))));

test("by default, and with one worker, a brief grid starts none; a longer one, a larger network, more rows, or two workers do", async () => {
  const threads = createRequire(import.meta.url)("node:worker_threads");
  const { Worker } = threads;
  let started = 0;
  threads.Worker = class extends Worker {
    constructor(...args) {
      super(...args);
      started++;
    }
  };
  try {
    const startedFor = async (more) => {
      const before = started;
      await sweep({ ...base(), grid: { lr: [0.1, 0.2, 0.3, 0.4, 0.5] }, epochs: 10, workerUrl: `own ${Math.random()}`, ...more }); // no idle worker of an earlier sweep
      return started - before;
    };
    for (const brief of [{}, { workers: 1 }, { workers: 0 }, { workers: 0, epochs: 1000 }, { range: [2, 2], workers: 2 }]) assert.equal(await startedFor(brief), 0);
    for (const longer of [{ epochs: 1000 }, { layers: [2, 100, 100, 2] }, { data: makeDataset("moons", { points: 10000 }) }, { grid: { layers: [[2, 5, 2], [2, 100, 100, 2]] }, layers: undefined }])
      assert.equal(await startedFor({ workers: 1, ...longer }), 1);
    assert.equal(await startedFor({ workers: 2 }), 2);
  } finally {
    threads.Worker = Worker;
  }
});

test("functions in the schedule need workers: 0, and then work", async () => {
  const options = { ...base(), schedule: { name: "LambdaLR", lrLambda: (t) => 1 / (t + 1) }, grid: { lr: rates }, epochs: 4 };
  await assert.rejects(sweep(options), { name: "TypeError", field: "schedule.lrLambda" });
  const losses = await sweep({ ...options, workers: 0 });
  const want = alone(options, options.grid, 4, ({ grid, epochs, ...o }, { lr }) => ({ ...o, optimizer: { ...o.optimizer, lr } }));
  assert.deepEqual([...losses], want.map(({ valLoss }) => valLoss));
});

/** Does something as on a page that cannot share memory with its workers. @param {() => Promise<void>} run */
async function withoutSharing(run) {
  globalThis.crossOriginIsolated = false;
  try {
    await run();
  } finally {
    delete globalThis.crossOriginIsolated;
  }
}

/** Sweeps 1 to n cells with workers that are played here. @param {number} cells @param {number} workers
 * @param {(asked: (worker: number) => Promise<{ from: number, to: number, answer: (count: number) => void }>, waiting: (worker: number) => number) => Promise<void>} play
 *   asked: what a worker is asked next; waiting: how many questions it has that nobody took @param {(index: number) => void} [onResult] */
async function played(cells, workers, play, onResult = () => {}) {
  const threads = createRequire(import.meta.url)("node:worker_threads");
  const { Worker } = threads;
  /** What each worker is asked and nobody took. @type {any[][]} */
  const questions = [];
  threads.Worker = class {
    asked = [];
    constructor() {
      questions.push(this.asked);
    }
    on(type, listener) {
      if (type === "message") this.tell = listener;
    }
    postMessage({ id, type, from, to }) {
      const tell = (more) => setImmediate(() => this.tell({ id, ...more }));
      if (type !== "cells") return tell({});
      // A row is cell, loss, valLoss, accuracy, valAccuracy, diverged, epochs: here all are the number of the cell but the last two.
      const answer = (count) => tell({ rows: Float64Array.from({ length: 7 * count }, (_, i) => [from + Math.floor(i / 7), 0][+(i % 7 > 4)]).buffer });
      this.asked.push({ from, to, answer });
    }
    ref() {}
    unref() {}
    terminate() {}
  };
  const asked = async (worker) => {
    for (let turns = 0; !questions[worker]?.length; turns++) {
      assert.ok(turns < 1e5, `worker ${worker} is asked nothing`);
      await new Promise((done) => setImmediate(done));
    }
    return questions[worker].shift();
  };
  try {
    const seen = [];
    const lr = Array.from({ length: cells }, (_, i) => 0.01 * (i + 1));
    globalThis.crossOriginIsolated = false; // they have no memory to share
    const running = sweep({ ...base(), grid: { lr }, epochs: 1, workers, workerUrl: `played ${Math.random()}`, onResult({ index, valLoss }) { seen.push([index, valLoss]); onResult(index); } });
    await play(asked, (worker) => questions[worker]?.length ?? 0);
    await running;
    assert.deepEqual(seen.sort(([a], [b]) => a - b), lr.map((_, i) => [i, i]), "each cell once, with its own result");
  } finally {
    delete globalThis.crossOriginIsolated;
    threads.Worker = Worker;
  }
}

test("what a worker leaves undone of the part ahead is trained, though all others have ended", () =>
  played(40, 2, async (asked) => {
    const next = async (worker, from, to) => {
      const question = await asked(worker);
      assert.deepEqual([question.from, question.to], [from, to]);
      return question.answer;
    };
    const [first, other] = [await next(0, 0, 12), await next(1, 12, 24)];
    first(4); // its budget is spent: cells take long
    const [second, ahead] = [await next(0, 4, 8), await next(0, 8, 12)];
    other(12);
    for (const answer of [await next(1, 24, 28), await next(1, 28, 32)]) answer(4);
    (await next(1, 32, 36))(4);
    (await next(1, 36, 40))(4); // this worker has no more to do
    second(4);
    ahead(1);
    (await next(0, 9, 12))(3);
  }));

test("a worker has its next part before the results of its last one are taken", async () => {
  let now = () => 0;
  const inHand = [];
  await played(40, 2, async (asked, waiting) => {
    const [first, other] = [await asked(0), await asked(1)];
    now = () => waiting(0);
    first.answer(12);
    const second = await asked(0);
    other.answer(12);
    second.answer(second.to - second.from);
    for (let cells = 24 + second.to - second.from; cells < 40; )
      for (const worker of [0, 1])
        if (waiting(worker)) await asked(worker).then(({ from, to, answer }) => answer(to - from, (cells += to - from)));
        else await new Promise((done) => setImmediate(done));
  }, () => inHand.push(now()));
  assert.equal(inHand[0], 1);
});

for (const speeds of [[1, 1], [1, 0.6], [0.6, 1], [1, 0.5], [0.5, 1], [1, 1, 1, 1], [0.5, 1, 1, 1], [1, 0.7, 0.8, 0.9]])
  test(`workers end together, and are asked little, where their speeds are ${speeds.join(", ")}`, () =>
    played(256, speeds.length, async (asked, waiting) => {
      const settled = async () => {
        for (let turns = 0; turns < 20; turns++) await new Promise((done) => setImmediate(done));
      };
      const free = speeds.map(() => 0);
      let [now, cells, questions] = [0, 0, 0];
      /** @type {{ at: number, count: number, answer: (count: number) => void }[]} */
      const training = [];
      while (cells < 256) {
        await settled();
        for (const [worker, speed] of speeds.entries())
          while (waiting(worker)) {
            const { from, to, answer } = await asked(worker);
            free[worker] = Math.max(now, free[worker]) + (to - from) / speed;
            training.push({ at: free[worker], count: to - from, answer });
            questions++;
          }
        training.sort((a, b) => a.at - b.at);
        const { at, count, answer } = training.shift();
        now = at;
        cells += count;
        answer(count);
      }
      const least = 256 / speeds.reduce((sum, speed) => sum + speed);
      assert.ok(now <= 1.06 * least + 4, `they end after ${now}, at best after ${least}`);
      assert.ok(questions <= 4 * speeds.length, `${questions} questions`);
    }));

for (const shared of [true, false])
  test(`a few cells of a network too large for the lanes are divided one by one${shared ? ", from shared memory" : ""}`, async () => {
    const threads = createRequire(import.meta.url)("node:worker_threads");
    const { Worker } = threads;
    const asked = new Set();
    threads.Worker = class extends Worker {
      postMessage(message, transfer) {
        if (message.type === "cells") asked.add(this);
        super.postMessage(message, transfer);
      }
    };
    const run = async () => {
      const options = { ...base(), layers: [2, 80, 2], grid: { lr: rates }, epochs: 8000 };
      assert.deepEqual(await sweep({ ...options, workers: 3, workerUrl: `none ${Math.random()}` }), await sweep({ ...options, workers: 0 }));
    };
    try {
      await (shared ? run() : withoutSharing(run));
      assert.equal(asked.size, 3, "workers");
    } finally {
      threads.Worker = Worker;
    }
  });

for (const shared of [true, false])
  for (const most of [1, 2, 3])
    test(`when ${most} workers die their cells run again${shared ? ", which they took from shared memory" : ""}: none is lost, none comes twice`, async () => {
      const threads = createRequire(import.meta.url)("node:worker_threads");
      const { Worker } = threads;
      let deaths = 0;
      let asked = 0;
      threads.Worker = class extends Worker {
        postMessage(message, transfer) {
          if (message.type === "cells" && ++asked === 1) assert.equal(message.claims !== undefined, shared);
          super.postMessage(message, transfer);
          if (message.type === "cells" && deaths < most && asked >= 2) {
            deaths++;
            setTimeout(() => this.terminate(), 30 * (asked % 2)); // with cells in hand, some of which may be trained
          }
        }
      };
      const run = async () => {
        const seen = [];
        const grid = { lr: Array.from({ length: 200 }, (_, i) => 0.001 * (i + 1)) };
        // A file of its own, so that no idle worker of an earlier sweep is taken.
        const losses = await sweep({ ...base(), grid, epochs: 300, workers: 3, workerUrl: `none ${Math.random()}`, onResult: ({ index }) => seen.push(index) });
        assert.equal(deaths, most, "workers have died");
        assert.deepEqual(seen.sort((a, b) => a - b), grid.lr.map((_, i) => i));
        threads.Worker = Worker;
        assert.deepEqual(losses, await sweep({ ...base(), grid, epochs: 300, workers: 1 }));
      };
      try {
        await (shared ? run() : withoutSharing(run));
      } finally {
        threads.Worker = Worker;
      }
    });

test("where workers die whatever they train the sweep fails", async () => {
  const threads = createRequire(import.meta.url)("node:worker_threads");
  const { Worker } = threads;
  let deaths = 0;
  threads.Worker = class extends Worker {
    postMessage(message, transfer) {
      if (message.type === "cells") setImmediate(() => void this.terminate(), deaths++);
      super.postMessage(message, transfer);
    }
  };
  const failing = () => assert.rejects(sweep({ ...base(), grid: { lr: Array.from({ length: 400 }, (_, i) => 0.001 * (i + 1)) }, epochs: 2000, workers: 2, workerUrl: `none ${Math.random()}` }), /worker/);
  try {
    await failing();
    await withoutSharing(failing);
    assert.ok(deaths <= 24, `${deaths} workers were started in vain`);
  } finally {
    threads.Worker = Worker;
  }
});

for (const schedule of [{ name: "ChainedScheduler", schedulers: [{ name: "LinearLR" }] }, { name: "LinearLR", lastEpoch: -1 }])
  for (const workers of [null, 0, 2])
    test(`cells do not change each other's optimizer: ${schedule.name}, ${workers ?? "the default of"} workers`, () =>
      check({ ...base(), schedule }, { minLr: [0, 0.01, 0.02, 0.03, 0.04, 0.05] }, 10, (o, { minLr }) => ({ ...o, schedule: { ...o.schedule, minLr } }), workers));

test("what a schedule computes in JavaScript is not brief: the signal is heard", async () => {
  const schedule = { name: "SequentialLR", unit: "batch", milestones: [100], schedulers: [{ name: "LinearLR" }, { name: "CosineAnnealingLR", tMax: 10 }] };
  const options = { ...base(), layers: [2, 2], batchSize: 1, epochs: 5000, schedule, grid: { lr: [0.1] }, workers: 1 };
  await assert.rejects(sweep({ ...options, signal: AbortSignal.timeout(20) }), { name: "TimeoutError" });
});

test("options may be changed while the sweep runs: it has its own", async () => {
  const options = { ...base(), epochs: 300, workers: 2, grid: { lr: [...rates, 0.6, 0.8, 0.9] } };
  const want = await sweep(options);
  const { schedule, optimizer, grid, data } = structuredClone(options);
  const running = sweep({ ...options, schedule, optimizer, grid, data });
  schedule.stepSize = 1;
  optimizer.momentum = 0.9;
  grid.lr.fill(0);
  data.x.fill(0);
  assert.deepEqual(await running, want);
});

test("an option may be named once, values that depend on each other are checked together, and an error names its cell", async () => {
  await assert.rejects(sweep({ ...base(), epochs: 2, grid: { lr: [0.1, 0.2], "optimizer.lr": [0.5] } }), { name: "RangeError", field: "grid.optimizer.lr" });
  let called = false;
  await assert.rejects(sweep({ ...base(), epochs: 2, grid: { nesterov: [false, true], momentum: [0.9, 0.5, 0.4, 0.3, 0] }, onResult: () => (called = true) }), { field: "grid.nesterov[1]" });
  assert.equal(called, false);
  for (const workers of [0, 1, 2])
    await assert.rejects(sweep({ ...base(), optimizer: { name: "SGD", lr: 10 }, epochs: 30, workers, schedule: { name: "StepLR", stepSize: 5, gamma: 1 }, grid: { gamma: [0.5, 1e308] } }), { name: "RangeError", code: "OVERFLOW", message: /^cell 1: lr is Infinity/ });
  await assert.rejects(sweep({ ...base(), epochs: 2, grid: { lr: [0.1] }, workerUrl: 5 }), { name: "TypeError", field: "workerUrl" });
  await assert.rejects(sweep({ ...base(), epochs: 2, schedule: { name: "constructor" }, grid: { lr: [0.1] } }), { name: "RangeError" });
});

test("more rates than the lanes have room for are trained one after another", async () => {
  const data = makeDataset("moons", { points: 64, seed: 1 });
  const options = { ...base(), layers: [2, 2], data, validation: 0, batchSize: 1, schedule: { name: "StepLR", stepSize: 5, unit: "batch" } };
  const epochs = 600_000; // of 64 batches: 1.2 GB of rates; all but the first few are 0
  const [loss] = await sweep({ ...options, epochs, grid: { gamma: [0] }, workers: 1 });
  const trainer = new Trainer({ ...options, schedule: { ...options.schedule, gamma: 0 } });
  assert.equal(loss, trainer.run(20).loss);
  trainer.free();
});

test("after an error in onResult the workers end what they are training", async () => {
  const threads = createRequire(import.meta.url)("node:worker_threads");
  const { Worker } = threads;
  const ended = [];
  threads.Worker = class extends Worker {
    terminate() {
      ended.push(this);
      return super.terminate();
    }
  };
  try {
    const options = { ...base(), layers: [2, 64, 64, 2], epochs: 20_000, workers: 2, workerUrl: "ended", grid: { lr: [1e38, 1e38, 1e38, 1e38, 0.1, 0.2, 0.3, 0.4] }, activation: "relu" };
    await sweep({ ...options, epochs: 20 }); // so that both have started
    await assert.rejects(sweep({ ...options, onResult() { throw new Error("stop"); } }), { message: "stop" });
    assert.equal(new Set(ended).size, 2);
  } finally {
    threads.Worker = Worker;
  }
});

test("whatever cannot be trained is refused before anything starts, and named by its place in the grid", async () => {
  const schedule = { name: "ChainedScheduler" };
  schedule.schedulers = [schedule, schedule];
  const order = [0, 1].map(() => [...Array(90).keys()]);
  const cases = [
    [{ schedule: { name: "Nope" }, grid: { seed: [1, 2] } }, "schedule.name"],
    [{ schedule: { name: "StepLR", stepSize: 0 }, grid: { seed: [1, 2] } }, "stepSize"],
    [{ schedule: { name: "StepLR", stepSize: Symbol("S") }, grid: { seed: [1, 2] } }, "stepSize"],
    [{ schedule, grid: { lr: [0.1] } }, "options"],
    [{ grid: { layers: [[2, 4, 2], [2, 6, 6, 2]], lr: [0.1, [0.1, 0.2]] } }, "grid.lr[1]"],
    [{ grid: { loss: ["cross-entropy", "mse"] } }, "data.classes"],
    [{ grid: { layers: [[2, 4, 2], [2, 99999, 99999, 2]] } }, "grid.layers[1]"],
    [{ grid: { lr: [0.1], layers: [[2, 4, 2], [2, 0, 2]] } }, "grid.layers[1]"],
    [{ layers: [2, 99999, 99999, 2], grid: { lr: [0.1] } }, "layers"],
    [{ order: 5, grid: { lr: [0.1] } }, "order"],
    [{ order: [() => 1], grid: { lr: [0.1] } }, "order[0]"],
    [{ order, validation: 0, grid: { validation: [0, 0.2] } }, "order[0]"],
    [{ order: order.map((rows) => rows.slice(18)), grid: { seed: [1, 2] } }, "order[0]"],
    [{ grid: { seed: [1], batchSize: [0] } }, "grid.batchSize[0]"],
    [{ grid: { gamma: [0.1], lr: [-1] } }, "grid.lr[0]"],
    [{ grid: { lr: [0.1], "schedule.gamma": [-1] } }, "grid.schedule.gamma[0]"],
    [{ layers: [2, 4, 2], grid: { lr: [0.1, [0.1, -1]] } }, "grid.lr[1]"],
    [{ optimizer: { name: "Adam", lr: 0.1 }, grid: { betas: [[0.9, 0.99], [0.9, 1]] } }, "grid.betas[1]"],
    [{ grid: { seed: Array(1e6 + 1) } }, "grid.seed"],
  ];
  for (const [options, field] of cases)
    for (const workers of [0, 1, 2])
      await assert.rejects(sweep({ ...base(), epochs: 2, workers, ...options, onResult: () => assert.fail("something started") }), { field }, `${field}, ${workers}`);
});

test("lists of rates fit the layers of each cell, not those beside the grid", () =>
  check({ ...base(), optimizer: { name: "SGD", lr: [0.1, 0.1, 0.2] } }, { layers: [[2, 4, 4, 2], [2, 6, 6, 2]] }, 3, (o, cell) => ({ ...o, ...cell })));

test("two hundred small sweeps at a time do not wait for one another's memory", async () => {
  const all = await Promise.all(Array.from({ length: 200 }, (_, seed) => sweep({ ...base(), seed, epochs: 3, grid: { lr: [0.1, 0.2] } })));
  const trainer = new Trainer({ ...base(), seed: 199, optimizer: { name: "SGD", lr: 0.2 } });
  assert.equal(all[199][1], trainer.run(3).valLoss);
  trainer.free();
});

test("a training that diverges before its rate overflows is a result, on any number of workers", async () => {
  const options = { ...base(), activation: "relu", epochs: 30, schedule: { name: "ExponentialLR", gamma: 1e30 } };
  for (const workers of [0, 1, 2, undefined]) {
    const ends = [];
    assert.deepEqual([...(await sweep({ ...options, workers, grid: { lr: [1, 0.5, 1e-3, 2, 3] }, onResult: ({ index, diverged, epochs }) => (ends[index] = [diverged, epochs]) }))], Array(5).fill(Infinity));
    assert.ok(ends.every(([diverged, epochs]) => diverged && epochs < 11), ends.join());
  }
});

test("on the calling thread one cell that diverged at once does not make the others seem short", async () => {
  const { train } = LanesCore.prototype;
  let together = 0;
  LanesCore.prototype.train = function (...numbers) {
    together++;
    return train.apply(this, numbers);
  };
  try {
    await sweep({ ...base(), activation: "relu", schedule: null, epochs: 5000, workers: 0, grid: { lr: [1e30, 0.1, 0.2, 0.3, 0.4] } });
    assert.equal(together, 0);
    await sweep({ ...base(), epochs: 5, workers: 0, grid: { lr: [0.1, 0.2, 0.3, 0.4, 0.5] } });
    assert.ok(together > 0);
  } finally {
    LanesCore.prototype.train = train;
  }
});

/** With another class for threads. @param {any} Worker @param {() => Promise<void>} body */
async function withWorker(Worker, body) {
  const threads = createRequire(import.meta.url)("node:worker_threads");
  const own = threads.Worker;
  threads.Worker = Worker;
  try {
    await body();
  } finally {
    threads.Worker = own;
  }
}

test("where no worker can start, an aborted sweep trains no further", () =>
  withWorker(class { constructor() { throw new Error("no"); } }, async () => {
    const { epoch } = Trainer.prototype;
    let epochs = 0;
    Trainer.prototype.epoch = function () {
      epochs++;
      return epoch.call(this);
    };
    try {
      const signal = AbortSignal.timeout(60);
      await assert.rejects(sweep({ ...base(), layers: [2, 80, 2], epochs: 1e6, workers: 2, workerUrl: "none", grid: { lr: [0.1, 0.2] }, signal }), { name: "TimeoutError" });
      assert.ok(epochs > 0);
      await new Promise((resolve) => setTimeout(resolve, 100)); // a slice may be under way
      const before = epochs;
      await new Promise((resolve) => setTimeout(resolve, 100));
      assert.equal(epochs, before);
    } finally {
      Trainer.prototype.epoch = epoch;
    }
  }));

test("a signal ends a sweep whose workers do not start", () => {
  const ended = [];
  class Silent {
    on() {}
    postMessage() {}
    ref() {}
    unref() {}
    terminate() {
      ended.push(this);
    }
  }
  return withWorker(Silent, async () => {
    await assert.rejects(sweep({ ...base(), epochs: 3, workers: 3, workerUrl: "silent", grid: { lr: [...rates, 0.7, 0.8, 0.9, 1] }, signal: AbortSignal.timeout(50) }), { name: "TimeoutError" });
    assert.equal(new Set(ended).size, 3);
  });
});

test("twelve workers listen to one signal without a warning, and nobody listens afterwards", async () => {
  const warnings = [];
  const warn = (warning) => warnings.push(warning.name);
  process.on("warning", warn);
  const { signal } = new AbortController();
  await sweep({ ...base(), epochs: 3, workers: 12, grid: { lr: Array.from({ length: 60 }, (_, i) => 0.01 * (i + 1)) }, signal });
  await new Promise(setImmediate);
  process.off("warning", warn);
  assert.deepEqual(warnings, []);
  assert.equal(createRequire(import.meta.url)("node:events").getEventListeners(signal, "abort").length, 0);
});

test("rates that are looked up in several goes are those of the Trainer", () => {
  const schedulers = [{ name: "LinearLR", totalIters: 1000 }, { name: "CosineAnnealingLR", tMax: 9000 }];
  return check({ ...base(), layers: [2, 2], batchSize: 1, schedule: { name: "SequentialLR", unit: "batch", milestones: [1000], schedulers } }, { lr: [0.1, 0.2] }, 500, (o, { lr }) => ({ ...o, optimizer: { ...o.optimizer, lr } }));
});

test("neither what onResult does to a cell's values nor objects of whatever class change what is trained", async () => {
  const options = { ...base(), optimizer: { name: "Adam", lr: 0.01 }, epochs: 20, grid: { betas: [[0.9, 0.99]], eps: rates.map((rate) => rate * 1e-6) } };
  for (const workers of [0, 1]) {
    const want = await sweep({ ...options, workers });
    assert.deepEqual(await sweep({ ...options, workers, onResult: ({ cell }) => (cell.betas[0] = 0) }), want);
  }
  class Own {
    name = "SGD";
    lr = 0.1;
  }
  const seed = Buffer.from([1, 2, 3, 4]);
  const given = { ...base(), optimizer: new Own(), epochs: 30, workers: 0, grid: { seed } };
  const want = await sweep(given);
  const running = sweep(given);
  given.optimizer.lr = 0;
  seed.fill(9);
  assert.deepEqual(await running, want);
});
