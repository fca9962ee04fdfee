// step-decay sweep: a training for every cell of a grid, a JSON line each, in the order of the grid; or one contiguous part of them.

import { description } from "../generated/description.js";
import { sweep } from "../index.js";
import { fieldValue, helpOf, readFlags, textOf } from "./flags.js";
import { openOutput, progressBar } from "./output.js";
import { keysOf } from "./schedule.js";
import { jsonLine, readHidden, readTraining, trainingFlags, trainingHelp } from "./training.js";
import { camel, inFlags, kebab, nameOf, quote, readInteger, readNumber, UsageError } from "./usage.js";

const MAX_VALUES = 1e6;
const DIGITS = 12; // of an evenly spaced value: enough, and free of last bits such as 0.30000000000000004
const LOG_DIGITS = 6; // powers may differ in their last bits between engines; parts from any machine must agree

/** @type {import("./flags.js").Flag[]} */
const ownFlags = [
  { key: "grid", values: "KEY=VALUES", repeats: true, help: "values V,V,... or FROM:TO:COUNT or FROM:TO:COUNT:log; give one for each key, the last runs fastest" },
  { key: "shard", values: "I/N", help: "the I-th of N contiguous parts, I from 1; cat of all parts in order is the whole" },
  { key: "workers", values: "N", help: "threads; default one for each processor, 0 for none beside the main one" },
  { key: "output", values: "FILE", help: "default standard output" },
];
const allFlags = [...trainingFlags, ...ownFlags];

export const help = () => `usage: step-decay sweep NAME|--csv FILE --grid KEY=VALUES... [flags]

Trains every combination and prints a JSON line for each, in the order of the grid whatever the number of threads.
A key is an option of optimizer, schedule or network: lr, gamma, step-size, momentum, seed, batch-size, activation, hidden (16x16), ...

  step-decay sweep moons --grid lr=0.001:1:7:log --grid gamma=0.1,0.5 --grid step-size=5,10,20 --validation 0.2 --epochs 60
  step-decay sweep moons --grid lr=0.1,0.01 --shard 2/8 > part-2.jsonl
  parallel -k step-decay sweep moons --grid lr=0.001:1:16:log --shard {}/4 --workers 1 ::: 1 2 3 4 > all.jsonl

The grid:
${helpOf(ownFlags)}

${trainingHelp()}`;

/** Fields by name, for the kind of a key's values. @param {string} key */
const fieldOf = (key) =>
  [description.trainer, ...description.optimizers, ...description.schedules].flatMap(({ fields }) => /** @type {readonly any[]} */ (fields)).find(({ name }) => name === key.replace(/^.*\./, ""));

/** Whether a flag and a key mean one option: the name alone is that of any owner. @param {string} flag @param {string} key "lr" or "optimizer.lr" */
function sameOption(flag, key) {
  const [name, owner = ""] = flag.split(".").reverse();
  const [keyName, keyOwner = owner] = key.split(".").reverse();
  return name === keyName && (owner === keyOwner || owner === "");
}

/** One axis: "lr=0.1,0.01" or "lr=0.001:1:7:log". @param {string} text @returns {[key: string, values: any[]]} */
export function readAxis(text) {
  const equals = text.indexOf("=");
  if (equals < 1) throw new UsageError(`--grid is ${quote(text)}; must be KEY=VALUES, as in lr=0.1,0.01 or lr=0.001:1:7:log`);
  const key = camel(text.slice(0, equals).trim());
  const body = text.slice(equals + 1).trim();
  const what = `--grid ${kebab(key)}`;
  if (body === "") throw new UsageError(`${what} has no values; must be KEY=VALUES, as in lr=0.1,0.01`);
  const field = fieldOf(key);
  if (body.includes(":")) return [key, spaced(what, body, field?.type === "integer")];
  if (key === "hidden") return [key, body.split(",").map((part) => readHidden(what, part))];
  return [key, body.split(",").map((part) => (field ? fieldValue(what, part.trim(), field) : part.trim()))];
}

/** @param {string} what @param {string} body FROM:TO:COUNT or FROM:TO:COUNT:log @param {boolean} integers */
function spaced(what, body, integers) {
  const parts = body.split(":");
  const wrong = () => new UsageError(`${what} is ${quote(body)}; must be FROM:TO:COUNT or FROM:TO:COUNT:log`);
  if (parts.length < 3 || parts.length > 4 || (parts.length === 4 && parts[3].trim() !== "log")) throw wrong();
  const [from, to] = parts.slice(0, 2).map((part) => readNumber(what, part));
  const count = readInteger(`${what}: COUNT`, parts[2], 1, MAX_VALUES);
  const log = parts.length === 4;
  if (!Number.isFinite(from) || !Number.isFinite(to)) throw wrong();
  if (log && !(from > 0 && to > 0)) throw new UsageError(`${what} is ${quote(body)}; with log, FROM and TO must be above 0`);
  if (count === 1 && from !== to) throw new UsageError(`${what} is ${quote(body)}; one value cannot go from ${from} to ${to}`);
  const value = (/** @type {number} */ i) => {
    if (i === 0) return from;
    if (i === count - 1) return to;
    const share = i / (count - 1);
    return log ? Number((from * (to / from) ** share).toPrecision(LOG_DIGITS)) : Number((from + (to - from) * share).toPrecision(DIGITS));
  };
  return Array.from({ length: count }, (_, i) => (integers && log ? Math.round(value(i)) : value(i)));
}

