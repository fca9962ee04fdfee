// step-decay schedule: a schedule's rates as a table, CSV, JSON, a Plotly figure, an SVG picture or the tutorial's lines.

import { epochLines, rateText, scheduleCsv, scheduleFigure } from "../index.js";
import { description } from "../generated/description.js";
import { createScheduler } from "../schedule.js";
import { fieldFlags, helpOf, readFlags, rowOptions, scheduleNames, textOf } from "./flags.js";
import { readFormula } from "./expression.js";
import { openOutput } from "./output.js";
import { inFlags, oneOf, quote, readInteger, readNumber, UsageError } from "./usage.js";

/** @typedef {import("./flags.js").Flag} Flag */
/** @typedef {import("./flags.js").Given} Given */

/** Flags of the fifteen schedules. @type {Flag[]} */
export const scheduleFlags = fieldFlags(description.schedules);

/** What stands for functions and for other schedules. @type {Flag[]} */
export const partFlags = [
  { key: "lrLambda", values: "FORMULA", help: 'of epoch, as in "0.95 ** epoch"', owners: ["LambdaLR", "MultiplicativeLR"] },
  { key: "scaleFn", values: "FORMULA", help: 'of x, as in "1 / 2 ** (x - 1)"', owners: ["CyclicLR"] },
  { key: "scaleMode", values: "cycle|iterations", help: "what x is", owners: ["CyclicLR"] },
  { key: "part", values: "SCHEDULE", repeats: true, help: 'a part, as in "LinearLR --total-iters 5"; give one for each', owners: ["SequentialLR", "ChainedScheduler"] },
];

/** SequentialLR's milestones are no field of its row: it checks them itself. */
const EXTRA_FIELDS = { SequentialLR: [{ name: "milestones", type: "integers" }] };

/** The plain description of a schedule that flags give: { name: "StepLR", stepSize: 15 }. Flags of others are refused.
 * @param {string} name @param {Given} given @param {readonly Flag[]} flags @param {(key: string) => boolean} [taken] @returns {Record<string, any>} */
export function readSchedule(name, given, flags, taken) {
  const row = description.schedules[scheduleNames.indexOf(name)];
  const fields = [...row.fields, .../** @type {any} */ (EXTRA_FIELDS)[name] ?? []];
  const options = rowOptions(given, flags, { name, fields }, taken);
  for (const flag of partFlags) {
    const texts = given.texts.get(flag.key);
    if (!texts) continue;
    if (!flag.owners?.includes(name)) throw new UsageError(`--${flag.key === "part" ? "part" : flag.key.replace(/[A-Z]/g, (c) => `-${c.toLowerCase()}`)} is no option of ${name}, but of ${flag.owners?.join(", ")}`);
    if (flag.key === "lrLambda") options.lrLambda = readFormula("--lr-lambda", texts[0], "epoch");
    if (flag.key === "scaleFn") options.scaleFn = readFormula("--scale-fn", texts[0], "x");
    if (flag.key === "scaleMode") options.scaleMode = texts[0];
    if (flag.key === "part") options.schedulers = texts.map(readPart);
  }
  if (partFlags[3].owners?.includes(name) && !options.schedulers) throw new UsageError(`--part is missing; ${name} needs one for each of its schedules, as in --part "LinearLR --total-iters 5"`);
  return { name, ...options };
}

/** @param {string} text "LinearLR --total-iters 5" */
function readPart(text) {
  const flags = scheduleFlags.filter(({ key }) => key !== "lr");
  const given = readFlags(`--part ${quote(text)}`, text.trim().split(/\s+/), [...flags, ...partFlags.filter(({ key }) => key !== "part")]);
  const [name, ...more] = given.words;
  if (name === undefined || more.length) throw new UsageError(`--part is ${quote(text)}; must be the name of a schedule and its flags`);
  return readSchedule(oneOf("--part", name, scheduleNames.filter((each) => !partFlags[3].owners?.includes(each))), given, flags);
}

/** Keys that have a flag, for messages. @param {readonly Flag[]} flags */
export const keysOf = (flags) => flags.map(({ key }) => key);

const FORMATS = /** @type {const} */ (["table", "csv", "json", "plotly", "svg", "lines"]);
const WORDS = { en: { epoch: "epoch", step: "step", batch: "batch", rate: "learning rate" }, "zh-CN": { epoch: "周期", step: "步", batch: "批次", rate: "学习率" } };

