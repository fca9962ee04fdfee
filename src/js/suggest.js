// Where to drop the rate: plateaus of a measured loss, and the S or the milestones that follow from them.

import { rangeError, typeError } from "./errors.js";
import { checkInteger, checkNumber, readOptions } from "./options.js";

/** A stretch of epochs at one rate in which the loss has all but stopped falling. from, to: its first and last epoch; loss: its mean level; lr: the rate, where the history has it.
 * @typedef {{ from: number, to: number, loss: number, lr: number | undefined }} Plateau */
/** @typedef {"PLATEAU" | "NO_PROGRESS" | "NO_PLATEAU" | "TOO_SHORT" | "DIVERGED" | "OVERFITTING"} SuggestionCode */
/** A piece of advice: a code to translate by, the epoch that it is about, and a sentence. @typedef {{ code: SuggestionCode, epoch: number, reason: string }} Advice */
/** @typedef {{ plateaus: Plateau[], stepSize: number | null, milestones: number[], best: { epoch: number, loss: number } | null, advice: Advice[] }} Suggestion
 *   stepSize: epochs to the first plateau, or null where there is none; milestones: the first epoch of each plateau, where a drop helps */

/** @typedef {object} SuggestOptions
 * @property {number} [window] epochs that make a plateau, an integer from 3; default an eighth of the run, at least 6
 * @property {number} [threshold] what is left to fall by, as a share of the lowest loss; from 0 to 1, default 0.02 */

const SMALL = 0.05; // of the first loss: what is less than the threshold of that is nothing, however small the loss has become
const SPREAD = 1.86; // the standard error of a median of n is this times the median deviation, over the root of n
const SHORTEST = 8; // epochs of one rate from which a plateau can be told

/** Finds the plateaus of the validation loss (without validation: of the training loss) and says where to drop the learning rate.
 *
 * In each stretch of one rate the loss is smoothed, by the median of neighbouring epochs. A plateau begins where the smoothed loss first comes within `threshold` of its lowest
 * value (and within what is left of the noise), if `window` epochs or more follow. So a flat start that is overcome later is no plateau, and a loss that rises again is one.
 * @param {{ loss: ArrayLike<number>, valLoss?: ArrayLike<number>, lr?: ArrayLike<number> } | ArrayLike<number>} history of a Trainer, or the losses themselves, one an epoch
 * @param {SuggestOptions} [options] @returns {Suggestion}
 * @throws {TypeError} not a history @throws {RangeError} an option out of range, or columns of different lengths
 * @example suggest(trainer.history).stepSize // 17: drop the rate every 17 epochs */
export function suggest(history, options = {}) {
  const { losses, rates } = readHistory(history);
  const read = readOptions("suggest", options, ["window", "threshold"]);
  const window = checkInteger("window", read.window ?? Math.max(6, Math.round(losses.length / 8)), 3);
  const threshold = checkNumber("threshold", read.threshold ?? 0.02, 0, 1);

  const finite = losses.findIndex((loss) => !Number.isFinite(loss));
  const end = finite < 0 ? losses.length : finite;
  const advice = /** @type {Advice[]} */ ([]);
  const say = (/** @type {SuggestionCode} */ code, /** @type {number} */ epoch, /** @type {string} */ reason) => advice.push({ code, epoch, reason });
  if (finite >= 0) say("DIVERGED", finite, `the loss is not finite from epoch ${finite} on: the learning rate is too high`);

  const found = stretches(rates, end).flatMap(([from, to]) => plateauOf(losses, from, to, window, threshold) ?? []).map((plateau) => ({ ...plateau, lr: rates?.[plateau.from] }));
  const plateaus = found.filter(({ from, loss }) => from > window || loss < losses[0] * (1 - threshold));
  for (const plateau of found)
    if (plateaus.includes(plateau)) say("PLATEAU", plateau.from, `from epoch ${plateau.from} on the loss stays near ${rounded(plateau.loss)}: drop the rate there`);
    else say("NO_PROGRESS", plateau.from, "the loss does not fall below where it began: the learning rate is too high, or far too low");
  if (end < SHORTEST) say("TOO_SHORT", end, `${end} epochs are too few to tell a plateau; train for at least ${SHORTEST}`);
  else if (!found.length && finite < 0) say("NO_PLATEAU", end, "the loss is still falling at the end: keep the rate for longer before the first drop");

  let best = null;
  for (let epoch = 0; epoch < end; epoch++) if (!best || losses[epoch] < best.loss) best = { epoch, loss: losses[epoch] };
  const last = mean(losses.slice(Math.max(0, end - window), end));
  if (best && end >= SHORTEST && best.epoch < end - 2 * window && last > best.loss * (1 + 5 * threshold) && rises(losses.slice(best.epoch, end)))
    say("OVERFITTING", best.epoch, `the loss was lowest at epoch ${best.epoch} (${rounded(best.loss)}) and has risen since: drop the rate or stop by then`);

  return { plateaus, stepSize: plateaus.length ? plateaus[0].from : null, milestones: plateaus.map(({ from }) => from), best, advice };
}

