// The tuning map: which cells it has, what they say together, and how it is drawn.

import { axis, common, formatRate, mapTraces } from "step-decay/parts";

/** From a drop that all but stops the run to none at all. */
export const GAMMAS = [0.02, 0.05, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 1];
const STEPS = 15;
const GOOD = 1.5; // times the best loss: within is the band
const FEW = 4; // cells from which a band can be spoken of
const SLANT = -0.5; // correlation of row and column of the good cells, from which they lie along a diagonal
const NEARLY_ALL = 0.9; // of the cells: there is no band, everything is alike

/** Step sizes as people choose them. */
const SIZES = [1, 2, 3, 4, 5, 6, 8, 10, 12, 15, 20, 25, 30, 40, 50, 60, 80, 100, 120, 150, 200, 250, 300, 400, 500, 600, 800, 1000, 1500];

/** At most fifteen step sizes up to the length of the run; the last never drops. @param {number} epochs @returns {number[]} ascending */
export function stepSizes(epochs) {
  const all = [...SIZES.filter((size) => size < epochs), epochs];
  if (all.length <= STEPS) return all;
  return Array.from({ length: STEPS }, (_, i) => all[Math.round((i * (all.length - 1)) / (STEPS - 1))]);
}

/** @typedef {{ gamma: number, stepSize: number, loss: number, accuracy: number, diverged: boolean }} Cell */

/** What the cells so far say. `band`: the good cells, the share of the first rate that their runs end with, and whether they lie along a diagonal or everywhere.
 * @param {readonly (Cell | null)[]} cells @param {number} epochs
 * @returns {{ done: number, diverged: number, best: Cell | null, band: { count: number, least: number, most: number, gammas: [number, number], diagonal: boolean, everywhere: boolean } | null }} */
export function readMap(cells, epochs) {
  const known = /** @type {Cell[]} */ (cells.filter(Boolean));
  const fine = known.filter(({ diverged }) => !diverged);
  const best = fine.reduce((/** @type {Cell | null} */ least, cell) => (!least || cell.loss < least.loss ? cell : least), null);
  const good = best ? fine.filter(({ loss }) => loss <= GOOD * best.loss) : [];
  const shares = good.map(({ gamma, stepSize }) => gamma ** Math.floor((epochs - 1) / stepSize)).sort((a, b) => a - b);
  const gammas = good.map(({ gamma }) => gamma);
  const inner = (/** @type {number} */ share) => shares[Math.round(share * (shares.length - 1))];
  const everywhere = good.length >= NEARLY_ALL * fine.length;
  const band = good.length >= FEW ? { count: good.length, least: inner(0.1), most: inner(0.9), gammas: /** @type {[number, number]} */ ([Math.min(...gammas), Math.max(...gammas)]), diagonal: !everywhere && slant(good) < SLANT, everywhere } : null;
  return { done: known.length, diverged: known.length - fine.length, best, band };
}

/** The correlation of the cells' places, column by size and row by gamma; 0 where they stand in one row or column. @param {readonly Cell[]} cells */
function slant(cells) {
  const sizes = [...new Set(cells.map(({ stepSize }) => stepSize))].sort((a, b) => a - b);
  const x = centred(cells.map(({ stepSize }) => sizes.indexOf(stepSize)));
  const y = centred(cells.map(({ gamma }) => GAMMAS.indexOf(gamma)));
  const product = (/** @type {number[]} */ a, /** @type {number[]} */ b) => a.reduce((sum, value, i) => sum + value * b[i], 0);
  return product(x, y) / (Math.sqrt(product(x, x) * product(y, y)) || 1);
}

/** @param {number[]} values */
function centred(values) {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return values.map((value) => value - mean);
}

const MARGIN = { l: 52, r: 14, t: 14, b: 46 };
const NARROW = { width: 500, every: 2 };
const ROW = 24; // pixels of a cell's height

/** @param {{ cells: readonly (Cell | null)[], sizes: readonly number[], range: [number, number], best: Cell | null, here: { gamma: number, stepSize: number } | null, words: { stepSize: string, gamma: string } }} map
 *   cells: gamma by gamma, each with all sizes; range: of losses; here: the setting of the trainer, where the map has its α₀
 * @param {any} colours @param {number} width */
