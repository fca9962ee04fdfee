// What `train` and `sweep` share: flags of the data, the network, the optimizer and the schedule, as a Trainer's options.

import { constants } from "node:buffer";
import { fstatSync, readFileSync, statSync } from "node:fs";
import { parseCsv } from "../csv.js";
import { description } from "../generated/description.js";
import { makeDataset } from "../index.js";
import { activationNames, fieldFlags, fieldValue, helpOf, lossNames, optimizerNames, rowOptions, scheduleNames, textOf } from "./flags.js";
import { systemReason } from "./output.js";
import { partFlags, readSchedule, scheduleFlags } from "./schedule.js";
import { flagOf, kebab, oneOf, quote, readInteger, UsageError } from "./usage.js";

/** @typedef {import("./flags.js").Flag} Flag */
/** @typedef {import("./flags.js").Given} Given */

const generated = description.datasets.map(({ name }) => name);
export const dataNames = [...generated, "iris", "digits"];

/** @type {Flag[]} */
const dataFlags = [
  { key: "csv", values: "FILE", help: "instead of a NAME: a table of numbers; - reads standard input" },
  { key: "target", values: "NAME|N", help: "csv: the column to predict, by its name or its number from 1; default the last" },
  { key: "header", help: "csv: the first line holds names; default: if it holds a word where a number should be" },
  { key: "delimiter", values: ",|;|tab", help: "csv: default the one that stands most often in the first line" },
  ...fieldFlags(description.datasets, ["seed"]),
  { key: "dataSeed", values: "N", help: "of generated data; default 0" },
];
/** @type {Flag[]} */
const networkFlags = [
  { key: "hidden", values: "N,N,...", help: "widths between features and outputs, or none; default 16,16" },
  { key: "activation", values: activationNames.join("|"), help: "between the layers; default tanh" },
  { key: "outputActivation", values: activationNames.join("|"), help: "after the last layer; default linear" },
  { key: "loss", values: lossNames.join("|"), help: "default cross-entropy for classes, mse for numbers" },
];
const optimizerFlags = fieldFlags(description.optimizers);
const trainerFlags = fieldFlags([{ name: "Trainer", ...description.trainer }]).map(({ owners, ...flag }) => flag);
const ownScheduleFlags = fieldFlags(description.schedules, ["lr"]);
/** Names that optimizers and schedules share need the owner before them, where both have it. */
const shared = optimizerFlags.filter(({ key }) => ownScheduleFlags.some((flag) => flag.key === key)).map(({ key }) => key);
const qualified = shared.flatMap((key) => ["optimizer", "schedule"].map((room) => `${room}.${key}`));

/** @type {Flag[]} */
const ownFlags = [
  { key: "optimizer", values: optimizerNames.join("|"), help: "default SGD" },
  { key: "schedule", values: "NAME", help: "default StepLR where one of its flags is given, else the rate stays" },
  { key: "unit", values: "epoch|batch", help: "what a turn of the schedule is; default epoch" },
  { key: "normalize", values: "none|standard", help: "standard: features to mean 0 and deviation 1, fitted on the training rows; default none" },
  { key: "epochs", values: "N", help: "default 50" },
];

const scheduleOnly = [...ownScheduleFlags.filter(({ key }) => !shared.includes(key)), ...partFlags];
/** @type {Flag[]} */
export const trainingFlags = [
  ...dataFlags, ...networkFlags, ...ownFlags, ...optimizerFlags, ...scheduleOnly, ...trainerFlags,
  ...qualified.map((key) => ({ key, values: "X", help: "" })),
];

export const trainingHelp = () => `Data: NAME is one of ${dataNames.join(", ")}.
${helpOf(dataFlags)}

Network:
${helpOf(networkFlags)}

Training:
${helpOf([...ownFlags, ...trainerFlags])}

Flags of the optimizer (PyTorch's arguments and defaults):
${helpOf(optimizerFlags)}

Flags of the schedule (--lr is the optimizer's; ${shared.map((key) => `--schedule.${kebab(key)}`).join(", ")} where both have the name):
${helpOf(scheduleOnly)}
`;

/** Reads flags into a Trainer's options. @param {string} verb @param {Given} given @param {(name: string) => boolean} [inGrid] whether a grid gives an option
 * @returns {Promise<{ options: any, epochs: number, name: string, rows: number }>} */
