// The one list of what a reader can set. Controls, checks and the link all follow from it.
//
// kind      "number", "integer", "choice", "widths" (hidden layers: "16, 16"), "edits" (rates changed mid-run: "20:0.003")
// slider    the range that is interesting to move in; typed values may go beyond it, up to min and max
// scale     "log" for rates, so that each decade has the same room
// digits    significant digits that the slider snaps to
// min, max  what this page allows, never more than the core does; a field without them is checked by the core alone
// unit      a word of the language table: "unit.epoch"
// training  a change starts the run anew

// Names and limits that the core knows come from its description.

import { tables } from "./generated/tables.js";

/** @typedef {{ key: string, kind: "number" | "integer" | "choice" | "widths" | "edits", initial: any, slider?: { min: number, max: number, scale?: "log" | "linear", step?: number, digits?: number },
 *   min?: number, max?: number, unit?: string, choices?: readonly string[], training?: boolean }} Property */

const names = (/** @type {readonly { name: string }[]} */ rows) => rows.map(({ name }) => name);

/** Kind and limits of a field of the core, of at most `most`. @param {readonly { name: string, type: string, min: number, max: number }[]} fields @param {string} name @param {number} [most] */
function limits(fields, name, most = Infinity) {
  const { type, min, max } = /** @type {typeof fields[number]} */ (fields.find((field) => field.name === name));
  return { kind: /** @type {"number" | "integer"} */ (type), min, max: Math.min(max, most) };
}

const { fields: dataFields } = tables.datasets[0];
const { fields: trainerFields } = tables.trainer;

/** Whether an optimizer has a momentum to set. @param {string} optimizer */
export const takesMomentum = (optimizer) => tables.optimizers.some(({ name, fields }) => name === optimizer && fields.some((field) => field.name === "momentum"));

/** @type {readonly Property[]} */
export const properties = [
  { key: "lr", kind: "number", initial: 0.01, slider: { min: 1e-4, max: 1, scale: "log", digits: 2 }, training: true },
  { key: "gamma", kind: "number", initial: 0.5, slider: { min: 0.05, max: 1, step: 0.05 }, unit: "unit.times", training: true },
  { key: "stepSize", kind: "integer", initial: 15, slider: { min: 1, max: 60, step: 1 }, unit: "unit.epoch", training: true },
  { key: "epochs", kind: "integer", initial: 50, slider: { min: 5, max: 200, step: 5 }, min: 1, max: 2000, unit: "unit.epoch", training: true },

  { key: "data", kind: "choice", initial: "spiral", choices: [...names(tables.datasets), "iris", "digits"], training: true },
  { key: "points", ...limits(dataFields, "points", 2000), min: 20, initial: 500, slider: { min: 100, max: 1000, step: 50 }, training: true },
  { key: "noise", ...limits(dataFields, "noise", 2), initial: 0.15, slider: { min: 0, max: 0.5, step: 0.01 }, training: true },
  { key: "seed", ...limits(trainerFields, "seed"), initial: 7, training: true },
  { key: "validation", ...limits(trainerFields, "validation", 0.9), min: 0.05, initial: 0.2, slider: { min: 0.1, max: 0.5, step: 0.05 }, training: true },

  { key: "layers", kind: "widths", initial: "32, 32", training: true },
  { key: "activation", kind: "choice", initial: "relu", choices: names(tables.activations), training: true },
  { key: "optimizer", kind: "choice", initial: "SGD", choices: names(tables.optimizers), training: true },
  { key: "momentum", kind: "number", initial: 0.9, slider: { min: 0, max: 0.99, step: 0.01 }, min: 0, max: 0.999, training: true },
  { key: "batchSize", ...limits(trainerFields, "batchSize", 2000), initial: 2, slider: { min: 1, max: 64, step: 1 }, unit: "unit.sample", training: true },
  { key: "edits", kind: "edits", initial: "", training: true },

  { key: "speed", kind: "choice", initial: "normal", choices: ["slow", "normal", "fast"] },
  { key: "lang", kind: "choice", initial: "zh-CN", choices: ["zh-CN", "en"] },
  { key: "theme", kind: "choice", initial: "auto", choices: ["auto", "light", "dark"] },
];

/** The row of a key. @param {string} key @returns {Property} */
export const propertyOf = (key) => /** @type {Property} */ (properties.find((property) => property.key === key));

/** Hidden layers as they stand in the field and the link, as numbers. @param {string} text @returns {number[]} NaN where a part is no whole number */
export const parseWidths = (text) => (text.trim() === "" ? [] : text.split(/[\s,，、]+/).filter(Boolean).map((part) => (/^\d+$/.test(part) ? Number(part) : NaN)));

const DECIMAL = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

/** A decimal number as people type it, full-width digits too. @param {string} text @returns {number} NaN for all else: Number() also takes "" and "0x10" */
export function readNumber(text) {
  const plain = text.normalize("NFKC").trim().replace("−", "-");
  return DECIMAL.test(plain) ? Number(plain) : NaN;
}

/** "20:0.003,30:0.001" as pairs. @param {string} text @returns {[number, number][]} NaN where a part is no number, or not one of two */
export const parseEdits = (text) =>
  text === ""
    ? []
    : text.split(",").map((pair) => {
        const [epoch, rate = "", ...more] = pair.split(":");
        return [readNumber(epoch), more.length ? NaN : readNumber(rate)];
      });

/** @param {[number, number][]} edits */
export const formatEdits = (edits) => edits.map((pair) => pair.join(":")).join(",");

const MAX_LAYERS = 4;
const MAX_WIDTH = 64;

/** Reads a value as it was typed or as it stands in the link, and checks it against its row.
 * @param {Property} property @param {string} text @returns {any} the value
 * @throws {Error & { code: string, field: string }} what is wrong, as data that the language tables turn into a sentence */
export function parse(property, text) {
  const { key, kind, min = -Infinity, max = Infinity } = property;
  if (kind === "choice") {
    if (!property.choices?.includes(text)) throw problem("UNKNOWN_NAME", key, text, { known: property.choices });
    return text;
  }
  if (kind === "widths") {
    const widths = parseWidths(text);
    if (widths.some((width) => !(width >= 1 && width <= MAX_WIDTH))) throw problem("WIDTHS", key, text, { min: 1, max: MAX_WIDTH });
    if (widths.length > MAX_LAYERS) throw problem("TOO_MANY_LAYERS", key, text, { max: MAX_LAYERS });
    return widths.join(", ");
  }
  if (kind === "edits") {
    const edits = parseEdits(text).sort((a, b) => a[0] - b[0]);
    if (edits.some(([epoch, rate]) => !(Number.isInteger(epoch) && epoch >= 0 && Number.isFinite(rate) && rate >= 0))) throw problem("EDITS", key, text, {});
    const twice = edits.find(([epoch], i) => epoch === edits[i - 1]?.[0]);
    if (twice) throw problem("EDITS_TWICE", key, twice[0], {});
    return formatEdits(edits);
  }
  const value = readNumber(text);
  if (!Number.isFinite(value)) throw problem("NOT_A_NUMBER", key, text, {});
  if (kind === "integer" && !Number.isInteger(value)) throw problem("NOT_AN_INTEGER", key, value, {});
  if (value < min || value > max) throw problem("RANGE", key, value, { min, max });
  return value;
}

/** @param {string} code @param {string} field @param {unknown} value @param {object} details */
const problem = (code, field, value, details) => Object.assign(new RangeError(`${field}: ${value} (${code})`), { code, field, value, ...details });
