// The fifteen schedulers of torch.optim.lr_scheduler, under PyTorch's names. What each does stands in src/core/schedule.c and kinds.js.

import { typeError } from "./errors.js";
import { kinds } from "./kinds.js";
import { checkName, checkNumber } from "./options.js";
import { Schedule, inside } from "./schedule-base.js";

/** @typedef {import("./target.js").Optimizer} Optimizer */
/** For a schedule that stands alone: the base rate, or one for each group (0 or more).
 * @typedef {{ lr: number | number[] }} Alone */
/** What all schedules take but ReduceLROnPlateau, which has a minLr of its own. minLr: no rate below this is given out, one for all groups or one each; the recursion goes on without it.
 * lastEpoch: k - 1 makes a schedule on an optimizer whose groups have `initial_lr` and the `lr` of epoch k - 1 go on at epoch k; default -1, a new run.
 * ChainedScheduler takes no lastEpoch.
 * @typedef {{ minLr?: number | number[], lastEpoch?: number }} Common */

/** @typedef {{ stepSize: number, gamma?: number } & Common} StepLROptions */

/** Step decay: lr * gamma^floor(t / stepSize). The epochs 0 to stepSize - 1 have the rate lr; the first drop is at epoch stepSize.
 * stepSize: epochs between two drops, an integer from 1 to 2^53-1. gamma: factor of a drop, 0 or more, default 0.1.
 *
 * `new StepLR({ lr, ...options })` stands alone; `new StepLR(optimizer, options)` drives an optimizer.
 * Source: torch.optim.lr_scheduler.StepLR.
 * @example
 * const s = new StepLR({ lr: 0.01, stepSize: 15, gamma: 0.5 });
 * s.at(14); // 0.01
 * s.at(31); // 0.0025 */
export class StepLR extends Schedule {
  /** @overload @param {StepLROptions & Alone} options a schedule that stands alone */
  /** @overload @param {Optimizer} optimizer @param {StepLROptions} options a schedule that drives the optimizer */
  /** @param {any} optimizerOrOptions @param {any} [options] @throws {TypeError} a wrong type, an unknown or missing option @throws {RangeError} a value out of range @throws {Error} `NOT_READY` before init */
  constructor(optimizerOrOptions, options) {
    super(kinds.StepLR, optimizerOrOptions, options);
  }
}

/** @typedef {{ milestones: number[], gamma?: number } & Common} MultiStepLROptions */

/** lr * gamma^(number of milestones <= t).
 * milestones: epochs of the drops, integers from 0, in any order; one that is given twice drops twice. gamma: 0 or more, default 0.1.
 *
 * `new MultiStepLR({ lr, ...options })` stands alone; `new MultiStepLR(optimizer, options)` drives an optimizer.
 * Source: torch.optim.lr_scheduler.MultiStepLR.
 * @example
 * new MultiStepLR({ lr: 0.1, milestones: [30, 80], gamma: 0.5 }).at(30); // 0.05 */
export class MultiStepLR extends Schedule {
  /** @overload @param {MultiStepLROptions & Alone} options a schedule that stands alone */
  /** @overload @param {Optimizer} optimizer @param {MultiStepLROptions} options a schedule that drives the optimizer */
  /** @param {any} optimizerOrOptions @param {any} [options] @throws {TypeError} a wrong type, an unknown or missing option @throws {RangeError} a value out of range @throws {Error} `NOT_READY` before init */
  constructor(optimizerOrOptions, options) {
    super(kinds.MultiStepLR, optimizerOrOptions, options);
  }
}

/** @typedef {{ factor?: number, totalIters?: number } & Common} ConstantLROptions */

/** lr * factor before epoch totalIters, from then on lr.
 * factor: above 0 and at most 1, default 1/3. totalIters: epochs, an integer from 1, default 5.
 *
 * `new ConstantLR({ lr, ...options })` stands alone; `new ConstantLR(optimizer, options)` drives an optimizer.
 * Source: torch.optim.lr_scheduler.ConstantLR.
 * @example
 * new ConstantLR({ lr: 0.1, factor: 0.5, totalIters: 4 }).values(5); // 0.05, 0.05, 0.05, 0.05, 0.1 */
