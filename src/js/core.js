// Loads the WebAssembly core and keeps its instances. The only file that knows addresses and views.
//
// One compiled module; one small instance shared by schedules, data sets and walks; one instance for each live Trainer, taken from
// a pool. An instance's memory is grown before any view of it is made and never while one is in use, so views stay valid;
// what leaves is a copy.

import { tables } from "./generated/tables.js";
import { rangeError, stateError, typeError } from "./errors.js";

/** @typedef {Record<string, (...args: number[]) => number> & { memory: WebAssembly.Memory }} CoreExports */
/** @typedef {string | URL | BufferSource | WebAssembly.Module | Response} WasmSource */

const PAGE = 65536;
const MAX_BYTES = 2 ** 30; // of one instance's memory
const MAX_POOLED_BYTES = 2 ** 24; // a larger instance is left to the garbage collector, as memory never shrinks
const MAX_LIVE = 80; // a browser holds about a hundred memories at a time

/** @type {WebAssembly.Module | undefined} */
let compiled;
/** @type {Promise<WebAssembly.Module> | undefined} */
let compiling;
/** @type {CoreExports | undefined} */
let sharedInstance;
/** @type {CoreExports[]} free instances */
const pool = [];
let live = 0;

// Loading ------------------------------------------------------------------------------------------------------------

/** Compiles the core. Idempotent; concurrent calls wait for the same work; after a failure it can be called again.
 * @param {WasmSource | Promise<WasmSource>} source the module, its bytes, a Response, or where to fetch it @returns {Promise<void>} */
export async function initFrom(source) {
  if (compiled) return;
  compiling ??= Promise.resolve(source).then(compile);
  try {
    compiled = await compiling;
  } finally {
    compiling = undefined;
  }
}

/** The compiled module, to be posted to a worker, whose `init` takes it.
 * @returns {WebAssembly.Module} @throws {Error} `NOT_READY` before init */
export function compiledModule() {
  if (!compiled) throw stateError("NOT_READY", "the WebAssembly core is not loaded yet; call `await init()` first, once");
  return compiled;
}

/** @param {WasmSource} source @returns {Promise<WebAssembly.Module>} */
async function compile(source) {
  if (typeof WebAssembly !== "object") throw stateError("NO_WASM", "this engine has no WebAssembly, or its policy forbids it");
  if (source instanceof WebAssembly.Module) return checkExports(source, "the given module");
  const { bytes, from } = await readSource(source);
  checkMagic(bytes, from);
  return checkExports(await compileBytes(/** @type {Uint8Array<ArrayBuffer>} */ (bytes), from), from);
}

/** @param {Uint8Array<ArrayBuffer>} bytes @param {string} from */
async function compileBytes(bytes, from) {
  try {
    return await WebAssembly.compile(bytes);
  } catch (error) {
    if (!WebAssembly.validate(SIMD_PROBE))
      throw stateError("NO_SIMD", "this engine has no WebAssembly SIMD; step-decay needs Chrome 91, Firefox 89, Safari 16.4, Node 16.4 or newer");
    if (!WebAssembly.validate(bytes)) throw notTheCore("a damaged or cut-off module", from);
    throw error; // a policy that forbids it
  }
}

/** A module of one function that returns a v128. */
const SIMD_PROBE = new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 10, 1, 8, 0, 65, 0, 253, 15, 253, 98, 11]);

/** @param {WasmSource} source @returns {Promise<{ bytes: Uint8Array, from: string }>} */
async function readSource(source) {
  if (source instanceof ArrayBuffer) return { bytes: new Uint8Array(source), from: "the given ArrayBuffer" };
  if (ArrayBuffer.isView(source)) return { bytes: new Uint8Array(source.buffer, source.byteOffset, source.byteLength), from: "the given bytes" };
  if (typeof Response === "function" && source instanceof Response) return readResponse(source, source.url || "the given Response");
  if (typeof source !== "string" && !(source instanceof URL))
    throw typeError("source", source, "a WebAssembly.Module, its bytes, a Response, or a URL of core.wasm");
  const url = resolveUrl(source);
  try {
    const fs = url.protocol === "file:" && /** @type {any} */ (globalThis).process?.getBuiltinModule?.("node:fs");
    if (fs) return { bytes: fs.readFileSync(url), from: url.href };
    return await readResponse(await fetch(url), url.href);
  } catch (/** @type {any} */ error) {
    if (error?.url) throw error;
    throw stateError("WASM_NOT_FOUND", `core.wasm was not found at ${url.href}: ${error?.message ?? error}`, { url: url.href, cause: error });
  }
}

