// A schedule as a still picture: SVG text with the specification of the chart, for print, feeds, pages without scripts, and until the chart has loaded.

import { rateRange } from "./figures.js";
import { formatRate } from "./format.js";
import { checkInteger, checkName, checkNumber, readOptions } from "./options.js";
import { scheduleFigure } from "./printing.js";
import { thin } from "./thin.js";

const MARGIN = { left: 66, right: 20, top: 46, bottom: 46 };
const FONT = "system-ui, -apple-system, 'Segoe UI', 'PingFang SC', 'Noto Sans CJK SC', 'Microsoft YaHei', sans-serif";
const RATE = "#228be6";
const COLOURS = {
  light: { paper: "#ffffff", ink: "#212529", muted: "#5c6470", grid: "#e3e6ea" },
  dark: { paper: "#1b1d21", ink: "#e6e4df", muted: "#a9aeb6", grid: "#3a3e45" },
};
const THEMES = /** @type {const} */ (["auto", "light", "dark", "inherit"]);
const LANGS = /** @type {const} */ (["zh-CN", "en"]);
const SCALES = /** @type {const} */ (["log", "linear"]);

/** @typedef {object} SvgOptions
 * @property {number} [epochs] drawn epochs, 1 to 10^6, default 50
 * @property {"zh-CN" | "en"} [lang] default "zh-CN"
 * @property {number} [width] CSS pixels, 200 to 4000, default 600; the picture scales to whatever room it gets
 * @property {number} [height] CSS pixels, 150 to 4000, default 350
 * @property {"log" | "linear"} [yScale] default "log"
 * @property {"auto" | "light" | "dark" | "inherit"} [theme] auto, the default: light or dark as the reader's system; inherit: no background, and the text's colour from
 *   around it, for SVG that stands in a page
 * @property {"epoch" | "step" | "batch"} [unit] what one turn of the schedule is called, default "epoch"
 * @property {string} [title] instead of the schedule's own */

/** The chart of a schedule as SVG text: a staircase, its axes, a name and a sentence for screen readers. No scripts, no ids, no style attributes.
 * @param {import("./schedule-base.js").Schedule} schedule @param {SvgOptions} [options] @returns {string}
 * @throws {RangeError | TypeError} an option that is not allowed @throws {Error} `NO_CLOSED_FORM`: the rates of ReduceLROnPlateau depend on the run
 * @example scheduleSvg(new StepLR({ lr: 0.01, stepSize: 15, gamma: 0.5 }), { epochs: 50, lang: "en" }) // '<svg xmlns="http://www.w3.org/2000/svg" ...' */
