// A schedule on paper: lines to read, CSV, and the figure that Plotly draws. Nothing here changes the schedule.

import { checkInteger, checkName, readOptions } from "./options.js";
import { typeError } from "./errors.js";
import { Schedule } from "./schedule-base.js";

/** @typedef {"zh-CN" | "en"} Locale */
/** What one turn of the schedule is called. @typedef {"epoch" | "step" | "batch"} Unit */

const WORDS = {
  "zh-CN": { epoch: "周期", step: "步", batch: "批次", rate: "学习率", stepDecay: "步进衰减学习率策略", schedule: "学习率策略" },
  en: { epoch: "Epoch", step: "Step", batch: "Batch", rate: "learning rate", stepDecay: "Step decay learning-rate schedule", schedule: "Learning-rate schedule" },
};
const LOCALES = /** @type {Locale[]} */ (Object.keys(WORDS));
const UNITS = /** @type {Unit[]} */ (["epoch", "step", "batch"]);

/** @param {string} where @param {unknown} schedule @param {unknown} options @param {string[]} known @returns {Record<string, any>} */
function read(where, schedule, options, known) {
  if (!(schedule instanceof Schedule)) throw typeError("schedule", schedule, "a schedule of step-decay");
  const { locale = "zh-CN", unit = "epoch", ...rest } = readOptions(where, options, ["locale", "unit", ...known]);
  return { words: WORDS[/** @type {Locale} */ (checkName("locale", locale, LOCALES))], unit: checkName("unit", unit, UNITS), ...rest };
}

/** A rate as people write it: 6 significant digits, no trailing zeros. @param {number} lr @returns {string}
 * @example rateText(0.0024999999999999996) // "0.0025" */
export const rateText = (lr) => String(Number(lr.toPrecision(6)));

/** A line for each epoch, with the rate it trains with; epochs are counted from 1, as people count.
 * @param {Schedule} schedule @param {number} n epochs, 0 to 10^7 @param {{ locale?: Locale, unit?: Unit, every?: number, group?: number }} [options]
 *   locale: default "zh-CN"; unit: default "epoch"; every: only each so many-th line, default 1; group: default 0
 * @returns {string} lines, each with its line feed
 * @example epochLines(new StepLR({ lr: 0.01, stepSize: 10 }), 20, { every: 10 }) // "周期 1, 学习率: 0.01\n周期 11, 学习率: 0.001\n" */
export function epochLines(schedule, n, options = {}) {
  const { words, unit, every = 1, group = 0 } = read("epochLines", schedule, options, ["every", "group"]);
  checkInteger("every", every, 1);
  let lines = "";
  schedule.values(n, group).forEach((lr, t) => {
    if (t % every === 0) lines += `${words[unit]} ${t + 1}, ${words.rate}: ${rateText(lr)}\n`;
  });
  return lines;
}

/** CSV with all digits: a header, then epoch (from 0) and rate; a column for each parameter group where there are several.
 * @param {Schedule} schedule @param {number} n epochs, 0 to 10^7 @param {{ unit?: Unit }} [options] unit: heads the first column, default "epoch"
 * @returns {string} @example scheduleCsv(new StepLR({ lr: 0.1, stepSize: 1 }), 2) // "epoch,lr\n0,0.1\n1,0.010000000000000002\n" */
export function scheduleCsv(schedule, n, options = {}) {
  const { unit } = read("scheduleCsv", schedule, options, []);
  const columns = schedule.baseLrs.map((_, group) => schedule.values(n, group));
  const head = columns.length > 1 ? columns.map((_, group) => `lr${group}`).join(",") : "lr";
  let text = `${unit},${head}\n`;
  for (let t = 0; t < n; t++) text += `${t},${columns.map((values) => values[t]).join(",")}\n`;
  return text;
}

/** The chart of a schedule as Plotly's figure, plain JSON: a staircase over a logarithmic axis. A rate of 0, which has no place there, is null.
 * @param {Schedule} schedule @param {number} n epochs, 1 to 10^7 @param {{ locale?: Locale, unit?: Unit, title?: string, group?: number }} [options] locale: default "zh-CN"
 * @returns {{ data: Record<string, any>[], layout: Record<string, any> }} for Plotly.newPlot(element, data, layout) */
export function scheduleFigure(schedule, n, options = {}) {
  const { words, unit, title, group = 0 } = read("scheduleFigure", schedule, options, ["title", "group"]);
  if (title !== undefined && typeof title !== "string") throw typeError("title", title, "a string");
  const phases = schedule.phases(checkInteger("n", n, 1, 1e7), group);
  const x = phases.map((phase) => phase.from);
  const y = phases.map((phase) => phase.lr);
  if (x[x.length - 1] < n - 1) {
    x.push(n - 1); // the last step of the stairs has a width too
    y.push(y[y.length - 1]);
  }
  const positive = y.filter((lr) => lr > 0);
  const decades = Math.log10(positive.reduce((a, b) => Math.max(a, b), 0) / positive.reduce((a, b) => Math.min(a, b), Infinity));
  return {
    data: [{
      type: "scatter", mode: "lines", name: words.rate, x, y: y.map((lr) => (lr > 0 ? lr : null)),
      line: { shape: "hv", color: "#228be6", width: 2 },
    }],
    layout: {
      title: { text: title ?? (schedule.name === "StepLR" ? words.stepDecay : `${words.schedule} ${schedule.name}`) },
      xaxis: { title: { text: words[unit] } },
      yaxis: { title: { text: words.rate }, type: "log", tickformat: ".0e", dtick: decades >= 2 ? 1 : "D2" },
      height: 350, width: 600, margin: { l: 50, r: 20, t: 50, b: 40 },
    },
  };
}
