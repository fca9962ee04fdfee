// Arrows point one way (DESIGN 2): core, wasm, js, web. Read from the #include and import lines, so that a wrong one is named before it hurts.

import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { basename, dirname, join, posix } from "node:path";
import test from "node:test";

/** All files below a folder with one of the endings. @param {string} folder @param {RegExp} ending @returns {string[]} */
function filesIn(folder, ending) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .sort()
    .map((name) => posix.join(folder, name))
    .flatMap((path) => (statSync(path).isDirectory() ? filesIn(path, ending) : ending.test(path) ? [path] : []));
}

const read = (path) => readFileSync(path, "utf8");
const withoutComments = (code) => code.replace(/\/\*[\s\S]*?\*\//g, "").replace(/(^|[^:"'`])\/\/.*$/gm, "$1");

/** @returns {{ file: string, name: string, system: boolean }[]} */
const includesOf = (file) => [...read(file).matchAll(/^\s*#\s*include\s*([<"])([^>"]+)/gm)].map(([, mark, name]) => ({ file, name, system: mark === "<" }));

/** Static and dynamic imports with a literal name. @returns {{ file: string, name: string, dynamic: boolean }[]} */
function importsOf(file) {
  const code = withoutComments(read(file));
  const found = (pattern, dynamic) => [...code.matchAll(pattern)].map(([, name]) => ({ file, name, dynamic }));
  return [
    ...found(/^\s*(?:import|export)\s(?:[^"'();]*?\sfrom\s*)?["']([^"']+)["']/gm, false),
    ...found(/\bimport\(\s*["']([^"']+)["']/g, true),
  ];
}

const core = filesIn("src/core", /\.[ch]$/);
const wasm = filesIn("src/wasm", /\.[ch]$/);
const js = filesIn("src/js", /\.js$/);
const web = filesIn("web", /\.js$/);
const coreHeaders = new Set(core.filter((path) => path.endsWith(".h")).map((path) => basename(path)));
const SYSTEM_HEADERS = ["math.h", "stddef.h", "stdint.h", "stdbool.h", "string.h", "float.h", "assert.h"];

/** Fails with one line for each offender. @param {string[]} offenders */
const none = (offenders) => assert.deepEqual(offenders, []);

/** The cycle that begins at a node, or null. @param {Map<string, string[]>} graph */
function cycleIn(graph) {
  const done = new Set();
  const visit = (node, path) => {
    if (path.includes(node)) return [...path.slice(path.indexOf(node)), node];
    if (done.has(node)) return null;
    for (const next of graph.get(node) ?? []) {
      const cycle = visit(next, [...path, node]);
      if (cycle) return cycle;
    }
    done.add(node);
    return null;
  };
  for (const node of graph.keys()) {
    const cycle = visit(node, []);
    if (cycle) return cycle;
  }
  return null;
}

test("there is something to check", () => {
  assert.ok(core.length > 0 && wasm.length > 0 && js.length > 0);
});

test("the core includes its own headers and seven of C's, nothing else", () => {
  none(
    core
      .flatMap(includesOf)
      .filter(({ name, system }) => (system ? !SYSTEM_HEADERS.includes(name) : !coreHeaders.has(name)))
      .map(({ file, name }) => `${file} includes ${name}`),
  );
});

test("the wasm layer includes the core's headers and those", () => {
  const allowed = new Set([...coreHeaders, ...wasm.map((path) => basename(path))]);
  none(
    wasm
      .flatMap(includesOf)
      .filter(({ name, system }) => (system ? !SYSTEM_HEADERS.includes(name) : !allowed.has(basename(name))))
      .map(({ file, name }) => `${file} includes ${name}`),
  );
});

test("in the core the parts feed the trainer and know nothing of each other", () => {
  // A part may include what is not listed against it. Kernels are the network's, so schedules, data sets and optimizers have no use for them
  // except an optimizer's own loops.
  const forbidden = {
    schedule: ["dataset", "mlp", "kernels", "optimizer", "trainer"],
    dataset: ["schedule", "mlp", "kernels", "optimizer", "trainer"],
    kernels: ["schedule", "dataset", "mlp", "optimizer", "trainer"],
    mlp: ["schedule", "dataset", "optimizer", "trainer"],
    optimizer: ["schedule", "dataset", "mlp", "trainer"],
  };
  none(
    core
      .flatMap(includesOf)
      .filter(({ file, name }) => forbidden[basename(file).replace(/\.[ch]$/, "")]?.includes(name.replace(/\.h$/, "")))
      .map(({ file, name }) => `${file} includes ${name}`),
  );
});

test("includes and imports form no circle", () => {
  const includes = new Map(core.filter((path) => path.endsWith(".h")).map((path) => [basename(path), includesOf(path).filter(({ system }) => !system).map(({ name }) => name)]));
  assert.equal(cycleIn(includes), null);
  for (const files of [js, web]) {
    const imports = new Map(
      files.map((file) => [file, importsOf(file).filter(({ name, dynamic }) => !dynamic && name.startsWith(".")).map(({ name }) => posix.join(dirname(file), name))]),
    );
    assert.equal(cycleIn(imports), null);
  }
});

test("the npm module imports only its own files, and nobody in it but the element imports index.js", () => {
  const allowed = ({ file, name }) => {
    const target = posix.join(dirname(file), name);
    return name.startsWith("./") && (js.includes(target) || target.startsWith("src/js/generated/") || target.startsWith("src/js/data/")) && (target !== "src/js/index.js" || file === "src/js/element.js");
  };
  none(
    js
      .flatMap(importsOf)
      .filter((line) => !allowed(line))
      .map(({ file, name }) => `${file} imports ${name}`),
  );
});

test("only core.js knows the wasm module's instances and memory, and only index.js carries its text", () => {
  const marks = { "src/js/core.js": /\.memory\b|\bmemory\.(buffer|grow)\b|WebAssembly\.(Instance\b|instantiate\b|Memory)/, "src/js/index.js": /generated\/wasm\.js["']/ };
  for (const [owner, mark] of Object.entries(marks)) none([...js, ...web].filter((file) => file !== owner && mark.test(withoutComments(read(file)))));
});

test("the page uses the npm module as any user would", () => {
  const GENERATED = ["web/assets.js", "web/core-source.js"]; // what site.mjs puts in
  const allowed = ({ file, name }) => {
    const target = posix.join(dirname(file), name);
    return name.startsWith(".") ? web.includes(target) || GENERATED.includes(target) : name === "step-decay" || name.startsWith("step-decay/");
  };
  none(
    web
      .flatMap(importsOf)
      .filter((line) => !allowed(line))
      .map(({ file, name }) => `${file} imports ${name}`),
  );
});

test("only charts.js knows Plotly, and the page trains in the worker only", () => {
  const code = new Map(web.map((file) => [file, withoutComments(read(file))]));
  // embed.html loads Plotly by a classic script, as its sandbox allows nothing else, and hands it over.
  none(web.filter((file) => basename(file) !== "charts.js" && file !== "web/embed/embed.js" && /\bPlotly\s*[.;?]|\bplotlyUrl\b|import\([^)]*plotly/i.test(code.get(file))));
  // Nobody gets hold of a Trainer; the listings that readers copy may name it.
  none(web.filter((file) => [...code.get(file).matchAll(/^(?:import|export)\s+([^;"']*?)\s*from\s*["']step-decay[\w/-]*["']/gm)].some(([, names]) => /\bTrainer\b|\*/.test(names))));
});