/** @param {string | URL} source relative to the page, where there is one @returns {URL} */
function resolveUrl(source) {
  try {
    return new URL(source, typeof document === "object" ? document.baseURI : undefined);
  } catch {
    throw rangeError("source", source, "a URL of core.wasm (where there is no page, an absolute one such as file:///…/core.wasm)", { code: "WASM_NOT_FOUND" });
  }
}

/** @param {Response} response @param {string} from */
async function readResponse(response, from) {
  if (!response.ok) throw stateError("WASM_NOT_FOUND", `core.wasm was not found: ${from} answered ${response.status}`, { url: from });
  return { bytes: new Uint8Array(await response.arrayBuffer()), from };
}

/** @param {Uint8Array} bytes @param {string} from */
function checkMagic(bytes, from) {
  if (bytes[0] === 0 && bytes[1] === 0x61 && bytes[2] === 0x73 && bytes[3] === 0x6d) return;
  const what = bytes[0] === 0x3c ? "HTML" : `${bytes.length} bytes that do not start with \\0asm`;
  throw notTheCore(what, from);
}

/** Another module is not kept, so that init() can be called again. @param {WebAssembly.Module} module @param {string} from */
function checkExports(module, from) {
  if (WebAssembly.Module.exports(module).some(({ name }) => name === "desk_plateau")) return module;
  throw notTheCore("another module", from);
}

/** @param {string} what @param {string} from */
const notTheCore = (what, from) =>
  stateError("NOT_WASM", `expected core.wasm but got ${what} from ${from}; pass init() the URL where core.wasm is served`, { url: from });

// Instances ----------------------------------------------------------------------------------------------------------

/** @returns {CoreExports} */
function instantiate() {
  const instance = new WebAssembly.Instance(compiledModule(), {});
  const exports = /** @type {CoreExports} */ (/** @type {unknown} */ (instance.exports));
  exports._initialize();
  return exports;
}

/** The instance that schedules and data sets share. @returns {CoreExports} @throws {Error} `NOT_READY` before init */
export const shared = () => (sharedInstance ??= instantiate());

/** @returns {CoreExports} an instance that nobody else uses, until it is returned */
function takeInstance() {
  compiledModule();
  if (live >= MAX_LIVE)
    throw rangeError("trainers", live + 1, `at most ${MAX_LIVE} at a time; free() the ones that are done`, { code: "TOO_MANY", min: 0, max: MAX_LIVE });
  const instance = pool.pop() ?? instantiate();
  live++;
  return instance;
}

/** Takes an instance and grows its memory. @param {string} field named when it is too much
 * @param {(core: CoreExports) => number} bytes prepares the instance and tells the bytes of arena that it needs */
function takeReserved(field, bytes) {
  const core = takeInstance();
  try {
    reserve(core, bytes(core), field);
    return core;
  } catch (error) {
    returnInstance(core);
    throw error;
  }
}

/** @param {CoreExports} instance */
function returnInstance(instance) {
  live--;
  if (instance.memory.buffer.byteLength <= MAX_POOLED_BYTES) pool.push(instance);
}

/** Grows an instance's memory to hold so many bytes of arena. @param {CoreExports} core @param {number} bytes @param {string} field named when it is too much */
function reserve(core, bytes, field) {
  const needed = core.arena() + bytes;
  const missing = needed - core.memory.buffer.byteLength;
  checkBytes(needed, field, missing <= 0 || (needed <= MAX_BYTES && grow(core.memory, Math.ceil(missing / PAGE))));
}

/** @param {number} needed bytes of memory in all @param {string} field named when it is too much @param {boolean} [granted] by the engine */
function checkBytes(needed, field, granted = true) {
  if (!(needed <= MAX_BYTES && granted))
    throw rangeError(field, Math.round(needed), `at most ${MAX_BYTES} bytes of memory in all: fewer rows, smaller layers or a smaller batch`, { code: "TOO_LARGE", min: 0, max: MAX_BYTES });
}

/** @param {WebAssembly.Memory} memory @param {number} pages @returns {boolean} false when the engine has no more to give */
function grow(memory, pages) {
  try {
    memory.grow(pages);
    return true;
  } catch {
    return false;
  }
}

// Schedules ----------------------------------------------------------------------------------------------------------

/** @typedef {{ row: number, numbers: (number | undefined)[], milestones: Float64Array }} ScheduleNumbers what a schedule of the core is made of, for one group:
 *   its row of tables.schedules, the numbers of its fields in table order (undefined: left out), and its milestones, ascending. Never changed once made */

