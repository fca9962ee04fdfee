// Trains the cells of a sweep on this thread: four at a time in the core's SIMD lanes where they differ in rates and optimizer's numbers only, else
// each by a Trainer. Either way a cell's result is that of a Trainer with its options, to the last bit.

import { tables } from "./generated/tables.js";
import { LANES, LANE_RESULT, LanesCore } from "./core.js";
import { freshRates } from "./fresh-rates.js";
import { kinds } from "./kinds.js";
import { lookAhead } from "./schedule-base.js";
import { createScheduler } from "./schedule.js";
import { readOptimizer, readTrainerOptions } from "./trainer-options.js";
import { Trainer } from "./trainer.js";

/** Where the value of a grid's key belongs: into the options of the trainer, of its optimizer or of its schedule, under this name.
 * @typedef {{ room: "trainer" | "optimizer" | "schedule", name: string }} Key */
/** How a cell ended. loss, valLoss, accuracy, valAccuracy: of the last epoch, as in a Trainer's record. epochs: trained, the one that diverged included.
 * @typedef {{ loss: number, valLoss: number, accuracy: number, valAccuracy: number, diverged: boolean, epochs: number }} CellResult */

/** A grid's axes, the last running fastest. @typedef {{ key: Key, values: any[] }[]} Axes */

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
export function cellOptions(options, axes, values) {
  const cell = { ...options };
  axes.forEach(({ key: { room, name } }, i) => {
    if (room === "trainer") cell[name] = values[i];
    else cell[room] = { ...cell[room], [name]: values[i] };
  });
  return cell;
}

/** Reads a cell's row of what run() gives. @param {Float64Array} rows @param {number} row @returns {CellResult} */
export function readResult(rows, row) {
  const at = LANE_RESULT * row;
  return { loss: rows[at], valLoss: rows[at + 1], accuracy: rows[at + 2], valAccuracy: rows[at + 3], diverged: rows[at + 4] === 1, epochs: rows[at + 5] };
}

/** Checks what a cell says of optimizer and schedule, without data or memory. @param {any} options of a cell @returns {{ optimizer: ReturnType<typeof readOptimizer>, schedule: any }} */
export function readCell({ layers, optimizer, schedule }) {
  const read = readOptimizer(optimizer, layers.length - 1);
  if (!schedule) return { optimizer: read, schedule: null };
  const { unit, ...spec } = schedule;
  return { optimizer: read, schedule: createScheduler({ paramGroups: read.groups }, spec) };
}

export class CellRunner {
  #options;
  #epochs;
  #axes;
  /** @type {LanesCore | undefined} */
  #lanes;
  /** Whether cells may share the lanes; some schedules tell only when asked. */
  #laneable;
  /** The optimizer that all cells have, where the grid varies none of its options. @type {ReturnType<typeof readOptimizer> | undefined} */
  #optimizer;
  /** Milliseconds that the last cell took alone: where the thread must not be kept, the lanes, which do not pause, are for cells that are short. */
  #aloneMs = Infinity;

  /** @param {any} options a Trainer's, checked for each value of the grid by the caller @param {number} epochs @param {Axes} axes */
  constructor(options, epochs, axes) {
    this.#options = options;
    this.#epochs = epochs;
    this.#axes = axes;
    this.#laneable = !options.order && axes.every(({ key }) => key.room !== "trainer") && paramsOf(options.layers) <= LANES_MOST_PARAMS;
  }

  /** Trains cells, at least one, until the budget is spent. @param {number} from @param {number} to the cell after the last @param {number} budgetMs
   * @param {number} sliceMs how long it may keep the thread without a pause @param {() => boolean} [stopped] asked after each pause
   * @returns {Promise<Float64Array<ArrayBuffer>>} a row of LANE_RESULT numbers for each of the first cells, as far as it came: readResult() */
  async run(from, to, budgetMs, sliceMs, stopped = () => false) {
    const end = performance.now() + budgetMs;
    const rows = new Float64Array(LANE_RESULT * (to - from));
    let next = from;
    while (next < to && !(next > from && performance.now() >= end) && !stopped()) {
      const group = sliceMs === Infinity || LANES * this.#aloneMs < sliceMs ? this.#group(next, Math.min(to, next + LANES)) : [];
      const results = group.length ? this.#runLanes(group) : await this.#runAlone(next, sliceMs, stopped);
      rows.set(results, LANE_RESULT * (next - from));
      next += results.length / LANE_RESULT;
    }
    if (sliceMs < Infinity) await pause();
    return next === to ? rows : rows.slice(0, LANE_RESULT * (next - from));
  }

