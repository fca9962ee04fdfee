// What a learning-rate range test says: where the loss falls, where it turns up again, and which rate to begin with.

const REACH = 2; // neighbours on either side that a median smooths over
const TURN = 0.5; // of the whole fall: a loss that has risen by so much has turned
const SAFETY = 4; // the suggestion stays below the turn by this factor
const FALL = 0.05; // of the first loss: less is no fall
const MOST = 0.9; // of the whole fall: the rest comes with more epochs, not with a larger rate

/** @typedef {{ lr: number, loss: number }} Point of the test: the mean loss of the epoch at this rate */
/** @typedef {{ code: "FOUND" | "NO_TURN" | "NO_FALL", smooth: number[], lowest: Point, settled: Point, turn: Point | null, suggested: number | null }} RangeResult
 *   smooth: the losses smoothed; lowest: where they are lowest; settled: where nine tenths of the fall are done; turn: where they have risen again */

/** Rates from `from` to `to`, each the same factor above the last. @param {number} from @param {number} to @param {number} count */
export const factorOf = (from, to, count) => (to / from) ** (1 / (count - 1));

/** Reads a test. The loss is smoothed by the median of five neighbours. The turn is the first rate after the lowest loss at which half of the fall is lost again,
 * or the loss is no number; the suggestion is the largest of 1, 2, 3, 5 times a power of ten that is not above a quarter of that rate. Without a turn, as where the classes lie far apart and any
 * rate does, it is where nine tenths of the fall are done: the lowest loss then only comes last.
 * @param {readonly Point[]} points by rising rate, at least two @returns {RangeResult} */
export function readRange(points) {
  const losses = points.map(({ loss }) => (Number.isFinite(loss) ? loss : Infinity));
  const smooth = losses.map((_, i) => median(losses.slice(Math.max(0, i - REACH), i + REACH + 1)));
  const start = median(losses.slice(0, 2 * REACH + 1));
  const at = smooth.indexOf(Math.min(...smooth));
  const lowest = { lr: points[at].lr, loss: smooth[at] };
  const fall = start - lowest.loss;
  const near = smooth.findIndex((loss) => loss <= start - MOST * fall);
  const settled = near < 0 ? lowest : { lr: points[near].lr, loss: smooth[near] };
  if (!(fall > FALL * start)) return { code: "NO_FALL", smooth, lowest, settled, turn: null, suggested: null };
  const risen = smooth.findIndex((loss, i) => i > at && loss > lowest.loss + TURN * fall);
  if (risen < 0) return { code: "NO_TURN", smooth, lowest, settled, turn: null, suggested: below(settled.lr) };
  const turn = { lr: points[risen].lr, loss: smooth[risen] };
  return { code: "FOUND", smooth, lowest, settled, turn, suggested: below(turn.lr / SAFETY) };
}

/** The largest of 1, 2, 3, 5 times a power of ten that is not above. @param {number} rate */
export function below(rate) {
  const decade = 10 ** Math.floor(Math.log10(rate) + 1e-9);
  const digit = [5, 3, 2, 1].find((digit) => digit * decade <= rate * (1 + 1e-9)) ?? 1;
  return Number((digit * decade).toPrecision(1));
}

/** @param {number[]} values */
const median = (values) => [...values].sort((a, b) => a - b)[values.length >> 1];
