// Every other schedule of the library, set so that it starts from the reader's rate and ends over the reader's epochs.

import {
  ChainedScheduler, ConstantLR, CosineAnnealingLR, CosineAnnealingWarmRestarts, CyclicLR, ExponentialLR, LambdaLR, LinearLR, MultiplicativeLR, MultiStepLR,
  OneCycleLR, PolynomialLR, ReduceLROnPlateau, SequentialLR, StepLR,
} from "step-decay";

/** By name. @type {Record<string, any>} */
const library = {
  ChainedScheduler, ConstantLR, CosineAnnealingLR, CosineAnnealingWarmRestarts, CyclicLR, ExponentialLR, LambdaLR, LinearLR, MultiplicativeLR, MultiStepLR,
  OneCycleLR, PolynomialLR, SequentialLR, StepLR,
};

/** @typedef {{ lr: number, gamma: number, stepSize: number, epochs: number }} Numbers */
/** @typedef {{ rates: Float64Array, options: string, cuts?: number[] }} Overlay options: as PyTorch writes them; cuts: epochs at which a plateau was answered */

/** What the rate has come to in the last epoch of step decay, as a share of the first; never 0, so that curves can aim at it. @param {Numbers} numbers */
const finalShare = ({ gamma, stepSize, epochs }) => Math.max(gamma ** Math.floor((epochs - 1) / stepSize), 1e-6);

/** A row a schedule: options in the library's spelling. @type {Record<string, (numbers: Numbers) => Record<string, any>>} */
const options = {
  LambdaLR: ({ stepSize }) => ({ lrLambda: (/** @type {number} */ t) => 1 / (1 + t / stepSize) }),
  MultiplicativeLR: ({ epochs, ...rest }) => ({ lrLambda: () => perEpoch({ epochs, ...rest }) }),
  MultiStepLR: ({ gamma, epochs }) => ({ milestones: [Math.round(epochs * 0.5), Math.round(epochs * 0.75)], gamma }),
  ConstantLR: ({ stepSize }) => ({ factor: 0.5, totalIters: stepSize }),
  LinearLR: (numbers) => ({ startFactor: 1, endFactor: Math.min(1, finalShare(numbers)), totalIters: Math.max(1, numbers.epochs - 1) }),
  ExponentialLR: (numbers) => ({ gamma: perEpoch(numbers) }),
  PolynomialLR: ({ epochs }) => ({ totalIters: epochs, power: 2 }),
  CosineAnnealingLR: ({ epochs }) => ({ tMax: epochs }),
  CosineAnnealingWarmRestarts: ({ stepSize }) => ({ t0: stepSize }),
  CyclicLR: (numbers) => ({ baseLr: numbers.lr * Math.min(1, finalShare(numbers)), maxLr: numbers.lr, stepSizeUp: Math.max(1, Math.round(numbers.epochs / 6)), cycleMomentum: false }),
  OneCycleLR: ({ lr, epochs }) => ({ maxLr: lr, totalSteps: epochs, cycleMomentum: false }),
  SequentialLR: ({ gamma, stepSize, epochs }) => {
    const warmUp = Math.max(1, Math.round(epochs / 10));
    return { milestones: [warmUp], schedulers: [{ name: "LinearLR", startFactor: 0.1, totalIters: warmUp }, { name: "StepLR", stepSize, gamma }] };
  },
  ChainedScheduler: (numbers) => ({ schedulers: [{ name: "ConstantLR", factor: 0.1, totalIters: Math.max(1, Math.round(numbers.epochs / 10)) }, { name: "ExponentialLR", gamma: perEpoch(numbers) }] }),
  ReduceLROnPlateau: ({ gamma, epochs }) => ({ factor: gamma < 1 ? gamma : 0.5, patience: Math.max(1, Math.round(epochs / 15)) }),
};

/** The rate of every epoch under another schedule. @param {string} name @param {Numbers} numbers
 * @param {readonly { valLoss: number }[]} records of the run on screen: a plateau is found in a run @returns {Overlay | null} null: there is no run yet */
export function overlay(name, numbers, records) {
  const { lr, epochs } = numbers;
  const chosen = options[name](numbers);
  const text = asPython(chosen);
  if (name === "ReduceLROnPlateau") return records.length ? plateau(numbers, chosen, text, records) : null;
  const build = (/** @type {any} */ part) => (/** @type {any} */ optimizer) => {
    const { name: kind, ...rest } = part;
    return new library[kind](optimizer, rest);
  };
  const own = chosen.schedulers ? { ...chosen, schedulers: chosen.schedulers.map(build) } : chosen;
  const schedule = new library[name](name === "CyclicLR" || name === "OneCycleLR" ? own : { lr, ...own });
  return { rates: schedule.values(epochs), options: text };
}

/** What ReduceLROnPlateau would have answered to the validation losses of the run. @param {Numbers} numbers @param {any} chosen @param {string} text @param {readonly { valLoss: number }[]} records @returns {Overlay} */
function plateau({ lr, epochs }, chosen, text, records) {
  const schedule = new ReduceLROnPlateau({ lr, ...chosen });
  const rates = new Float64Array(epochs);
  const cuts = [];
  for (let t = 0; t < epochs; t++) {
    [rates[t]] = schedule.getLastLr();
    if (t < records.length && Number.isFinite(records[t].valLoss) && schedule.step(records[t].valLoss)[0] !== rates[t]) cuts.push(t + 1);
  }
  return { rates, options: text, cuts };
}

/** The factor of one epoch that takes the rate as far down as step decay does. @param {Numbers} numbers */
const perEpoch = (numbers) => Number((finalShare(numbers) ** (1 / Math.max(1, numbers.epochs - 1))).toPrecision(4));

/** Options as PyTorch's arguments. @param {Record<string, any>} chosen @returns {string} */
function asPython(chosen) {
  const names = /** @type {Record<string, string>} */ ({ tMax: "T_max", t0: "T_0" });
  const snake = (/** @type {string} */ name) => names[name] ?? name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  const value = (/** @type {any} */ given) => (Array.isArray(given) ? `[${given.map((each) => (typeof each === "object" ? `${each.name}(…)` : String(each))).join(", ")}]` : typeof given === "boolean" ? (given ? "True" : "False") : typeof given === "function" ? "…" : String(typeof given === "number" ? Number(given.toPrecision(4)) : given));
  return Object.entries(chosen).filter(([name]) => name !== "cycleMomentum").map(([name, given]) => `${snake(name)}=${value(given)}`).join(", ");
}
