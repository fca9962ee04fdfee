// The common part of the fifteen schedules: options, the optimizer, step(), the closed form, state. What differs stands in kinds.js.

import { compiledModule } from "./core.js";
import { checkFields, checkInteger, checkNumber, checkOption, readOptions } from "./options.js";
import { missingError, rangeError, stateError, typeError } from "./errors.js";
import { Target } from "./target.js";
import { dumpState, parseState } from "./state.js";

/** @typedef {import("./target.js").Optimizer} Optimizer */
/** @typedef {import("./rules.js").Rule} Rule */
/** @typedef {import("./rules.js").State} State */
/** @typedef {import("./options.js").Field} Field */
/** What one of the fifteen is made of; see kinds.js.
 * @typedef {object} Kind
 * @property {string} name
 * @property {Field[]} fields of its row
 * @property {string[]} extra options beside those of the fields
 * @property {boolean} isRow nothing but its row of the core
 * @property {"keep" | "replace" | "no"} initial what becomes of a group's `initial_lr`: kept if there is one, replaced, or not touched
 * @property {boolean} resumes takes lastEpoch
 * @property {string[]} [rateOptions] options that may be lists of rates, so that `lr` is not needed
 * @property {(options: Record<string, any>, groups: number) => number[]} [ownRates] base rates that do not come from the optimizer
 * @property {(options: Record<string, any>, groups: number) => void} [check] checks the extra options
 * @property {(options: Record<string, any>, optimizer: any, target: Target, alone: boolean) => Schedule[]} [children] the parts
 * @property {(options: Record<string, any>, baseLrs: number[], children: Schedule[]) => Rule} rule
 * @property {(rule: Rule, rates: number[], children: Schedule[]) => State} [start] the state at epoch 0
 * @property {(rule: Rule, rates: number[], lastEpoch: number) => State} resume the state at epoch lastEpoch + 1 */
/** @typedef {{ from: number, to: number, lr: number, k: number }} Phase epochs `from` to `to` (both included) have the rate `lr`; `k` counts phases from 0 */

const RATES = /** @type {any} */ ({ type: "number", min: 0, max: Number.MAX_VALUE, perGroup: true });
const MAX_VALUES = 1e7;
const MAX_EPOCH = 2 ** 53 - 1;

/** What a schedule keeps to itself. @typedef {{ kind: Kind, rule: Rule, state: State, target: Target, alone: boolean, children: Schedule[], busy: boolean }} Inside */
/** @type {WeakMap<Schedule, Inside>} */
const insides = new WeakMap();
/** Optimizers that a schedule has made for itself, because it was given none; they have no momentum. @type {WeakSet<object>} */
const ownOptimizers = new WeakSet();

/** @param {Schedule} schedule @returns {Inside} */
export function inside(schedule) {
  const found = insides.get(schedule);
  if (!found) throw typeError("this", schedule, "a schedule");
  return found;
}

/** The state of a schedule, with the states its parts have now: they can also be stepped by themselves. @param {Schedule} schedule @returns {State} */
export function stateOf(schedule) {
  const { state, children } = inside(schedule);
  return children.length ? { ...state, children: children.map(stateOf) } : state;
}

/** Makes a rule and a state those of the schedule and of its parts. @param {Schedule} schedule @param {Rule} rule @param {State} state */
function adopt(schedule, rule, state) {
  const self = inside(schedule);
  self.rule = rule;
  self.state = state;
  self.children.forEach((child, i) => adopt(child, rule.parts[i], /** @type {State[]} */ (state.children)[i]));
}

/** Remembers where a schedule is, and the rates in its optimizer. @param {Schedule} schedule @returns {() => void} takes both back there */
export function savepoint(schedule) {
  const { rule, target } = inside(schedule);
  const state = stateOf(schedule);
  const { groups, rates } = target.read(rule.baseLrs.length);
  const given = groups.map(({ group }) => group.lr);
  return () => {
    target.write(groups, given, rates);
    adopt(schedule, rule, state);
  };
}

