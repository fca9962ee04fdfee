// What the module offers beside init(), which each of the two entries has in its own way: index.js with the core as text, slim.js without.

import { copied } from "./options.js";

// Types that a program may want to name.
/** @typedef {import("./core.js").WasmSource} WasmSource
 * @typedef {import("./dataset.js").ClassData} ClassData
 * @typedef {import("./dataset.js").TargetData} TargetData
 * @typedef {import("./schedule-base.js").Phase} Phase
 * @typedef {import("./suggest.js").Suggestion} Suggestion
 * @typedef {import("./sweep.js").SweepOptions} SweepOptions
 * @typedef {import("./sweep.js").SweepResult} SweepResult
 * @typedef {import("./target.js").Optimizer} Optimizer
 * @typedef {import("./history.js").EpochRecord} EpochRecord
 * @typedef {import("./history.js").History} History
 * @typedef {import("./trainer-options.js").TrainerOptions} TrainerOptions */

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