export function scheduleSvg(schedule, options = {}) {
  const read = readOptions("scheduleSvg", options, ["epochs", "lang", "width", "height", "yScale", "theme", "unit", "title"]);
  const { epochs = 50, lang = "zh-CN", width = 600, height = 350, yScale = "log", theme = "auto", unit, title } = read;
  checkInteger("epochs", epochs, 1, 1e6);
  checkName("lang", lang, LANGS);
  checkNumber("width", width, 200, 4000);
  checkNumber("height", height, 150, 4000);
  checkName("yScale", yScale, SCALES);
  checkName("theme", theme, THEMES);
  const { layout } = scheduleFigure(schedule, epochs, { locale: lang, unit, title });
  const phases = schedule.phases(epochs);

  const right = width - MARGIN.right;
  const bottom = height - MARGIN.bottom;
  const x = (/** @type {number} */ t) => round(MARGIN.left + (t / epochs) * (right - MARGIN.left));
  const axis = yScale === "log" ? logAxis(phases.map(({ lr }) => lr)) : linearAxis(phases.map(({ lr }) => lr), (bottom - MARGIN.top) / 45);
  const y = (/** @type {number} */ at) => round(bottom - ((at - axis.low) / (axis.high - axis.low)) * (bottom - MARGIN.top));

  const path = staircase(phases, epochs, x, (lr) => (axis.place(lr) === null ? null : y(/** @type {number} */ (axis.place(lr)))), Math.ceil(right - MARGIN.left));
  const times = epochTicks(epochs, (right - MARGIN.left) / 60);
  const group = (/** @type {string} */ attributes, /** @type {string[]} */ parts) => (parts.length ? `<g ${attributes}>${parts.join("")}</g>` : "");
  const { style, paint } = colours(theme);
  const text = (/** @type {number} */ px, /** @type {number} */ py, /** @type {string} */ words, more = "") => `<text x="${px}" y="${py}"${more}>${escape(words)}</text>`;
  const middle = round((MARGIN.top + bottom) / 2);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" lang="${lang}" font-family="${FONT}" font-size="12">`,
    `<title>${escape(layout.title.text)}</title><desc>${escape(sentence(phases, epochs, lang, layout.xaxis.title.text))}</desc>`,
    style,
    theme === "inherit" ? "" : `<rect width="${width}" height="${height}" rx="6" ${paint("fill", "paper")}/>`,
    group(`${paint("stroke", "grid")}${theme === "inherit" ? ' stroke-opacity="0.2"' : ""}`, [
      ...times.map((t) => `<path d="M${x(t)} ${MARGIN.top}V${bottom}"/>`),
      ...axis.ticks.map(({ at }) => `<path d="M${MARGIN.left} ${y(at)}H${right}"/>`),
    ]),
    group(`${paint("fill", "muted")} text-anchor="middle"`, times.map((t) => text(x(t), bottom + 17, String(t)))),
    group(`${paint("fill", "muted")} text-anchor="end"`, axis.ticks.map(({ at, text: words }) => text(MARGIN.left - 7, round(y(at) + 4), words))),
    group(`${paint("fill", "ink")} text-anchor="middle"`, [
      text(round(width / 2), 26, layout.title.text, ` font-size="${title === undefined && width < 420 ? 14 : 17}"`),
      text(round((MARGIN.left + right) / 2), height - 9, layout.xaxis.title.text, ' font-size="13"'),
      text(14, middle, capital(layout.yaxis.title.text), ` font-size="13" transform="rotate(-90 14 ${middle})"`),
    ]),
    `<path d="${path}" fill="none" stroke="${RATE}" stroke-width="2.5" stroke-linejoin="round" stroke-linecap="round"/>`,
    "</svg>\n",
  ].filter(Boolean).join("\n");
}

/** The line: along, then up or down. A rate without a place (0 on a log axis) is a gap.
 * @param {{ from: number, lr: number }[]} phases @param {number} epochs @param {(t: number) => number} x @param {(lr: number) => number | null} y @param {number} columns */
function staircase(phases, epochs, x, y, columns) {
  const heights = phases.map(({ lr }) => y(lr));
  const kept = thin(heights.map((height) => height ?? NaN), 2 * columns);
  let path = "";
  kept.forEach((index, i) => {
    const height = heights[index];
    const end = x(i + 1 < kept.length ? phases[kept[i + 1]].from : epochs);
    if (height === null) return;
    const before = i > 0 ? heights[kept[i - 1]] : null;
    path += `${before === null ? `M${x(phases[index].from)} ${height}` : `V${height}`}H${end}`;
  });
  return path;
}

/** @typedef {{ low: number, high: number, ticks: { at: number, text: string }[], place: (lr: number) => number | null }} Axis in the unit of the axis: log10 of rates, or rates */

/** @param {number[]} rates @returns {Axis} */
function logAxis(rates) {
  const [low, high] = rateRange(rates);
  const decades = high - low;
  const every = decades < 2.2 ? 1 : Math.ceil(decades / 8);
  const ticks = [];
  for (let exponent = Math.floor(low); exponent <= high; exponent++)
    for (const step of decades < 2.2 ? [1, 2, 5] : [1]) {
      const at = exponent + Math.log10(step);
      if (at >= low && at <= high && exponent % every === 0) ticks.push({ at, text: `${step}e${exponent < 0 ? "−" : "+"}${Math.abs(exponent)}` });
    }
  return { low, high, ticks, place: (lr) => (lr > 0 && Number.isFinite(lr) ? Math.log10(lr) : null) };
}

