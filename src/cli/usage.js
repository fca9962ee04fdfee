// What goes wrong with a command: one sentence, which names the flag where there is one.

import { unknownOptionError } from "../errors.js";

/** Something that was given cannot be used: the command ends with this sentence and code 2. */
export class UsageError extends Error {}

/** A received text as it is quoted. @param {string} text */
export const quote = (text) => JSON.stringify(text.length > 200 ? `${text.slice(0, 200)}…` : text);

/** The flag of an option: stepSize -> --step-size. @param {string} key */
export const flagOf = (key) => `--${kebab(key)}`;

/** @param {string} key */
export const kebab = (key) => key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

/** @param {string} name */
export const camel = (name) => name.replace(/-([a-z])/g, (_, letter) => letter.toUpperCase());

/** "; did you mean X?" where a known name is near; of one or two letters the first must be right. @param {string} name @param {readonly string[]} known @param {string} [prefix] */
export function suggestion(name, known, prefix = "") {
  const { nearest } = unknownOptionError("", name, known);
  return nearest && (name.length > 2 || String(nearest).startsWith(name.charAt(0))) ? `; did you mean ${prefix}${nearest}?` : "";
}

/** One of several words. @template {string} T @param {string} what @param {string} text @param {readonly T[]} known @returns {T} */
export function oneOf(what, text, known) {
  const found = known.find((name) => name === text) ?? known.find((name) => name.toLowerCase() === text.toLowerCase());
  if (found === undefined) throw new UsageError(`${what} is ${quote(text)}; must be one of ${known.join(", ")}${suggestion(text, known)}`);
  return found;
}

/** A number as people write it: decimal, with an exponent at most. @param {string} what @param {string} text */
export function readNumber(what, text) {
  if (!/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text.trim())) throw new UsageError(`${what} is ${quote(text)}; must be a number`);
  return Number(text);
}

/** An integer in a range. @param {string} what @param {string} text @param {number} min @param {number} max */
export function readInteger(what, text, min, max) {
  const value = readNumber(what, text);
  if (!Number.isInteger(value) || value < min || value > max) throw new UsageError(`${what} is ${text.trim()}; must be an integer from ${min} to ${max}`);
  return value;
}

/** An option's name in the command. @param {string} option of the module */
export const nameOf = (option) => (option === "layers" ? "hidden" : option);

/** An error of the module in the command's words: the option that it names becomes its flag, lrLambda(0) too. A rate that overflows is none that was given.
 * @param {any} error @param {readonly string[]} keys options that have a flag */
export function inFlags(error, keys) {
  const field = String(error?.field ?? "");
  const option = field.replace(/^(optimizer|schedule|data)\./, "").replace(/[[(.].*$/, "");
  const key = nameOf(option);
  if (!keys.includes(key) || !error.message.startsWith(field) || error.code === "OVERFLOW") return error;
  return new UsageError(flagOf(key) + field.slice(field.indexOf(option) + option.length) + error.message.slice(field.length));
}
