// Trains the cells of a sweep on this thread: four at a time in the core's SIMD lanes where they differ in rates and optimizer's numbers only, else
// each by a Trainer. Either way a cell's result is that of a Trainer with its options, to the last bit.

import { tables } from "./generated/tables.js";
import { LANES, LanesCore } from "./core.js";
import { lookAhead } from "./schedule-base.js";
import { createScheduler } from "./schedule.js";
import { readOptimizer, readTrainerOptions } from "./trainer-options.js";
import { Trainer } from "./trainer.js";

/** Where the value of a grid's key belongs: into the options of the trainer, of its optimizer or of its schedule, under this name.
 * @typedef {{ room: "trainer" | "optimizer" | "schedule", name: string }} Key */
/** How a cell ended. loss, valLoss, accuracy, valAccuracy: of the last epoch, as in a Trainer's record. epochs: trained, the one that diverged included.
 * @typedef {{ loss: number, valLoss: number, accuracy: number, valAccuracy: number, diverged: boolean, epochs: number }} CellResult */

const LANES_MOST_PARAMS = 300; // beyond, four models side by side leave the L1 cache, and one after another is faster

/** A Trainer's options with a cell's values in their places. @param {any} options @param {Key[]} keys @param {unknown[]} values @returns {any} */
export function cellOptions(options, keys, values) {
  const cell = { ...options };
  keys.forEach(({ room, name }, i) => {
    if (room === "trainer") cell[name] = values[i];
    else cell[room] = { ...cell[room], [name]: values[i] };
  });
  return cell;
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
  #keys;
  /** @type {LanesCore | undefined} */
  #lanes;
  /** Whether cells may share the lanes; some schedules tell only when asked. */
  #laneable;
  /** Milliseconds that the last cell took alone: where the thread must not be kept, the lanes, which do not pause, are for cells that are short. */
  #aloneMs = Infinity;

  /** @param {any} options a Trainer's, checked for each value of the grid by the caller @param {number} epochs @param {Key[]} keys of the grid */
  constructor(options, epochs, keys) {
    this.#options = options;
    this.#epochs = epochs;
    this.#keys = keys;
    this.#laneable = !options.order && keys.every(({ room }) => room !== "trainer") && paramsOf(options.layers) <= LANES_MOST_PARAMS;
  }

  /** Trains cells, at least one, until the budget is spent. @param {unknown[][]} cells the values of each, in the order of the keys @param {number} budgetMs
   * @param {number} sliceMs how long it may keep the thread without a pause @param {() => boolean} [stopped] asked after each pause
   * @returns {Promise<CellResult[]>} of the first cells, as far as it came */
  async run(cells, budgetMs, sliceMs, stopped = () => false) {
    const end = performance.now() + budgetMs;
    /** @type {CellResult[]} */
    const results = [];
    while (results.length < cells.length && !(results.length && performance.now() >= end) && !stopped()) {
      const group = sliceMs === Infinity || LANES * this.#aloneMs < sliceMs ? this.#group(cells.slice(results.length, results.length + LANES)) : [];
      if (group.length) results.push(...this.#runLanes(group));
      else results.push(await this.#runAlone(cells[results.length], sliceMs, stopped));
    }
    if (sliceMs < Infinity) await pause();
    return results;
  }

  /** The first of these cells that can share the lanes: they agree in all but rates and numbers. @param {unknown[][]} cells at most four @returns {LaneCell[]} */
  #group(cells) {
    /** @type {LaneCell[]} */
    const group = [];
    for (const values of cells) {
      if (!this.#laneable) break;
      const { optimizer, schedule } = readCell(cellOptions(this.#options, this.#keys, values));
      const lanes = (this.#lanes ??= this.#open());
      const ahead = schedule && !schedule.needsMetric ? lookAhead(schedule, lanes.rates) : undefined;
      this.#laneable = optimizer.groups.length === 1 && !schedule?.needsMetric && !ahead?.momentum;
      const flags = flagsOf(optimizer);
      if (!this.#laneable || (group.length && group[0].flags !== flags)) break;
      group.push({ numbers: optimizer.numbers, lr: optimizer.groups[0].lr, rates: ahead?.lr, flags });
    }
    return group;
  }

  #open() {
    const { shape, data, unit } = readTrainerOptions(this.#options);
    return new LanesCore(shape, data, { epochs: this.#epochs, perBatch: unit === "batch" });
  }

  /** @param {LaneCell[]} group @returns {CellResult[]} */
  #runLanes(group) {
    const lanes = /** @type {LanesCore} */ (this.#lanes);
    const filled = Array.from({ length: LANES }, (_, lane) => group[Math.min(lane, group.length - 1)]);
    filled.forEach(({ lr, rates }, lane) => {
      for (let i = 0; i < lanes.rates; i++) lanes.lr[LANES * i + lane] = rates ? rates[i] : lr;
    });
    return lanes.train(filled.map(({ numbers }) => numbers)).slice(0, group.length);
  }

  /** @param {unknown[]} values @param {number} sliceMs @param {() => boolean} stopped @returns {Promise<CellResult>} */
  async #runAlone(values, sliceMs, stopped) {
    const trainer = new Trainer(cellOptions(this.#options, this.#keys, values));
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
      return { loss, valLoss, accuracy, valAccuracy, diverged, epochs: record.epoch + 1 };
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
