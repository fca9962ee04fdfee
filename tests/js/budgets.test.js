// The budgets of DESIGN 6 that can be weighed without a browser, and the shape of the wasm module.

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
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
  // As a user's bundler makes it: what the import loads at once. sweep() and its workers come when they are first used.
  const { outputFiles, metafile } = await build({
    stdin: { contents: 'export * from "step-decay";', resolveDir: process.cwd() },
    bundle: true,
    splitting: true,
    minify: true,
    format: "esm",
    target: "es2022",
    outdir: "unused",
    write: false,
    metafile: true,
  });
  const sources = Object.keys(metafile.inputs).filter((path) => path.startsWith("dist/"));
  assert.deepEqual(sources.filter((path) => path.startsWith("dist/data/")), []);
  const entry = Object.keys(metafile.outputs).find((path) => metafile.outputs[path].entryPoint);
  const atOnce = closure(entry, (path) => metafile.outputs[path].imports.filter(({ kind }) => kind === "import-statement").map(({ path }) => path));
  const size = (path) => brotli(outputFiles.find((file) => file.path.endsWith(basename(path))).contents);
  for (const path of Object.keys(metafile.outputs)) if (!atOnce.has(path)) t.diagnostic(`later: ${basename(path)} ${size(path)}`);
  atMost(t, "what the import loads at once, bundled and minified, brotli", [...atOnce].reduce((sum, path) => sum + size(path), 0), 40 * kB);
});

test("the page weighs at most 60 kB without Plotly and data sets", (t) => {
  // What the first view needs, down to the last slider: index.html, its styles and scripts with all that they import, the core, and the words of the larger language.
  // What is loaded when a reader comes near is listed.
  const files = readdirSync("build/site").filter((name) => /\.(js|css|wasm)$/.test(name));
  const html = readFileSync("build/site/index.html", "utf8");
  const named = [...html.matchAll(/(?:src|href)="(?:\.\/)?([\w.-]+\.(?:js|css))"/g)].map(([, name]) => name).filter((name) => !/plotly/.test(name));
  const text = (name) => readFileSync(join("build/site", name), "utf8");
  const size = (name) => brotli(readFileSync(join("build/site", name)));
  const core = files.filter((name) => name.endsWith(".wasm"));
  const words = files.filter((name) => /^(zh-CN|en)-/.test(name)).sort((a, b) => size(b) - size(a));
  assert.deepEqual([core.length, words.length], [1, 2]);
  const atOnce = closure([...named, ...core, words[0]], (name) => (name.endsWith(".js") ? [...text(name).matchAll(/(?:from|import)\s*"\.\/([\w.-]+\.js)"/g)].map(([, path]) => path) : []));
  for (const name of files) if (!atOnce.has(name)) t.diagnostic(`later: ${name} ${size(name)}`);
  atMost(t, "page, brotli", ["index.html", ...atOnce].reduce((sum, name) => sum + size(name), 0), 60 * kB);
});

/** What is reached from a start. @param {string | string[]} start @param {(name: string) => string[]} next @returns {Set<string>} */
function closure(start, next) {
  const reached = new Set();
  const walk = (name) => {
    if (reached.has(name)) return;
    reached.add(name);
    next(name).forEach(walk);
  };
  [start].flat().forEach(walk);
  return reached;
}

test("the package depends on nothing at run time", () => {
  const { dependencies, peerDependencies, optionalDependencies } = JSON.parse(readFileSync("package.json", "utf8"));
  assert.deepEqual({ ...dependencies, ...peerDependencies, ...optionalDependencies }, {});
});