  /** @param {number} index */
  #cell(index) {
    return cellOptions(this.#options, this.#axes, valuesAt(this.#axes, index));
  }

  /** The first of these cells that can share the lanes: they agree in all but rates and numbers. @param {number} from @param {number} to at most four cells further */
  #group(from, to) {
    /** @type {LaneCell[]} */
    const group = [];
    for (let index = from; index < to && this.#laneable; index++) {
      const lane = this.#laneCell(this.#cell(index));
      this.#laneable = lane !== undefined;
      if (!lane || (group.length && group[0].flags !== lane.flags)) break;
      group.push(lane);
    }
    return group;
  }

  /** A cell as the lanes take it, if they do. @param {any} cell its options @returns {LaneCell | undefined} */
  #laneCell(cell) {
    const lanes = (this.#lanes ??= this.#open());
    const optimizer = this.#optimizer ?? readOptimizer(cell.optimizer, cell.layers.length - 1);
    if (this.#axes.every(({ key }) => key.room !== "optimizer")) this.#optimizer = optimizer;
    if (optimizer.groups.length > 1) return undefined;
    const [{ lr }] = optimizer.groups;
    const lane = { numbers: optimizer.numbers, lr, flags: flagsOf(optimizer) };
    if (!cell.schedule) return { ...lane, rates: undefined };
    const { unit, name, ...options } = cell.schedule;
    const rates = freshRates(kinds[name], options, lr, lanes.rates);
    if (rates) return { ...lane, rates };
    const { schedule } = readCell(cell);
    const ahead = schedule.needsMetric ? undefined : lookAhead(schedule, lanes.rates);
    return ahead && !ahead.momentum ? { ...lane, rates: ahead.lr } : undefined;
  }

  #open() {
    const { shape, data, unit } = readTrainerOptions(this.#options);
    return new LanesCore(shape, data, { epochs: this.#epochs, perBatch: unit === "batch" });
  }

  /** @param {LaneCell[]} group */
  #runLanes(group) {
    const lanes = /** @type {LanesCore} */ (this.#lanes);
    const filled = Array.from({ length: LANES }, (_, lane) => group[Math.min(lane, group.length - 1)]);
    filled.forEach(({ lr, rates }, lane) => {
      for (let i = 0; i < lanes.rates; i++) lanes.lr[LANES * i + lane] = rates ? rates[i] : lr;
    });
    return lanes.train(filled.map(({ numbers }) => numbers)).subarray(0, LANE_RESULT * group.length);
  }

  /** @param {number} index @param {number} sliceMs @param {() => boolean} stopped */
  async #runAlone(index, sliceMs, stopped) {
    const trainer = new Trainer(this.#cell(index));
    const start = performance.now();
    try {
      let record = sliceMs === Infinity ? trainer.run(this.#epochs) : trainer.epoch();
      for (let end = performance.now() + sliceMs; record.epoch + 1 < this.#epochs && !record.diverged && !stopped(); record = trainer.epoch()) {
        if (performance.now() < end) continue;
        await pause();
        end = performance.now() + sliceMs;
      }
      this.#aloneMs = performance.now() - start;
      const { loss, valLoss, accuracy, valAccuracy, diverged } = record;
      return [loss, valLoss, accuracy, valAccuracy, +diverged, record.epoch + 1];
    } finally {
      trainer.free();
    }
  }

  /** Gives the memory back. */
  close() {
    this.#lanes?.close();
    this.#lanes = undefined;
  }
}

/** @typedef {{ numbers: number[], lr: number, rates: Float64Array | undefined, flags: string }} LaneCell numbers: of the optimizer; rates: of each step, where there is a schedule */

/** @param {number[]} layers */
const paramsOf = (layers) => layers.slice(1).reduce((sum, width, i) => sum + width * (layers[i] + 1), 0);

/** What four models in the lanes must agree in: the optimizer's flags, and whether momentum is 0. @param {ReturnType<typeof readOptimizer>} optimizer */
function flagsOf({ row, numbers }) {
  return tables.optimizers[row].fields.map(({ name, type }, i) => (type === "flag" ? numbers[i] : name === "momentum" && numbers[i] > 0 ? 1 : 0)).join("");
}

const pause = () => new Promise((resolve) => setTimeout(resolve));
