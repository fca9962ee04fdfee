// step-decay train: one network under one schedule. On a terminal a bar and a table of the phases, elsewhere a JSON line for each epoch.

import { rateText, Trainer } from "../index.js";
import { helpOf, readFlags, textOf } from "./flags.js";
import { openOutput, progressBar } from "./output.js";
import { keysOf } from "./schedule.js";
import { jsonLine, readTraining, trainingFlags, trainingHelp } from "./training.js";
import { inFlags, oneOf } from "./usage.js";

const SLICE_MS = 50; // of training, before signals are looked at and lines written
const MOST_PHASES = 40; // rows of the table; a schedule that moves every epoch has the last epochs only

/** @type {import("./flags.js").Flag[]} */
const ownFlags = [
  { key: "format", values: "json|text", help: "a JSON line for each epoch, or a table at the end; default text on a terminal, else json" },
  { key: "output", values: "FILE", help: "default standard output" },
];
const allFlags = [...trainingFlags, ...ownFlags];

export const help = () => `usage: step-decay train NAME|--csv FILE [flags]

Trains a small network and tells rate, losses and accuracies of every epoch. Code 0: trained; 1: the loss diverged; 2: something given cannot be used.

  step-decay train spiral --lr 0.1 --momentum 0.9 --step-size 15 --gamma 0.5 --validation 0.2
  step-decay train --csv flowers.csv --optimizer Adam --lr 0.01 --schedule CosineAnnealingLR --t-max 50 > run.jsonl

${trainingHelp()}
Output:
${helpOf(ownFlags)}
`;

/** @param {string[]} args @param {AbortSignal} signal */
export async function run(args, signal) {
  const given = readFlags("train", args, allFlags);
  const formatText = textOf(given, "format");
  const format = formatText === undefined ? undefined : oneOf("--format", formatText, ["json", "text"]);
  let trainer, epochs, name, rows, layers;
  try {
    const read = await readTraining("train", given);
    ({ epochs, name, rows } = read);
    layers = read.options.layers;
    trainer = new Trainer(read.options);
  } catch (error) {
    throw inFlags(error, keysOf(allFlags));
  }
  const output = openOutput(textOf(given, "output"));
  const lines = (format ?? (output.terminal ? "text" : "json")) === "json";
  const bar = progressBar("epoch");
  const interrupted = async () => {
    await new Promise((resolve) => setImmediate(resolve));
    return signal.aborted;
  };

  let text = "";
  let record;
  let written = performance.now();
  for (let epoch = 0; epoch < epochs && !record?.diverged; epoch++) {
    record = trainer.epoch();
    if (lines) text += jsonLine(record);
    if (performance.now() - written < SLICE_MS && epoch + 1 < epochs && !record.diverged) continue;
    bar.show(epoch + 1, epochs, `lr ${rateText(record.lr)}  loss ${short(record.loss)}${Number.isNaN(record.valLoss) ? "" : `  validation ${short(record.valLoss)}`}`);
    if (text) await output.write(text);
    text = "";
    written = performance.now();
    if (await interrupted()) break;
  }
  bar.clear();
  if (!lines && !signal.aborted) await output.write(`${name}: ${rows} rows, network ${layers.join("-")}\n${summary(trainer.history, record)}`);
  output.close();
  trainer.free();
  return record?.diverged ? 1 : 0;
}

/** @param {number} value */
const short = (value) => (Number.isFinite(value) ? (Math.abs(value) < 1e-3 && value !== 0 ? value.toExponential(2) : value.toFixed(4)) : String(value));
/** @param {number} share */
const percent = (share) => `${(100 * share).toFixed(1)} %`;

/** The phases of the rate, each with where it led. @param {import("../history.js").History} history @param {any} last @returns {string} */
function summary({ lr, loss, valLoss, accuracy, valAccuracy }, last) {
  const ends = [...lr.keys()].filter((epoch) => lr[epoch + 1] !== lr[epoch]);
  const shown = ends.slice(-MOST_PHASES);
  const columns = [
    ["epochs", (/** @type {number} */ end, /** @type {number} */ i) => span(i ? shown[i - 1] + 1 : (ends[ends.length - shown.length - 1] ?? -1) + 1, end)],
    ["rate", (/** @type {number} */ end) => rateText(lr[end])],
    ["loss", (/** @type {number} */ end) => short(loss[end])],
    ["accuracy", (/** @type {number} */ end) => percent(accuracy[end]), accuracy],
    ["validation loss", (/** @type {number} */ end) => short(valLoss[end]), valLoss],
    ["validation accuracy", (/** @type {number} */ end) => percent(valAccuracy[end]), valAccuracy],
  ].filter(([, , values]) => !values || !Number.isNaN(/** @type {Float64Array} */ (values)[0]));
  const table = [columns.map(([head]) => head), ...shown.map((end, i) => columns.map(([, cell]) => /** @type {any} */ (cell)(end, i)))];
  const widths = columns.map((_, c) => Math.max(...table.map((row) => row[c].length)));
  const body = table.map((row) => `${row.map((cell, c) => (c ? cell.padStart(widths[c]) : cell.padEnd(widths[c]))).join("  ")}\n`).join("");
  return `${body}${last.diverged ? `The loss is not finite in epoch ${last.epoch}: the training diverged. A smaller --lr may help.\n` : ""}`;
}

/** @param {number} from @param {number} to */
const span = (from, to) => (from === to ? String(from) : `${from}-${to}`);
