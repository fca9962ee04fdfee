// Runs side by side as Plotly's figure, plain data: loss above, accuracy where it is asked for, the rates beneath, on one axis of epochs.

import { axis, changesOf, common, plainTicks, rateRange, steps, thin, widen } from "step-decay/parts";

const MARGIN = { l: 58, r: 18, t: 26, b: 44 };
const HEIGHT = { two: 380, three: 520 };
const DEEPEST = 1e-4; // of the largest rate: what is below leaves the picture
const SHARES = [0, 0.25, 0.5, 0.75, 1];
const CHANGES_KEPT = 100; // a rate that changes at every epoch has no drops to keep

/** How each lane is drawn, apart even without colours. */
export const DASHES = ["solid", "dash", "dot", "dashdot"];

/** @typedef {import("step-decay/remote").EpochRecord} EpochRecord */

/** @param {{ lanes: { name: string, look: number, records: readonly EpochRecord[] }[], epochs: number, lossRange: [number, number], column: "loss" | "valLoss", classes?: number,
 *   bands?: { from: number, to: number }[], marks?: { at: number, text: string }[], words: { epoch: string, rate: string, loss: string, accuracy: string } }} race
 *   look: number of colour and dash; classes: where accuracy is to be shown; bands: plateaus, lightly shaded; marks: rules with a word
 * @param {any} colours @param {number} width */
export function lanesFigure({ lanes, epochs, lossRange, column, classes = 0, bands = [], marks = [], words }, colours, width) {
  const inner = width - MARGIN.l - MARGIN.r;
  const accuracy = classes > 1;
  const floor = accuracy ? Math.max(0, 1 / classes - 0.15) : 0; // a little below blind guessing
  const rates = lanes.flatMap(({ records }) => records.map(({ lr }) => lr));
  const top = Math.max(...rates, 1e-12);
  const range = rateRange(rates.length ? rates.filter((rate) => rate >= DEEPEST * top) : [0.01]);
  const line = (/** @type {number} */ look) => ({ color: colours[`lane-${look}`], width: 2, dash: DASHES[look] });
  const curve = (/** @type {typeof lanes[number]} */ { name, look, records }, /** @type {keyof EpochRecord} */ key, /** @type {string} */ yaxis) => {
    const y = records.map((record) => Number(record[key]));
    const changes = changesOf(records.map(({ lr }) => lr));
    const kept = thin(y, Math.max(100, inner), changes.length > CHANGES_KEPT ? [] : changes.flatMap((epoch) => [epoch - 1, epoch]));
    return { type: "scatter", mode: "lines", name, x: kept.map((i) => records[i].epoch + 1), y: kept.map((i) => (Number.isFinite(y[i]) && (yaxis !== "y" || y[i] > 0) ? y[i] : null)), yaxis, line: line(look), hoverinfo: "skip" };
  };
  const stairs = (/** @type {typeof lanes[number]} */ { name, look, records }) => ({ type: "scatter", mode: "lines", name, ...steps(records.map(({ lr }) => lr), records.length), yaxis: "y2", line: { ...line(look), shape: "hv" }, hoverinfo: "skip" });
  const domains = accuracy ? { loss: [0.52, 1], accuracy: [0.27, 0.46], rate: [0, 0.2] } : { loss: [0.36, 1], rate: [0, 0.28] };
  return {
    data: [...lanes.map((lane) => curve(lane, column, "y")), ...lanes.map(stairs), ...(accuracy ? lanes.map((lane) => curve(lane, "valAccuracy", "y3")) : [])],
    layout: {
      ...common(colours),
      width,
      height: accuracy ? HEIGHT.three : HEIGHT.two,
      margin: MARGIN,
      xaxis: { ...axis(colours), title: { text: words.epoch, standoff: 6 }, range: [0, epochs], anchor: "y2", nticks: Math.max(4, Math.min(11, Math.round(inner / 60))) },
      yaxis: { ...axis(colours), title: { text: words.loss, standoff: 4 }, type: "log", domain: domains.loss, range: lossRange.map(Math.log10), ...plainTicks(lossRange) },
      yaxis2: { ...axis(colours), title: { text: words.rate, standoff: 4 }, type: "log", domain: domains.rate, tickformat: ".0e", dtick: range[1] - range[0] > 0.7 ? Math.max(1, Math.ceil((range[1] - range[0]) / 3)) : "D2", range },
      ...(accuracy ? { yaxis3: { ...axis(colours), title: { text: words.accuracy, standoff: 4 }, domain: domains.accuracy, range: [floor, 1 + 0.03 * (1 - floor)], tickvals: SHARES, ticktext: SHARES.map((share) => `${100 * share}%`) } } : {}),
      shapes: [
        ...bands.map(({ from, to }) => ({ type: "rect", x0: from, x1: to + 1, y0: domains.loss[0], y1: 1, yref: "paper", fillcolor: colours.valid, opacity: 0.13, line: { width: 0 }, layer: "below" })),
        ...marks.map(({ at }) => ({ type: "line", x0: at, x1: at, y0: 0, y1: 1, yref: "paper", line: { color: colours.rate, width: 1.5 }, layer: "below" })),
      ],
      annotations: marks.map(({ at, text }) => ({ x: at, y: 1, yref: "paper", text, showarrow: false, xanchor: at > 0.8 * epochs ? "right" : at < 0.2 * epochs ? "left" : "center", yanchor: "bottom", font: { size: 12, color: colours.rate } })),
    },
  };
}

/** Where the loss axis of a race begins: around an untrained network. @param {number} classes 0 for a regression @returns {[number, number]} */
export const startRange = (classes) => (classes > 1 ? widen([Math.log(classes), Math.log(classes)], [Math.log(classes) / 60, 1.5 * Math.log(classes)]) : widen([1, 1], [1 / 60, 2]));

/** The axis after some epochs more: a run that leaves for the sky does not squeeze the others.
 * @param {[number, number]} range @param {readonly EpochRecord[]} records @param {number} from @param {"loss" | "valLoss"} column @param {number} most the highest loss that widens it */
export const widenBy = (range, records, from, column, most) => widen(range, records.slice(from).map((record) => Math.min(record[column], most)));