const CHUNK = 16384; // values that one call brings over

/** @type {ScheduleNumbers | undefined} whose numbers lie on the shared instance's desk */
let onDesk;

/** Puts a schedule on the desk of the shared instance. @param {ScheduleNumbers} schedule @returns {CoreExports} */
function desk(schedule) {
  const core = shared();
  if (onDesk === schedule) return core;
  onDesk = undefined;
  const { row, numbers, milestones } = schedule;
  reserve(core, 8 * (milestones.length + CHUNK), "milestones");
  const list = core.desk_choose(row, milestones.length);
  new Float64Array(core.memory.buffer, list, milestones.length).set(milestones);
  numbers.forEach((value, i) => value !== undefined && core.desk_set(i, value));
  onDesk = schedule;
  return core;
}

/** The rate of epoch t in closed form, not below minLr. @param {ScheduleNumbers} schedule @param {number} t */
export const scheduleAt = (schedule, t) => desk(schedule).desk_at(t);

/** The rate of epoch t from that of epoch t - 1, as PyTorch reckons it. @param {ScheduleNumbers} schedule @param {number} previous @param {number} t */
export const scheduleNext = (schedule, previous, t) => desk(schedule).desk_next(previous, t);

/** The momentum of epoch t. @param {ScheduleNumbers} schedule @param {number} t */
export const scheduleMomentum = (schedule, t) => desk(schedule).desk_momentum(t);

/** Fills `out` with the rates from epoch t on, those of scheduleAt. @param {ScheduleNumbers} schedule @param {number} t @param {Float64Array} out */
export function scheduleValues(schedule, t, out) {
  const core = desk(schedule);
  for (let i = 0; i < out.length; i += CHUNK) {
    const count = Math.min(CHUNK, out.length - i);
    out.set(new Float64Array(core.memory.buffer, core.desk_values(t + i, count), count), i);
  }
}

/** Fills `out` with the recursion's rates of the epochs t, t + 1, ..., from the rate of epoch t - 1. @param {ScheduleNumbers} schedule @param {number} previous @param {number} t @param {Float64Array} out */
export function scheduleChain(schedule, previous, t, out) {
  const core = desk(schedule);
  for (let i = 0; i < out.length; i += CHUNK) {
    const count = Math.min(CHUNK, out.length - i);
    out.set(new Float64Array(core.memory.buffer, core.desk_chain(i ? out[i - 1] : previous, t + i, count), count), i);
  }
}

/** Gives ReduceLROnPlateau one more metric. @param {ScheduleNumbers} schedule @param {{ best: number, badEpochs: number, cooldownLeft: number }} before @param {number} metric */
export function plateauStep(schedule, { best, badEpochs, cooldownLeft }, metric) {
  const core = desk(schedule);
  const answer = new Float64Array(core.memory.buffer, core.desk_plateau(best, badEpochs, cooldownLeft, metric), 4);
  return { best: answer[0], badEpochs: answer[1], cooldownLeft: answer[2], cut: answer[3] === 1 };
}

/** The shared instance with so many bytes of its arena, where a schedule may have lain. @param {number} bytes @param {string} field named when it is too much */
function sharedArena(bytes, field) {
  const core = shared();
  reserve(core, bytes, field);
  onDesk = undefined;
  return core;
}

// Data sets ----------------------------------------------------------------------------------------------------------

/** Generates a data set of the core. @param {number} row of tables.datasets @param {{ points: number, noise: number, seed: number }} options
 * @returns {{ x: Float32Array<ArrayBuffer>, y: Int32Array<ArrayBuffer> | Float32Array<ArrayBuffer> }} copies: rows x features, and labels or rows x outputs */
export function generateDataset(row, { points, noise, seed }) {
  const { features, classes, outputs } = tables.datasets[row];
  const core = sharedArena(4 * points * (features + outputs), "points");
  const bytes = 4 * points * features;
  const x = core.arena();
  core.dataset_generate(row, points, noise, seed, x, x + bytes);
  const { buffer } = core.memory;
  const y = classes ? new Int32Array(buffer, x + bytes, points) : new Float32Array(buffer, x + bytes, points * outputs);
  return { x: new Float32Array(buffer, x, points * features).slice(), y: y.slice() };
}

// Surface ------------------------------------------------------------------------------------------------------------

/** @param {number} x @param {number} y */
export const surfaceHeight = (x, y) => shared().surface_height(x, y);

/** Stochastic gradient descent on the core's surface. @param {readonly [number, number]} start @param {ArrayLike<number>} rates one a step @param {number} noise @param {number} seed
 * @returns {Float64Array<ArrayBuffer>} the positions, start included: (steps + 1) x 2 */
