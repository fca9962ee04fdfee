// What the module offers beside init(), which each of the two entries has in its own way: index.js with the core as text, slim.js without.

import { copied } from "./options.js";

// Types that a program may want to name.
/** @typedef {import("./core.js").WasmSource} WasmSource
 * @typedef {import("./data.js").Data} Data
 * @typedef {import("./dataset.js").ClassData} ClassData
 * @typedef {import("./dataset.js").TargetData} TargetData
 * @typedef {import("./history.js").EpochRecord} EpochRecord
 * @typedef {import("./history.js").History} History
 * @typedef {import("./printing.js").Locale} Locale
 * @typedef {import("./printing.js").Unit} Unit
 * @typedef {import("./rules.js").Cut} Cut
 * @typedef {import("./schedule.js").StepLROptions} StepLROptions
 * @typedef {import("./schedule.js").MultiStepLROptions} MultiStepLROptions
 * @typedef {import("./schedule.js").ConstantLROptions} ConstantLROptions
 * @typedef {import("./schedule.js").LinearLROptions} LinearLROptions
 * @typedef {import("./schedule.js").ExponentialLROptions} ExponentialLROptions
 * @typedef {import("./schedule.js").PolynomialLROptions} PolynomialLROptions
 * @typedef {import("./schedule.js").CosineAnnealingLROptions} CosineAnnealingLROptions
 * @typedef {import("./schedule.js").CosineAnnealingWarmRestartsOptions} CosineAnnealingWarmRestartsOptions
 * @typedef {import("./schedule.js").CyclicLROptions} CyclicLROptions
 * @typedef {import("./schedule.js").OneCycleLROptions} OneCycleLROptions
 * @typedef {import("./schedule.js").LambdaLROptions} LambdaLROptions
 * @typedef {import("./schedule.js").MultiplicativeLROptions} MultiplicativeLROptions
 * @typedef {import("./schedule.js").ReduceLROnPlateauOptions} ReduceLROnPlateauOptions
 * @typedef {import("./schedule.js").SequentialLROptions} SequentialLROptions
 * @typedef {import("./schedule.js").ChainedSchedulerOptions} ChainedSchedulerOptions
 * @typedef {import("./schedule-base.js").Phase} Phase
 * @typedef {import("./suggest.js").Advice} Advice
 * @typedef {import("./suggest.js").Plateau} Plateau
 * @typedef {import("./suggest.js").Suggestion} Suggestion
 * @typedef {import("./suggest.js").SuggestionCode} SuggestionCode
 * @typedef {import("./suggest.js").SuggestOptions} SuggestOptions
 * @typedef {import("./sweep.js").SweepOptions} SweepOptions
 * @typedef {import("./sweep.js").SweepResult} SweepResult
 * @typedef {import("./target.js").Optimizer} Optimizer
 * @typedef {import("./target.js").ParamGroup} ParamGroup
 * @typedef {import("./trainer-options.js").AdamOptions} AdamOptions
 * @typedef {import("./trainer-options.js").RMSpropOptions} RMSpropOptions
 * @typedef {import("./trainer-options.js").ScheduleOptions} ScheduleOptions
 * @typedef {import("./trainer-options.js").SGDOptions} SGDOptions
 * @typedef {import("./trainer-options.js").TrainerOptions} TrainerOptions
 * @typedef {import("./trainer-options.js").TrainerParamGroup} TrainerParamGroup */

/** Trains a network for every cell of a grid, on all processors; see sweep.js. Its code, and that of its workers, is loaded when it is first called.
 * @type {typeof import("./sweep.js").sweep} */
export const sweep = async (options) => {
  const own = copied(options); // what the caller makes of them meanwhile is for the next sweep
  return (await import("./sweep.js")).sweep(own);
};

export { compiledModule } from "./core.js";
export { makeDataset } from "./dataset.js";
export { suggest } from "./suggest.js";
export { Trainer } from "./trainer.js";
export {
  LambdaLR, MultiplicativeLR, StepLR, MultiStepLR, ConstantLR, LinearLR, ExponentialLR, PolynomialLR, CosineAnnealingLR, CosineAnnealingWarmRestarts,
  CyclicLR, OneCycleLR, ReduceLROnPlateau, SequentialLR, ChainedScheduler,
} from "./schedule.js";
export { Schedule } from "./schedule-base.js";
export { epochLines, rateText, scheduleCsv, scheduleFigure } from "./printing.js";
