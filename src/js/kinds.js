// What makes each of the fifteen schedules different from the others. Most follow from their rows in the core's table.

import { tables } from "./generated/tables.js";
import { checkInteger, checkName } from "./options.js";
import { missingError, rangeError, typeError } from "./errors.js";
import { ChainedRule, LambdaRule, MultiplicativeRule, PlateauRule, RowRule, ScaledCyclicRule, SequentialRule } from "./rules.js";
import { Schedule, inside, stateOf } from "./schedule-base.js";

/** @typedef {import("./schedule-base.js").Kind} Kind */
/** @typedef {import("./target.js").Target} Target */
/** @typedef {import("./options.js").Field} Field */

/** @param {Record<string, any>} options @param {number} groups @param {string} name */
const perGroup = (options, groups, name) => Array.from({ length: groups }, (_, i) => (Array.isArray(options[name]) ? options[name][i] : options[name]));

/** A kind that is a row of the core, in all that is not overridden. @param {string} name @param {Partial<Kind>} [differences] @returns {Kind} */
function kind(name, differences = {}) {
  const row = tables.schedules.find((row) => row.name === name);
  if (!row) throw new Error(`no row ${name}`);
  return {
    name,
    fields: /** @type {Field[]} */ (row.fields),
    extra: [],
    isRow: Object.keys(differences).length === 0,
    initial: "keep",
    resumes: true,
    rule: (options, baseLrs) => new RowRule(name, options, baseLrs),
    resume: (rule, rates, lastEpoch) => rule.next({ epoch: lastEpoch, lr: rates }, rates),
    ...differences,
  };
}

// LambdaLR, MultiplicativeLR -------------------------------------------------------------------------------------------

/** One function a group. @param {Record<string, any>} options @param {number} groups */
function checkLambdas(options, groups) {
  const given = options.lrLambda;
  const allowed = "a function of the epoch, or an array with one for each parameter group";
  if (given === undefined) throw missingError("lrLambda", allowed);
  if (typeof given !== "function" && !Array.isArray(given)) throw typeError("lrLambda", given, allowed);
  const list = Array.isArray(given) ? Array.from(given) : Array(groups).fill(given);
  if (list.length !== groups) throw rangeError("lrLambda.length", list.length, `${groups}, the number of parameter groups`, { min: groups, max: groups });
  list.forEach((each, i) => {
    if (typeof each !== "function") throw typeError(`lrLambda[${i}]`, each, "a function of the epoch");
  });
  options.lrLambda = list;
}

// CyclicLR -------------------------------------------------------------------------------------------------------------

/** @param {Record<string, any>} options */
function checkScale(options) {
  const { scaleFn, scaleMode = "cycle" } = options;
  if (scaleFn !== undefined && typeof scaleFn !== "function") throw typeError("scaleFn", scaleFn, "a function of the cycle, or of the step with scaleMode \"iterations\"");
  options.scaleMode = checkName("scaleMode", scaleMode, ["cycle", "iterations"]);
}

// OneCycleLR -----------------------------------------------------------------------------------------------------------

/** totalSteps, or epochs and stepsPerEpoch. @param {Record<string, any>} options */
function checkTotalSteps(options) {
  const { epochs, stepsPerEpoch } = options;
  for (const [name, value] of Object.entries({ epochs, stepsPerEpoch })) if (value !== undefined) checkInteger(name, value, 1);
  if (options.totalSteps === undefined && epochs === undefined && stepsPerEpoch === undefined)
    throw missingError("totalSteps", "an integer from 1 to 2^53-1, or `epochs` and `stepsPerEpoch` instead");
  if (options.totalSteps !== undefined) checkInteger("totalSteps", options.totalSteps, 1);
  else options.totalSteps = checkInteger("epochs * stepsPerEpoch", checkInteger("epochs", epochs, 1) * checkInteger("stepsPerEpoch", stepsPerEpoch, 1), 1);
}

/** totalSteps need not be there: checkTotalSteps looks after it. @param {Field[]} fields */
const totalStepsOptional = (fields) => fields.map((field) => (field.name === "totalSteps" ? { ...field, optional: true } : field));

const oneCycle = kind("OneCycleLR");

// SequentialLR, ChainedScheduler ---------------------------------------------------------------------------------------

/** The parts: schedules on the same optimizer or, alone, functions that make them on the optimizer they are given.
 * @param {string} name @param {Record<string, any>} options @param {any} optimizer @param {Target} target @param {boolean} alone @returns {Schedule[]} */
