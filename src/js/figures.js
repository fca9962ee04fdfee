// The pictures as Plotly's figures, plain data: what to draw is decided here, for page and element alike; who draws it is charts.js.
//
// `colours` are CSS colours by name (ink, muted, line, train, valid) and `font`, a family.

import { formatMeasure, formatRate } from "./format.js";
import { changesOf } from "./rates.js";
import { thin } from "./thin.js";

const TUTORIAL = { width: 600, height: 350, margin: { l: 50, r: 20, t: 50, b: 40 }, blue: "#228be6" };
const CURVES = { height: 440, margin: { l: 58, r: 18, t: 34, b: 44 } };
const LABEL = { perCharacter: 7, gap: 8 }; // pixels that a rate written on a rule needs
const RULE_GAP = 5;

/** The tutorial's chart: breakpoints plus the end point, on a log axis.
 * @param {{ x: number[], y: number[], epochs: number, words: { title: string, epoch: string, rate: string }, scale?: "log" | "linear", other?: { name: string, rates: ArrayLike<number> } }} schedule
 *   other: a schedule to compare with, one rate an epoch @param {any} colours @param {number} width */
export function staircaseFigure({ x, y, epochs, words, scale = "log", other }, colours, width) {
  const all = other ? [...y, ...Array.from(other.rates)] : y;
  const range = rateRange(all);
  const rates = scale === "log" ? { type: "log", tickformat: ".0e", dtick: rateTick(range), range } : { type: "linear", tickformat: "~g", range: [0, 1.06 * all.reduce((a, b) => Math.max(a, b), 0) || 1] };
  const rival = other && { type: "scatter", mode: "lines", name: other.name, ...steps(other.rates, epochs), line: { shape: "hv", color: colours.rival, width: 2, dash: "dash" }, hoverinfo: "skip" };
  return {
    data: [{ type: "scatter", mode: "lines", name: words.rate, ...stairs(x, y), line: { shape: "hv", color: TUTORIAL.blue, width: 2.5 }, hoverinfo: "skip" }, ...(rival ? [rival] : [])],
    layout: {
      ...common(colours),
      title: { text: words.title, font: { size: Math.min(17, width / 19) } },
      width: Math.min(TUTORIAL.width, width),
      height: TUTORIAL.height,
      margin: TUTORIAL.margin,
      xaxis: { ...axis(colours), title: { text: words.epoch, standoff: 6 }, range: [0, epochs], nticks: 8 },
      yaxis: { ...axis(colours), title: { text: words.rate, standoff: 0, font: { size: 12 } }, ...rates },
    },
  };
}

/** Losses above, the rate beneath, on one epoch axis. A point stands at the end of its epoch, where its loss is known.
 * @param {{ records: readonly any[], plan: ArrayLike<number>, epochs: number, lossRange: [number, number], words: { epoch: string, rate: string, loss: string, trainLoss: string, valLoss: string } }} run
 * @param {any} colours @param {number} width */
