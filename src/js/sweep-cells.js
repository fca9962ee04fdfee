// Trains the cells of a sweep on this thread: four at a time in the core's SIMD lanes where they differ in rates and optimizer's numbers only, else
// each by a Trainer. Either way a cell's result is that of a Trainer with its options, to the last bit.

import { tables } from "./generated/tables.js";
import { LANES, LANE_RESULT, LanesCore } from "./core.js";
import { freshRates } from "./fresh-rates.js";
import { kinds } from "./kinds.js";
import { lookAhead } from "./schedule-base.js";
import { createScheduler } from "./schedule.js";
import { readOptimizer } from "./trainer-options.js";
import { Trainer } from "./trainer.js";

/** Where the value of a grid's key belongs: into the options of the trainer, of its optimizer or of its schedule, under this name.
 * @typedef {{ room: "trainer" | "optimizer" | "schedule", name: string }} Key */
/** How a cell ended. loss, valLoss, accuracy, valAccuracy: of the last epoch, as in a Trainer's record. epochs: trained, the one that diverged included.
 * @typedef {{ loss: number, valLoss: number, accuracy: number, valAccuracy: number, diverged: boolean, epochs: number }} CellResult */

/** A grid's axes, the last running fastest. @typedef {{ key: Key, values: any[] }[]} Axes */

/** Cells of one answer. */
export const MOST_CELLS = 1024;
const BRIEF_WORK = 1.6e7; // some 2.5 ms where a question to a worker and its answer take 0.5 ms, and the start of a worker 10 ms and more
const STEPS_AHEAD = 16384;
const LANES_MOST_PARAMS = 300; // beyond, four models side by side leave the L1 cache, and one after another is faster

/** A cell's value on each axis. @param {Axes} axes @param {number} index of the cell @returns {any[]} */
export function valuesAt(axes, index) {
  const values = Array(axes.length);
  for (let k = axes.length - 1; k >= 0; k--) {
    const axis = axes[k].values;
    values[k] = axis[index % axis.length];
    index = Math.floor(index / axis.length);
  }
  return values;
}

/** A Trainer's options with a cell's values in their places. @param {any} options @param {Axes} axes @param {any[]} values @returns {any} */
export const cellOptions = (options, axes, values) => putValues(ownOptions(options, axes), axes, values);

/** A copy of options for values to be put into. @param {any} options @param {Axes} axes @returns {any} */
export function ownOptions(options, axes) {
  const own = { ...options };
  for (const { key: { room } } of axes) if (room !== "trainer") own[room] = { ...options[room] };
  return own;
}

/** Puts a cell's values in their places. @param {any} own from ownOptions() @param {Axes} axes @param {any[]} values @returns {any} */
export function putValues(own, axes, values) {
  for (let k = 0; k < axes.length; k++) {
    const { room, name } = axes[k].key;
    (room === "trainer" ? own : own[room])[name] = values[k];
  }
  return own;
}

/** Numbers in a row of what run() gives: the cell's own, and those of its result. */
export const ROW = 1 + LANE_RESULT;

/** Reads a row's result. @param {Float64Array} rows @param {number} row @returns {CellResult} */
export function readResult(rows, row) {
  const at = ROW * row;
  return { loss: rows[at + 1], valLoss: rows[at + 2], accuracy: rows[at + 3], valAccuracy: rows[at + 4], diverged: rows[at + 5] === 1, epochs: rows[at + 6] };
}

/** What a sweep trains. options: a Trainer's, checked for each value of the grid; first: of the first cell, what readTrainerOptions made of its options.
 * @typedef {{ options: any, epochs: number, axes: Axes, first: Pick<ReturnType<typeof import("./trainer-options.js").readTrainerOptions>, "shape" | "data" | "unit"> }} Plan */

/** Whether a sweep is over sooner than workers would answer. A unit is what a row costs for each parameter, a fifth of a nanosecond; batches, layers and cells cost by themselves.
 * @param {Plan} plan of cells whose rates are known from the epoch alone @param {number} cells @param {number} batchSize of the first cell */
export function isBrief(plan, cells, batchSize) {
  const { rows, widths } = plan.first.shape;
  const B = Math.min(batchSize, rows);
  const step = 300 * (widths.length - 1) + 4 * Math.ceil(B / 4) * (paramsOf(widths) + 16);
  return fitLanes(plan) && cells * (2e4 + plan.epochs * Math.ceil(rows / B) * step) <= BRIEF_WORK;
}

/** Whether cells differ in nothing but rates and optimizer's numbers, and are small enough. @param {Plan} plan */
export const fitLanes = ({ options, axes }) => !options.order && axes.every(({ key }) => key.room !== "trainer") && paramsOf(options.layers) <= LANES_MOST_PARAMS;

/** Checks a cell's schedule, without data or memory. @param {any} schedule its options, or nothing @param {{ lr: number }[]} groups that it starts on
 * @returns {boolean} whether its rates are known from the epoch alone */
