// What a schedule does, without an optimizer: rules from the state of one epoch to the state of the next. They change nothing;
// who drives them (schedule-base.js) adopts the new state once everything has gone well.

import { tables } from "./generated/tables.js";
import { plateauStep, scheduleAt, scheduleChain, scheduleMomentum, scheduleNext, scheduleValues } from "./core.js";
import { checkNumber } from "./options.js";
import { rangeError, stateError } from "./errors.js";

/** @typedef {import("./core.js").ScheduleNumbers} ScheduleNumbers */

/** The state of a schedule; never changed once made. `epoch` is PyTorch's last_epoch, `lr` the rates of the groups without minLr.
 * @typedef {{ epoch: number, lr: number[], children?: State[], plateau?: PlateauState }} State */
/** @typedef {{ best: number, badEpochs: number, cooldownLeft: number, cuts: Cut[] }} PlateauState */
/** A cut of ReduceLROnPlateau. epoch: the first one that trains with the new rates, from 0; from, to: one rate a group; best: before the metric that
 * led to the cut; badEpochs: so many in a row were not better. @typedef {{ epoch: number, from: number[], to: number[], metric: number, best: number, badEpochs: number, reason: string }} Cut */

const MAX_REPLAY = 1e6; // epochs
const MAX_EPOCH = 2 ** 53 - 1;

/** @param {string} name of a schedule @returns {number} its row in tables.schedules */
export const rowOf = (name) => tables.schedules.findIndex((row) => row.name === name);

/** A rate that can be given out; -0, which JSON has not, becomes 0. @param {number} rate @param {number} t */
function finite(rate, t) {
  if (!Number.isFinite(rate))
    throw rangeError("lr", rate, `a finite number, but the rate of epoch ${t} is ${Number.isNaN(rate) ? "not a number" : "beyond 1.8e308"}`, { code: "OVERFLOW", epoch: t });
  return rate + 0;
}

/** A momentum that can be given out. @param {number} momentum @param {number} t */
function finiteMomentum(momentum, t) {
  if (!Number.isFinite(momentum))
    throw rangeError("momentum", momentum, `a finite number, but the momentum of epoch ${t} is ${Number.isNaN(momentum) ? "not a number" : "beyond 1.8e308"}`, { code: "OVERFLOW", epoch: t });
  return momentum;
}

/** The epoch after a state. @param {State} state */
function epochAfter({ epoch }) {
  if (epoch >= MAX_EPOCH) throw rangeError("lastEpoch", epoch, "below 2^53-1 for another step", { max: MAX_EPOCH });
  return epoch + 1;
}

/** The base of all rules. */
export class Rule {
  /** Asks step() for a metric. */
  needsMetric = false;
  /** Moves the momentum too. */
  cyclesMomentum = false;
  /** Rules that this one is made of. @type {Rule[]} */
  parts = [];

  /** @param {string} name @param {number[]} baseLrs one a group @param {(number | undefined)[]} floors minLr of each group */
  constructor(name, baseLrs, floors) {
    this.name = name;
    this.baseLrs = baseLrs;
    this.floors = floors;
  }

  /** The state at epoch 0 from the rates in the optimizer: what PyTorch's constructors do. @param {number[]} rates @returns {State} */
  start(rates) {
    return this.reached(0, rates);
  }

  /** The state inside SequentialLR before this rule's turn: PyTorch writes epoch -1. @param {number[]} rates @returns {State} */
  unstarted(rates) {
    const state = { epoch: -1, lr: rates };
    return this.parts.length ? { ...state, children: this.parts.map((part) => part.unstarted(rates)) } : state;
  }

  /** The state at epoch 0 when SequentialLR switches here. @param {number[]} _rates @returns {State} */
  restart(_rates) {
    return this.start(this.baseLrs);
  }

  /** The state at the next epoch. @param {State} state @param {number[]} rates of the groups now, if the user has not written others those of the state
   * @param {number} [_metric] @returns {State} */
  next(state, rates, _metric) {
    return this.reached(epochAfter(state), rates);
  }

  /** The state at an epoch that was reached from these rates of the epoch before. @param {number} epoch @param {number[]} rates @returns {State} */
  reached(epoch, rates) {
    return { epoch, lr: rates.map((rate, group) => finite(this.nextRate(group, rate, epoch), epoch)) };
  }