/** @type {Flag[]} */
const ownFlags = [
  { key: "epochs", values: "N", help: "how many, counted from 0; default 50" },
  { key: "metrics", values: "X,X,...", help: "what it is stepped with, one an epoch: then its rates are known", owners: ["ReduceLROnPlateau"] },
  { key: "format", values: FORMATS.join("|"), help: "default table; lines is what the tutorial's PyTorch listing prints" },
  { key: "every", values: "N", help: "lines: only every N-th" },
  { key: "unit", values: "epoch|step|batch", help: "what a turn of the schedule is called; default epoch" },
  { key: "title", values: "TEXT", help: "plotly, svg: the chart's title" },
  { key: "width", values: "N", help: "svg: pixels" },
  { key: "height", values: "N", help: "svg: pixels" },
  { key: "yScale", values: "log|linear", help: "svg: the axis of the rates; default log" },
  { key: "theme", values: "auto|light|dark|inherit", help: "svg: colours; default auto, which follows the reader's system" },
  { key: "lang", values: "en|zh-CN", help: "default from LC_ALL, LC_MESSAGES or LANG, else en" },
  { key: "output", values: "FILE", help: "default standard output" },
];
const allFlags = [...scheduleFlags, ...partFlags, ...ownFlags];

export const help = () => `usage: step-decay schedule [NAME] --lr X [flags]

Prints the learning rate of each epoch. NAME is one of PyTorch's schedules, default StepLR:
  ${scheduleNames.slice(0, 8).join(", ")},
  ${scheduleNames.slice(8).join(", ")}

  step-decay schedule --lr 0.01 --step-size 15 --gamma 0.5
  step-decay schedule CosineAnnealingLR --lr 0.1 --t-max 20 --epochs 20 --format csv
  step-decay schedule SequentialLR --lr 0.1 --part "LinearLR --total-iters 5" --part "StepLR --step-size 10" --milestones 5

Flags of the schedules (PyTorch's arguments and defaults):
${helpOf([...scheduleFlags, ...partFlags])}

Flags of the output:
${helpOf(ownFlags)}
`;

/** The language of the words. @param {string | undefined} given @returns {"en" | "zh-CN"} */
export function readLang(given) {
  if (given !== undefined) return oneOf("--lang", given, ["en", "zh-CN"]);
  const { LC_ALL, LC_MESSAGES, LANG } = process.env;
  return /^zh/i.test(LC_ALL || LC_MESSAGES || LANG || "") ? "zh-CN" : "en";
}

/** @param {string[]} args */
export async function run(args) {
  const given = readFlags("schedule", args, allFlags);
  if (given.words.length > 1) throw new UsageError(`${quote(given.words[1])} is one word too many; step-decay schedule takes the name of one schedule`);
  const name = oneOf("the schedule", given.words[0] ?? "StepLR", scheduleNames);
  const format = oneOf("--format", textOf(given, "format") ?? "table", FORMATS);
  const lang = readLang(textOf(given, "lang"));
  const unit = oneOf("--unit", textOf(given, "unit") ?? "epoch", ["epoch", "step", "batch"]);
  const metrics = readMetrics(name, textOf(given, "metrics"));
  const epochs = readInteger("--epochs", textOf(given, "epochs") ?? String(metrics?.length ?? 50), 1, metrics ? metrics.length : 1e7);
  const title = textOf(given, "title");
  const { lr, ...spec } = readSchedule(name, given, scheduleFlags, (key) => key === "lr");
  const known = keysOf(allFlags);
  if (lr === undefined && !("baseLr" in spec) && !("maxLr" in spec)) throw new UsageError("--lr is missing; must be a finite number at least 0");

  /** @type {string} */
  let text;
  try {
    // Where the rates come from baseLr and maxLr, the optimizer's own is overwritten.
    const optimizer = /** @type {any} */ ({ lr: lr ?? 0, ...(spec.cycleMomentum === false ? {} : { momentum: 0.9 }) });
    const schedule = createScheduler(optimizer, spec);
    const rates = metrics ? metrics.map((metric) => (schedule.getLastLr()[0] + 0 * schedule.step(metric)[0])) : undefined;
    text = await printed(format, schedule, { epochs, lang, unit, title, rates: rates?.slice(0, epochs), given, spec: { name, ...(lr === undefined ? {} : { lr }), ...spec } });
  } catch (/** @type {any} */ error) {
    if (error?.code === "NO_CLOSED_FORM") throw new UsageError(`--metrics is missing; the rates of ${name} depend on the metrics it is given, so give them, or let \`step-decay train\` show them`);
    throw inFlags(error, known);
  }
  const output = openOutput(textOf(given, "output"));
  await output.write(text);
  output.close();
}