function buildParts(name, options, optimizer, target, alone) {
  const given = options.schedulers;
  const allowed = alone ? "an array of functions (optimizer) => schedule" : "an array of schedules on the same optimizer";
  if (given === undefined) throw missingError("schedulers", allowed);
  if (!Array.isArray(given)) throw typeError("schedulers", given, allowed);
  const list = Array.from(given);
  if (!list.length) throw rangeError("schedulers.length", 0, "at least 1", { min: 1 });
  if (name === "SequentialLR") options.milestones = checkMilestones(options.milestones, list.length - 1);
  const parts = list.map((each, i) => {
    if (alone && typeof each !== "function") throw typeError(`schedulers[${i}]`, each, "a function (optimizer) => schedule");
    const part = alone ? each(optimizer) : each;
    if (!(part instanceof Schedule)) throw typeError(alone ? `schedulers[${i}](optimizer)` : `schedulers[${i}]`, part, "a schedule of step-decay");
    if (!inside(part).target.sameAs(target)) throw typeError(`schedulers[${i}]`, part, "a schedule on the same optimizer, but it was made for another one");
    if (inside(part).rule.needsMetric) throw typeError(`schedulers[${i}]`, part, `a schedule without a metric; ReduceLROnPlateau cannot stand inside ${name}`);
    return part;
  });
  const twice = parts.findIndex((part, i) => parts.indexOf(part) < i);
  if (twice >= 0) throw typeError(`schedulers[${twice}]`, parts[twice], "another schedule than those before it");
  return parts;
}

/** Where SequentialLR switches. @param {unknown} value @param {number} count @returns {number[]} */
function checkMilestones(value, count) {
  const allowed = "an array of integers from 0 to 2^53-1 that do not descend";
  if (value === undefined) throw missingError("milestones", allowed);
  if (!Array.isArray(value)) throw typeError("milestones", value, allowed);
  if (value.length !== count) throw rangeError("milestones.length", value.length, `${count}, one fewer than schedulers`, { min: count, max: count });
  const milestones = Array.from(value, (item, i) => checkInteger(`milestones[${i}]`, item, 0));
  milestones.forEach((milestone, i) => {
    if (i && milestone < milestones[i - 1]) throw rangeError(`milestones[${i}]`, milestone, `at least ${milestones[i - 1]}, the one before it`, { min: milestones[i - 1] });
  });
  return milestones;
}

/** @param {Schedule[]} children */
const rulesOf = (children) => children.map((child) => inside(child).rule);

/** All fifteen by name. @type {Record<string, Kind>} */
export const kinds = Object.fromEntries(
  [
    kind("LambdaLR", { extra: ["lrLambda"], check: checkLambdas, rule: (options, baseLrs) => new LambdaRule(/** @type {any} */ (options), baseLrs) }),
    kind("MultiplicativeLR", { extra: ["lrLambda"], check: checkLambdas, rule: (options, baseLrs) => new MultiplicativeRule(/** @type {any} */ (options), baseLrs) }),
    kind("StepLR"),
    kind("MultiStepLR"),
    kind("ConstantLR"),
    kind("LinearLR"),
    kind("ExponentialLR"),
    kind("PolynomialLR"),
    kind("CosineAnnealingLR"),
    kind("CosineAnnealingWarmRestarts"),
    kind("CyclicLR", {
      extra: ["scaleFn", "scaleMode"],
      rateOptions: ["baseLr", "maxLr"],
      ownRates: (options, groups) => perGroup(options, groups, "baseLr"),
      check: checkScale,
      rule: (options, baseLrs) => (options.scaleFn ? new ScaledCyclicRule(options, baseLrs) : new RowRule("CyclicLR", options, baseLrs)),
    }),
    kind("OneCycleLR", {
      fields: totalStepsOptional(oneCycle.fields),
      extra: ["epochs", "stepsPerEpoch"],
      rateOptions: ["maxLr"],
      ownRates: (options, groups) => perGroup(options, groups, "maxLr").map((lr) => lr / options.divFactor),
      initial: "replace",
      check: checkTotalSteps,
    }),
    kind("ReduceLROnPlateau", { initial: "no", resumes: false, rule: (options, baseLrs) => new PlateauRule(options, baseLrs) }),
    kind("SequentialLR", {
      extra: ["schedulers", "milestones"],
      children: (options, optimizer, target, alone) => buildParts("SequentialLR", options, optimizer, target, alone),
      rule: (options, baseLrs, children) => new SequentialRule(rulesOf(children), options.milestones, baseLrs, perGroup(options, baseLrs.length, "minLr")),
      start: (rule) => rule.start(rule.baseLrs),
      resume: (rule, _rates, lastEpoch) => rule.replay(lastEpoch + 1),
    }),
    kind("ChainedScheduler", {
      extra: ["schedulers"],
      resumes: false,
      children: (options, optimizer, target, alone) => buildParts("ChainedScheduler", options, optimizer, target, alone),
      rule: (options, baseLrs, children) => new ChainedRule(rulesOf(children), baseLrs, perGroup(options, baseLrs.length, "minLr")),
      start: (_rule, rates, children) => ({ epoch: stateOf(children[0]).epoch, lr: rates, children: children.map(stateOf) }),
    }),
  ].map((each) => [each.name, each]),
);