export class ConstantLR extends Schedule {
  /** @overload @param {ConstantLROptions & Alone} options a schedule that stands alone */
  /** @overload @param {Optimizer} optimizer @param {ConstantLROptions} options a schedule that drives the optimizer */
  /** @param {any} optimizerOrOptions @param {any} [options] @throws {TypeError} a wrong type, an unknown or missing option @throws {RangeError} a value out of range @throws {Error} `NOT_READY` before init */
  constructor(optimizerOrOptions, options) {
    super(kinds.ConstantLR, optimizerOrOptions, options);
  }
}

/** @typedef {{ startFactor?: number, endFactor?: number, totalIters?: number } & Common} LinearLROptions */

/** From lr * startFactor in a straight line to lr * endFactor at epoch totalIters: a warm-up.
 * startFactor: above 0 and at most 1, default 1/3. endFactor: 0 to 1, default 1. totalIters: epochs, an integer from 1, default 5.
 *
 * `new LinearLR({ lr, ...options })` stands alone; `new LinearLR(optimizer, options)` drives an optimizer.
 * Source: torch.optim.lr_scheduler.LinearLR.
 * @example
 * new LinearLR({ lr: 1, startFactor: 0.5, totalIters: 4 }).values(5); // 0.5, 0.625, 0.75, 0.875, 1 */
export class LinearLR extends Schedule {
  /** @overload @param {LinearLROptions & Alone} options a schedule that stands alone */
  /** @overload @param {Optimizer} optimizer @param {LinearLROptions} options a schedule that drives the optimizer */
  /** @param {any} optimizerOrOptions @param {any} [options] @throws {TypeError} a wrong type, an unknown or missing option @throws {RangeError} a value out of range @throws {Error} `NOT_READY` before init */
  constructor(optimizerOrOptions, options) {
    super(kinds.LinearLR, optimizerOrOptions, options);
  }
}

/** @typedef {{ gamma: number } & Common} ExponentialLROptions */

/** lr * gamma^t: a drop after every epoch.
 * gamma: 0 or more; there is no default.
 *
 * `new ExponentialLR({ lr, ...options })` stands alone; `new ExponentialLR(optimizer, options)` drives an optimizer.
 * Source: torch.optim.lr_scheduler.ExponentialLR.
 * @example
 * new ExponentialLR({ lr: 1, gamma: 0.5 }).at(10); // 0.0009765625 */
export class ExponentialLR extends Schedule {
  /** @overload @param {ExponentialLROptions & Alone} options a schedule that stands alone */
  /** @overload @param {Optimizer} optimizer @param {ExponentialLROptions} options a schedule that drives the optimizer */
  /** @param {any} optimizerOrOptions @param {any} [options] @throws {TypeError} a wrong type, an unknown or missing option @throws {RangeError} a value out of range @throws {Error} `NOT_READY` before init */
  constructor(optimizerOrOptions, options) {
    super(kinds.ExponentialLR, optimizerOrOptions, options);
  }
}

/** @typedef {{ totalIters?: number, power?: number } & Common} PolynomialLROptions */

/** lr * (1 - t / totalIters)^power, from epoch totalIters on 0.
 * totalIters: epochs, an integer from 1, default 5. power: 0 or more, default 1, a straight line; 0 is lr throughout.
 *
 * `new PolynomialLR({ lr, ...options })` stands alone; `new PolynomialLR(optimizer, options)` drives an optimizer.
 * Source: torch.optim.lr_scheduler.PolynomialLR.
 * @example
 * new PolynomialLR({ lr: 1, totalIters: 4 }).values(5); // 1, 0.75, 0.5, 0.25, 0 */
export class PolynomialLR extends Schedule {
  /** @overload @param {PolynomialLROptions & Alone} options a schedule that stands alone */
  /** @overload @param {Optimizer} optimizer @param {PolynomialLROptions} options a schedule that drives the optimizer */
  /** @param {any} optimizerOrOptions @param {any} [options] @throws {TypeError} a wrong type, an unknown or missing option @throws {RangeError} a value out of range @throws {Error} `NOT_READY` before init */
  constructor(optimizerOrOptions, options) {
    super(kinds.PolynomialLR, optimizerOrOptions, options);
  }
}

