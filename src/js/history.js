// What a trainer records, epoch by epoch. It is only ever added to: a long run adds blocks, and nothing is copied to make room.

import { RECORD } from "./core.js";

/** @typedef {object} EpochRecord
 * @property {number} epoch counted from 0
 * @property {number} lr the rate of the epoch's first batch (of the first group)
 * @property {number} loss mean over the training rows of each batch's loss before its update
 * @property {number} valLoss after the epoch; NaN without validation
 * @property {number} accuracy share of training rows that were right before their batch's update; NaN for a regression
 * @property {number} valAccuracy after the epoch; NaN without validation or for a regression
 * @property {boolean} diverged a loss was not finite: the run stopped before that update, and goes no further */

/** @typedef {{ epoch: Int32Array<ArrayBuffer>, lr: Float64Array<ArrayBuffer>, loss: Float64Array<ArrayBuffer>, valLoss: Float64Array<ArrayBuffer>,
 *   accuracy: Float64Array<ArrayBuffer>, valAccuracy: Float64Array<ArrayBuffer> }} History one number an epoch */

/** The history's numbers, the rate before those of the core's records. */
export const COLUMNS = /** @type {const} */ (["lr", "loss", "valLoss", "accuracy", "valAccuracy"]);
const BLOCK = 256; // rows

/** @typedef {Record<typeof COLUMNS[number], Float64Array<ArrayBuffer>>} Columns */

export class Recorder {
  /** @type {Float64Array<ArrayBuffer>[]} BLOCK rows each: the rate, and what is recorded */
  #blocks = [];
  #recorded;
  #width;
  #places;
  #length = 0;
  #diverged = false;
  /** @type {History | undefined} */
  #history;

  /** @param {readonly number[]} recorded which numbers of the core's records, loss first, are ever more than NaN; the others take no room */
  constructor(recorded) {
    this.#recorded = recorded;
    this.#width = 1 + recorded.length;
    this.#places = COLUMNS.map((_, column) => (column === 0 ? 0 : recorded.indexOf(column - 1) + 1 || undefined));
  }

  /** Epochs so far. */
  get length() {
    return this.#length;
  }

  /** Whether the last of them diverged. */
  get diverged() {
    return this.#diverged;
  }

  /** @param {number} length @param {boolean} diverged */
  #end(length, diverged) {
    this.#length = length;
    this.#diverged = diverged;
    this.#history = undefined;
  }

  /** The block of an epoch; its row there starts at (epoch % BLOCK) * #width. @param {number} epoch */
  #block(epoch) {
    return (this.#blocks[Math.floor(epoch / BLOCK)] ??= new Float64Array(BLOCK * this.#width));
  }

  /** @param {number} epoch @param {number} column */
  #number(epoch, column) {
    const place = this.#places[column];
    return place === undefined ? NaN : this.#block(epoch)[(epoch % BLOCK) * this.#width + place];
  }

  /** Adds the epochs of the core's last run. @param {import("./core.js").TrainerCore} core @param {number} epochs @param {number} rates how many numbers of core.lr an epoch has */
  append({ lr, records }, epochs, rates) {
    const recorded = this.#recorded;
    for (let i = 0, from = 0; i < epochs; i++, from += RECORD) {
      const block = this.#block(this.#length + i);
      const at = ((this.#length + i) % BLOCK) * this.#width;
      block[at] = lr[i * rates];
      for (let j = 0; j < recorded.length; j++) block[at + 1 + j] = records[from + recorded[j]];
    }
    this.#end(this.#length + epochs, records[RECORD * epochs - 1] === 1);
  }

  /** @returns {EpochRecord} of the last epoch */
  last() {
    const epoch = this.#length - 1;
    return {
      epoch,
      lr: this.#number(epoch, 0),
      loss: this.#number(epoch, 1),
      valLoss: this.#number(epoch, 2),
      accuracy: this.#number(epoch, 3),
      valAccuracy: this.#number(epoch, 4),
      diverged: this.#diverged,
    };
  }

  /** The same object until there is another epoch, or some are taken back. @returns {History} copies */
  history() {
    return (this.#history ??= { epoch: Int32Array.from({ length: this.#length }, (_, epoch) => epoch), ...this.columns() });
  }

  /** @returns {Columns} copies */
  columns() {
    const columns = COLUMNS.map((name, column) => {
      const numbers = new Float64Array(this.#length);
      for (let epoch = 0; epoch < numbers.length; epoch++) numbers[epoch] = this.#number(epoch, column);
      return [name, numbers];
    });
    return Object.fromEntries(columns);
  }

  /** Other epochs instead. @param {Columns} columns of one length @param {boolean} diverged whether the last epoch did */
  replace(columns, diverged) {
    this.#blocks = [];
    this.#places.forEach((place, column) => {
      if (place !== undefined) columns[COLUMNS[column]].forEach((number, epoch) => (this.#block(epoch)[(epoch % BLOCK) * this.#width + place] = number));
    });
    this.#end(columns.lr.length, diverged);
  }

  /** Takes the last epochs back. @param {number} length how many stay; none of them diverged */
  shorten(length) {
    this.#end(length, false);
  }
}