/** @param {string | undefined} text @param {number} total @returns {[number, number]} */
export function readShard(text, total) {
  if (text === undefined) return [0, total];
  const match = /^(\d{1,9})\/(\d{1,9})$/.exec(text.trim());
  const [i, n] = match ? [Number(match[1]), Number(match[2])] : [0, 0];
  if (i < 1 || i > n) throw new UsageError(`--shard is ${quote(text)}; must be I/N with I from 1 to N, as in 2/8`);
  return [Math.floor(((i - 1) * total) / n), Math.floor((i * total) / n)];
}

/** @param {string[]} args @param {AbortSignal} signal */
export async function run(args, signal) {
  const given = readFlags("sweep", args, allFlags);
  const axes = (given.texts.get("grid") ?? []).map(readAxis);
  if (!axes.length) throw new UsageError("--grid is missing; must be KEY=VALUES, as in lr=0.1,0.01");
  const twice = axes.find(([key], i) => axes.findIndex(([other]) => other === key) < i);
  if (twice) throw new UsageError(`--grid ${kebab(twice[0])} is given twice`);
  for (const [key] of axes) {
    const flag = [...given.texts.keys()].find((flag) => sameOption(flag, key));
    if (flag) throw new UsageError(`--${kebab(flag)} is given, and --grid ${kebab(key)} too; must be one of them`);
  }
  const range = readShard(textOf(given, "shard"), axes.reduce((product, [, values]) => product * values.length, 1));
  const workersText = textOf(given, "workers");

  let options;
  try {
    const { options: base, epochs } = await readTraining("sweep", given, (key) => axes.some(([name]) => name === key));
    const grid = Object.fromEntries(axes.map(([key, values]) => (key === "hidden" ? ["layers", values.map((hidden) => [base.layers[0], ...hidden, base.layers[base.layers.length - 1]])] : [key, values])));
    const local = typeof base.schedule?.lrLambda === "function" || typeof base.schedule?.scaleFn === "function" || base.schedule?.schedulers?.some((/** @type {any} */ part) => part.lrLambda || part.scaleFn);
    const workers = workersText === undefined ? (local ? { workers: 0 } : {}) : { workers: readInteger("--workers", workersText, 0, 64) };
    options = { ...base, epochs, grid, ...workers, signal };
    await sweep({ ...options, range: [0, 0] }); // checks all of it before the output is opened
  } catch (error) {
    throw inFlags(gridError(error), keysOf(allFlags));
  }
  const output = openOutput(textOf(given, "output"));
  const bar = progressBar("cell");
  /** Results that wait for those before them. @type {Map<number, any>} */
  const waiting = new Map();
  let next = range[0];
  let writing = Promise.resolve();
  const unwritten = new AbortController();
  try {
    await sweep({
      ...options,
      range,
      signal: AbortSignal.any([signal, unwritten.signal]),
      onResult(result, { done, total }) {
        waiting.set(result.index, result);
        let text = "";
        for (let found; (found = waiting.get(next)); next++) {
          waiting.delete(next);
          text += jsonLine(found);
        }
        if (text) {
          writing = writing.then(() => output.write(text));
          writing.catch((error) => unwritten.abort(error)); // a full disk: what is still training is for nobody
        }
        bar.show(done, total, "");
      },
    });
  } finally {
    bar.clear();
    await (signal.aborted ? Promise.race([writing, new Promise(setImmediate)]) : writing); // once interrupted, a reader that does not read is not waited for
    output.close();
  }
  return 0;
}

/** The module's words for a grid, in the command's. @param {any} error */
function gridError(error) {
  const field = String(error?.field ?? "");
  if (error?.code === "UNKNOWN_OPTION") {
    const nearest = error.nearest ? `; did you mean ${kebab(error.nearest)}?` : "";
    return new UsageError(`--grid has the key ${quote(kebab(field))}, which is no option of this training${nearest || `; it has ${error.known.map(kebab).join(", ")}`}`);
  }
  const flag = (/** @type {string} */ key) => `--grid ${kebab(nameOf(key))}`;
  if (/^grid\b/.test(field))
    return new UsageError(
      String(error.message)
        .replace(/^grid\.(\S+?)\[(\d+)\]: (optimizer\.|schedule\.)?\w+(\[\d+\])?/, (_, key, i) => `${flag(key)}, value ${Number(i) + 1},`)
        .replace(/^grid\.(\S+)/, (_, key) => flag(key))
        .replace(/^grid/, "--grid"),
    );
  return error;
}