/** @typedef {{ tMax: number, etaMin?: number } & Common} CosineAnnealingLROptions */

/** etaMin + (lr - etaMin) * (1 + cos(pi * t / tMax)) / 2: down along half a wave to etaMin at epoch tMax, then up again.
 * tMax: epochs, an integer from 1. etaMin: 0 or more, default 0.
 *
 * `new CosineAnnealingLR({ lr, ...options })` stands alone; `new CosineAnnealingLR(optimizer, options)` drives an optimizer.
 * Source: torch.optim.lr_scheduler.CosineAnnealingLR.
 * @example
 * new CosineAnnealingLR({ lr: 0.1, tMax: 10 }).at(5); // 0.05 */
export class CosineAnnealingLR extends Schedule {
  /** @overload @param {CosineAnnealingLROptions & Alone} options a schedule that stands alone */
  /** @overload @param {Optimizer} optimizer @param {CosineAnnealingLROptions} options a schedule that drives the optimizer */
  /** @param {any} optimizerOrOptions @param {any} [options] @throws {TypeError} a wrong type, an unknown or missing option @throws {RangeError} a value out of range @throws {Error} `NOT_READY` before init */
  constructor(optimizerOrOptions, options) {
    super(kinds.CosineAnnealingLR, optimizerOrOptions, options);
  }
}

/** @typedef {{ t0: number, tMult?: number, etaMin?: number } & Common} CosineAnnealingWarmRestartsOptions */

/** Half a cosine wave down to etaMin, then all over again from lr: SGDR. The first wave takes t0 epochs, each one tMult times as long as the one before.
 * t0, tMult (default 1): integers from 1. etaMin: 0 or more, default 0.
 *
 * `new CosineAnnealingWarmRestarts({ lr, ...options })` stands alone; `new CosineAnnealingWarmRestarts(optimizer, options)` drives an optimizer.
 * Source: torch.optim.lr_scheduler.CosineAnnealingWarmRestarts.
 * @example
 * new CosineAnnealingWarmRestarts({ lr: 0.1, t0: 10, tMult: 2 }).at(30); // 0.1, the second restart */
export class CosineAnnealingWarmRestarts extends Schedule {
  /** @overload @param {CosineAnnealingWarmRestartsOptions & Alone} options a schedule that stands alone */
  /** @overload @param {Optimizer} optimizer @param {CosineAnnealingWarmRestartsOptions} options a schedule that drives the optimizer */
  /** @param {any} optimizerOrOptions @param {any} [options] @throws {TypeError} a wrong type, an unknown or missing option @throws {RangeError} a value out of range @throws {Error} `NOT_READY` before init */
  constructor(optimizerOrOptions, options) {
    super(kinds.CosineAnnealingWarmRestarts, optimizerOrOptions, options);
  }
}

/** @typedef {{ baseLr: number | number[], maxLr: number | number[], stepSizeUp?: number, stepSizeDown?: number, mode?: "triangular" | "triangular2" | "exp_range", gamma?: number,
 *   scaleFn?: (x: number) => number, scaleMode?: "cycle" | "iterations", cycleMomentum?: boolean, baseMomentum?: number | number[], maxMomentum?: number | number[] } & Common} CyclicLROptions */

/** From baseLr in a straight line to maxLr and back, again and again. `lr` is not needed: alone it only says how many groups there are.
 * stepSizeUp (default 2000), stepSizeDown (default stepSizeUp): steps, integers from 1. mode: peaks of one height, halved every cycle, or multiplied by gamma every step;
 * scaleFn instead: a function of the cycle (from 1) or, with scaleMode "iterations", of the step.
 * cycleMomentum (default true): on an optimizer, moves `betas[0]` or `momentum` of each group from maxMomentum (default 0.9) to baseMomentum (0.8) and back.
 *
 * `new CyclicLR({ ...options })` stands alone; `new CyclicLR(optimizer, options)` drives an optimizer.
 * Source: torch.optim.lr_scheduler.CyclicLR.
 * @example
 * new CyclicLR({ baseLr: 0, maxLr: 1, stepSizeUp: 2 }).values(5); // 0, 0.5, 1, 0.5, 0 */
