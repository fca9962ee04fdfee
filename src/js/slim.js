// step-decay/slim: the module without the core's bytes. For edge runtimes, which take only a compiled WebAssembly.Module, and for pages that want core.wasm
// as a file of its own, streamed and cached: it is `step-decay/core.wasm`.

import { initFrom } from "./core.js";

/** Loads the core: once, before the first constructor; further calls do nothing.
 * @param {import("./core.js").WasmSource | Promise<import("./core.js").WasmSource>} source a compiled WebAssembly.Module, the bytes of core.wasm, a Response, or its URL
 * @returns {Promise<void>} @throws {TypeError} no source, or none of these
 * @throws {Error} `WASM_NOT_FOUND`, `NOT_WASM`: the source is something else, damaged or cut off, and the message names it; `NO_WASM`, `NO_SIMD`: the engine cannot run it
 * @example await init(new URL("step-decay/core.wasm", import.meta.url)); // where the bundler knows it; in Node: new URL(import.meta.resolve("step-decay/core.wasm")) */
export function init(source) {
  return initFrom(source);
}

export * from "./api.js";