/** All learning-rate schedules. Not to be constructed itself. */
export class Schedule {
  /** @param {Kind} kind @param {any} first options, or the optimizer @param {any} second options, when first is the optimizer */
  constructor(kind, first, second) {
    compiledModule(); // throws NOT_READY
    const alone = second === undefined;
    const fields = alone ? kind.fields : kind.fields.filter(({ name }) => name !== "lr");
    const known = [...fields.map(({ name }) => name), ...kind.extra, ...(kind.resumes ? ["lastEpoch"] : []), ...(alone && kind.rateOptions ? ["lr"] : [])];
    const options = checkFields(fields, readOptions(kind.name, alone ? first : second, known));
    if (options.lastEpoch !== undefined) checkInteger("lastEpoch", options.lastEpoch, -1, MAX_EPOCH - 1);
    const optimizer = alone ? { paramGroups: aloneGroups(kind, options) } : first;
    if (alone) ownOptimizers.add(optimizer);
    const target = new Target(optimizer);
    const count = target.read().groups.length;
    checkGroups(fields, options, count);
    kind.check?.(options, count);
    const children = kind.children?.(options, optimizer, target, alone) ?? [];

    const { groups, rates } = target.read(count);
    const resumed = options.lastEpoch >= 0;
    if (resumed) checkInitial(kind, groups);
    const baseLrs = kind.ownRates?.(options, count) ?? groups.map((entry, i) => baseLr(entry, rates[i]));
    const rule = kind.rule(options, baseLrs, children);
    const start = kind.start ?? started;
    const state = resumed ? kind.resume(rule, rates, options.lastEpoch) : start(rule, rates, children);
    insides.set(this, { kind, rule, state, target, alone: ownOptimizers.has(optimizer), children, busy: false });
    commit(this, rule, state, groups, { more: resumed ? [] : initialChanges(kind, groups, baseLrs) });
  }

  /** PyTorch's name of the schedule: "StepLR". @returns {string} */
  get name() {
    return inside(this).kind.name;
  }

  /** The epoch whose rate getLastLr() tells: 0 after construction, one more with every step(). */
  get lastEpoch() {
    return inside(this).state.epoch;
  }

  /** Whether step() takes a metric: on ReduceLROnPlateau. @returns {boolean} */
  get needsMetric() {
    return inside(this).rule.needsMetric;
  }

  /** The base rates, one a group. A copy. @returns {number[]} */
  get baseLrs() {
    return [...inside(this).rule.baseLrs];
  }

  /** PyTorch's step: goes to the next epoch and writes its rates into the optimizer.
   * @param {number} [metric] for ReduceLROnPlateau only @returns {number[]} getLastLr()
   * @throws {TypeError} a metric where none is taken @throws {RangeError} a rate beyond 1.8e308; the schedule and the optimizer are then as they were */
  step(metric) {
    const self = inside(this);
    if (metric !== undefined && !self.rule.needsMetric)
      throw typeError("step argument", metric, `left out: ${self.kind.name} takes neither a metric nor an epoch (for the rate of an epoch there is at(t))`);
    exclusively(self, () => {
      const { groups, rates } = self.target.read(self.rule.baseLrs.length);
      commit(this, self.rule, self.rule.next(stateOf(this), rates, metric), groups);
    });
    return this.getLastLr();
  }

  /** The rates of the epoch lastEpoch, one a group: those that were last written. @returns {number[]} */
  getLastLr() {
    const { rule } = inside(this);
    return rule.given(stateOf(this));
  }

  /** The rate of epoch t by the closed formula; nothing changes. Where there is no closed form it is counted from 0.
   * @param {number} t epoch, an integer from 0 to 2^53-1; without a closed form to 10^6 @param {number} [group] number of the parameter group, from 0
   * @returns {number} @throws {RangeError} t out of range, or a rate beyond 1.8e308 @throws {Error} `NO_CLOSED_FORM` on ReduceLROnPlateau */
  at(t, group = 0) {
    const { rule } = inside(this);
    return rule.at(checkInteger("t", t, 0), checkGroup(rule, group));
  }

  /** The rates of the epochs 0 to n - 1: at(0), at(1), ... @param {number} n 0 to 10^7; without a closed form to 10^6 + 1 @param {number} [group] @returns {Float64Array<ArrayBuffer>}
   * @throws {RangeError} n out of range, or a rate beyond 1.8e308 @throws {Error} `NO_CLOSED_FORM` on ReduceLROnPlateau */
  values(n, group = 0) {
    const { rule } = inside(this);
    checkInteger("n", n, 0, MAX_VALUES);
    checkGroup(rule, group);
    const out = new Float64Array(n);
    rule.values(out, group);
    return out;
  }

