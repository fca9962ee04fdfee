// step-decay: learning-rate schedules with PyTorch's numbers, and a small network trained under them, in WebAssembly.
// This entry carries the WebAssembly core as text, so that it loads alike in Node, workers, pages and bundlers.

import { initFrom } from "./core.js";
import { wasmBytes } from "./generated/wasm.js";

/** Loads the core: once, before the first constructor; further calls do nothing.
 * @param {import("./core.js").WasmSource | Promise<import("./core.js").WasmSource>} [source] the core in place of the embedded one: a compiled
 *   WebAssembly.Module (a worker that was posted one), its bytes, a Response, or the URL of core.wasm
 * @returns {Promise<void>} @throws {TypeError} a source that is none of these
 * @throws {Error} `NO_WASM`, `NO_SIMD`: the engine cannot run it; `NOT_WASM`, `WASM_NOT_FOUND`: the source is something else, damaged or cut off */
export function init(source) {
  return initFrom(source ?? wasmBytes());
}

export * from "./api.js";