export function surfaceWalk(start, rates, noise, seed) {
  const core = sharedArena(8 * (2 * (rates.length + 1) + rates.length), "rates");
  const path = new Float64Array(core.memory.buffer, core.arena(), 2 * (rates.length + 1));
  path.set(start);
  new Float64Array(core.memory.buffer, core.arena() + path.byteLength, rates.length).set(rates);
  core.surface_descend(rates.length, noise, seed);
  return path.slice();
}

// Trainers -----------------------------------------------------------------------------------------------------------

/** @typedef {{ activation: number, outputActivation: number, loss: number, optimizer: number, normalize: number, numbers: number[], optimizerNumbers: number[],
 *   rows: number, widths: number[] }} TrainerShape rows of the core's tables by number, and the numbers of their fields in table order */

/** Hands a shape to the core, before it is asked for the bytes. @param {CoreExports} core @param {TrainerShape} shape */
function configure(core, { widths, ...shape }) {
  core.trainer_choose(shape.activation, shape.outputActivation, shape.loss, shape.optimizer, shape.normalize);
  shape.numbers.forEach((value, i) => core.trainer_set(i, value));
  shape.optimizerNumbers.forEach((value, i) => core.optimizer_set(i, value));
  reserve(core, 4 * widths.length, "layers");
  new Int32Array(core.memory.buffer, core.arena(), widths.length).set(widths);
}

/** Whether a trainer of this shape would find room, without taking it. @param {TrainerShape} shape @throws {RangeError} more memory than allowed */
export function checkMemory(shape) {
  const core = sharedArena(0, "layers");
  configure(core, shape);
  checkBytes(core.arena() + core.trainer_bytes_for(shape.rows, shape.widths.length - 1), "layers");
}

/** Doubles of a TrainerRecord in `records`: loss, val_loss, accuracy, val_accuracy, and 1 after divergence. */
export const RECORD = 5;
const RUN_EPOCHS = 1024; // records that one call can hand over
const CLOCK = 5; // doubles of an OptimizerClock

/** A trainer in an instance of its own: the core's arrays under their names, as views that stay valid until close(). */
export class TrainerCore {
  /** @param {TrainerShape} shape checked by the caller @throws {RangeError} more memory than allowed, or too many live trainers */
  constructor(shape) {
    const { widths, rows } = shape;
    const depth = widths.length - 1;
    const core = takeReserved("layers", (core) => {
      configure(core, shape);
      return core.trainer_bytes_for(rows, depth);
    });
    /** @type {CoreExports | undefined} */
    this.core = core;
    const { buffer } = core.memory;
    const [x, y, params, state, clocks, order, train, heldOut, lr, momentum, records, input, output] = new Uint32Array(buffer, core.trainer_lay_out(), 13);
    const features = widths[0];
    const outputs = widths[depth];
    const { labels, accuracy } = tables.losses[shape.loss];
    /** Rows that are trained on. */
    this.trainRows = core.trainer_train_rows();
    this.batches = core.trainer_epoch_batches();
    /** Numbers of `lr` and of `momentum` that one call of run() takes. */
    this.rateCapacity = core.trainer_rate_capacity();
    this.runEpochs = RUN_EPOCHS;
    this.features = features;
    this.outputs = outputs;
    const paramCount = core.trainer_params();
    this.x = new Float32Array(buffer, x, rows * features);
    this.y = labels ? new Int32Array(buffer, y, rows) : new Float32Array(buffer, y, rows * outputs);
    this.params = new Float32Array(buffer, params, paramCount);
    this.state = new Float32Array(buffer, state, core.trainer_state_floats());
    this.clocks = new Float64Array(buffer, clocks, CLOCK * depth);
    this.order = new Int32Array(buffer, order, this.trainRows);
    this.train = new Int32Array(buffer, train, this.trainRows);
    this.heldOut = new Int32Array(buffer, heldOut, rows - this.trainRows);
    this.lr = new Float64Array(buffer, lr, this.rateCapacity);
    this.momentum = new Float64Array(buffer, momentum, this.rateCapacity);
    this.records = new Float64Array(buffer, records, RUN_EPOCHS * RECORD);
    /** Which numbers of a record are ever more than NaN. */
    this.recorded = [0, 1, 2, 3].filter((i) => (accuracy || i < 2) && (this.heldOut.length || i % 2 === 0));
    this.capacity = core.trainer_capacity();
    this.input = new Float32Array(buffer, input, this.capacity * features);
    this.output = new Float32Array(buffer, output, this.capacity * outputs);
  }