export function checkSchedule(schedule, groups) {
  const rates = new Float64Array(1);
  if (readFresh(schedule, groups, rates)) return true;
  readRates(schedule, groups, rates);
  return false;
}

/** Fills `rates` with those of one group without making a schedule. @param {any} schedule @param {{ lr: number }[]} groups @param {Float64Array} rates @returns {boolean} whether that can be */
function readFresh(schedule, groups, rates) {
  if (groups.length > 1) return false;
  if (!schedule) {
    rates.fill(groups[0].lr);
    return true;
  }
  const { unit, name, ...options } = schedule;
  return Object.hasOwn(kinds, name) && freshRates(kinds[name], options, groups[0].lr, rates);
}

/** Fills `rates` with those of a schedule that starts on these groups. @param {any} schedule its options, unit included, or nothing
 * @param {{ lr: number }[]} groups @param {Float64Array} rates one a step @returns {boolean} false where there are more of them than one a step, or they need a metric */
function readRates(schedule, groups, rates) {
  if (readFresh(schedule, groups, rates)) return true;
  if (!schedule) return false;
  const { unit, ...options } = schedule;
  const made = createScheduler({ paramGroups: groups.map((group) => ({ ...group })) }, options); // as it writes into them, and the next cell has the same
  if (groups.length > 1 || made.needsMetric) return false;
  let momentum = false;
  eachRates(made, rates.length, (ahead, at) => {
    rates.set(ahead.lr, at);
    momentum ||= ahead.momentum !== undefined;
  });
  return !momentum;
}

/** Goes through the rates of so many steps, some at a time: nested schedules keep a state for each. @param {import("./schedule-base.js").Schedule} schedule @param {number} steps
 * @param {(ahead: ReturnType<typeof lookAhead>, at: number) => void} take */
function eachRates(schedule, steps, take) {
  for (let at = 0; at < steps; at += STEPS_AHEAD) {
    const count = Math.min(STEPS_AHEAD, steps - at);
    const ahead = lookAhead(schedule, count);
    take(ahead, at);
    if (at + count < steps) ahead.go(count);
  }
}

export class CellRunner {
  #options;
  #epochs;
  #axes;
  #first;
  /** @type {LanesCore | undefined} */
  #lanes;
  /** Of one cell. */
  #rates = new Float64Array(0);
  /** Whether cells may share the lanes; some schedules tell only when asked. */
  #laneable;
  /** The optimizer that all cells have, where the grid varies none of its options. @type {ReturnType<typeof readOptimizer> | undefined} */
  #optimizer;
  /** What a cell in the lanes has for itself, optimizer and schedule; written over by the next. @type {any} */
  #own;
  /** Milliseconds that the last cell took alone: where the thread must not be kept, the lanes, which do not pause, are for cells that are short. */
  #aloneMs = Infinity;
  /** The cell that is being prepared or trained, for messages. */
  #index = 0;