  /** The epochs 0 to n - 1 as runs of one rate: what a table or a chart needs. A smooth schedule has a phase for every change.
   * @param {number} n 0 to 10^7; without a closed form to 10^6 + 1 @param {number} [group] @returns {Phase[]}
   * @throws {RangeError} n out of range, or a rate beyond 1.8e308 @throws {Error} `NO_CLOSED_FORM` on ReduceLROnPlateau
   * @example new StepLR({ lr: 0.01, stepSize: 15, gamma: 0.5 }).phases(20) // [{ from: 0, to: 14, lr: 0.01, k: 0 }, { from: 15, to: 19, lr: 0.005, k: 1 }] */
  phases(n, group = 0) {
    const values = this.values(n, group);
    /** @type {Phase[]} */
    const phases = [];
    for (let from = 0, to = 0; from < n; from = to + 1) {
      for (to = from; values[to + 1] === values[from]; ) to++;
      phases.push({ from, to, lr: values[from], k: phases.length });
    }
    return phases;
  }

  /** What PyTorch's state_dict() holds, under its keys; JSON can carry it.
   * @returns {Record<string, any>} */
  stateDict() {
    const self = inside(this);
    const { rates, groups } = self.target.read(self.rule.baseLrs.length);
    return dumpState(self.rule, stateOf(this), { given: groups.map(({ group }) => group.lr), rates });
  }

  /** Goes on from a saved state, ours or PyTorch's, and writes its rates into the optimizer. The settings in the state replace those of the constructor.
   * @param {Record<string, any> | string} state an object, or JSON text as Python writes it (with NaN and Infinity)
   * @throws {TypeError} a key is missing, unknown or of another kind @throws {RangeError} a number out of range; everything is then as it was */
  loadStateDict(state) {
    const self = inside(this);
    exclusively(self, () => {
      const { groups, rates } = self.target.read(self.rule.baseLrs.length);
      const { rule, state: loaded, given } = parseState(self.rule, state, rates);
      commit(this, rule, loaded, groups, { given, momenta: rule.lastMomenta(loaded) });
    });
  }
}

/** @param {Rule} rule @param {number[]} rates */
export const started = (rule, rates) => rule.start(rates);

/** Resuming needs what the first run remembered. @param {Kind} kind @param {{ group: any, name: string }[]} groups */
function checkInitial(kind, groups) {
  for (const { group, name } of groups)
    if (group.initial_lr === undefined)
      throw missingError(`${name}.initial_lr`, `the base rate of the run that is resumed (a ${kind.name} that stands alone resumes by loadStateDict)`);
}

/** The groups of a schedule that stands alone: as many as a list among the rates has values, else one. @param {Kind} kind @param {Record<string, any>} options */
function aloneGroups({ rateOptions = [] }, options) {
  if (rateOptions.length && options.lr !== undefined) checkOption("lr", options.lr, RATES);
  const list = [options.lr, ...rateOptions.map((name) => options[name])].find(Array.isArray) ?? [options.lr ?? 0];
  if (!list.length) throw rangeError("lr.length", 0, "at least 1", { min: 1 });
  return Array.from(list, (lr) => ({ lr }));
}

/** Lists with one value a group have as many values as there are groups. @param {Field[]} fields @param {Record<string, any>} options @param {number} groups */
export function checkGroups(fields, options, groups) {
  for (const { name, perGroup } of fields) {
    const value = options[name];
    if (perGroup && Array.isArray(value) && value.length !== groups)
      throw rangeError(`${name}.length`, value.length, `${groups}, the number of parameter groups`, { min: groups, max: groups });
  }
}

/** @param {Rule} rule @param {number} group */
const checkGroup = (rule, group) => checkInteger("group", group, 0, rule.baseLrs.length - 1);

/** The base rate of a group: remembered by an earlier schedule as `initial_lr`, or the rate that stands. @param {{ group: any, name: string }} entry @param {number} rate */
function baseLr({ group, name }, rate) {
  const initial = group.initial_lr;
  return initial === undefined ? rate : checkNumber(`${name}.initial_lr`, initial, 0);
}

/** What must be written as `initial_lr` into groups that have none. @param {Kind} kind @param {{ group: any, name: string }[]} groups @param {number[]} baseLrs */
function initialChanges(kind, groups, baseLrs) {
  if (kind.initial === "no") return [];
  return groups.flatMap(({ group }, i) =>
    kind.initial === "replace" || group.initial_lr === undefined ? [{ group, key: "initial_lr", value: baseLrs[i] }] : []);
}

