// Reads an options object once, refuses what it does not know, and checks each value against its field's row.
// The rows (name, type, range, default) come from the C tables through generated/tables.js.

import { listed, missingError, rangeError, typedArrayName, typeError, unknownNameError, unknownOptionError } from "./errors.js";

/** @typedef {{ name: string, python?: string, type: "number" | "integer" | "flag" | "integers" | "choice", min: number, max: number, aboveMin?: boolean, belowMax?: boolean,
 *   default?: number | boolean | string, optional?: boolean, perGroup?: boolean, choices?: string[], unit?: string, help?: string }} Field
 *   a row of the core's table; without `default` and `optional` it is required; with `perGroup` it may be a list, one value a group */

const MAX_INTEGER = 2 ** 53 - 1;
const MAX_LIST = 1e6; // numbers in a list

/** What a field allows, in words. @param {Pick<Field, "type" | "min" | "max" | "aboveMin" | "belowMax" | "choices">} field @returns {string} */
export function allowed({ type, min, max, aboveMin, belowMax, choices = [] }) {
  if (type === "flag") return "true or false";
  if (type === "choice") return `one of ${listed(choices)}`;
  if (type === "integers") return `an array of integers (${allowed({ type: "integer", min, max, aboveMin, belowMax })} each)`;
  const kind = type === "number" ? "a finite number" : "an integer";
  const top = max === MAX_INTEGER ? "2^53-1" : String(max);
  if (type !== "number" && !aboveMin && !belowMax) return `${kind} from ${min} to ${top}`;
  const low = min <= -Number.MAX_VALUE ? "" : aboveMin ? `above ${min}` : `at least ${min}`;
  const high = max >= Number.MAX_VALUE ? "" : belowMax ? `below ${top}` : `at most ${top}`;
  return [kind, [low, high].filter(Boolean).join(" and ")].filter(Boolean).join(" ");
}

/** Checks one value against a row and returns it. @template T @param {string} name @param {T} value
 * @param {Pick<Field, "type" | "min" | "max" | "aboveMin" | "belowMax">} field @returns {T}
 * @throws {TypeError} of another type @throws {RangeError} out of range or NaN */
export function checkField(name, value, field) {
  const { type, min, max, aboveMin, belowMax } = field;
  if (type === "flag") {
    if (typeof value !== "boolean") throw typeError(name, value, allowed(field));
    return value;
  }
  if (typeof value !== "number") throw typeError(name, value, allowed(field), { min, max });
  const inside = (aboveMin ? value > min : value >= min) && (belowMax ? value < max : value <= max);
  if (!inside || (type !== "number" && !Number.isInteger(value))) throw rangeError(name, value, allowed(field), { min, max });
  return /** @type {any} */ (value + 0); // -0 becomes 0: JSON has no -0
}

/** Checks an integer. @param {string} name @param {unknown} value @param {number} min @param {number} [max] @returns {number} */
export const checkInteger = (name, value, min, max = MAX_INTEGER) => /** @type {number} */ (checkField(name, value, { type: "integer", min, max }));

/** Checks a finite number. @param {string} name @param {unknown} value @param {number} [min] @param {number} [max] @returns {number} */
export const checkNumber = (name, value, min = -Number.MAX_VALUE, max = Number.MAX_VALUE) =>
  /** @type {number} */ (checkField(name, value, { type: "number", min, max }));

/** Checks a choice by name. @template {string} T @param {string} field @param {unknown} value @param {readonly T[]} known @returns {T} */
export function checkName(field, value, known) {
  if (typeof value !== "string") throw typeError(field, value, `one of ${listed(known)}`);
  if (!known.includes(/** @type {T} */ (value))) throw unknownNameError(field, value, known);
  return /** @type {T} */ (value);
}

/** Reads the own properties of an options object, each once; absent and undefined are the same.
 * @param {string} where what has these options, for messages: "StepLR" @param {unknown} options @param {readonly string[]} known
 * @returns {Record<string, any>} a plain copy without a prototype @throws {TypeError} not an object, or with an option that is not known */
export function readOptions(where, options, known) {
  if (typeof options !== "object" || options === null || Array.isArray(options) || ArrayBuffer.isView(options))
    throw typeError(`${where} options`, options, "an object");
  const read = Object.create(null);
  for (const key of Reflect.ownKeys(options)) {
    if (typeof key !== "string" || !known.includes(key)) throw unknownOptionError(where, key, known);
    const value = /** @type {any} */ (options)[key];
    if (value !== undefined) read[key] = value;
  }
  return read;
}

const MAX_DEPTH = 100; // of options in options

/** A copy of options with all that lies in them: objects, lists and typed arrays; the rest as it is. @param {any} value @param {number} [depth] @returns {any}
 * @throws {RangeError} options in options without an end */
export function copied(value, depth = 0) {
  if (typeof value !== "object" || value === null || value instanceof AbortSignal || value instanceof URL) return value;
  if (depth > MAX_DEPTH) throw rangeError("options", value, `options in options, at most ${MAX_DEPTH} deep`);
  if (Array.isArray(value)) return Array.from(value, (item) => copied(item, depth + 1));
  const name = typedArrayName(value);
  if (name) return value.length ? new /** @type {any} */ (globalThis)[name](value) : value; // one without its buffer is looked at later
  return Object.fromEntries(Reflect.ownKeys(value).map((key) => [key, copied(value[key], depth + 1)]));
}

/** Checks the fields of a table in options that were read by readOptions, and fills in the defaults.
 * @param {readonly Field[]} fields @param {Record<string, any>} options @param {string} [prefix] of names in messages: "optimizer."
 * @returns {Record<string, any>} the options with every field of the table checked */
export function checkFields(fields, options, prefix = "") {
  for (const field of fields) {
    const name = prefix + field.name;
    const value = options[field.name];
    if (value !== undefined) options[field.name] = checkOption(name, value, field);
    else if (field.default !== undefined) options[field.name] = field.default;
    else if (!field.optional) throw missingError(name, allowed(field));
  }
  return options;
}

/** Checks the value of a field, of whichever type; lists are copied. @param {string} name @param {any} value @param {Field} field */
export function checkOption(name, value, field) {
  if (field.type === "integers") return checkIntegers(name, value, field);
  if (field.type === "choice") return checkName(name, value, /** @type {string[]} */ (field.choices));
  if (field.perGroup && Array.isArray(value)) return checkList(name, value, field);
  return checkField(name, value, field);
}

/** Checks a list of integers and copies it. @param {string} name @param {unknown} value @param {Field} field @returns {number[]} */
function checkIntegers(name, value, field) {
  if (!Array.isArray(value)) throw typeError(name, value, allowed(field));
  return checkList(name, value, field);
}

/** Checks each value of a list and copies it. @param {string} name @param {any[]} list @param {Field} field @returns {number[]} */
function checkList(name, list, field) {
  if (list.length > MAX_LIST) throw rangeError(`${name}.length`, list.length, `at most ${MAX_LIST}`, { min: 0, max: MAX_LIST });
  return Array.from(list, (item, i) => checkField(`${name}[${i}]`, item, field));
}