export async function readTraining(verb, given, inGrid = () => false) {
  const own = (/** @type {string} */ key) => textOf(given, key);
  const optimizerName = oneOf("--optimizer", own("optimizer") ?? "SGD", optimizerNames);
  const optimizerRow = description.optimizers[optimizerNames.indexOf(optimizerName)];
  const asked = scheduleOnly.some(({ key }) => own(key) !== undefined || inGrid(key));
  const scheduleName = own("schedule") !== undefined ? oneOf("--schedule", /** @type {string} */ (own("schedule")), scheduleNames) : asked ? "StepLR" : undefined;
  const scheduleRow = description.schedules.find(({ name }) => name === scheduleName);
  const has = (/** @type {{ fields: readonly any[] } | undefined} */ row, /** @type {string} */ key) => row?.fields.some(({ name }) => name === key) === true;

  // A shared name belongs to the one of the two that has it.
  for (const key of shared) {
    if (own(key) === undefined) continue;
    if (has(optimizerRow, key) && has(scheduleRow, key)) throw new UsageError(`${flagOf(key)} could be that of ${optimizerName} or of ${scheduleName}; say --optimizer.${kebab(key)} or --schedule.${kebab(key)}`);
    const room = has(scheduleRow, key) && !has(optimizerRow, key) ? "schedule" : "optimizer";
    if (given.texts.has(`${room}.${key}`)) throw new UsageError(`${flagOf(key)} is given twice, also as --${room}.${kebab(key)}`);
    given.texts.set(`${room}.${key}`, /** @type {string[]} */ (given.texts.get(key)));
  }
  /** What is said in one room, with the qualified names made plain. @param {string} room @returns {Given} */
  const inRoom = (room) => ({ words: [], texts: new Map([...given.texts].filter(([key]) => !shared.includes(key)).map(([key, texts]) => [key.startsWith(`${room}.`) ? key.slice(room.length + 1) : key, texts])) });

  const optimizer = { name: optimizerName, ...rowOptions(inRoom("optimizer"), optimizerFlags, optimizerRow, (key) => key === "lr" && false) };
  const strayKey = scheduleName === undefined && qualified.find((key) => key.startsWith("schedule.") && own(key) !== undefined);
  if (strayKey) throw new UsageError(`--${kebab(strayKey)} is given, but no --schedule`);
  const spec = scheduleName === undefined ? undefined : readSchedule(scheduleName, inRoom("schedule"), ownScheduleFlags);
  const unit = own("unit") === undefined ? undefined : oneOf("--unit", /** @type {string} */ (own("unit")), ["epoch", "batch"]);
  if (unit && !spec) throw new UsageError("--unit is given, but no --schedule");
  const trainer = Object.fromEntries(description.trainer.fields.filter(({ name }) => own(name) !== undefined).map((field) => [field.name, fieldValue(flagOf(field.name), /** @type {string} */ (own(field.name)), field)]));
  const lossText = own("loss");
  const loss = lossText === undefined ? undefined : oneOf("--loss", lossText, lossNames);
  const epochs = readInteger("--epochs", own("epochs") ?? "50", 1, 1e6);
  const hidden = readHidden("--hidden", own("hidden") ?? "16,16");
  const word = (/** @type {string} */ key, /** @type {readonly string[]} */ known) => (own(key) === undefined ? {} : { [key]: oneOf(flagOf(key), /** @type {string} */ (own(key)), known) });
  const words = { ...word("activation", activationNames), ...word("outputActivation", activationNames), ...word("normalize", ["none", "standard"]) };

  const { name, ...read } = await readData(verb, given, loss);
  const { data, outputs } = withLoss(name, read.data, loss);
  const options = {
    layers: [data.features, ...hidden, outputs],
    loss: loss ?? (data.classes ? "cross-entropy" : "mse"),
    optimizer,
    ...(spec ? { schedule: unit ? { ...spec, unit } : spec } : {}),
    ...words,
    ...trainer,
    data,
  };
  return { options, epochs, name, rows: data.x.length / data.features };
}

/** @param {string} what @param {string} text @returns {number[]} */
export const readHidden = (what, text) => (text.trim() === "none" ? [] : text.split(/[,x]/).map((part) => readInteger(what, part, 1, 2 ** 20)));

