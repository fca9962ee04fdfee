// What an author can set. The rows of properties.js and some of the element's own: attributes, properties, options of embed.html and of the page's link all follow from them.

import { parse as parseBase, properties } from "./properties.js";

/** @typedef {Omit<import("./properties.js").Property, "kind"> & { kind: string, attribute: string, most?: number }} Row kind "list": names with commas or blanks between; "url": any text */

export const VIEWS = /** @type {const} */ (["chart", "train", "race", "map"]);
/** Schedules that can race. */
export const RIVALS = /** @type {const} */ (["step", "constant", "exponential", "cosine", "linear", "plateau"]);
export const MOST_RIVALS = 4;
const CONTROLS = ["none", "play", "step", "reset", "lr", "gamma", "step-size", "epochs", "y-scale", "dataset", "seed"];

const kebab = (/** @type {string} */ key) => (key === "data" ? "dataset" : key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`));
const shared = properties
  .filter(({ key }) => key !== "edits" && key !== "lang")
  .map((property) => ({ ...property, attribute: kebab(property.key) }));

/** @type {readonly Row[]} */
export const rows = [
  { key: "view", attribute: "view", kind: "choice", initial: "chart", choices: VIEWS, training: true },
  ...shared,
  { key: "compare", attribute: "compare", kind: "list", initial: "constant, cosine", choices: RIVALS, most: MOST_RIVALS, training: true },
  { key: "yScale", attribute: "y-scale", kind: "choice", initial: "log", choices: ["log", "linear"] },
  { key: "lang", attribute: "lang", kind: "lang", initial: "" },
  { key: "controls", attribute: "controls", kind: "list", initial: "", choices: CONTROLS },
  { key: "loading", attribute: "loading", kind: "choice", initial: "lazy", choices: ["lazy", "eager"] },
  { key: "plotlySrc", attribute: "plotly-src", kind: "url", initial: "" },
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

/** The query string that leads back to these values: only what differs from the start. embed.html reads it. @param {Record<string, any>} values */
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

const CHARTED = ["lr", "gamma", "stepSize", "epochs", "yScale"];

/** Whether a view shows another thing, or trains anew, when a value changes. @param {Row} row @param {string} view */
export function concerns({ key, training = false }, view) {
  if (view === "chart") return CHARTED.includes(key);
  return key === "compare" ? view === "race" : training;
}

/** Whether Chinese is meant. @param {string} lang */
export const isChinese = (lang) => /^zh\b/i.test(lang);