/** From 0, as only lengths that begin at 0 can be compared. @param {number[]} rates @param {number} most ticks @returns {Axis} */
function linearAxis(rates, most) {
  const peak = rates.reduce((a, b) => Math.max(a, b), 0) || 1;
  const step = niceStep(peak, most);
  const ticks = [];
  for (let i = 0; i * step <= peak * 1.05; i++) ticks.push({ at: i * step, text: formatRate(Number((i * step).toPrecision(6))) });
  return { low: 0, high: peak * 1.06, ticks, place: (lr) => lr };
}

/** @param {number} epochs @param {number} most */
function epochTicks(epochs, most) {
  const step = Math.max(1, niceStep(epochs, Math.max(2, Math.min(10, most))));
  return Array.from({ length: Math.floor(epochs / step) + 1 }, (_, i) => i * step);
}

/** 1, 2 or 5 times a power of ten, at most so many in `length`. @param {number} length @param {number} most */
function niceStep(length, most) {
  const least = length / most;
  const decade = 10 ** Math.floor(Math.log10(least));
  return Number(((([1, 2, 5].find((step) => step * decade >= least * (1 - 1e-9)) ?? 10) * decade)).toPrecision(1));
}

/** How the four colours are written: as attributes, or through classes of the reader's theme. @param {typeof THEMES[number]} theme */
function colours(theme) {
  const paint = (/** @type {"fill" | "stroke"} */ what, /** @type {keyof typeof COLOURS.light} */ name) => {
    if (theme === "auto") return `class="sd-${what === "fill" ? name : `${name}-line`}"`;
    return `${what}="${theme === "inherit" ? "currentColor" : COLOURS[theme][name]}"`;
  };
  const rules = (/** @type {typeof COLOURS.light} */ { paper, ink, muted, grid }) => `.sd-paper{fill:${paper}}.sd-ink{fill:${ink}}.sd-muted{fill:${muted}}.sd-grid-line{stroke:${grid}}`;
  const style = theme === "auto" ? `<style>${rules(COLOURS.light)}@media (prefers-color-scheme:dark){${rules(COLOURS.dark)}}</style>` : "";
  return { style, paint };
}

/** What is to be seen, in a sentence. @param {{ from: number, lr: number }[]} phases @param {number} epochs @param {"zh-CN" | "en"} lang @param {string} unit */
export function sentence(phases, epochs, lang, unit = lang === "en" ? "Epoch" : "周期") {
  const rates = phases.map(({ lr }) => lr);
  const count = rates.length - 1;
  const word = unit.toLowerCase();
  const chain = (rates.length <= 6 ? rates.map(formatRate) : [...rates.slice(0, 3).map(formatRate), "…", formatRate(rates[count])]).join(" → ");
  const falls = rates.every((rate, i) => i === 0 || rate < rates[i - 1]);
  if (lang === "en") {
    if (count === 0) return `The rate stays at ${formatRate(rates[0])} for ${epochs === 1 ? `the one ${word}` : `all ${epochs} ${word}s`}.`;
    return `Over ${epochs} ${word}s the rate ${falls ? "drops" : "changes"} ${count === 1 ? "once" : `${count} times`}: ${chain}. The first time is at ${word} ${phases[1].from}, counting from 0.`;
  }
  if (count === 0) return `学习率在全部 ${epochs} 个${unit}里保持 ${formatRate(rates[0])}。`;
  return `${epochs} 个${unit}里学习率${falls ? "下降" : "改变"} ${count} 次：${chain}；第一次在${unit} ${phases[1].from}（从 0 数起）。`;
}

/** @param {string} words */
const capital = (words) => words.charAt(0).toUpperCase() + words.slice(1);

/** @param {number} value */
const round = (value) => Math.round(value * 100) / 100;

/** @param {string} text */
const escape = (text) => text.replace(/[&<>"]/g, (mark) => /** @type {Record<string, string>} */ ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" })[mark]);