export function mapFigure({ cells, sizes, range, best, here, words }, colours, width) {
  const narrow = width < NARROW.width;
  const place = (/** @type {{ gamma: number, stepSize: number }} */ { gamma, stepSize }) => /** @type {[number, number]} */ ([sizes.indexOf(stepSize), GAMMAS.indexOf(gamma)]);
  const every = narrow ? NARROW.every : 1;
  const labels = sizes.map((_, i) => i).filter((i) => i % every === 0);
  return {
    data: mapTraces(
      {
        z: GAMMAS.map((_, g) => sizes.map((_, s) => { const cell = cells[g * sizes.length + s]; return cell && !cell.diverged ? Math.log10(cell.loss) : null; })),
        range,
        lost: cells.flatMap((cell) => (cell?.diverged ? [place(cell)] : [])),
        best: best && place(best),
        here: here && Math.min(...place(here)) >= 0 ? place(here) : null,
      },
      colours,
    ),
    layout: {
      ...common(colours),
      width,
      height: GAMMAS.length * ROW + MARGIN.t + MARGIN.b,
      margin: MARGIN,
      xaxis: { ...axis(colours), title: { text: words.stepSize, standoff: 6 }, range: [-0.5, sizes.length - 0.5], tickvals: labels, ticktext: labels.map((i) => String(sizes[i])), showgrid: false, showline: true, mirror: true },
      yaxis: { ...axis(colours), title: { text: words.gamma, standoff: 4 }, range: [-0.5, GAMMAS.length - 0.5], tickvals: GAMMAS.map((_, i) => i), ticktext: GAMMAS.map(String), showgrid: false, showline: true, mirror: true },
    },
  };
}

const RANGE = { l: 58, r: 18, t: 26, b: 44, height: 340 };

/** A range test: the loss of each epoch against its rate, smoothed on top, with the turn and the suggestion.
 * @param {{ points: readonly { lr: number, loss: number }[], smooth: readonly number[], limits: [number, number], lossRange: [number, number], ticks: object, turn: { lr: number } | null, suggested: number | null, words: { rate: string, loss: string, turn: string } }} test
 * @param {any} colours @param {number} width */
export function rangeFigure({ points, smooth, limits, lossRange, ticks, turn, suggested, words }, colours, width) {
  const x = points.map(({ lr }) => lr);
  const inside = (/** @type {number} */ loss) => (loss > 0 && Number.isFinite(loss) ? loss : null);
  const rule = (/** @type {number} */ at, /** @type {object} */ line) => ({ type: "line", x0: at, x1: at, y0: 0, y1: 1, yref: "paper", line, layer: "below" });
  const label = (/** @type {number} */ at, /** @type {string} */ text, /** @type {string} */ color, /** @type {string} */ side) => ({ x: Math.log10(at), y: 1, yref: "paper", text, showarrow: false, xanchor: side, yanchor: "bottom", font: { size: 12, color } });
  return {
    data: [
      { type: "scatter", mode: "markers", x, y: points.map(({ loss }) => inside(loss)), marker: { size: 5, color: colours.train, opacity: 0.55 }, hoverinfo: "skip" },
      { type: "scatter", mode: "lines", x: x.slice(0, smooth.length), y: smooth.map(inside), line: { color: colours.train, width: 2 }, hoverinfo: "skip" },
    ],
    layout: {
      ...common(colours),
      width,
      height: RANGE.height,
      margin: RANGE,
      xaxis: { ...axis(colours), title: { text: words.rate, standoff: 6 }, type: "log", range: limits.map(Math.log10), tickformat: ".0e", dtick: 1 },
      yaxis: { ...axis(colours), title: { text: words.loss, standoff: 4 }, type: "log", range: lossRange.map(Math.log10), ...ticks },
      shapes: [...(turn ? [rule(turn.lr, { color: colours.muted, width: 1, dash: "dot" })] : []), ...(suggested ? [rule(suggested, { color: colours.rate, width: 2 })] : [])],
      annotations: [...(turn ? [label(turn.lr, words.turn, colours.ink, "left")] : []), ...(suggested ? [label(suggested, `α₀ ${formatRate(suggested)}`, colours.rate, "right")] : [])],
    },
  };
}
