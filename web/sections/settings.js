// Values of the lesson's own kinds, as they stand in the link.

import { readNumber } from "step-decay/parts";

/** Schedules that can be laid over step decay: all the others, from the nearest relatives to the farthest. Written out, because the page's first view does without the library's tables. */
export const COMPARED = [
  "MultiStepLR", "ExponentialLR", "CosineAnnealingLR", "LinearLR", "PolynomialLR", "OneCycleLR", "SequentialLR", "ReduceLROnPlateau",
  "CosineAnnealingWarmRestarts", "CyclicLR", "ConstantLR", "ChainedScheduler", "LambdaLR", "MultiplicativeLR",
];

/** Largest coordinates of the walkers' start. */
export const WALK_LIMITS = { x: 10, y: 3 };

const SECTIONS = ["intuition", "formula", "example", "chart", "train", "choose", "code", "inside"];

/** "-8:2" as numbers. @param {string} text @returns {number[]} */
export const parsePoint = (text) => text.split(":").map(readNumber);

/** Two coordinates. @param {string} text */
export function readPoint(text) {
  const [x, y, ...more] = parsePoint(text);
  if (more.length || !Number.isFinite(x) || !Number.isFinite(y)) throw problem("NOT_A_NUMBER", "start", text, {});
  if (Math.abs(x) > WALK_LIMITS.x) throw problem("RANGE", "start", x, { min: -WALK_LIMITS.x, max: WALK_LIMITS.x });
  if (Math.abs(y) > WALK_LIMITS.y) throw problem("RANGE", "start", y, { min: -WALK_LIMITS.y, max: WALK_LIMITS.y });
  return `${x}:${y}`;
}

/** Sections, the bar ("numbers") and controls that are left out: "choose,inside,seed". @param {string} text @param {string[]} controls */
export function readNames(text, controls) {
  const known = [...SECTIONS, "numbers", ...controls];
  const names = text.split(",").map((name) => name.trim()).filter(Boolean);
  const unknown = names.find((name) => !known.includes(name));
  if (unknown !== undefined) throw problem("UNKNOWN_NAME", "hide", unknown, { known });
  return names.join(",");
}

/** @param {string} code @param {string} field @param {unknown} value @param {object} details */
const problem = (code, field, value, details) => Object.assign(new RangeError(`${field}: ${value} (${code})`), { code, field, value, ...details });