  /** Takes count steps ahead: writes the rates given out after 1, 2, ... count - 1 of them into `lr`, [step][group], from row 1 on.
   * @param {State} state @param {number[]} rates of the groups now @param {number} count @param {Float64Array} lr
   * @param {Float64Array} [_room] for count numbers: where there is one group and nobody will ask for a state, it saves making an array
   * @returns {(steps: number) => State} the state after so many steps, 1 to count */
  ahead(state, rates, count, lr, _room) {
    const states = [this.next(state, rates)];
    for (let i = 1; i <= count; i++) {
      const last = states[i - 1];
      if (i < count) lr.set(this.given(last), i * rates.length);
      if (i < count) states.push(this.next(last, last.lr));
    }
    return (steps) => states[steps - 1];
  }

  /** The rate of epoch t from that of the epoch before. @param {number} _group @param {number} previous @param {number} _t @returns {number} */
  nextRate(_group, previous, _t) {
    return previous;
  }

  /** The rates as they are given out: not below minLr. @param {State} state @returns {number[]} */
  given(state) {
    return state.lr.map((rate, group) => Math.max(rate, this.floor(state, group)));
  }

  /** @param {State} _state @param {number} group @returns {number} */
  floor(_state, group) {
    return this.floors[group] ?? -Infinity;
  }

  /** Whether a minLr may have changed what was given out. @returns {boolean} */
  get hasFloor() {
    return this.floors.some((floor) => floor !== undefined) || this.parts.some((part) => part.hasFloor);
  }

  /** The momenta that this rule gives the groups at a state, if it moves them then. @param {State} _state @returns {number[] | undefined} */
  momenta(_state) {
    return undefined;
  }

  /** The momenta that it has given them last, at this state or before it. @param {State} state @returns {number[] | undefined} */
  lastMomenta(state) {
    return this.momenta(state);
  }

  /** The rate of epoch t, from nothing but t. @param {number} t @param {number} group @returns {number} */
  at(t, group) {
    return this.given(this.#replayed(t))[group];
  }

  /** Fills `out` with at(from), at(from + 1), ... @param {Float64Array} out @param {number} group @param {number} [from] */
  values(out, group, from = 0) {
    for (let i = 0; i < out.length; i++) out[i] = this.at(from + i, group);
  }

  /** @type {State | undefined} the state that was replayed last: counting on from there saves a chart from counting from 0 for each of its points */
  #last;

  /** The state at epoch t, counted from 0. @param {number} t @returns {State} */
  #replayed(t) {
    if (t > MAX_REPLAY)
      throw rangeError("t", t, `an integer from 0 to ${MAX_REPLAY}: ${this.name} has no closed form, so at(t) counts from 0`, { min: 0, max: MAX_REPLAY });
    let state = this.#last && this.#last.epoch <= t ? this.#last : this.start(this.baseLrs);
    while (state.epoch < t) state = this.next(state, state.lr);
    return (this.#last = state);
  }

  /** The state at epoch t, as if it had run from 0 undisturbed. @param {number} t */
  replay(t) {
    return this.#replayed(t);
  }
}

const NO_MILESTONES = new Float64Array(0);
const BIG = 1e300; // a product with a smaller number does not overflow in a formula of ours

/** A schedule that is a row of the core. */
export class RowRule extends Rule {
  /** @param {string} name @param {Record<string, any>} options checked; each value a number, or a list with one a group @param {number[]} baseLrs */
  constructor(name, options, baseLrs) {
    super(name, baseLrs, baseLrs.map((_, group) => valueOf(options.minLr, group)));
    const { momentum } = tables.schedules[rowOf(name)];
    this.groups = baseLrs.map((lr, group) => scheduleNumbers(name, options, lr, group));
    this.options = options;
    this.cyclesMomentum = momentum && options.cycleMomentum;
    this.mayOverflow = momentum || options.gamma > 1 || this.groups.some(({ numbers }) => numbers.some((number) => Math.abs(/** @type {number} */ (number)) > BIG));
  }

  /** @override @param {number} group @param {number} previous @param {number} t */
  nextRate(group, previous, t) {
    return scheduleNext(this.groups[group], previous, t);
  }

  /** @override @param {State} state @param {number[]} rates @param {number} count @param {Float64Array} lr @param {Float64Array} [room] */
  ahead(state, rates, count, lr, room) {
    const from = epochAfter(state);
    if (from + count > MAX_EPOCH) return super.ahead(state, rates, count, lr);
    const chains = this.groups.map((numbers, group) => {
      const chain = room ?? new Float64Array(count);
      scheduleChain(numbers, rates[group], from, chain);
      const floor = this.floor(state, group);
      for (let i = 0; i < count; i++) chain[i] = finite(chain[i], from + i);
      for (let i = 1; i < count; i++) lr[i * rates.length + group] = Math.max(chain[i - 1], floor);
      return chain;
    });
    return (/** @type {number} */ steps) => ({ epoch: state.epoch + steps, lr: chains.map((chain) => chain[steps - 1]) });
  }