  /** @param {Plan} plan */
  constructor(plan) {
    const { options, epochs, axes, first } = plan;
    this.#options = options;
    this.#epochs = epochs;
    this.#axes = axes;
    this.#first = first;
    this.#laneable = fitLanes(plan);
    this.#own = ownOptions({ optimizer: options.optimizer, schedule: options.schedule }, axes);
    if (this.#laneable && !axes.some(({ key }) => key.room === "optimizer")) this.#optimizer = readOptimizer(options.optimizer, options.layers.length - 1);
  }

  /** Trains cells, at least one, until the budget is spent. @param {number} from @param {number} to the cell after the last @param {number} budgetMs
   * @param {number} sliceMs how long it may keep the thread without a pause
   * @param {{ stopped?: () => boolean, claims?: Int32Array }} [more] stopped: asked after each pause. claims: in memory that workers share: the next cell that nobody has. Then as many as train together are taken there at a time, up to `to`, and there may be none
   * @returns {Promise<Float64Array<ArrayBuffer>>} a row of ROW numbers for each cell that was trained: without claims the first ones */
  async run(from, to, budgetMs, sliceMs, { stopped = () => false, claims } = {}) {
    const end = performance.now() + budgetMs;
    const most = claims ? Math.min(MOST_CELLS, LANES * Math.ceil((to - from) / LANES)) : to - from;
    const rows = new Float64Array(ROW * most);
    let count = 0;
    let next = from;
    let own = claims ? from : to;
    try {
      while (!stopped()) {
        const spent = count > 0 && performance.now() >= end;
        if (next === own) {
          const together = this.#laneable ? LANES : 1;
          if (spent || !claims || count + together > most) break;
          next = Atomics.add(claims, 0, together);
          own = Math.min(to, next + together);
          if (next >= to) break;
        } else if (spent && !claims) break;
        const group = sliceMs === Infinity || LANES * this.#aloneMs < sliceMs ? this.#group(next, Math.min(own, next + LANES)) : [];
        const results = group.length ? this.#runLanes(group) : await this.#runAlone(next, sliceMs, stopped);
        for (let i = 0; i < results.length; i += LANE_RESULT, count++) {
          rows[ROW * count] = next++;
          rows.set(results.slice(i, i + LANE_RESULT), ROW * count + 1);
        }
      }
    } catch (/** @type {any} */ error) {
      if (typeof error?.code === "string") error.message = `cell ${this.#index}: ${error.message}`; // one of ours
      throw error;
    }
    if (sliceMs < Infinity) await pause();
    return count === most ? rows : rows.slice(0, ROW * count);
  }

  /** @param {number} index */
  #cell(index) {
    return cellOptions(this.#options, this.#axes, valuesAt(this.#axes, index));
  }

  /** Puts the first of these cells that can share the lanes there: they agree in all but rates and numbers. @param {number} from @param {number} to at most four cells further
   * @returns {number[][]} the optimizer's numbers of each */
  #group(from, to) {
    /** @type {number[][]} */
    const group = [];
    let flags;
    for (let index = from; index < to && this.#laneable; index++) {
      this.#index = index;
      const { optimizer, schedule } = putValues(this.#own, this.#axes, valuesAt(this.#axes, index)); // of all else lanes have the same
      const { numbers, groups, row } = this.#optimizer ?? readOptimizer(optimizer, this.#options.layers.length - 1);
      const own = this.#optimizer ? "" : flagsOf(row, numbers);
      if ((flags ??= own) !== own) break;
      this.#laneable = this.#writeRates(schedule, groups, group.length);
      if (this.#laneable) group.push(numbers);
    }
    return group;
  }

  /** Writes the rates of a lane. @param {any} schedule @param {{ lr: number }[]} groups @param {number} lane @returns {boolean} false where a lane cannot have them */
  #writeRates(schedule, groups, lane) {
    const lanes = (this.#lanes ??= this.#open());
    const rates = this.#rates;
    try {
      if (!lanes || !readRates(schedule, groups, rates)) return false;
    } catch (/** @type {any} */ error) {
      if (error.code === "OVERFLOW") return false; // the training may diverge before
      throw error;
    }
    for (let i = 0; i < rates.length; i++) lanes.lr[LANES * i + lane] = rates[i];
    return true;
  }

  /** @returns {LanesCore | undefined} none where the rates of all batches of all epochs find no room */
  #open() {
    const { shape, data, unit } = this.#first;
    try {
      const lanes = new LanesCore(shape, data, { epochs: this.#epochs, perBatch: unit === "batch" });
      this.#rates = new Float64Array(lanes.rates);
      return lanes;
    } catch (/** @type {any} */ error) {
      if (error.code !== "TOO_LARGE") throw error;
    }
  }

  /** @param {number[][]} group of one to four cells the optimizer's numbers */
  #runLanes(group) {
    const lanes = /** @type {LanesCore} */ (this.#lanes);
    const { lr } = lanes;
    const last = group.length - 1; // lanes that are left over do what the last cell does
    for (let lane = last + 1; lane < LANES; lane++) for (let i = lane; i < lr.length; i += LANES) lr[i] = lr[i - 1];
    return lanes.train(Array.from({ length: LANES }, (_, lane) => group[Math.min(lane, last)])).subarray(0, LANE_RESULT * group.length);
  }

  /** @param {number} index @param {number} sliceMs @param {() => boolean} stopped */
  async #runAlone(index, sliceMs, stopped) {
    this.#index = index;
    const trainer = new Trainer(this.#cell(index));
    const start = performance.now();
    try {
      let record = sliceMs === Infinity ? this.#runThrough(trainer) : trainer.epoch();
      for (let end = performance.now() + sliceMs; record.epoch + 1 < this.#epochs && !record.diverged && !stopped(); record = trainer.epoch()) {
        if (performance.now() < end) continue;
        await pause();
        end = performance.now() + sliceMs;
      }
      this.#aloneMs = ((performance.now() - start) * this.#epochs) / (record.epoch + 1); // one that diverged ended early
      const { loss, valLoss, accuracy, valAccuracy, diverged } = record;
      return [loss, valLoss, accuracy, valAccuracy, +diverged, record.epoch + 1];
    } finally {
      trainer.free();
    }
  }

  /** Trains all epochs, but where a rate overflows the first: the training may diverge before. @param {Trainer} trainer */
  #runThrough(trainer) {
    try {
      return trainer.run(this.#epochs);
    } catch (/** @type {any} */ error) {
      if (error.code === "OVERFLOW") return trainer.epoch();
      throw error;
    }
  }

  /** Gives the memory back. */
  close() {
    this.#lanes?.close();
    this.#lanes = undefined;
  }
}

/** @param {number[]} layers */
const paramsOf = (layers) => layers.slice(1).reduce((sum, width, i) => sum + width * (layers[i] + 1), 0);

/** What four models in the lanes must agree in: the optimizer's flags, and whether momentum is 0. @param {number} row @param {number[]} numbers */
function flagsOf(row, numbers) {
  return tables.optimizers[row].fields.map(({ name, type }, i) => (type === "flag" ? numbers[i] : name === "momentum" && numbers[i] > 0 ? 1 : 0)).join("");
}

const pause = () => new Promise((resolve) => setTimeout(resolve));