export function trainingFigure({ records, plan, epochs, lossRange, words }, colours, width) {
  const inner = width - CURVES.margin.l - CURVES.margin.r;
  const changes = changesOf(plan);
  const range = rateRange(Array.from(plan));
  const planned = steps(plan, plan.length);
  const actual = steps(records.map(({ lr }) => lr), records.length);
  /** @param {"loss" | "valLoss"} column @param {string} name @param {object} line */
  const curve = (column, name, line) => {
    const y = records.map((record) => record[column]);
    const kept = thin(y, Math.max(100, inner), changes.flatMap((epoch) => [epoch - 1, epoch]));
    return { type: "scatter", mode: records.length === 1 ? "markers" : "lines", name, x: kept.map((i) => records[i].epoch + 1), y: kept.map((i) => positive(y[i])), line, marker: line, hoverinfo: "skip" };
  };
  const spaced = spacedOut(changes, RULE_GAP / (inner / epochs));
  const labels = fitting(
    changes.map((epoch) => ({ epoch, text: formatRate(plan[epoch]), at: (epoch * inner) / epochs })),
    inner + CURVES.margin.r,
  );
  return {
    data: [
      curve("loss", words.trainLoss, { color: colours.train, width: 2 }),
      curve("valLoss", words.valLoss, { color: colours.valid, width: 2 }),
      { type: "scatter", mode: "lines", name: `${words.rate} (plan)`, ...planned, yaxis: "y2", opacity: 0.4, line: { shape: "hv", color: TUTORIAL.blue, width: 1.5, dash: "dot" }, hoverinfo: "skip" },
      { type: "scatter", mode: "lines", name: words.rate, ...actual, yaxis: "y2", line: { shape: "hv", color: TUTORIAL.blue, width: 2.5 }, hoverinfo: "skip" },
    ],
    layout: {
      ...common(colours),
      width,
      height: CURVES.height,
      margin: CURVES.margin,
      xaxis: { ...axis(colours), title: { text: words.epoch, standoff: 6 }, range: [0, epochs], anchor: "y2", nticks: Math.max(4, Math.min(11, Math.round(inner / 60))) },
      yaxis: { ...axis(colours), title: { text: words.loss, standoff: 4 }, type: "log", domain: [0.36, 1], range: lossRange.map(Math.log10), ...plainTicks(lossRange) },
      yaxis2: { ...axis(colours), title: { text: words.rate, standoff: 4 }, type: "log", domain: [0, 0.28], tickformat: ".0e", dtick: range[1] - range[0] > 0.7 ? Math.max(1, Math.ceil((range[1] - range[0]) / 3)) : "D2", range },
      shapes: spaced.map((x) => ({ type: "line", x0: x, x1: x, y0: 0, y1: 1, yref: "paper", line: { color: TUTORIAL.blue, width: 1 }, opacity: 0.45 })),
      annotations: labels.map(({ epoch, text }) => ({ x: epoch, y: 1, yref: "paper", text, showarrow: false, xanchor: "center", yanchor: "bottom", font: { size: 12, color: TUTORIAL.blue } })),
    },
  };
}

/** Several schedules on one epoch axis: their losses above, their rates beneath, each in its colour and dash.
 * @param {{ lanes: { name: string, records: readonly any[], plan: ArrayLike<number> | null, colour: string, dash: string }[], epochs: number, lossRange: [number, number],
 *   words: { epoch: string, rate: string, loss: string } }} race plan: null where the rate depends on the run
 * @param {any} colours @param {number} width */
export function raceFigure({ lanes, epochs, lossRange, words }, colours, width) {
  const inner = width - CURVES.margin.l - CURVES.margin.r;
  const rates = lanes.flatMap(({ plan, records }) => (plan ? Array.from(plan) : records.map(({ lr }) => lr)));
  const [low, high] = rateRange(rates);
  const range = [Math.max(low, high - 5), high]; // a cosine that goes to 0 would stretch it without end
  const losses = lanes.map(({ name, records, colour, dash }) => {
    const y = records.map(({ loss }) => loss);
    const kept = thin(y, Math.max(100, inner));
    return { type: "scatter", mode: records.length === 1 ? "markers" : "lines", name, x: kept.map((i) => records[i].epoch + 1), y: kept.map((i) => positive(y[i])), line: { color: colour, width: 2, dash }, marker: { color: colour }, hoverinfo: "skip" };
  });
  const stairsOf = lanes.map(({ name, records, plan, colour, dash }) => {
    const known = plan ?? records.map(({ lr }) => lr);
    return { type: "scatter", mode: "lines", name, ...steps(known, known.length), yaxis: "y2", line: { shape: "hv", color: colour, width: 2, dash }, hoverinfo: "skip" };
  });
  return {
    data: [...losses, ...stairsOf],
    layout: {
      ...common(colours),
      width,
      height: CURVES.height,
      margin: { ...CURVES.margin, t: 12 },
      xaxis: { ...axis(colours), title: { text: words.epoch, standoff: 6 }, range: [0, epochs], anchor: "y2", nticks: Math.max(4, Math.min(11, Math.round(inner / 60))) },
      yaxis: { ...axis(colours), title: { text: words.loss, standoff: 4 }, type: "log", domain: [0.4, 1], range: lossRange.map(Math.log10), ...plainTicks(lossRange) },
      yaxis2: { ...axis(colours), title: { text: words.rate, standoff: 4 }, type: "log", domain: [0, 0.32], tickformat: ".0e", dtick: range[1] - range[0] > 0.7 ? Math.max(1, Math.ceil((range[1] - range[0]) / 3)) : "D2", range },
    },
  };
}

/** Loss limits that hold all values and lie on 1, 2 or 5: they widen rarely, so the axis keeps still. @param {[number, number]} range @param {Iterable<number>} values @returns {[number, number]} */
export function widen([low, high], values) {
  for (const value of values) {
    if (!(value > 0) || !Number.isFinite(value)) continue;
    if (value < low) low = grid(value, Math.floor);
    if (value > high) high = grid(value, Math.ceil);
  }
  return [Math.max(low, 1e-9), Math.min(high, 1e9)];
}

