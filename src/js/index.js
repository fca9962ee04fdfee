// step-decay: learning-rate schedules with PyTorch's numbers, and a small network trained under them, in WebAssembly.
// This entry carries the WebAssembly core as text, so that it loads alike in Node, workers, pages and bundlers.

import { initFrom } from "./core.js";
import { wasmBytes } from "./generated/wasm.js";

/** Loads the core: once, before the first constructor; further calls do nothing.
 * @param {import("./core.js").WasmSource | Promise<import("./core.js").WasmSource>} [source] the core in place of the embedded one: a compiled
 *   WebAssembly.Module (a worker that was posted one), its bytes, a Response, or the URL of core.wasm
 * @returns {Promise<void>} @throws {Error} `NO_WASM`, `NO_SIMD`: the engine cannot run it; `NOT_WASM`, `WASM_NOT_FOUND`: the source is something else */
export const init = (source) => initFrom(source ?? wasmBytes());

/** Trains a network for every cell of a grid, on all processors; see sweep.js. Its code, and that of its workers, is loaded when it is first called.
 * @type {typeof import("./sweep.js").sweep} */
export const sweep = async (options) => (await import("./sweep.js")).sweep(options);

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
