// What an author can set. The rows of properties.js and some of the element's own: attributes, properties, options of embed.html and of the page's link all follow from them.

import { parse as parseBase, properties } from "./properties.js";

/** @typedef {Omit<import("./properties.js").Property, "kind"> & { kind: string, attribute: string, help: string, most?: number }} Row kind "list": names with commas or blanks between; "url": any text */

export const VIEWS = /** @type {const} */ (["chart", "train", "race", "map"]);
/** Schedules that can race. */
export const RIVALS = /** @type {const} */ (["step", "constant", "exponential", "cosine", "linear", "plateau"]);
export const MOST_RIVALS = 4;
const CONTROLS = ["none", "play", "step", "reset", "lr", "gamma", "step-size", "epochs", "y-scale", "dataset", "seed"];

const HELP = /** @type {Record<string, string>} */ ({
  lr: "the initial learning rate",
  gamma: "what each drop multiplies the rate by",
  stepSize: "epochs from one drop to the next",
  epochs: "epochs that are drawn and trained",
  data: "what the network learns. The property is `data`: `dataset` is the DOM's name for data-* attributes",
  points: "samples of a generated data set",
  noise: "noise of a generated data set",
  seed: "of data, weights and order: the same seed gives the same curves",
  validation: "share of the samples that is held out",
  layers: "widths of the hidden layers, with commas",
  activation: "between the layers",
  optimizer: "torch.optim's names",
  momentum: "of SGD and RMSprop",
  batchSize: "samples of an update",
  speed: "epochs a second while it plays: 4, 12, or as many as there can be",
  theme: "auto follows the page around it",
});

const kebab = (/** @type {string} */ key) => (key === "data" ? "dataset" : key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`));
const shared = properties
  .filter(({ key }) => key !== "edits" && key !== "lang")
  .map((property) => ({ ...property, attribute: kebab(property.key), help: HELP[property.key] ?? "" }));

/** @type {readonly Row[]} */
export const rows = [
  { key: "view", attribute: "view", kind: "choice", initial: "chart", choices: VIEWS, training: true, help: "chart: the schedule; train: a network that learns under it; race: several schedules from the same seed; map: a training for each pair of rate and step size" },
  ...shared,
  { key: "compare", attribute: "compare", kind: "list", initial: "constant, cosine", choices: RIVALS, most: MOST_RIVALS, training: true, help: "schedules of the race, up to four; step is always among them" },
  { key: "yScale", attribute: "y-scale", kind: "choice", initial: "log", choices: ["log", "linear"], help: "axis of the chart" },
  { key: "lang", attribute: "lang", kind: "lang", initial: "", help: "zh… is Chinese, anything else English; without it that of the page" },
  { key: "controls", attribute: "controls", kind: "list", initial: "", choices: CONTROLS, help: "what the reader can use, by name; none for nothing; without it what the view needs" },
  { key: "loading", attribute: "loading", kind: "choice", initial: "lazy", choices: ["lazy", "eager"], help: "lazy waits until the element is near the visible part of the page" },
  { key: "plotlySrc", attribute: "plotly-src", kind: "url", initial: "", help: "another copy of Plotly, version 3 or 4, with heatmap for the map; without it the package's own" },
];

/** By attribute, property and name in a link. @type {ReadonlyMap<string, Row>} */
const byName = new Map(rows.flatMap((row) => [[row.attribute, row], [row.key, row]]));
/** @param {string} name @returns {Row | undefined} */
export const rowOf = (name) => byName.get(name);

export const defaults = () => Object.fromEntries(rows.map(({ key, initial }) => [key, initial]));

/** Reads a value as it stands in an attribute or a link. @param {Row} row @param {string} text @returns {any}
 * @throws {Error & { code: string, field: string }} what is wrong */
export function parseRow(row, text) {
  if (row.kind === "url" || row.kind === "lang") return text.trim();
  if (row.kind !== "list") return parseBase(/** @type {any} */ (row), row.kind === "choice" ? text.trim() : text);
  const names = [...new Set(text.split(/[\s,，、]+/).filter(Boolean))];
  const wrong = names.find((name) => !row.choices?.includes(name));
  if (wrong !== undefined) throw Object.assign(new RangeError(`${row.attribute}: ${wrong}`), { code: "UNKNOWN_NAME", field: row.key, value: wrong, known: row.choices });
  if (names.length > (row.most ?? Infinity)) throw Object.assign(new RangeError(`${row.attribute}: ${names.length} names`), { code: "TOO_MANY", field: row.key, value: names.length, max: row.most });
  return names.join(", ");
}

/** The query string that leads back to these values: only what differs from the start. The page and embed.html read it. @param {Record<string, any>} values */
export function queryOf(values) {
  const differing = rows.filter(({ key, initial }) => !["controls", "loading", "plotlySrc"].includes(key) && values[key] !== initial).map(({ key }) => [key, String(values[key])]);
  return differing.length ? `?${new URLSearchParams(differing).toString().replaceAll("%2C", ",").replaceAll("+", "")}` : "";
}

/** Attributes that give these values. @param {Record<string, any>} values @returns {[name: string, value: string][]} */
export const attributesOf = (values) => rows.filter(({ key, initial }) => values[key] !== initial).map(({ key, attribute }) => [attribute, String(values[key])]);

/** The schedule of a contestant: what a Trainer takes, and null for a constant rate. @param {string} rival @param {Record<string, any>} values */
export function rivalSchedule(rival, { gamma, stepSize, epochs }) {
  if (rival === "step") return { name: "StepLR", stepSize, gamma };
  if (rival === "exponential") return { name: "ExponentialLR", gamma: gamma ** (1 / stepSize) };
  if (rival === "cosine") return { name: "CosineAnnealingLR", tMax: epochs };
  if (rival === "linear") return { name: "LinearLR", startFactor: 1, endFactor: 0, totalIters: epochs };
  if (rival === "plateau") return { name: "ReduceLROnPlateau", factor: gamma < 1 ? gamma : 0.5, patience: Math.max(1, Math.round(stepSize / 3)) };
  return null;
}

/** Contestants, step decay first. @param {string} compare */
export const rivalsOf = (compare) => /** @type {string[]} */ ([...new Set(["step", ...compare.split(/[\s,]+/).filter(Boolean)])].slice(0, MOST_RIVALS));

/** Whether Chinese is meant. @param {string} lang */
export const isChinese = (lang) => /^zh\b/i.test(lang);

