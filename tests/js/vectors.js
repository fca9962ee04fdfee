// What the tests of tests/vectors share: reading them, torch's options in camelCase, an optimizer like torch's, the named functions.

import { readFileSync } from "node:fs";
import * as stepDecay from "step-decay";

/** @param {string} file @returns {any[]} */
export const readVectors = (file) =>
  readFileSync(new URL(`../vectors/${file}`, import.meta.url), "utf8").split("\n").filter(Boolean).map((line) => JSON.parse(line));

/** step_size becomes stepSize, T_max tMax. @param {string} name */
export const camelCase = (name) => name[0].toLowerCase() + name.slice(1).replace(/_(.)/g, (_, letter) => letter.toUpperCase());

/** The functions of the vectors, whose names are their expressions in JavaScript. @param {string} name @returns {(t: number) => number} */
function lambda(name) {
  const product = name.match(/^(.*)\^t by repeated product$/);
  if (!product) return /** @type {any} */ (new Function("t", `return ${name}`));
  return (t) => Array(t).fill(Number(product[1])).reduce((p, factor) => p * factor, 1);
}

/** torch's momentum of each optimizer, or its betas. */
const FIELDS = /** @type {Record<string, () => object>} */ ({
  SGD: () => ({ momentum: 0.9 }),
  Adam: () => ({ betas: [0.9, 0.999] }),
  AdamW: () => ({ betas: [0.9, 0.999] }),
  RMSprop: () => ({ momentum: 0.5 }),
});

/** @param {string} kind @param {number[]} lrs @returns {{ paramGroups: any[] }} */
export const makeOptimizer = (kind, lrs) => ({ paramGroups: lrs.map((lr) => ({ lr, ...FIELDS[kind]() })) });

/** Options of torch as ours. @param {any} options @param {(part: { name: string, options: any }) => any} [makePart] for nested schedulers */
export function ourOptions(options, makePart = () => undefined) {
  const ours = /** @type {any} */ ({});
  for (const [key, value] of Object.entries(options)) {
    if (key === "lr_lambda") ours.lrLambda = Array.isArray(value) ? value.map(lambda) : lambda(value);
    else if (key === "schedulers") ours.schedulers = value.map(makePart);
    else if (value !== null) ours[camelCase(key)] = value;
  }
  return ours;
}

/** The schedule of a line, on an optimizer. @param {any} optimizer @param {string} name @param {any} options @returns {any} */
export function makeSchedule(optimizer, name, options) {
  const ours = ourOptions(options, (part) => makeSchedule(optimizer, part.name, part.options));
  return new (/** @type {any} */ (stepDecay)[name])(optimizer, ours);
}

/** The same, standing alone. @param {number[]} lrs @param {string} name @param {any} options @returns {any} */
export function makeAlone(lrs, name, options) {
  const ours = ourOptions(options, (part) => (/** @type {any} */ o) => makeSchedule(o, part.name, part.options));
  return new (/** @type {any} */ (stepDecay)[name])({ lr: lrs, ...ours });
}

/** [[rate, count], ...] as one rate after the other. @param {[number, number][]} runs @returns {number[]} */
export const unroll = (runs) => runs.flatMap(([rate, count]) => Array(count).fill(rate));