  /** @override @param {number} t @param {number} group */
  at(t, group) {
    return finite(scheduleAt(this.groups[group], t), t);
  }

  /** @override @param {Float64Array} out @param {number} group @param {number} [from] */
  values(out, group, from = 0) {
    scheduleValues(this.groups[group], from, out);
    if (this.mayOverflow) out.forEach((rate, i) => finite(rate, from + i));
  }

  /** @override @param {State} state */
  momenta(state) {
    return this.cyclesMomentum ? this.groups.map((group) => finiteMomentum(scheduleMomentum(group, state.epoch), state.epoch)) : undefined;
  }
}

/** What the core is told of a schedule, for one group. @param {string} name @param {Record<string, any>} options checked @param {number} lr @param {number} group @returns {ScheduleNumbers} */
function scheduleNumbers(name, options, lr, group) {
  const row = rowOf(name);
  return {
    row,
    numbers: tables.schedules[row].fields.map((field) => (field.name === "lr" ? lr : numberOf(field, valueOf(options[field.name], group)))),
    milestones: options.milestones ? Float64Array.from(options.milestones).sort() : NO_MILESTONES,
  };
}

/** Fills `rates` with those of a new RowRule with one group, which is not made. @param {string} name @param {Record<string, any>} options checked @param {number} lr @param {Float64Array} rates */
export function rowRates(name, options, lr, rates) {
  const schedule = scheduleNumbers(name, options, lr, 0);
  const floor = valueOf(options.minLr, 0) ?? -Infinity;
  const first = finite(scheduleNext(schedule, lr, 0), 0);
  scheduleChain(schedule, first, 1, rates);
  let rate = first;
  for (let i = 0; i < rates.length; i++) {
    const next = finite(rates[i], i + 1);
    rates[i] = Math.max(rate, floor);
    rate = next;
  }
}

/** @param {any} value @param {number} group */
const valueOf = (value, group) => (Array.isArray(value) ? value[group] : value);

/** A field's value as the core takes it. @param {any} field @param {any} value @returns {number | undefined} */
function numberOf(field, value) {
  if (field.type === "integers") return undefined; // the list is handed over apart
  if (field.type === "choice") return field.choices.indexOf(value);
  return value === undefined ? undefined : Number(value);
}

/** CyclicLR with a scale function of the user's: the triangle comes from the core, 0 at the foot and 1 at the peak. */
export class ScaledCyclicRule extends RowRule {
  /** @param {Record<string, any>} options with `scaleFn` and `scaleMode` @param {number[]} baseLrs */
  constructor(options, baseLrs) {
    super("CyclicLR", options, baseLrs);
    const shape = { ...options, mode: "triangular", baseLr: 0, maxLr: 1, baseMomentum: 0, maxMomentum: 0, minLr: undefined };
    this.triangle = new RowRule("CyclicLR", shape, [0]).groups[0];
    this.length = options.stepSizeUp + (options.stepSizeDown ?? options.stepSizeUp);
  }

  /** @param {number} low @param {number} range @param {number} t @param {number} height */
  #scaled(low, range, t, height) {
    const { scaleFn, scaleMode } = this.options;
    const x = scaleMode === "cycle" ? Math.floor(1 + t / this.length) : t;
    return low + range * height * checkNumber(`scaleFn(${x})`, scaleFn(x), 0);
  }

  /** @override @param {State} state @param {number[]} rates @param {number} count @param {Float64Array} lr */
  ahead(state, rates, count, lr) {
    return Rule.prototype.ahead.call(this, state, rates, count, lr);
  }

  /** @override @param {number} group @param {number} _previous @param {number} t */
  nextRate(group, _previous, t) {
    const low = valueOf(this.options.baseLr, group);
    return this.#scaled(low, valueOf(this.options.maxLr, group) - low, t, scheduleNext(this.triangle, 0, t));
  }

  /** @override @param {number} t @param {number} group */
  at(t, group) {
    return Math.max(finite(this.nextRate(group, 0, t), t), this.floor(/** @type {any} */ (undefined), group));
  }

  /** @override @param {Float64Array} out @param {number} group @param {number} [from] */
  values(out, group, from = 0) {
    for (let i = 0; i < out.length; i++) out[i] = this.at(from + i, group);
  }

