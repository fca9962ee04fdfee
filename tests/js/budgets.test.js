// The budgets of DESIGN 6 that can be weighed without a browser, and the shape of the wasm module.

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import test from "node:test";
import { brotliCompressSync } from "node:zlib";
import { build } from "esbuild";

const kB = 1000;
const brotli = (bytes) => brotliCompressSync(bytes).length;

/** Says the size in the output too, so that growth is seen before it fails. */
function atMost(t, what, size, limit) {
  t.diagnostic(`${what}: ${size} of ${limit} bytes`);
  assert.ok(size <= limit, `${what} is ${size} bytes; must be at most ${limit}`);
}

const wasm = readFileSync("dist/core.wasm");
const module = new WebAssembly.Module(wasm);

test("core.wasm keeps to 48 kB, 20 kB compressed", (t) => {
  atMost(t, "core.wasm", wasm.length, 48 * kB);
  atMost(t, "core.wasm, brotli", brotli(wasm), 20 * kB);
});

test("the wasm module imports nothing", () => {
  assert.deepEqual(WebAssembly.Module.imports(module), []);
});

test("the wasm module exports what wasm_api.c marks, and what Emscripten forces", () => {
  const source = readFileSync("src/wasm/wasm_api.c", "utf8").replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, "");
  const ours = exportNames(source);
  assert.ok(ours.length > 0);
  // Emscripten 3.1.6 exports all of these; newer ones fewer.
  const forced = ["memory", "_initialize", "__errno_location", "__indirect_function_table", "stackSave", "stackRestore", "stackAlloc"];
  const exports = WebAssembly.Module.exports(module).map(({ name }) => name);
  assert.deepEqual(exports.filter((name) => !forced.includes(name)).sort(), ours.sort());
  assert.ok(exports.includes("memory"));
});

/** The names marked in the source: export_name("x") itself, or a macro of one argument that stands for it. */
function exportNames(source) {
  const macro = source.match(/#define\s+(\w+)\((\w+)\)[^\n]*export_name\(#\2\)/);
  const pattern = macro ? new RegExp(`^(?!#).*\\b${macro[1]}\\((\\w+)\\)`, "gm") : /export_name\("(\w+)"\)/g;
  return [...source.matchAll(pattern)].map(([, name]) => name);
}

test("import \"step-decay\" weighs at most 40 kB, without data sets", async (t) => {
  // As a user's bundler makes it, with every lazy part; the files as they are published only for comparison.
  const { outputFiles, metafile } = await build({
    stdin: { contents: 'export * from "step-decay";', resolveDir: process.cwd() },
    bundle: true,
    minify: true,
    format: "esm",
    target: "es2022",
    write: false,
    metafile: true,
  });
  const sources = Object.keys(metafile.inputs).filter((path) => path.startsWith("dist/"));
  const published = sources.reduce((sum, path) => sum + brotli(readFileSync(path)), 0);
  t.diagnostic(`the ${sources.length} files as published, with their comments, brotli: ${published} bytes`);
  assert.deepEqual(sources.filter((path) => path.startsWith("dist/data/")), []);
  atMost(t, "everything, bundled and minified, brotli", brotli(outputFiles[0].contents), 40 * kB);
});

test("the page weighs at most 60 kB without Plotly and data sets", (t) => {
  const files = readdirSync("build/site").filter((name) => /\.(html|js|css)$/.test(name) && !/^(plotly|iris|digits|embed)\b/.test(name));
  const sizes = files.map((name) => /** @type {const} */ ([name, brotli(readFileSync(join("build/site", name)))]));
  for (const [name, size] of sizes) t.diagnostic(`${name}: ${size}`);
  atMost(t, "page, brotli", sizes.reduce((sum, [, size]) => sum + size, 0), 60 * kB);
});

test("the package depends on nothing at run time", () => {
  const { dependencies, peerDependencies, optionalDependencies } = JSON.parse(readFileSync("package.json", "utf8"));
  assert.deepEqual({ ...dependencies, ...peerDependencies, ...optionalDependencies }, {});
});