/** Momenta to be written: of `betas` the first, else `momentum`, as in PyTorch. @param {{ group: any, name: string }[]} groups @param {number[]} momenta */
function momentumChanges(groups, momenta) {
  return groups.map(({ group, name }, i) => {
    const { betas, momentum } = group;
    if (Array.isArray(betas) && typeof betas[0] === "number") return { group, key: "betas", value: [momenta[i], ...betas.slice(1)] };
    if (typeof momentum === "number") return { group, key: "momentum", value: momenta[i] };
    throw typeError(`${name}.momentum`, momentum, "a number (or `betas` an array of numbers) when cycleMomentum is not false");
  });
}

/** Writes a new state into the optimizer and, once that has gone well, makes it the schedule's. @param {Schedule} schedule @param {Rule} rule @param {State} state
 * @param {{ group: any, name: string }[]} groups
 * @param {{ given?: number[], momenta?: number[], more?: import("./target.js").Change[] }} [written] what is written, where it is not what the state gives; more: beside it */
function commit(schedule, rule, state, groups, { given = rule.given(state), momenta, more = [] } = {}) {
  const { target, alone } = inside(schedule);
  const moved = alone ? undefined : momenta ?? rule.momenta(state);
  target.write(groups, given, state.lr, moved ? [...more, ...momentumChanges(groups, moved)] : more);
  adopt(schedule, rule, state);
}

/** Runs an action during which the schedule must not be changed from elsewhere: from a function or a setter of the user's.
 * @param {Inside} self @param {() => void} action */
function exclusively(self, action) {
  if (self.busy) throw stateError("BUSY", `this ${self.kind.name} is in the middle of a step; it cannot be changed from a function that it calls`);
  self.busy = true;
  try {
    action();
  } finally {
    self.busy = false;
  }
}

/** Some steps ahead of a schedule that takes no metric. @typedef {object} Ahead
 * @property {Float64Array} lr the rates that the epochs lastEpoch, lastEpoch + 1, ... train with: [step][group]
 * @property {Float64Array | undefined} momentum likewise, of a schedule that moves the momentum
 * @property {(steps: number) => void} go takes that many of the steps: the same as calling step() so often, but the optimizer is written once */

/** Looks ahead without changing anything; a trainer computes with these rates before it is known how far it gets.
 * @param {Schedule} schedule @param {number} count rates wanted, the present one included @returns {Ahead}
 * @throws {unknown} what step() would throw on the way */
export function lookAhead(schedule, count) {
  const self = inside(schedule);
  const { rule, target, kind, alone } = self;
  if (rule.needsMetric) throw stateError("NEEDS_METRIC", `${kind.name} cannot look ahead: each step needs a metric`);
  const { groups, rates } = target.read(rule.baseLrs.length);
  const width = groups.length;
  const first = stateOf(schedule);
  const given = groups.map(({ group }) => group.lr);
  const lr = new Float64Array(count * width);
  const momentum = rule.cyclesMomentum && !alone ? new Float64Array(count * width) : undefined;
  /** @type {(steps: number) => State} */
  let stateAfter = () => first;
  exclusively(self, () => (stateAfter = rule.ahead(first, rates, count, lr)));
  lr.set(given);
  if (momentum) {
    let momenta = groups.map(({ group }) => momentumOf(group));
    for (let i = 0; i < count; i++) momentum.set((momenta = (i && rule.momenta(stateAfter(i))) || momenta), i * width);
  }
  /** What is written last on the way: of the parts of a SequentialLR some move the momentum and some do not. @param {number} steps */
  const momentaAfter = (steps) => {
    for (let i = momentum ? steps : 0; i > 0; i--) {
      const momenta = rule.momenta(stateAfter(i));
      if (momenta) return momenta;
    }
  };
  return {
    lr,
    momentum,
    go(steps) {
      if (steps > 0) commit(schedule, rule, stateAfter(steps), target.read(width).groups, { momenta: momentaAfter(steps) });
    },
  };
}

/** As PyTorch's schedulers see it: of Adam it is beta1. @param {any} group @returns {number} */
const momentumOf = ({ betas, momentum }) => (Array.isArray(betas) ? betas[0] : momentum);