/** The nearest 1, 2 or 5 times a power of ten below or above. @param {number} value @param {(x: number) => number} round Math.floor or Math.ceil */
function grid(value, round) {
  const decade = 10 ** Math.floor(Math.log10(value));
  const steps = [1, 2, 5, 10].map((step) => Number((step * decade).toPrecision(1)));
  return round === Math.floor ? /** @type {number} */ (steps.findLast((step) => step <= value)) : /** @type {number} */ (steps.find((step) => step >= value));
}

/** A rate per epoch as breakpoints and the end point. @param {ArrayLike<number>} rates @param {number} end */
export function steps(rates, end) {
  if (rates.length === 0) return { x: [], y: [] };
  const x = [0, ...changesOf(rates)];
  return stairs([...x, end], [...x.map((t) => rates[t]), rates[rates.length - 1]]);
}

/** Points of an `hv` line. A rate of 0 has no place on a log axis and becomes null; the step before it is then ended by a point of its own.
 * @param {number[]} x @param {number[]} y @returns {{ x: number[], y: (number | null)[] }} */
function stairs(x, y) {
  const points = x.flatMap((at, i) => {
    const ends = i > 0 && positive(y[i]) === null && positive(y[i - 1]) !== null;
    return ends ? [[at, y[i - 1]], [at, null]] : [[at, positive(y[i])]];
  });
  return { x: points.map(([at]) => /** @type {number} */ (at)), y: points.map(([, rate]) => rate) };
}

/** A log axis has no place for 0 and below. @param {number} value */
const positive = (value) => (value > 0 && Number.isFinite(value) ? value : null);

/** Decades that hold all rates, a little wider, so that the line does not lie on the edge: log10 limits. @param {number[]} rates @returns {[number, number]} */
export function rateRange(rates) {
  const logs = rates.filter((rate) => rate > 0).map(Math.log10);
  if (!logs.length) return [-3, 0];
  const low = Math.floor(Math.min(...logs) + 1e-9);
  const high = Math.ceil(Math.max(...logs) - 1e-9);
  return [Math.min(low, high - 1) - 0.06, high + 0.06];
}

/** Ticks at 1, 2, 5 within two decades, at decades beyond, never more than eight of them. @param {[number, number]} range */
const rateTick = ([low, high]) => (high - low < 2.2 ? "D2" : Math.ceil((high - low) / 8));

/** Loss ticks as plain numbers. @param {[number, number]} range */
export function plainTicks([low, high]) {
  const decades = Math.log10(high / low);
  const steps = decades <= 3.2 ? [1, 2, 5] : [1];
  const tickvals = [];
  for (let exponent = Math.floor(Math.log10(low)); exponent <= Math.ceil(Math.log10(high)); exponent += Math.max(1, Math.ceil(decades / 7)))
    for (const step of steps) tickvals.push(Number((step * 10 ** exponent).toPrecision(1)));
  return { tickvals, ticktext: tickvals.map((value) => (value >= 1e-4 && value < 1e5 ? String(value) : formatMeasure(value))) };
}

/** The labels that have room beside each other, centred at their pixels. @param {{ epoch: number, text: string, at: number }[]} labels @param {number} end the last pixel */
function fitting(labels, end) {
  let free = -Infinity;
  return labels.filter(({ text, at }) => {
    const half = (text.length * LABEL.perCharacter) / 2;
    if (at - half < free || at + half > end) return false;
    free = at + half + LABEL.gap;
    return true;
  });
}

/** Those at least `gap` epochs apart. @param {number[]} epochs @param {number} gap */
function spacedOut(epochs, gap) {
  let last = -Infinity;
  return epochs.filter((epoch) => {
    if (epoch - last < gap) return false;
    last = epoch;
    return true;
  });
}

/** @param {any} colours */
export const common = (colours) => ({
  paper_bgcolor: "rgba(0,0,0,0)",
  plot_bgcolor: "rgba(0,0,0,0)",
  font: { family: colours.font, size: 13, color: colours.ink },
  showlegend: false,
  hovermode: false,
  dragmode: false,
});

/** @param {any} colours */
export const axis = (colours) => ({ fixedrange: true, gridcolor: colours.line, linecolor: colours.muted, zeroline: false, ticks: "", automargin: false, tickfont: { size: 11 } });
