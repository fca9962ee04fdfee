import { checkMemory, compiledModule, LANES } from "./core.js";
import { listed, missingError, rangeError, typeError, unknownNameError, unknownOptionError } from "./errors.js";
import { checkInteger, copied, readOptions } from "./options.js";
import { connect, Remote } from "./remote.js";
import { CellRunner, cellOptions, checkSchedule, fitLanes, isBrief, MOST_CELLS, ownOptions, putValues, readResult, ROW, valuesAt } from "./sweep-cells.js";
import { Trainer } from "./trainer.js";
import { gridKeys, readOptimizer, readTrainerOptions, TRAINER_OPTIONS } from "./trainer-options.js";

/** @typedef {import("./sweep-cells.js").CellResult} CellResult */
/** @typedef {import("./trainer-options.js").TrainerOptions} TrainerOptions */
/** An axis as its key was given. @typedef {import("./sweep-cells.js").Axes[number] & { option: string }} ReadAxis */
/** @typedef {{ index: number, cell: Record<string, any> } & CellResult} SweepResult index: the cell's number in grid order; cell: its value of each key */

/** @typedef {object} SweepExtras
 * @property {Record<string, any[]>} grid for each key the values to try: numbers of the optimizer (lr, momentum, weightDecay), of the schedule (gamma, stepSize), or any
 *   option of the trainer (seed, batchSize, activation). A name that optimizer and schedule share is written "optimizer.eps" or "schedule.eps"
 * @property {number} epochs of each cell, 1 to 10^6
 * @property {number} [workers] how many train at the same time, default one for each processor; 0: on the calling thread, in slices of some 8 ms, an epoch at least. By default,
 *   and where it is 1, a grid of a few milliseconds is trained on the calling thread too, sooner than a worker would answer
 * @property {AbortSignal} [signal] ends the sweep; the promise is then rejected with its reason
 * @property {(result: SweepResult, progress: { done: number, total: number }) => void} [onResult] called for every cell as it is done, in any order
 * @property {[number, number]} [range] only the cells from the first number up to, not including, the second: one part of a sweep that several machines share
 * @property {string | URL} [workerUrl] a file of this origin that holds `step-decay/worker.js`, where workers may not be made from text
 * @property {"classic" | "module"} [workerType] what kind of script that file is, default "classic" */
/** @typedef {Omit<TrainerOptions, "schedule"> & { schedule?: TrainerOptions["schedule"] } & SweepExtras} SweepOptions */

const EXTRAS = ["grid", "epochs", "workers", "signal", "onResult", "range", "workerUrl", "workerType"];
const WORKER_TYPES = ["classic", "module"];
/** Options of trainer and optimizer whose allowed values depend on each other. */
const TOGETHER = [["nesterov", "momentum", "dampening"], ["layers", "loss"], ["layers", "lr"]];
const MAX_CELLS = 1e6;
const MAX_WORKERS = 64;
const BUDGET_MS = 40; // of a worker, before it hands its results over
const SLICE_MS = 8; // of the calling thread, before it pauses
const ROUND = 0.6; // of the cells that are left, divided among the workers: few messages, and one that is half as fast as the others is not late
const MAX_DEATHS = 3; // of workers with the same cells in hand
const IDLE_MS = 10_000; // that a worker is kept for the next sweep

/** Trains a network for every cell of a grid, on all processors. A cell's result is that of a Trainer with its options, to the last bit, however many workers there are.
 * @param {SweepOptions} options a Trainer's, with a grid
 * @returns {Promise<Float64Array<ArrayBuffer>>} the final validation loss of each cell (without validation the training loss), the last key of the grid running fastest;
 *   Infinity where the training diverged, so there is no NaN
 * @throws {TypeError | RangeError} before anything starts: an empty axis, a value that its option does not allow, a key that is no option, too many cells
 * @example
 * const losses = await sweep({ layers: [2, 8, 1], loss: "mse", optimizer: { name: "SGD", lr: 0.1 }, schedule: { name: "StepLR", stepSize: 10 }, data, validation: 0.2,
 *   epochs: 60, grid: { gamma: [0.1, 0.5], stepSize: [5, 10, 20] } }); // Float64Array(6) */