  /** @override @param {State} state */
  momenta({ epoch }) {
    if (!this.cyclesMomentum) return undefined;
    return this.groups.map((_, group) => {
      const high = valueOf(this.options.maxMomentum, group);
      return finiteMomentum(this.#scaled(high, valueOf(this.options.baseMomentum, group) - high, epoch, scheduleNext(this.triangle, 0, epoch)), epoch);
    });
  }
}

/** Calls one of the user's functions of the epoch. @param {((t: number) => number)[]} functions one a group @param {number} group @param {number} t */
function factor(functions, group, t) {
  const name = functions.length > 1 ? `lrLambda[${group}](${t})` : `lrLambda(${t})`;
  return checkNumber(name, (0, functions[group])(t), 0);
}

/** LambdaLR: lr * lrLambda(t) */
export class LambdaRule extends Rule {
  /** @param {{ lrLambda: ((t: number) => number)[], minLr?: number | number[] }} options @param {number[]} baseLrs */
  constructor(options, baseLrs) {
    super("LambdaLR", baseLrs, baseLrs.map((_, group) => valueOf(options.minLr, group)));
    this.lambdas = options.lrLambda;
  }

  /** @override @param {number} group @param {number} _previous @param {number} t */
  nextRate(group, _previous, t) {
    return this.baseLrs[group] * factor(this.lambdas, group, t);
  }

  /** @override @param {number} t @param {number} group */
  at(t, group) {
    return Math.max(finite(this.nextRate(group, 0, t), t), this.floors[group] ?? -Infinity);
  }
}

/** MultiplicativeLR: lr * lrLambda(1) * ... * lrLambda(t) */
export class MultiplicativeRule extends Rule {
  /** @param {{ lrLambda: ((t: number) => number)[], minLr?: number | number[] }} options @param {number[]} baseLrs */
  constructor(options, baseLrs) {
    super("MultiplicativeLR", baseLrs, baseLrs.map((_, group) => valueOf(options.minLr, group)));
    this.lambdas = options.lrLambda;
  }

  /** As in PyTorch, it goes on from the rate that stands. @override @param {number[]} rates */
  restart(rates) {
    return this.start(rates);
  }

  /** @override @param {number} group @param {number} previous @param {number} t */
  nextRate(group, previous, t) {
    return t > 0 ? previous * factor(this.lambdas, group, t) : previous;
  }
}

/** ReduceLROnPlateau: the rate depends on the run. */
export class PlateauRule extends RowRule {
  needsMetric = true;

  /** @param {Record<string, any>} options @param {number[]} baseLrs */
  constructor(options, baseLrs) {
    super("ReduceLROnPlateau", options, baseLrs);
    this.floors = baseLrs.map(() => undefined); // its minLr bounds the cuts, as in PyTorch, not what is given out
  }

  /** @override @param {number[]} rates @returns {State} */
  start(rates) {
    const best = this.options.mode === "max" ? -Infinity : Infinity;
    return { epoch: 0, lr: rates, plateau: { best, badEpochs: 0, cooldownLeft: 0, cuts: [] } };
  }

  /** @override @param {State} state @param {number[]} rates @param {number} metric @returns {State} */
  next(state, rates, metric) {
    const epoch = epochAfter(state);
    const before = /** @type {PlateauState} */ (state.plateau);
    const { cut, ...after } = plateauStep(this.groups[0], before, metric);
    const lr = cut ? rates.map((rate, group) => scheduleNext(this.groups[group], rate, epoch)) : rates;
    const changed = lr.some((rate, group) => rate !== rates[group]);
    const cuts = changed ? [...before.cuts, this.#cut(epoch, rates, lr, metric, before)] : before.cuts;
    return { epoch, lr, plateau: { ...after, cuts } };
  }

  /** @param {number} epoch @param {number[]} from @param {number[]} to @param {number} metric @param {PlateauState} before @returns {Cut} */
  #cut(epoch, from, to, metric, { best, badEpochs }) {
    const { patience, mode } = this.options;
    const reason = `${badEpochs + 1} epochs in a row did not bring the metric clearly ${mode === "max" ? "above" : "below"} ${best}; patience is ${patience}`;
    return { epoch, from: [...from], to: [...to], metric, best, badEpochs: badEpochs + 1, reason };
  }

  /** @override @param {number} _group @param {number} previous */
  nextRate(_group, previous) {
    return previous;
  }

  /** @override @returns {number} */
  at() {
    throw stateError("NO_CLOSED_FORM", "ReduceLROnPlateau has no at(t): its rate depends on the metrics of the run; call step(metric) and read getLastLr()");
  }

