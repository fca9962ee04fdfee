// Errors that a person can act on and a program can read: a sentence, and `code, field, value, min, max`.

const CUT = 200; // characters of user text in a message

/** @typedef {{ code?: string, min?: number, max?: number, [more: string]: unknown }} ErrorDetails */

/** A received value as it is quoted in a message. Never calls into the value.
 * @param {unknown} value @returns {string} */
export function show(value) {
  if (typeof value === "string") return JSON.stringify(value.length > CUT ? `${value.slice(0, CUT)}…` : value);
  if (typeof value === "number") return Object.is(value, -0) ? "-0" : String(value);
  if (typeof value === "bigint") return `${String(value).slice(0, CUT)}n`;
  if (typeof value === "boolean" || value === null || value === undefined) return String(value);
  if (typeof value === "function") return "a function";
  if (typeof value === "symbol") return "a symbol";
  if (Array.isArray(value)) return value.length ? `an array of ${value.length}` : "an empty array";
  if (ArrayBuffer.isView(value)) return `a ${typedArrayName(value)} of ${/** @type {any} */ (value).length ?? value.byteLength}`;
  return "an object";
}

/** The class of a typed array, read from its internal slot. @param {unknown} value @returns {string} "" for anything else */
export function typedArrayName(value) {
  const tag = Object.getOwnPropertyDescriptor(Object.getPrototypeOf(Uint8Array.prototype), Symbol.toStringTag);
  return tag?.get?.call(value) ?? (value instanceof DataView ? "DataView" : "");
}

/** A list of names as they stand in a message. @param {readonly string[]} names */
export const listed = (names) => names.map((name) => `"${name}"`).join(", ");

/** Text of the user's in a message. @param {string} text */
const cut = (text) => (text.length > CUT ? `${text.slice(0, CUT)}…` : text);

/** @template {Error} E @param {E} error @param {string} field @param {unknown} value @param {ErrorDetails} details @returns {E & ErrorDetails} */
const withDetails = (error, field, value, details) => /** @type {any} */ (Object.assign(error, { field: cut(field), value, ...details }));

/** A value of the wrong type. @param {string} field @param {unknown} value @param {string} allowed @param {ErrorDetails} [details] */
export const typeError = (field, value, allowed, details = {}) =>
  withDetails(new TypeError(`${cut(field)} is ${show(value)}; must be ${allowed}`), field, value, { code: "TYPE", ...details });

/** A value out of range. @param {string} field @param {unknown} value @param {string} allowed @param {ErrorDetails} [details] */
export const rangeError = (field, value, allowed, details = {}) =>
  withDetails(new RangeError(`${cut(field)} is ${show(value)}; must be ${allowed}`), field, value, { code: "RANGE", ...details });

/** An option that is missing. @param {string} field @param {string} allowed */
export const missingError = (field, allowed) =>
  withDetails(new TypeError(`${cut(field)} is missing; must be ${allowed}`), field, undefined, { code: "MISSING" });

/** A name that is not one of the known ones. @param {string} field @param {unknown} value @param {readonly string[]} known */
export const unknownNameError = (field, value, known) => rangeError(field, value, `one of ${listed(known)}`, { code: "UNKNOWN_NAME", known });

/** An option that does not exist. @param {string} where @param {PropertyKey} key @param {readonly string[]} known */
export function unknownOptionError(where, key, known) {
  const name = cut(String(key));
  const nearest = nearestName(name, known);
  const message = `${where} has no option ${JSON.stringify(name)}${nearest ? `; did you mean "${nearest}"?` : "."}${known.length ? ` Known: ${listed(known)}` : ""}`;
  return withDetails(new TypeError(message), name, undefined, { code: "UNKNOWN_OPTION", nearest, known });
}

/** A use at the wrong time, or of a thing that has no answer. @param {string} code @param {string} message @param {ErrorDetails} [details] */
export const stateError = (code, message, details = {}) => Object.assign(new Error(message), { code, ...details });

/** The known name nearest to the given one by edit distance, if any is near. @param {string} name @param {readonly string[]} known */
function nearestName(name, known) {
  const short = name.slice(0, 40).toLowerCase().replaceAll("_", "");
  let best = "";
  let least = Math.max(2, Math.ceil(short.length / 2)) + 0.5;
  for (const candidate of known) {
    const distance = editDistance(short, candidate.toLowerCase());
    if (distance < least) [best, least] = [candidate, distance];
  }
  return best;
}

/** Levenshtein distance. @param {string} a @param {string} b */
function editDistance(a, b) {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const above = row;
    row = [i];
    for (let j = 1; j <= b.length; j++)
      row[j] = Math.min(above[j] + 1, row[j - 1] + 1, above[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1));
  }
  return row[b.length];
}