  /** Splits, normalises and draws the weights, once x and y are written. */
  begin() {
    /** @type {CoreExports} */ (this.core).trainer_begin();
  }

  /** Trains at the rates in lr and momentum. @param {number} epoch @param {number} epochs at most runEpochs
   * @param {{ groups: number, perBatch: boolean, withMomentum: boolean, ordered: boolean }} how @returns {number} epochs run; their records are in `records`, RECORD numbers each */
  run(epoch, epochs, { groups, perBatch, withMomentum, ordered }) {
    return /** @type {CoreExports} */ (this.core).trainer_run(epoch, epochs, groups, +perBatch, +withMomentum, +ordered);
  }

  /** Outputs of the rows of x. @param {Float32Array} x rows x features @returns {Float32Array<ArrayBuffer>} rows x outputs */
  predict(x) {
    const rows = x.length / this.features;
    const result = new Float32Array(rows * this.outputs);
    for (let at = 0; at < rows; at += this.capacity) {
      const count = Math.min(this.capacity, rows - at);
      this.input.set(x.subarray(at * this.features, (at + count) * this.features));
      /** @type {CoreExports} */ (this.core).trainer_forward(count);
      result.set(this.output.subarray(0, count * this.outputs), at * this.outputs);
    }
    return result;
  }

  /** A copy of floats of this trainer, with the one NaN that is exported. @param {Float32Array<ArrayBufferLike>} view @returns {Float32Array<ArrayBuffer>} */
  copy(view) {
    /** @type {CoreExports} */ (this.core).one_nan(view.byteOffset, view.length);
    return view.slice();
  }

  /** Bytes of this trainer's memory. */
  get bytes() {
    return this.x.buffer.byteLength;
  }

  /** Returns the instance to the pool. The views must not be used afterwards. */
  close() {
    if (!this.core) return;
    returnInstance(this.core);
    this.core = undefined;
  }
}

// Lanes --------------------------------------------------------------------------------------------------------------

export const LANES = 4;
/** Doubles of a lane's result: loss, validation loss, accuracy, validation accuracy, 1 after divergence, and the epochs that were trained. */
export const LANE_RESULT = 6;

/** Four trainings at once on the same data, in an instance of its own, again and again with other rates and numbers. */
export class LanesCore {
  /** @param {TrainerShape} shape checked by the caller @param {{ x: Float32Array, y: Int32Array | Float32Array }} data
   * @param {{ epochs: number, perBatch: boolean }} run @throws {RangeError} more memory than allowed, or too many live trainers */
  constructor(shape, { x, y }, { epochs, perBatch }) {
    const { widths, rows } = shape;
    const depth = widths.length - 1;
    let rates = epochs;
    const core = takeReserved("epochs", (core) => {
      configure(core, shape);
      core.trainer_bytes_for(rows, depth); // takes the number of rows, on which the batches depend
      if (perBatch) rates *= core.trainer_epoch_batches();
      return core.lanes_bytes_for(rows, depth, rates);
    });
    const { buffer } = core.memory;
    const [xAt, yAt, lrAt, resultsAt] = new Uint32Array(buffer, core.lanes_lay_out(rates), 4);
    new Float32Array(buffer, xAt, x.length).set(x);
    new (y instanceof Int32Array ? Int32Array : Float32Array)(buffer, yAt, y.length).set(y);
    core.trainer_begin();
    /** Rates of each lane: the epochs, or all their batches. */
    this.rates = rates;
    /** Rates to be written before each train(): rate i of lane l at [LANES * i + l]. */
    this.lr = new Float64Array(buffer, lrAt, rates * LANES);
    this.results = new Float64Array(buffer, resultsAt, LANE_RESULT * LANES);
    this.epochs = epochs;
    this.perBatch = perBatch;
    /** @type {CoreExports | undefined} */
    this.core = core;
  }

  /** Trains four models from the initial weights. @param {number[][]} numbers for each lane those of the optimizer's fields, in table order
   * @returns {Float64Array} LANE_RESULT numbers for each lane, there until the next call */
  train(numbers) {
    const core = /** @type {CoreExports} */ (this.core);
    core.lanes_begin();
    numbers.forEach((own, lane) => own.forEach((value, field) => core.lanes_set(lane, field, value)));
    core.lanes_train(this.epochs, +this.perBatch);
    return this.results;
  }

  /** Returns the instance to the pool. */
  close() {
    if (!this.core) return;
    returnInstance(this.core);
    this.core = undefined;
  }
}