/** @param {string} name @param {string | undefined} text */
function readMetrics(name, text) {
  if (text === undefined) return undefined;
  if (name !== "ReduceLROnPlateau") throw new UsageError(`--metrics is no option of ${name}, but of ReduceLROnPlateau`);
  return text.split(",").map((part) => readNumber("--metrics", part));
}

/** @param {typeof FORMATS[number]} format @param {import("../index.js").Schedule} schedule
 * @param {{ epochs: number, lang: "en" | "zh-CN", unit: "epoch" | "step" | "batch", title: string | undefined, rates: number[] | undefined, given: Given, spec: Record<string, any> }} how */
async function printed(format, schedule, { epochs, lang, unit, title, rates, given, spec }) {
  const own = (/** @type {string} */ key) => textOf(given, key);
  const number = (/** @type {string} */ key, /** @type {number} */ max) => (own(key) === undefined ? {} : { [key]: readInteger(`--${key}`, /** @type {string} */ (own(key)), 1, max) });
  const only = (/** @type {string} */ key, /** @type {string[]} */ formats) => {
    if (own(key) !== undefined && !formats.includes(format)) throw new UsageError(`--${key === "yScale" ? "y-scale" : key} is for the format ${formats.join(" or ")}, not for ${format}`);
  };
  only("every", ["lines"]);
  only("title", ["plotly", "svg"]);
  for (const key of ["width", "height", "yScale", "theme"]) only(key, ["svg"]);
  if (rates && !["table", "csv", "json"].includes(format)) throw new UsageError(`--format is ${format}; with --metrics it must be one of table, csv, json`);
  if (format === "lines") return epochLines(schedule, epochs, { locale: lang, unit, ...number("every", 1e7) });
  if (format === "csv") return rates ? `${unit},lr\n${rates.map((lr, t) => `${t},${lr}\n`).join("")}` : scheduleCsv(schedule, epochs, { unit });
  if (format === "plotly") return `${JSON.stringify(scheduleFigure(schedule, epochs, { locale: lang, unit, title }))}\n`;
  if (format === "svg") {
    const { scheduleSvg } = await import("../svg.js");
    const yScale = own("yScale") === undefined ? {} : { yScale: oneOf("--y-scale", /** @type {string} */ (own("yScale")), ["log", "linear"]) };
    const theme = own("theme") === undefined ? {} : { theme: oneOf("--theme", /** @type {string} */ (own("theme")), ["auto", "light", "dark", "inherit"]) };
    return `${scheduleSvg(schedule, { epochs, lang, unit, ...(title === undefined ? {} : { title }), ...number("width", 10_000), ...number("height", 10_000), ...yScale, ...theme }).trimEnd()}\n`;
  }
  const phases = rates ? phasesOf(rates) : schedule.phases(epochs);
  if (format === "json") return `${JSON.stringify({ schedule: withoutFunctions(spec, given), unit, epochs, phases, values: rates ?? [...schedule.values(epochs)] })}\n`;
  const words = WORDS[lang];
  const spans = phases.map(({ from, to }) => (from === to ? String(from) : `${from}-${to}`));
  const width = Math.max(displayWidth(words[unit]), ...[spans.reduce((a, b) => (b.length > a.length ? b : a)).length]) + 2;
  const pad = (/** @type {string} */ text) => text + " ".repeat(width - displayWidth(text));
  return `${pad(words[unit])}${words.rate}\n${phases.map(({ lr }, i) => `${pad(spans[i])}${rateText(lr)}\n`).join("")}`;
}

/** Columns on a terminal: a Chinese character takes two. @param {string} text */
const displayWidth = (text) => [...text].reduce((sum, character) => sum + (character > "\u2e7f" ? 2 : 1), 0);

/** @param {number[]} rates */
function phasesOf(rates) {
  /** @type {{ from: number, to: number, lr: number, k: number }[]} */
  const phases = [];
  rates.forEach((lr, t) => {
    const last = phases[phases.length - 1];
    if (last?.lr === lr) last.to = t;
    else phases.push({ from: t, to: t, lr, k: phases.length });
  });
  return phases;
}

/** Formulas as they were written. @param {any} spec @param {Given} given */
const withoutFunctions = (spec, given) =>
  Object.fromEntries(Object.entries(spec).map(([key, value]) => [key, typeof value === "function" ? textOf(given, key) : key === "schedulers" ? given.texts.get("part") : value]));