export async function sweep(options) {
  const read = readSweep(options);
  const { from, to, signal, onResult } = read;
  const { axes } = read.plan;
  const total = to - from;
  const losses = new Float64Array(total);
  let done = 0;
  signal?.throwIfAborted();
  await runCells(read, (index, result) => {
    const final = read.validates(index) ? result.valLoss : result.loss;
    losses[index - from] = result.diverged || !Number.isFinite(final) ? Infinity : final;
    done++;
    if (!onResult) return;
    const values = valuesAt(axes, index);
    onResult({ index, cell: Object.fromEntries(axes.map(({ option }, i) => [option, copied(values[i])])), ...result }, { done, total });
  });
  signal?.throwIfAborted();
  return losses;
}

/** Reads and checks a sweep. @param {SweepOptions} options */
function readSweep(options) {
  compiledModule(); // throws NOT_READY
  const read = readOptions("sweep", options, [...TRAINER_OPTIONS, ...EXTRAS]);
  const { grid, epochs, workers = processors(), signal, onResult, range, workerUrl, workerType = "classic", ...base } = read;
  if (epochs === undefined) throw missingError("epochs", "an integer from 1 to 1000000");
  checkInteger("epochs", epochs, 1, 1e6);
  checkInteger("workers", workers, 0, MAX_WORKERS);
  if (signal !== undefined && !(signal instanceof AbortSignal)) throw typeError("signal", signal, "an AbortSignal");
  if (workerUrl !== undefined && typeof workerUrl !== "string" && !(workerUrl instanceof URL)) throw typeError("workerUrl", workerUrl, "a string or a URL");
  if (!WORKER_TYPES.includes(workerType)) throw unknownNameError("workerType", workerType, WORKER_TYPES);
  if (onResult !== undefined && typeof onResult !== "function") throw typeError("onResult", onResult, "a function");
  const axes = readGrid(grid).map(([option, values]) => ({ option, values, key: resolveKey(option, base) }));
  axes.forEach(({ option, key }, k) => {
    const same = axes.slice(0, k).find((other) => other.key.room === key.room && other.key.name === key.name);
    if (same) throw rangeError(`grid.${option}`, option, `left out, as ${same.option} is the same option`);
  });
  const total = axes.reduce((product, { values }) => product * values.length, 1);
  if (total > MAX_CELLS) throw rangeError("grid", grid, `a grid of at most ${MAX_CELLS} cells; this one has ${total}`, { max: MAX_CELLS });
  const [from, to] = readRange(range, total);

  const atFirst = () => 0;
  const first = cellOptions(base, axes, valuesAt(axes, 0));
  const { shape, data, unit, groups, identity } = checked(axes, atFirst, () => readTrainerOptions(first));
  const { widths } = shape;
  checked(axes, atFirst, () => checkMemory(shape));
  let fresh = checked(axes, atFirst, () => checkSchedule(first.schedule, groups));
  axes.forEach((axis, k) => {
    const { values, key } = axis;
    const rest = key.room === "trainer" ? first : { optimizer: first.optimizer, schedule: first.schedule }; // an axis may have a million values
    const cell = ownOptions(rest, [axis]);
    values.forEach((value, i) => {
      putValues(cell, [axis], [value]);
      checked(axes, (j) => (j === k ? i : 0), () => {
        if (key.room === "trainer") checkMemory(readTrainerOptions(cell, key.name === "layers" || key.name === "loss" ? undefined : data).shape);
        else fresh = checkSchedule(cell.schedule, key.room === "schedule" ? groups : readOptimizer(cell.optimizer, widths.length - 1).groups) && fresh;
      });
    });
  });
  for (const names of TOGETHER) {
    const some = axesOf(axes, names);
    if (some.length > 1) eachTogether(some, first, (cell) => readTrainerOptions(cell, names.includes("loss") ? undefined : data));
  }
  if (base.order !== undefined) {
    const splits = base.validation > 0 || axesOf(axes, ["validation"]).length > 0; // then the seed says which rows are trained on
    eachTogether(axesOf(axes, splits ? ["validation", "seed"] : []), first, (cell) => new Trainer(cell).free());
  }
  if (workers > 0) {
    checkNoFunction("schedule", base.schedule);
    for (const { option, values } of axes) checkNoFunction(`grid.${option}`, values);
  }
  if (base.order && base.order.length < epochs) throw rangeError("epochs", epochs, `at most ${base.order.length}, the lists of order`, { min: 1, max: base.order.length });
  // What goes to the workers is a copy, read once.
  base.layers ??= widths;
  base.data = { x: data.x, y: data.y, classes: base.data.classes };
  const plan = { options: base, epochs, axes, first: { shape, data, unit } };

  const validation = axes.findIndex(({ key }) => key.room === "trainer" && key.name === "validation");
  /** Whether a cell holds rows out. @param {number} index */
  const validates = (index) => (validation < 0 ? base.validation : valuesAt(axes, index)[validation]) > 0;
  const brief = (read.workers ?? 1) === 1 && fresh && isBrief(plan, to - from, identity.batchSize);
  return { plan, brief, workers, signal, onResult, from, to, workerUrl, workerType, validates };
}