export class CyclicLR extends Schedule {
  /** @overload @param {CyclicLROptions & { lr?: number | number[] }} options a schedule that stands alone */
  /** @overload @param {Optimizer} optimizer @param {CyclicLROptions} options a schedule that drives the optimizer */
  /** @param {any} optimizerOrOptions @param {any} [options] @throws {TypeError} a wrong type, an unknown or missing option @throws {RangeError} a value out of range @throws {Error} `NOT_READY` before init */
  constructor(optimizerOrOptions, options) {
    super(kinds.CyclicLR, optimizerOrOptions, options);
  }
}

/** @typedef {{ maxLr: number | number[], totalSteps?: number, epochs?: number, stepsPerEpoch?: number, pctStart?: number, annealStrategy?: "cos" | "linear",
 *   cycleMomentum?: boolean, baseMomentum?: number | number[], maxMomentum?: number | number[], divFactor?: number, finalDivFactor?: number, threePhase?: boolean } & Common} OneCycleLROptions */

/** From maxLr / divFactor up to maxLr, then down to maxLr / divFactor / finalDivFactor, where it stays. `lr` is not needed: alone it only says how many groups there are.
 * totalSteps: steps, an integer from 1, or epochs * stepsPerEpoch. pctStart: part of the steps in which the rate rises, 0 to 1, default 0.3. divFactor: above 0, default 25.
 * finalDivFactor: above 0, default 10000. threePhase: down to the first rate as fast as up, and then to the last.
 * cycleMomentum (default true): on an optimizer, moves `betas[0]` or `momentum` of each group from maxMomentum (default 0.95) to baseMomentum (0.85) and back.
 *
 * `new OneCycleLR({ ...options })` stands alone; `new OneCycleLR(optimizer, options)` drives an optimizer.
 * Source: torch.optim.lr_scheduler.OneCycleLR.
 * @example
 * new OneCycleLR({ maxLr: 0.1, totalSteps: 10, annealStrategy: "linear" }).at(2); // 0.1 */
export class OneCycleLR extends Schedule {
  /** @overload @param {OneCycleLROptions & { lr?: number | number[] }} options a schedule that stands alone */
  /** @overload @param {Optimizer} optimizer @param {OneCycleLROptions} options a schedule that drives the optimizer */
  /** @param {any} optimizerOrOptions @param {any} [options] @throws {TypeError} a wrong type, an unknown or missing option @throws {RangeError} a value out of range @throws {Error} `NOT_READY` before init */
  constructor(optimizerOrOptions, options) {
    super(kinds.OneCycleLR, optimizerOrOptions, options);
  }
}

/** @typedef {{ lrLambda: ((epoch: number) => number) | ((epoch: number) => number)[] } & Common} LambdaLROptions */

/** lr * lrLambda(t). lrLambda: a function of the epoch that returns a number, 0 or more; or one for each group.
 *
 * `new LambdaLR({ lr, ...options })` stands alone; `new LambdaLR(optimizer, options)` drives an optimizer.
 * Source: torch.optim.lr_scheduler.LambdaLR.
 * @example
 * new LambdaLR({ lr: 0.1, lrLambda: (t) => 1 / (t + 1) }).at(4); // 0.020000000000000004 */
export class LambdaLR extends Schedule {
  /** @overload @param {LambdaLROptions & Alone} options a schedule that stands alone */
  /** @overload @param {Optimizer} optimizer @param {LambdaLROptions} options a schedule that drives the optimizer */
  /** @param {any} optimizerOrOptions @param {any} [options] @throws {TypeError} a wrong type, an unknown or missing option @throws {RangeError} a value out of range @throws {Error} `NOT_READY` before init */
  constructor(optimizerOrOptions, options) {
    super(kinds.LambdaLR, optimizerOrOptions, options);
  }
}

/** @typedef {{ lrLambda: ((epoch: number) => number) | ((epoch: number) => number)[] } & Common} MultiplicativeLROptions */

