// State dicts: PyTorch's keys, in and out. A state that is wrong in any way is refused before anything changes.

import { tables } from "./generated/tables.js";
import { allowed, checkField, checkInteger, checkName, checkOption, readOptions } from "./options.js";
import { missingError, rangeError, typeError } from "./errors.js";
import { ChainedRule, LambdaRule, MultiplicativeRule, PlateauRule, RowRule, ScaledCyclicRule, SequentialRule, rowOf } from "./rules.js";

/** @typedef {import("./rules.js").Rule} Rule */
/** @typedef {import("./rules.js").State} State */
/** @typedef {import("./options.js").Field} Field */
/** @typedef {Record<string, any>} Dict */

/** Keys that some versions of PyTorch write and that carry nothing. */
const IGNORED = ["verbose", "_step_count", "_get_lr_called_within_step", "mode_worse", "_is_initial", "default_min_lr"];
const RATE = /** @type {const} */ ({ type: "number", min: -Number.MAX_VALUE, max: Number.MAX_VALUE });
const FLOOR = /** @type {const} */ ({ type: "number", min: 0, max: Number.MAX_VALUE });
const MAX_MILESTONES = 1e6;

/** The key under which PyTorch keeps a field: one value, or a list with one a group. @param {{ name: string, python?: string, perGroup?: boolean }} field */
function keyOf({ name, python = name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`), perGroup }) {
  return perGroup ? `${python}s` : python;
}

/** The fields of a row that its state holds: not the base rates, and minLr only where it is PyTorch's. @param {Rule} rule @returns {Field[]} */
function savedFields(rule) {
  const fields = /** @type {Field[]} */ (tables.schedules[rowOf(rule.name)].fields);
  return fields.filter(({ name }) => name !== "lr" && name !== "baseLr" && (name !== "minLr" || rule instanceof PlateauRule));
}

// Writing --------------------------------------------------------------------------------------------------------------

/** @param {Rule} rule @param {State} state @param {{ given: number[], rates: number[] }} standing the rates as they stand in the optimizer, with and without minLr
 * @returns {Dict} */
export function dumpState(rule, state, { given, rates }) {
  const last = rule.hasFloor ? { min_lrs: rule.floors.map((floor) => floor ?? null), _unclamped_lr: [...rates], _last_lr: [...given] } : { _last_lr: [...given] };
  const parts = () => rule.parts.map((part, i) => dumpPart(part, /** @type {State[]} */ (state.children)[i]));
  if (rule instanceof ChainedRule) return { ...last, _schedulers: parts() };
  if (rule instanceof SequentialRule) return { _milestones: [...rule.milestones], last_epoch: state.epoch, ...last, _schedulers: parts() };
  if (rule instanceof PlateauRule) return { ...dumpFields(rule), ...dumpPlateau(rule, state), ...last };
  return {
    ...(rule instanceof RowRule ? dumpFields(rule) : {}),
    ...(rule.name === "CosineAnnealingWarmRestarts" ? warmRestart(/** @type {RowRule} */ (rule).options, state.epoch) : {}),
    base_lrs: [...rule.baseLrs],
    last_epoch: state.epoch,
    verbose: false,
    _step_count: state.epoch + 1,
    _get_lr_called_within_step: false,
    ...last,
    ...(rule instanceof LambdaRule || rule instanceof MultiplicativeRule ? { lr_lambdas: rule.lambdas.map(() => null) } : {}),
  };
}

/** @param {Rule} part @param {State} state */
const dumpPart = (part, state) => dumpState(part, state, { given: part.given(state), rates: state.lr });

/** @param {RowRule} rule @returns {Dict} */
function dumpFields(rule) {
  const entries = savedFields(rule).map((field) => {
    const value = rule.options[field.name];
    if (field.perGroup) return [keyOf(field), rule.baseLrs.map((_, i) => (Array.isArray(value) ? value[i] : value))];
    return [keyOf(field), field.type === "integers" ? counted(value) : value ?? null];
  });
  return Object.fromEntries(entries);
}

/** @param {PlateauRule} rule @param {State} state @returns {Dict} */
function dumpPlateau(rule, { epoch, plateau }) {
  const { best, badEpochs, cooldownLeft } = /** @type {import("./rules.js").PlateauState} */ (plateau);
  return { best: Number.isFinite(best) ? best : null, num_bad_epochs: badEpochs, cooldown_counter: cooldownLeft, mode_worse: null, last_epoch: epoch };
}

/** Milestones as PyTorch's Counter: how often each one occurs. @param {number[]} milestones @returns {Record<string, number>} */
function counted(milestones) {
  /** @type {Record<string, number>} */
  const counts = {};
  for (const milestone of milestones) counts[milestone] = (counts[milestone] ?? 0) + 1;
  return counts;
}

/** Where epoch t stands in its wave. @param {Dict} options @param {number} t */
function warmRestart({ t0, tMult }, t) {
  let T_i = t0;
  let T_cur = tMult === 1 ? t % t0 : t;
  for (; T_cur >= T_i; T_i *= tMult) T_cur -= T_i;
  return { T_i, T_cur };
}

// Reading --------------------------------------------------------------------------------------------------------------

/** @param {Rule} rule of the schedule that loads @param {unknown} input a state, or JSON text @param {number[]} rates that stand in the optimizer, used where the state has none
 * @returns {{ rule: Rule, state: State, given?: number[] }} given: the rates that stood in the optimizer, where a minLr may stand against them */
export function parseState(rule, input, rates) {
  return parse(rule, typeof input === "string" ? parsePythonJson(input) : input, rates, "", 0);
}

/** JSON as Python writes it: NaN, Infinity and -Infinity stand there as bare words. @param {string} text */
function parsePythonJson(text) {
  const words = /"(?:[^"\\]|\\.)*"|-?Infinity|NaN/g;
  try {
    const marked = text.replace(words, (word) => (word[0] === '"' ? word : `"\\u0000${word}"`));
    return JSON.parse(marked, (_, value) => (typeof value === "string" && /^\0(NaN|-?Infinity)$/.test(value) ? Number(value.slice(1)) : value));
  } catch {
    throw typeError("state", text, "an object, or JSON text");
  }
}

/** @param {Rule} rule @param {unknown} input @param {number[]} rates @param {string} prefix of names in messages @param {number} least smallest epoch @returns {{ rule: Rule, state: State, given?: number[] }} */
function parse(rule, input, rates, prefix, least) {
  const own = ownKeys(rule);
  const floors = rule instanceof PlateauRule ? [] : ["min_lrs", "_unclamped_lr"];
  const read = readOptions(`${prefix}${rule.name} state`, input, [...own, ...floors, "_last_lr", "last_epoch", ...IGNORED]);
  for (const key of IGNORED) checkIgnored(prefix + key, read[key]);
  const need = (/** @type {string} */ key, /** @type {string} */ what) => {
    if (read[key] === undefined) throw missingError(prefix + key, what);
    return read[key];
  };
  for (const key of own) need(key, `part of the state of a ${rule.name}`);
  const count = rule.baseLrs.length;
  const list = (/** @type {string} */ key, /** @type {import("./options.js").Field | typeof RATE | typeof FLOOR} */ field) => checkList(prefix + key, need(key, "an array"), count, field);
  const epochOf = () => checkInteger(`${prefix}last_epoch`, need("last_epoch", "an integer"), least);

  // PyTorch writes no _last_lr before a plateau's first step.
  const unstarted = rule instanceof PlateauRule && read._last_lr === undefined && read.last_epoch === 0;
  const last = unstarted ? rates : list("_last_lr", RATE);
  const lr = read._unclamped_lr === undefined ? last : list("_unclamped_lr", RATE);
  const given = read._unclamped_lr === undefined ? undefined : last; // also one below minLr, which the user has written
  const minLr = read.min_lrs === undefined || rule instanceof PlateauRule ? rule.floors : checkFloors(`${prefix}min_lrs`, read.min_lrs, count);

  if (rule instanceof SequentialRule || rule instanceof ChainedRule) return { ...parseComposite(rule, read, { lr, minLr, prefix, epochOf, least }), given };
  if (rule instanceof LambdaRule || rule instanceof MultiplicativeRule) {
    checkFunctions(`${prefix}lr_lambdas`, read.lr_lambdas, count);
    const options = /** @type {any} */ ({ lrLambda: rule.lambdas, minLr });
    const baseLrs = list("base_lrs", FLOOR);
    return { rule: rule instanceof LambdaRule ? new LambdaRule(options, baseLrs) : new MultiplicativeRule(options, baseLrs), state: { epoch: epochOf(), lr }, given };
  }
  return { ...parseRow(/** @type {RowRule} */ (rule), read, { lr, minLr, prefix, epochOf, list }), given };
}

/** The keys that a state of this rule must have, beside _last_lr and last_epoch. @param {Rule} rule @returns {string[]} */
function ownKeys(rule) {
  if (rule instanceof SequentialRule) return ["_milestones", "_schedulers"];
  if (rule instanceof ChainedRule) return ["_schedulers"];
  if (!(rule instanceof RowRule)) return ["base_lrs", "lr_lambdas"];
  const fields = savedFields(rule).map(keyOf);
  if (rule instanceof PlateauRule) return [...fields, "best", "num_bad_epochs", "cooldown_counter"];
  return [...fields, "base_lrs", ...(rule.name === "CosineAnnealingWarmRestarts" ? ["T_i", "T_cur"] : [])];
}

/** @param {SequentialRule | ChainedRule} rule @param {Dict} read @param {{ lr: number[], minLr: (number | undefined)[], prefix: string, epochOf: () => number, least: number }} common */
function parseComposite(rule, read, { lr, minLr, prefix, epochOf, least }) {
  const sequential = rule instanceof SequentialRule;
  const dicts = read._schedulers;
  const name = `${prefix}_schedulers`;
  if (!Array.isArray(dicts)) throw typeError(name, dicts, "an array of states");
  if (dicts.length !== rule.parts.length) throw rangeError(`${name}.length`, dicts.length, `${rule.parts.length}, one for each part`);
  const loaded = Array.from(dicts, (dict, i) => parse(rule.parts[i], dict, lr, `${name}[${i}].`, sequential ? -1 : least));
  const parts = loaded.map((each) => each.rule);
  const children = loaded.map((each) => each.state);
  // PyTorch saves no base rates of the whole; they are those of the first part, unless that was made later than another one.
  const first = rule.parts[0].baseLrs.every((lr, group) => lr === rule.baseLrs[group]);
  const baseLrs = first ? parts[0].baseLrs : rule.baseLrs;
  if (!sequential) return { rule: new ChainedRule(parts, baseLrs, minLr), state: { epoch: children[0].epoch, lr, children } };
  const milestones = checkList(`${prefix}_milestones`, read._milestones, parts.length - 1, { type: "integer", min: 0, max: 2 ** 53 - 1 });
  milestones.forEach((milestone, i) => {
    if (i && milestone < milestones[i - 1]) throw rangeError(`${prefix}_milestones[${i}]`, milestone, `at least ${milestones[i - 1]}, the one before it`);
  });
  return { rule: new SequentialRule(parts, milestones, baseLrs, minLr), state: { epoch: epochOf(), lr, children } };
}

/** @param {RowRule} rule @param {Dict} read
 * @param {{ lr: number[], minLr: (number | undefined)[], prefix: string, epochOf: () => number, list: (key: string, field: any) => number[] }} common */
function parseRow(rule, read, { lr, minLr, prefix, epochOf, list }) {
  /** @type {Dict} */
  const options = { ...rule.options, minLr };
  for (const field of savedFields(rule)) options[field.name] = parseField(field, read, prefix, list);
  const epoch = epochOf();
  if (rule instanceof PlateauRule) return { rule: new PlateauRule(options, rule.baseLrs), state: { epoch, lr, plateau: parsePlateau(read, prefix, options.mode) } };
  const baseLrs = list("base_lrs", FLOOR);
  if (rule.name === "CyclicLR") options.baseLr = baseLrs;
  if (rule.name === "CosineAnnealingWarmRestarts" && epoch >= 0) checkWave(read, prefix, warmRestart(options, epoch), epoch);
  return { rule: rule instanceof ScaledCyclicRule ? new ScaledCyclicRule(options, baseLrs) : new RowRule(rule.name, options, baseLrs), state: { epoch, lr } };
}

/** @param {Field} field @param {Dict} read @param {string} prefix @param {(key: string, field: any) => number[]} list */
function parseField(field, read, prefix, list) {
  const key = keyOf(field);
  const value = read[key];
  if (field.perGroup) return list(key, field);
  if (field.type === "integers") return parseCounts(prefix + key, value);
  if (field.optional && value === null) return undefined;
  if (field.type === "choice") return checkName(prefix + key, value, /** @type {string[]} */ (field.choices));
  return checkOption(prefix + key, value, field);
}

/** @param {Dict} read @param {string} prefix @param {string} mode */
function parsePlateau(read, prefix, mode) {
  const worst = mode === "max" ? -Infinity : Infinity;
  const { best } = read;
  if (best !== null && best !== worst) checkField(`${prefix}best`, best, RATE);
  const badEpochs = checkInteger(`${prefix}num_bad_epochs`, read.num_bad_epochs, 0);
  const cooldownLeft = checkInteger(`${prefix}cooldown_counter`, read.cooldown_counter, 0);
  return { best: best ?? worst, badEpochs, cooldownLeft, cuts: [] };
}

/** PyTorch counts T_cur and T_i along; they must be those of last_epoch. @param {Dict} read @param {string} prefix @param {{ T_i: number, T_cur: number }} wave @param {number} epoch */
function checkWave(read, prefix, wave, epoch) {
  for (const key of /** @type {const} */ (["T_i", "T_cur"])) {
    if (typeof read[key] !== "number") throw typeError(prefix + key, read[key], "a number");
    if (read[key] !== wave[key]) throw rangeError(prefix + key, read[key], `${wave[key]} at last_epoch ${epoch}`, { min: wave[key], max: wave[key] });
  }
}

/** @param {string} name @param {unknown} value @param {number} count @param {Pick<Field, "type" | "min" | "max" | "aboveMin" | "belowMax">} field @returns {number[]} */
function checkList(name, value, count, field) {
  if (!Array.isArray(value)) throw typeError(name, value, `an array of ${count}: ${allowed(field)} each`);
  if (value.length !== count) throw rangeError(`${name}.length`, value.length, String(count), { min: count, max: count });
  return Array.from(value, (item, i) => checkField(`${name}[${i}]`, item, field));
}

/** @param {string} name @param {unknown} value @param {number} count @returns {(number | undefined)[]} */
function checkFloors(name, value, count) {
  if (!Array.isArray(value)) throw typeError(name, value, `an array of ${count}`);
  if (value.length !== count) throw rangeError(`${name}.length`, value.length, String(count), { min: count, max: count });
  return Array.from(value, (item, i) => (item === null ? undefined : checkField(`${name}[${i}]`, item, FLOOR)));
}

/** Functions are not saved. @param {string} name @param {unknown} value @param {number} count */
function checkFunctions(name, value, count) {
  if (!Array.isArray(value)) throw typeError(name, value, `an array of ${count}`);
  if (value.length !== count) throw rangeError(`${name}.length`, value.length, String(count), { min: count, max: count });
  Array.from(value, (item, i) => {
    if (item !== null) throw typeError(`${name}[${i}]`, item, "null: functions are not saved, and objects that are called like functions cannot be loaded here");
  });
}

/** PyTorch's Counter of milestones: { "30": 1, "80": 2 }. @param {string} name @param {unknown} value @returns {number[]} */
function parseCounts(name, value) {
  const what = 'an object with counts by milestone, as { "30": 1, "80": 1 }';
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw typeError(name, value, what);
  const keys = Object.keys(value);
  const counts = readOptions(name, value, keys);
  /** @type {number[]} */
  const milestones = [];
  for (const key of keys) {
    if (!/^(0|[1-9]\d*)$/.test(key)) throw typeError(name, key, `${what}; a milestone is an integer`);
    const milestone = checkInteger(`${name} milestone`, Number(key), 0);
    const count = checkInteger(`${name}[${key}]`, counts[key], 1, MAX_MILESTONES - milestones.length);
    for (let i = 0; i < count; i++) milestones.push(milestone);
  }
  return milestones;
}

/** @param {string} name @param {unknown} value */
function checkIgnored(name, value) {
  if (value === undefined || value === null || typeof value === "boolean" || typeof value === "number") return;
  throw typeError(name, value, "a number, true, false or null");
}
