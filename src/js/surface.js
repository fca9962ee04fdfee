// A loss that can be seen, and walkers that descend on it: the lesson's first figure, computed by the core.

import { surfaceHeight, surfaceWalk } from "./core.js";
import { rangeError, typeError } from "./errors.js";
import { checkInteger, checkNumber, readOptions } from "./options.js";

const MAX_STEPS = 1e6;

/** The loss (x^2 + 8 y^2) / 2 of two weights: a long valley, lowest at (0, 0). @param {number} x @param {number} y @returns {number} */
export const surfaceLoss = (x, y) => surfaceHeight(checkNumber("x", x), checkNumber("y", y));

/** Stochastic gradient descent on that loss. Each step sees the true gradient plus noise, as a mini-batch gives it; walkers with the same seed meet the same noise.
 * @param {object} options
 * @param {[number, number]} options.start the two weights
 * @param {ArrayLike<number>} options.rates the learning rate of each step, finite and at least 0; up to 10^6 steps. Rates below 2/8 are stable
 * @param {number} [options.noise] standard deviation of each coordinate's error, at least 0, default 1
 * @param {number} [options.seed] an integer from 0 to 2^32-1, default 0
 * @returns {Float64Array<ArrayBuffer>} the weights at the start and after each step: (steps + 1) x 2
 * @throws {TypeError} a wrong type @throws {RangeError} out of range
 * @example descend({ start: [2, 1], rates: [0.1], noise: 0 }) // 2, 1, 1.8, 0.19999999999999996 */
export function descend(options) {
  const { start, rates, noise = 1, seed = 0 } = readOptions("descend", options, ["start", "rates", "noise", "seed"]);
  if (!Array.isArray(start) || start.length !== 2) throw typeError("start", start, "an array of two numbers");
  const from = /** @type {[number, number]} */ (Array.from(start, (w, i) => checkNumber(`start[${i}]`, w)));
  if (!Array.isArray(rates) && !ArrayBuffer.isView(rates)) throw typeError("rates", rates, "an array of rates, one a step");
  const list = Array.from(/** @type {ArrayLike<number>} */ (/** @type {unknown} */ (rates)));
  if (list.length > MAX_STEPS) throw rangeError("rates", rates, `an array of at most ${MAX_STEPS} rates`, { max: MAX_STEPS });
  list.forEach((rate, i) => checkNumber(`rates[${i}]`, rate, 0));
  return surfaceWalk(from, list, checkNumber("noise", noise, 0), checkInteger("seed", seed, 0, 2 ** 32 - 1));
}