/** @param {any} history @returns {{ losses: number[], rates: number[] | undefined }} */
function readHistory(history) {
  const column = (/** @type {string} */ name, /** @type {any} */ value) => {
    if (!Array.isArray(value) && !ArrayBuffer.isView(value)) throw typeError(name, value, "an array of numbers, one an epoch");
    return Array.from(/** @type {any} */ (value), (item, i) => {
      if (item === null) return NaN; // as JSON writes NaN
      if (typeof item !== "number") throw typeError(`${name}[${i}]`, item, "a number");
      return item;
    });
  };
  if (Array.isArray(history) || ArrayBuffer.isView(history)) return { losses: column("history", history), rates: undefined };
  if (typeof history !== "object" || history === null) throw typeError("history", history, "a Trainer's history, or an array of losses");
  const { loss, valLoss, lr } = history;
  const training = column("history.loss", loss);
  const validation = valLoss === undefined ? [] : column("history.valLoss", valLoss);
  const rates = lr === undefined ? undefined : column("history.lr", lr);
  for (const [name, list] of /** @type {const} */ ([["valLoss", validation], ["lr", rates ?? []]]))
    if (list.length && list.length !== training.length) throw rangeError(`history.${name}`, list, `as long as history.loss, ${training.length}`);
  return { losses: validation.some((value) => !Number.isNaN(value)) ? validation : training, rates };
}

/** Stretches of one rate, [from, to): all of it where the rates are not known. @param {number[] | undefined} rates @param {number} end @returns {[number, number][]} */
function stretches(rates, end) {
  if (!rates) return [[0, end]];
  /** @type {[number, number][]} */
  const found = [];
  for (let from = 0, to = 0; from < end; from = to) {
    for (to = from + 1; to < end && rates[to] === rates[from]; ) to++;
    found.push([from, to]);
  }
  return found;
}

/** The plateau at the end of a stretch, if there is one. @param {number[]} losses @param {number} from @param {number} to not included @param {number} window @param {number} threshold */
function plateauOf(losses, from, to, window, threshold) {
  if (to - from < SHORTEST) return undefined;
  const values = losses.slice(from, to);
  const reach = Math.round(window / 2);
  const smooth = smoothed(values, reach);
  const lowest = Math.min(...smooth);
  const noise = (SPREAD * median(values.map((value, i) => Math.abs(value - smooth[i])))) / Math.sqrt(2 * reach + 1);
  const near = threshold * Math.max(Math.abs(lowest), SMALL * Math.abs(smooth[0])) + 2 * noise;
  const start = from + Math.max(1, smooth.findIndex((loss) => loss <= lowest + near));
  if (to - start < Math.min(window, (to - from) / 2)) return undefined;
  return { from: start, to: to - 1, loss: mean(losses.slice(start, to)) };
}

/** The median of each value and its neighbours, up to `reach` on either side. @param {number[]} values @param {number} reach */
function smoothed(values, reach) {
  return values.map((_, i) => median(values.slice(Math.max(0, i - reach), i + reach + 1)));
}

/** @param {number[]} values at least one */
const median = (values) => [...values].sort((a, b) => a - b)[values.length >> 1];

/** @param {number[]} losses */
function rises(losses) {
  const { slope, error } = fit(losses);
  return slope > 2 * error;
}

/** The least-squares line through equally spaced values: its slope, the slope's standard error, and the mean level. @param {number[]} values at least 3 */
function fit(values) {
  const n = values.length;
  const level = mean(values);
  let sxy = 0;
  let sxx = 0;
  values.forEach((value, i) => {
    const x = i - (n - 1) / 2;
    sxy += x * (value - level);
    sxx += x * x;
  });
  const slope = sxy / sxx;
  let squares = 0;
  values.forEach((value, i) => (squares += (value - level - slope * (i - (n - 1) / 2)) ** 2));
  return { slope, error: Math.sqrt(squares / Math.max(1, n - 2) / sxx), level };
}

/** @param {number[]} values */
const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;

/** @param {number} value */
const rounded = (value) => String(Number(value.toPrecision(3)));
