// The one list of what a reader can set: what page and element share (src/js/properties.js), and what the lesson has besides.

import { parse as parseShared, properties as shared } from "step-decay/parts";
import { formatRace } from "./sections/rivals.js";
import { COMPARED, readNames, readPoint } from "./sections/settings.js";

export { formatEdits, parseEdits, parseWidths, readNumber, takesMomentum } from "step-decay/parts";

/** @typedef {import("step-decay/parts").Property & { read?: (text: string) => any }} Property read: for a value of the lesson's own kind */

/** A reader's own data can be chosen here, not in the element. @type {readonly Property[]} */
const rows = shared.map((row) => (row.key === "data" ? { ...row, choices: [...(row.choices ?? []), "own"] } : row));

/** @type {readonly Property[]} */
export const properties = [
  ...rows,
  { key: "race", kind: "choice", initial: "constant,cosine", read: formatRace },
  { key: "raceLoss", kind: "choice", initial: "loss", choices: ["loss", "valLoss"] },
  { key: "mapLr", kind: "number", initial: 0.01, slider: { min: 1e-3, max: 0.1, scale: "log", digits: 1 }, min: 1e-6, max: 100 },
  { key: "start", kind: "choice", initial: "-8:2", read: readPoint }, // of the walkers
  { key: "scale", kind: "choice", initial: "log", choices: ["log", "linear"] },
  { key: "compare", kind: "choice", initial: "none", choices: ["none", ...COMPARED] },
  { key: "code", kind: "choice", initial: "pytorch", choices: ["pytorch", "keras", "optax", "tfjs", "step-decay"] },
  { key: "mistake", kind: "choice", initial: "none", choices: ["none", "order", "batch", "print"] },
  { key: "source", kind: "choice", initial: "schedule", choices: ["schedule", "network", "optimizer", "surface", "simd"] },
  { key: "hide", kind: "choice", initial: "", read: (text) => readNames(text, properties.map(({ key }) => key)) }, // what a teacher leaves out
];

/** The row of a key. @param {string} key @returns {Property} */
export const propertyOf = (key) => /** @type {Property} */ (properties.find((property) => property.key === key));

/** Reads a value as it was typed or as it stands in the link. @param {Property} property @param {string} text @returns {any} @throws what is wrong, as data that the language tables turn into a sentence */
export const parse = (property, text) => (property.read ? property.read(text) : parseShared(property, text));