/** lr * lrLambda(1) * ... * lrLambda(t). lrLambda: a function of the epoch that returns a number, 0 or more; or one for each group.
 * There is no closed form: at(t) counts from 0, up to t = 10^6.
 *
 * `new MultiplicativeLR({ lr, ...options })` stands alone; `new MultiplicativeLR(optimizer, options)` drives an optimizer.
 * Source: torch.optim.lr_scheduler.MultiplicativeLR.
 * @example
 * new MultiplicativeLR({ lr: 1, lrLambda: () => 0.5 }).at(3); // 0.125 */
export class MultiplicativeLR extends Schedule {
  /** @overload @param {MultiplicativeLROptions & Alone} options a schedule that stands alone */
  /** @overload @param {Optimizer} optimizer @param {MultiplicativeLROptions} options a schedule that drives the optimizer */
  /** @param {any} optimizerOrOptions @param {any} [options] @throws {TypeError} a wrong type, an unknown or missing option @throws {RangeError} a value out of range @throws {Error} `NOT_READY` before init */
  constructor(optimizerOrOptions, options) {
    super(kinds.MultiplicativeLR, optimizerOrOptions, options);
  }
}

/** @typedef {{ mode?: "min" | "max", factor?: number, patience?: number, threshold?: number, thresholdMode?: "rel" | "abs" | "magnitude", cooldown?: number, minLr?: number | number[], eps?: number } & {}} ReduceLROnPlateauOptions */

/** Multiplies the rate by factor when a metric has not become better for more than `patience` epochs. `step(metric)` insists on a finite number.
 * mode: "min" (default) where a small metric is good, or "max". factor: 0 or more and below 1, default 0.1. patience: bad epochs that are let pass, default 10. cooldown: epochs
 * after a cut in which bad ones do not count, default 0. minLr: no cut goes below, default 0. eps: a cut by no more than this is left out, default 1e-8.
 * threshold (default 1e-4): better means better than the best by more than threshold * best (thresholdMode "rel", the default), by more than threshold ("abs"), or by more than
 * threshold * |best| ("magnitude"). "rel" is PyTorch's; for a negative best it calls slightly worse values better, which "magnitude" does not.
 * There is no at(t): the rate depends on the run.
 *
 * `new ReduceLROnPlateau({ lr, ...options })` stands alone; `new ReduceLROnPlateau(optimizer, options)` drives an optimizer.
 * Source: torch.optim.lr_scheduler.ReduceLROnPlateau.
 * @example
 * const s = new ReduceLROnPlateau({ lr: 0.1, patience: 1 });
 * for (const loss of [1, 0.9, 0.9, 0.9]) s.step(loss);
 * s.getLastLr(); // [0.010000000000000002]
 * s.cuts[0].epoch; // 4 */
export class ReduceLROnPlateau extends Schedule {
  /** @overload @param {ReduceLROnPlateauOptions & Alone} options a schedule that stands alone */
  /** @overload @param {Optimizer} optimizer @param {ReduceLROnPlateauOptions} options a schedule that drives the optimizer */
  /** @param {any} optimizerOrOptions @param {any} [options] @throws {TypeError} a wrong type, an unknown or missing option @throws {RangeError} a value out of range @throws {Error} `NOT_READY` before init */
  constructor(optimizerOrOptions, options) {
    super(kinds.ReduceLROnPlateau, optimizerOrOptions, options);
  }

  /** PyTorch's step with the metric of the epoch that has just ended. @override @param {number} metric finite @returns {number[]} getLastLr() */
  step(metric) {
    return super.step(checkNumber("metric", metric));
  }

  /** Which metrics are good: small ones or large ones. @returns {"min" | "max"} */
  get mode() {
    return /** @type {import("./rules.js").PlateauRule} */ (inside(this).rule).options.mode;
  }

  /** The cuts so far, each with its reason; after loadStateDict those since then. A copy. @returns {import("./rules.js").Cut[]} */
  get cuts() {
    const { cuts } = /** @type {import("./rules.js").PlateauState} */ (inside(this).state.plateau);
    return cuts.map((cut) => ({ ...cut, from: [...cut.from], to: [...cut.to] }));
  }
}

/** @typedef {{ schedulers: Schedule[] | ((optimizer: Optimizer) => Schedule)[], milestones: number[] } & Common} SequentialLROptions */