  /** @override */
  values() {
    this.at();
  }
}

/** SequentialLR: before milestones[0] the first part, then the second from its own epoch 0, and so on. */
export class SequentialRule extends Rule {
  /** @param {Rule[]} parts @param {number[]} milestones ascending, one fewer than parts @param {number[]} baseLrs @param {(number | undefined)[]} floors */
  constructor(parts, milestones, baseLrs, floors) {
    super("SequentialLR", baseLrs, floors);
    this.parts = parts;
    this.milestones = milestones;
    this.cyclesMomentum = parts.some((part) => part.cyclesMomentum);
  }

  /** Which part epoch t belongs to. @param {number} t */
  #active(t) {
    return this.milestones.filter((milestone) => milestone <= t).length;
  }

  /** Epoch 0 from the base rates of the part whose turn it is, whatever the other parts have made of the optimizer's.
   * @override @param {number[]} rates @returns {State} */
  start(rates) {
    const children = this.parts.map((part) => part.unstarted(rates));
    const active = this.#active(0);
    children[active] = this.parts[active].start(this.parts[active].baseLrs);
    return { epoch: 0, lr: children[active].lr, children };
  }

  /** @override @param {State} state @param {number[]} rates @returns {State} */
  next(state, rates) {
    const epoch = epochAfter(state);
    const children = [.../** @type {State[]} */ (state.children)];
    const active = this.#active(epoch);
    const part = this.parts[active];
    children[active] = this.milestones[active - 1] === epoch ? part.restart(rates) : part.next(children[active], rates);
    return { epoch, lr: children[active].lr, children };
  }

  /** @override @param {State} state @param {number} group */
  floor(state, group) {
    const active = this.#active(state.epoch);
    const child = /** @type {State[]} */ (state.children)[active];
    return Math.max(super.floor(state, group), this.parts[active].floor(child, group));
  }

  /** @override @param {State} state */
  momenta(state) {
    const active = this.#active(state.epoch);
    return this.parts[active].momenta(/** @type {State[]} */ (state.children)[active]);
  }

  /** A part whose turn is over has left its momenta in the optimizer. @override @param {State} state */
  lastMomenta(state) {
    const begun = this.parts.slice(0, this.#active(state.epoch) + 1).map((part, i) => ({ part, child: /** @type {State[]} */ (state.children)[i] }));
    return lastFound(begun.filter(({ child }) => child.epoch >= 0).map(({ part, child }) => part.lastMomenta(child)));
  }
}

/** @param {(number[] | undefined)[]} all */
const lastFound = (all) => all.reverse().find((momenta) => momenta);

/** ChainedScheduler: each part in turn changes the rates that the one before has left. */
export class ChainedRule extends Rule {
  /** @param {Rule[]} parts @param {number[]} baseLrs @param {(number | undefined)[]} floors */
  constructor(parts, baseLrs, floors) {
    super("ChainedScheduler", baseLrs, floors);
    this.parts = parts;
    this.cyclesMomentum = parts.some((part) => part.cyclesMomentum);
  }

  /** @param {number} epoch @param {number[]} rates @param {(part: Rule, rates: number[], i: number) => State} move @returns {State} */
  #through(epoch, rates, move) {
    /** @type {State[]} */
    const children = [];
    for (const [i, part] of this.parts.entries()) children.push(move(part, i ? children[i - 1].lr : rates, i));
    return { epoch, lr: children[children.length - 1].lr, children };
  }

  /** @override @param {number[]} rates */
  start(rates) {
    return this.#through(0, rates, (part, left) => part.start(left));
  }

  /** @override @param {State} state @param {number[]} rates */
  next(state, rates) {
    return this.#through(epochAfter(state), rates, (part, left, i) => part.next(/** @type {State[]} */ (state.children)[i], left));
  }

  /** The largest of the parts' minLr counts. @override @param {State} state @param {number} group @returns {number} */
  floor(state, group) {
    return Math.max(super.floor(state, group), ...this.parts.map((part, i) => part.floor(/** @type {State[]} */ (state.children)[i], group)));
  }

  /** The last part that moves the momenta counts. @override @param {State} state */
  momenta(state) {
    return lastFound(this.parts.map((part, i) => part.momenta(/** @type {State[]} */ (state.children)[i])));
  }

  /** @override @param {State} state */
  lastMomenta(state) {
    return lastFound(this.parts.map((part, i) => part.lastMomenta(/** @type {State[]} */ (state.children)[i])));
  }
}