/** A function cannot be sent to another thread. @param {string} field @param {unknown} value */
function checkNoFunction(field, value) {
  if (typeof value === "function") throw typeError(field, value, "plain data, as functions cannot be sent to workers; or choose workers: 0");
  if (typeof value === "object" && value !== null) for (const [key, part] of Object.entries(value)) checkNoFunction(`${field}.${key}`, part);
}

/** @param {unknown} grid @returns {[key: string, values: any[]][]} */
function readGrid(grid) {
  const allowed = "an object with an array of values for each key";
  if (grid === undefined) throw missingError("grid", allowed);
  if (typeof grid !== "object" || grid === null || Array.isArray(grid)) throw typeError("grid", grid, allowed);
  const axes = Reflect.ownKeys(grid).map((key) => {
    const values = /** @type {any} */ (grid)[key];
    if (!Array.isArray(values) && !ArrayBuffer.isView(values)) throw typeError(`grid.${String(key)}`, values, "an array of values to try");
    const { length } = /** @type {any} */ (values);
    if (length > MAX_CELLS) throw rangeError(`grid.${String(key)}`, values, `an array of at most ${MAX_CELLS} values`, { max: MAX_CELLS });
    const list = Array.from(/** @type {any} */ (values));
    if (!list.length) throw rangeError(`grid.${String(key)}`, values, "an array of at least one value");
    return /** @type {[string, any[]]} */ ([key, list]);
  });
  if (!axes.length) throw rangeError("grid", grid, "an object with at least one key");
  return axes;
}

/** @param {unknown} range @param {number} total @returns {[number, number]} */
function readRange(range, total) {
  if (range === undefined) return [0, total];
  if (!Array.isArray(range) || range.length !== 2) throw typeError("range", range, "an array of two cell numbers, [from, to]");
  const from = checkInteger("range[0]", range[0], 0, total);
  return [from, checkInteger("range[1]", range[1], from, total)];
}

/** The option that a grid's key means. @param {string} key @param {any} base @returns {import("./sweep-cells.js").Key} */
function resolveKey(key, base) {
  const known = gridKeys(base);
  const rooms = known.filter(({ room, name }) => key === name || key === `${room}.${name}`);
  if (!rooms.length) throw unknownOptionError("grid", key, known.map(({ name }) => name));
  if (rooms.length > 1) throw rangeError(`grid.${key}`, key, `one of ${listed(rooms.map(({ room, name }) => `${room}.${name}`))}, as several have that name`);
  return rooms[0];
}

/** The axes of these options of trainer and optimizer; the rate only where a value is a list, one rate a layer. @param {ReadAxis[]} axes @param {string[]} names */
const axesOf = (axes, names) => axes.filter(({ key: { room, name }, values }) => room !== "schedule" && names.includes(name) && (name !== "lr" || values.some(Array.isArray)));

/** Checks all combinations of the values of some axes, the others at their first. @param {ReadAxis[]} axes @param {any} first a cell's options @param {(cell: any) => void} check */
function eachTogether(axes, first, check) {
  const count = axes.reduce((product, { values }) => product * values.length, 1);
  for (let i = 0; i < count; i++) {
    const values = valuesAt(axes, i);
    checked(axes, (k) => axes[k].values.indexOf(values[k]), () => check(cellOptions(first, axes, values)));
  }
}

/** Does a check, and where it throws for an option that is on an axis, names the grid's key and value. @template T @param {ReadAxis[]} axes
 * @param {(axis: number) => number} placeOn an axis, of the value that is checked @param {() => T} check @returns {T} */
