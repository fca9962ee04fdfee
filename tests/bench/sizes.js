// What a page has to load: raw, gzip and brotli, of the wasm, of the import with everything it needs, and of the peers.

import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, gzipSync } from "node:zlib";

const here = fileURLToPath(new URL(".", import.meta.url));
const modules = `${here}node_modules/`;

/** @param {Uint8Array} bytes */
const weigh = (bytes) => ({ raw: bytes.length, gzip: gzipSync(bytes, { level: 9 }).length, brotli: brotliCompressSync(bytes).length });

/** A bundle as a user's bundler makes it. @param {string} contents */
async function bundle(contents) {
  const { build } = await import("esbuild");
  const { outputFiles } = await build({ stdin: { contents, resolveDir: here }, bundle: true, minify: true, format: "esm", target: "es2022", platform: "browser", write: false, logLevel: "silent" });
  return outputFiles[0].contents;
}

const files = (/** @type {string[]} */ ...names) => Buffer.concat(names.map((name) => readFileSync(modules + name)));

/** What tfjs.js in competitors imports from the core API, and no more. */
const TFJS_CORE = `import * as core from "@tensorflow/tfjs-core"; import "@tensorflow/tfjs-backend-cpu";
export const { tensor2d, variable, matMul, add, tanh, relu, logSoftmax, squaredDifference, mean, sum, train, tidy, slice, gather, oneHot } = core;`;

/** @param {URL} dist @param {boolean} withPeers */
export async function sizes(dist, withPeers) {
  const index = JSON.stringify(fileURLToPath(new URL("index.js", dist)));
  /** @type {[string, () => Uint8Array | Promise<Uint8Array>][]} */
  const ours = [
    ["step-decay, core.wasm alone", () => readFileSync(new URL("core.wasm", dist))],
    ["step-decay, whole import with the wasm in it", () => bundle(`export * from ${index};`)],
    ["step-decay, { init, Trainer } with the wasm in it", () => bundle(`export { init, Trainer } from ${index};`)],
  ];
  /** @type {[string, () => Uint8Array | Promise<Uint8Array>][]} */
  const theirs = [
    ["tfjs, tf.min.js", () => files("@tensorflow/tfjs/dist/tf.min.js")],
    ["tfjs core API and cpu backend, bundled", () => bundle(TFJS_CORE)],
    ["tfjs wasm backend on top (script and SIMD wasm)", () => files("@tensorflow/tfjs-backend-wasm/dist/tf-backend-wasm.min.js", "@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm")],
    ["brain.js, browser.min.js", () => files("brain.js/browser.min.js")],
    ["ConvNetJS, convnet-min.js", () => files("convnetjs/build/convnet-min.js")],
  ];
  const rows = [];
  for (const [name, bytes] of withPeers && existsSync(modules) ? [...ours, ...theirs] : ours) {
    try {
      rows.push({ name, ...weigh(await bytes()) });
    } catch (error) {
      console.log(`without the size of ${name}: ${String(error).split("\n")[0]}`);
    }
  }
  return rows;
}