/** One schedule after another: the first before epoch milestones[0], then the second, which starts there from its own epoch 0, and so on.
 * schedulers: schedules on the same optimizer, or, alone, functions that make one on the optimizer they are given. milestones: one fewer, integers from 0 that do not descend.
 * There is no closed form: at(t) counts from 0, up to t = 10^6.
 *
 * `new SequentialLR({ lr, ...options })` stands alone; `new SequentialLR(optimizer, options)` drives an optimizer.
 * Source: torch.optim.lr_scheduler.SequentialLR.
 * @example
 * const s = new SequentialLR({ lr: 0.1, milestones: [2], schedulers: [
 *   (o) => new LinearLR(o, { startFactor: 0.5, totalIters: 2 }),
 *   (o) => new StepLR(o, { stepSize: 2 })] });
 * s.values(6); // 0.05, 0.07500000000000001, 0.1, 0.1, 0.010000000000000002, 0.010000000000000002 */
export class SequentialLR extends Schedule {
  /** @overload @param {SequentialLROptions & Alone} options a schedule that stands alone */
  /** @overload @param {Optimizer} optimizer @param {SequentialLROptions} options a schedule that drives the optimizer */
  /** @param {any} optimizerOrOptions @param {any} [options] @throws {TypeError} a wrong type, an unknown or missing option @throws {RangeError} a value out of range @throws {Error} `NOT_READY` before init */
  constructor(optimizerOrOptions, options) {
    super(kinds.SequentialLR, optimizerOrOptions, options);
  }
}

/** @typedef {{ schedulers: Schedule[] | ((optimizer: Optimizer) => Schedule)[] } & { minLr?: number | number[] }} ChainedSchedulerOptions */

/** Several schedules at once: each in turn changes the rate that the one before has left.
 * schedulers: schedules on the same optimizer, or, alone, functions that make one on the optimizer they are given.
 * There is no closed form: at(t) counts from 0, up to t = 10^6.
 *
 * `new ChainedScheduler({ lr, ...options })` stands alone; `new ChainedScheduler(optimizer, options)` drives an optimizer.
 * Source: torch.optim.lr_scheduler.ChainedScheduler. */
export class ChainedScheduler extends Schedule {
  /** @overload @param {ChainedSchedulerOptions & Alone} options a schedule that stands alone */
  /** @overload @param {Optimizer} optimizer @param {ChainedSchedulerOptions} options a schedule that drives the optimizer */
  /** @param {any} optimizerOrOptions @param {any} [options] @throws {TypeError} a wrong type, an unknown or missing option @throws {RangeError} a value out of range @throws {Error} `NOT_READY` before init */
  constructor(optimizerOrOptions, options) {
    super(kinds.ChainedScheduler, optimizerOrOptions, options);
  }
}

/** The fifteen classes by name. @type {Record<string, new (...args: any[]) => Schedule>} */
const classes = {
  LambdaLR, MultiplicativeLR, StepLR, MultiStepLR, ConstantLR, LinearLR, ExponentialLR, PolynomialLR, CosineAnnealingLR, CosineAnnealingWarmRestarts,
  CyclicLR, OneCycleLR, ReduceLROnPlateau, SequentialLR, ChainedScheduler,
};

/** Makes a schedule from plain data: { name: "StepLR", stepSize: 15 }; the parts of SequentialLR and ChainedScheduler are such objects too.
 * @param {Optimizer} optimizer that it shall drive @param {unknown} spec @param {string} [field] what the data is called in messages @returns {Schedule}
 * @throws {TypeError} a wrong type, an unknown or missing option @throws {RangeError} an unknown name, a value out of range */
export function createScheduler(optimizer, spec, field = "schedule") {
  if (typeof spec !== "object" || spec === null || Array.isArray(spec)) throw typeError(field, spec, "an object with the name of a schedule and its options");
  const { name, ...options } = /** @type {Record<string, any>} */ (spec);
  checkName(`${field}.name`, name, Object.keys(classes));
  if (Array.isArray(options.schedulers))
    options.schedulers = Array.from(options.schedulers, (part, i) => createScheduler(optimizer, part, `${field}.schedulers[${i}]`));
  return new classes[name](optimizer, options);
}