function checked(axes, placeOn, check) {
  try {
    return check();
  } catch (/** @type {any} */ error) {
    const [, room, name] = /^(optimizer\.)?([^.[]*)/.exec(error?.field ?? "") ?? [];
    const k = axes.findIndex(({ key }) => key.name === name && (key.room === "optimizer") === (room !== undefined));
    if (k >= 0) {
      const field = `grid.${axes[k].option}[${placeOn(k)}]`;
      error.message = `${field}: ${error.message}`;
      error.field = field;
    }
    throw error;
  }
}

/** Hands cells out until all are done. @param {ReturnType<typeof readSweep>} read @param {(index: number, result: CellResult) => void} take */
async function runCells({ plan, brief, workers, signal, from, to, workerUrl, workerType }, take) {
  const together = fitLanes(plan) ? LANES : 1;
  const count = brief ? 1 : Math.max(1, Math.min(workers, Math.ceil((to - from) / together)));
  let over = false;
  /** Workers that start or have something to do. @type {Set<{ terminate: () => void }>} */
  const busy = new Set();
  const stop = () => {
    for (const one of busy) one.terminate();
  };
  /** Where workers can share memory: the next cell that nobody has. They take cells there without asking. */
  const claims = count > 1 && canShare() ? new Int32Array(new SharedArrayBuffer(4)).fill(from) : undefined;
  const unclaimed = () => (claims ? Math.max(0, to - Atomics.load(claims, 0)) : 0);
  /** With them: which cells have come. */
  const seen = claims && new Uint8Array(to - from);
  /** Else, and once a worker has died: what nobody has in hand. @type {Part[]} */
  const left = from < to && !claims ? [{ from, to, deaths: 0 }] : [];
  const cellsLeft = () => left.reduce((cells, part) => cells + part.to - part.from, unclaimed());
  /** Whether the cells take so long that workers come back with a part of them: then each has two parts in hand. */
  let long = false;
  let parts = 0;
  let size = 0;
  /** The next part: in rounds, a part for each worker, of ever fewer cells, so that all end together. @returns {Part | undefined} */
  const nextPart = () => {
    const free = unclaimed();
    if (free) return { from: to - free, to, deaths: 0, claims };
    if (!left.length) return;
    if (parts++ % count === 0) {
      const round = cellsLeft() * (count === 1 ? 1 : long ? ROUND / 2 : ROUND);
      size = Math.min(MOST_CELLS, together * Math.ceil(round / (together * count)));
    }
    const first = /** @type {Part} */ (left.pop());
    const end = Math.min(first.to, first.from + size);
    if (end < first.to) left.push({ ...first, from: end });
    return { ...first, to: end };
  };

  const start = async () => {
    const control = new AbortController();
    const starting = { terminate: () => control.abort() };
    busy.add(starting);
    try {
      return await takeRemote({ workerUrl, workerType, signal: control.signal });
    } finally {
      busy.delete(starting);
    }
  };

  const work = async () => {
    while (!over && cellsLeft()) {
      const remote = brief ? new Here(Infinity) : workers === 0 ? new Here(SLICE_MS) : await start();
      busy.add(remote);
      /** What this worker has in hand. @type {Set<Part>} */
      const held = new Set();
      /** The same, until the results are taken too. @type {Set<Promise<void>>} */
      const going = new Set();
      /** Goes with the first cells. @type {object | undefined} */
      let news = plan;
      const train = async (/** @type {Part} */ cells) => {
        const asked = remote.ask("cells", { plan: news, from: cells.from, to: cells.to, budgetMs: BUDGET_MS, claims: cells.claims });
        news = undefined;
        const rows = new Float64Array((await asked).rows);
        held.delete(cells);
        const trained = rows.length / ROW;
        const undone = cells.claims ? unclaimed() : cells.to - cells.from - trained;
        if (undone && !cells.claims) left.push({ from: cells.from + trained, to: cells.to, deaths: 0 });
        long ||= undone > 0;
        if (remote instanceof Remote) handOut(); // it trains while we take what it has trained
        for (let row = 0; row < trained && !over && !signal?.aborted; row++) {
          const index = rows[ROW * row];
          if (seen) seen[index - from] = 1;
          take(index, readResult(rows, row));
        }
      };
      // Where cells take long another part waits in the worker beside the one that is being trained, so that it never waits for us; not towards the end, when others may be idle.
      const most = () => (long && remote instanceof Remote && remote.kind !== "slices" && cellsLeft() > together * count ? 2 : 1);
      const handOut = () => {
        for (let cells; !over && !remote.ended && held.size < most() && (cells = nextPart()); ) {
          held.add(cells);
          const part = train(cells).then(() => void going.delete(part));
          going.add(part);
          part.catch(() => {}); // one error is enough
        }
      };
      try {
        signal?.throwIfAborted();
        for (handOut(); going.size; handOut()) await Promise.race(going);
        if (remote instanceof Remote && !remote.ended && remote.kind !== "slices") keepRemote(remote, workerUrl);
        else remote.terminate();
      } catch (error) {
        const died = remote.ended;
        remote.terminate();
        signal?.throwIfAborted();
        if (!died || [...held].some(({ deaths }) => deaths + 1 >= MAX_DEATHS)) throw error;
        for (const cells of held) {
          if (cells.claims) Atomics.store(cells.claims, 0, to); // nobody knows yet which it had: see below
          else left.push({ ...cells, deaths: cells.deaths + 1 });
        }
      } finally {
        busy.delete(remote);
      }
    }
  };

  signal?.addEventListener("abort", stop);
  try {
    await Promise.all(Array.from({ length: count }, work));
    for (let index = from; seen && index < to; index++) {
      if (seen[index - from]) continue;
      const start = index;
      while (index < to && !seen[index - from]) index++;
      left.push({ from: start, to: index, deaths: 1 }); // a worker that died had claimed them
    }
    if (left.length) await Promise.all(Array.from({ length: count }, work));
  } catch (error) {
    signal?.throwIfAborted();
    throw error;
  } finally {
    signal?.removeEventListener("abort", stop);
    over = true;
    stop(); // after an error nobody wants what the others are training
  }
}

/** @typedef {{ from: number, to: number, deaths: number, claims?: Int32Array }} Part cells from `from` up to, not including, `to`; deaths: of workers that had them in hand;
 *   claims: where those workers take them that share them */

/** Whether memory can be shared with workers: in Node and the like, and on pages that are cross-origin isolated. */
const canShare = () => typeof SharedArrayBuffer === "function" && globalThis.crossOriginIsolated !== false;

/** Answers on the calling thread, without copying anything, so that options may hold functions. */
class Here {
  #sliceMs;
  /** @type {CellRunner | undefined} */
  #runner;
  ended = false;

  /** @param {number} sliceMs how long it may keep the thread without a pause */
  constructor(sliceMs) {
    this.#sliceMs = sliceMs;
  }

  /** @param {"cells"} type @param {any} request @returns {Promise<any>} */
  async ask(type, { plan, from, to }) {
    const runner = (this.#runner ??= new CellRunner(plan));
    const rows = runner.run(from, to, this.#sliceMs, this.#sliceMs, { stopped: () => this.ended });
    if (this.#sliceMs === Infinity) runner.close(); // it is through already: however many such sweeps there are, each has its instance for itself
    return { rows: await rows };
  }

  terminate() {
    this.ended = true;
    this.#runner?.close();
  }
}

/** Workers that wait for the next sweep, by the file they came from. @type {Map<string, { remote: Remote, timer: any }[]>} */
const idle = new Map();

/** @param {Parameters<typeof connect>[0] & object} how */
async function takeRemote(how) {
  const kept = idle.get(String(how.workerUrl))?.pop();
  if (!kept) return connect(how);
  clearTimeout(kept.timer);
  return kept.remote;
}

/** @param {Remote} remote @param {string | URL | undefined} workerUrl */
function keepRemote(remote, workerUrl) {
  const list = idle.get(String(workerUrl)) ?? [];
  idle.set(String(workerUrl), list);
  const entry = {
    remote,
    timer: /** @type {any} */ (setTimeout)(() => {
      list.splice(list.indexOf(entry), 1);
      remote.terminate();
    }, IDLE_MS),
  };
  entry.timer.unref?.();
  list.push(entry);
}

/** Processors of this computer. @returns {number} 1 to MAX_WORKERS */
function processors() {
  const { navigator, process } = /** @type {any} */ (globalThis);
  const count = navigator?.hardwareConcurrency ?? process?.getBuiltinModule?.("node:os").availableParallelism() ?? 1;
  return Math.min(Math.max(1, count), MAX_WORKERS);
}