/** @param {string} verb @param {Given} given @param {string | undefined} loss @returns {Promise<{ name: string, data: any }>} */
async function readData(verb, given, loss) {
  const own = (/** @type {string} */ key) => textOf(given, key);
  const file = own("csv");
  if (given.words.length > 1) throw new UsageError(`${quote(given.words[1])} is one word too many; step-decay ${verb} takes the name of one data set`);
  if (file === undefined) {
    if (!given.words.length) throw new UsageError(`step-decay ${verb} needs data: --csv FILE, or one of ${dataNames.join(", ")}`);
    const stray = ["target", "header", "delimiter"].find((key) => own(key) !== undefined);
    if (stray) throw new UsageError(`--${stray} is given, but no --csv`);
    return namedData(oneOf("the data set", given.words[0], dataNames), given);
  }
  if (given.words.length) throw new UsageError(`--csv is given, and ${quote(given.words[0])} too; must be one of them`);
  refuseOptions(given, "--csv");
  const target = own("target");
  const delimiter = own("delimiter");
  const header = own("header");
  const options = {
    kind: /** @type {"classes" | "numbers"} */ (loss === undefined || loss === "cross-entropy" ? "classes" : "numbers"),
    ...(target === undefined ? {} : { target: /^[1-9]\d*$/.test(target) ? Number(target) : target }),
    ...(delimiter === undefined ? {} : { delimiter: /** @type {any} */ ({ tab: "\t", ",": ",", ";": ";" })[delimiter] ?? delimiter }),
    ...(header === undefined ? {} : { header: header === "yes" }),
  };
  const text = readText(file);
  try {
    return { name: file === "-" ? "standard input" : file, data: parseCsv(text, options) };
  } catch (/** @type {any} */ error) {
    if (error?.field === "csv") throw new UsageError(`--csv ${file}: ${error.message}`);
    if (["target", "delimiter"].includes(error?.field)) throw new UsageError(`--${error.message}`);
    throw error;
  }
}

/** @param {string} file */
function readText(file) {
  const most = constants.MAX_STRING_LENGTH;
  let bytes, size;
  try {
    ({ size } = file === "-" ? fstatSync(0) : statSync(file)); // of a pipe 0
    if (size <= most) size = (bytes = readFileSync(file === "-" ? 0 : file)).length;
  } catch (error) {
    throw new UsageError(`--csv: cannot read ${quote(file)}: ${systemReason(error)}`);
  }
  if (size > most) throw new UsageError(`--csv: ${quote(file)} has ${size} bytes; must have at most ${most}, the longest text that Node reads`);
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new UsageError(`--csv: ${quote(file)} is not UTF-8 text`);
  }
}

/** @param {Given} given @param {string} what that takes no options of generated data */
function refuseOptions(given, what) {
  const stray = ["points", "noise", "dataSeed"].find((key) => textOf(given, key) !== undefined);
  if (stray) throw new UsageError(`${flagOf(stray)} is for generated data (${generated.join(", ")}), not for ${what}`);
}

/** @param {string} name @param {Given} given @returns {Promise<{ name: string, data: any }>} */
async function namedData(name, given) {
  const row = description.datasets.find((row) => row.name === name);
  if (!row) {
    refuseOptions(given, name);
    return { name, data: (await import(name === "iris" ? "../data/iris.js" : "../data/digits.js")).default };
  }
  const seed = textOf(given, "dataSeed");
  const options = { ...rowOptions(given, fieldFlags(description.datasets, ["seed"]), row), ...(seed === undefined ? {} : { seed: readInteger("--data-seed", seed, 0, 2 ** 32 - 1) }) };
  return { name, data: makeDataset(/** @type {any} */ (name), options) };
}

/** Data as the loss wants it. @param {string} name @param {any} data @param {string | undefined} loss @returns {{ data: any, outputs: number }} */
function withLoss(name, data, loss) {
  const rows = data.x.length / data.features;
  if (!data.classes) {
    if (loss === "cross-entropy") throw new UsageError(`--loss is cross-entropy, but ${name} has numbers to predict, not classes; must be mse`);
    return { data, outputs: data.y.length / rows };
  }
  if (loss === "mse") throw new UsageError(`--loss is mse, but ${name} has classes; must be cross-entropy`);
  if (loss !== "bce") return { data, outputs: data.classes };
  if (data.classes !== 2) throw new UsageError(`--loss is bce, but ${name} has ${data.classes} classes; must be cross-entropy`);
  return { data: { x: data.x, y: Float32Array.from(data.y), features: data.features }, outputs: 1 };
}

/** Numbers of a record that JSON can carry: NaN is null. @param {Record<string, any>} record */
export const jsonLine = (record) => `${JSON.stringify(record, (_, value) => (typeof value === "number" && !Number.isFinite(value) ? null : value))}\n`;
