// The package as a user gets it: packed, installed in an empty project elsewhere, imported, required, type-checked.

import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import test, { after } from "node:test";
import { publint } from "publint";
import { formatMessage } from "publint/utils";

const manifest = JSON.parse(readFileSync("package.json", "utf8"));
const project = mkdtempSync(join(tmpdir(), "step-decay-package-"));
after(() => rmSync(project, { recursive: true, force: true }));

const npm = (args, cwd) => execFileSync("npm", args, { cwd, encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });

/** Runs Node on a text in the project and returns what it prints; a failure shows its stderr. */
function run(name, text) {
  writeFileSync(join(project, name), text);
  const { status, stdout, stderr } = spawnSync(process.execPath, [name], { cwd: project, encoding: "utf8" });
  assert.equal(status, 0, stderr);
  assert.equal(stderr, "", "a warning is a defect too");
  return stdout.trim();
}

// npm prints an array, or since version 12 an object by package name.
const report = JSON.parse(npm(["pack", "--ignore-scripts", "--json", "--pack-destination", project]));
const packed = Array.isArray(report) ? report[0] : Object.values(report)[0];
writeFileSync(join(project, "package.json"), '{ "name": "empty-project", "private": true }\n');
npm(["install", "--offline", "--no-audit", "--no-fund", join(project, packed.filename)], project);
const installed = join(project, "node_modules", "step-decay");

/** Entries that are JavaScript modules: "step-decay", "step-decay/data/iris", ... The worker's file is a classic script, not for import. */
const modules = Object.entries(manifest.exports)
  .filter(([, target]) => typeof target === "object")
  .map(([path]) => path.replace(/^\./, "step-decay"));

test("the package holds the built files and nothing else", (t) => {
  const expected = /^(package\.json|README(\.zh-CN)?\.md|LICENSE|CHANGELOG\.md|dist\/core\.wasm|dist\/custom-elements\.json|dist\/((cli|data|generated)\/)?[\w-]+(\.d\.ts|\.js))$/;
  const files = packed.files.map(({ path }) => path);
  assert.deepEqual(files.filter((path) => !expected.test(path)), []);
  for (const path of ["LICENSE", "README.md", "dist/index.js", "dist/index.d.ts", "dist/core.wasm"]) assert.ok(files.includes(path), path);
  t.diagnostic(`${files.length} files, ${packed.size} bytes packed, ${packed.unpackedSize} unpacked`);
  assert.ok(packed.unpackedSize < 3_000_000, // of which our Plotly bundle may be 1.2 MB
     `${packed.unpackedSize} bytes unpacked`);
});

const SCRIPT = `
  const s = new StepLR({ lr: 0.01, stepSize: 15, gamma: 0.5 });
  console.log(s.at(14), s.at(15), s.at(31));`;

test("it imports as an ES module", () => {
  assert.equal(run("esm.mjs", `import { init, StepLR } from "step-decay"; await init(); ${SCRIPT}`), "0.01 0.005 0.0025");
});

test("it can be required", () => {
  assert.equal(run("cjs.cjs", `const { init, StepLR } = require("step-decay"); init().then(() => { ${SCRIPT} });`), "0.01 0.005 0.0025");
});

test("README's example prints what it says", () => {
  const [, example] = readFileSync("README.md", "utf8").match(/```js\n([\s\S]*?)```/);
  const said = [...example.matchAll(/^console\.log\(.*\);\s*\/\/ (.*)$/gm)].map(([, printed]) => printed);
  assert.ok(said.length > 0);
  assert.equal(run("readme.mjs", example), said.join("\n"));
});

test("the data sets come from their own entries, by name and as default", () => {
  const text = `
    import { iris } from "step-decay/data/iris"; import same from "step-decay/data/iris";
    import digits from "step-decay/data/digits";
    const sum = (values) => values.reduce((a, b) => a + b, 0);
    for (const { name, x, y, features, classes, classNames, featureNames } of [iris, digits])
      console.log(name, x.length / features, y.length, features, classes, classNames.length, featureNames.length, sum(x).toFixed(1), sum(y));
    console.log(iris === same);`;
  // The sums are those of the files' columns, by awk.
  assert.equal(run("data.mjs", text), "iris 150 150 4 3 3 4 2078.7 150\ndigits 1797 1797 64 10 10 64 561718.0 8070\ntrue");
});

test("importing an entry touches no browser global, and adds none", () => {
  const names = ["window", "self", "document", "location", "history", "screen", "localStorage", "sessionStorage", "indexedDB", "navigator", "customElements", "HTMLElement", "Element", "Node", "Image", "Worker",
    "XMLHttpRequest", "matchMedia", "getComputedStyle", "requestAnimationFrame", "IntersectionObserver", "ResizeObserver", "MutationObserver", "CSSStyleSheet", "addEventListener", "postMessage"];
  // Asked for as a property, where nothing there is an answer too.
  const asked = { "step-decay/element": ["HTMLElement"], "step-decay/define": ["HTMLElement", "customElements"], "step-decay/plotly": ["document"] };
  for (const entry of modules) { // each in a process of its own: what another has loaded would not run again
    const text = `
      const touched = new Set();
      for (const name of ${JSON.stringify(names)})
        Object.defineProperty(globalThis, name, { configurable: true, get() { touched.add(name); return undefined; } });
      const before = new Set(Object.getOwnPropertyNames(globalThis));
      await import(${JSON.stringify(entry)});
      const added = Object.getOwnPropertyNames(globalThis).filter((name) => !before.has(name));
      console.log(JSON.stringify({ touched: [...touched].sort(), added }));`;
    assert.deepEqual(JSON.parse(run("globals.mjs", text)), { touched: (asked[entry] ?? []).sort(), added: [] }, entry);
  }
});

test("the files that are not modules are where the exports say", () => {
  const text = `
    const { createRequire } = require("node:module");
    const { readFileSync } = require("node:fs");
    const file = (name) => readFileSync(require.resolve(name));
    console.log(WebAssembly.validate(file("step-decay/core.wasm")), require("step-decay/package.json").name);
    new Function(file("step-decay/worker.js"));  // a classic script parses as a function's body; import and export do not`;
  assert.equal(run("files.cjs", text), "true step-decay");
});

const SAMPLE = `
import { init, StepLR, Trainer, makeDataset, suggest } from "step-decay";
import type {
  WasmSource, Data, ClassData, TargetData, EpochRecord, History, Locale, Unit, Cut, StepLROptions, MultiStepLROptions, ConstantLROptions,
  LinearLROptions, ExponentialLROptions, PolynomialLROptions, CosineAnnealingLROptions, CosineAnnealingWarmRestartsOptions, CyclicLROptions,
  OneCycleLROptions, LambdaLROptions, MultiplicativeLROptions, ReduceLROnPlateauOptions, SequentialLROptions, ChainedSchedulerOptions, Phase, Advice,
  Plateau, Suggestion, SuggestionCode, SuggestOptions, SweepOptions, SweepResult, Optimizer, ParamGroup, AdamOptions, RMSpropOptions, ScheduleOptions,
  SGDOptions, TrainerOptions, TrainerParamGroup,
} from "step-decay";
import iris, { iris as named } from "step-decay/data/iris";
import { digits } from "step-decay/data/digits";

await init();
const s = new StepLR({ lr: 0.01, stepSize: 15, gamma: 0.5 });
const rate: number = s.at(31);
const rates: Float64Array = s.values(50);
const last: number[] = s.getLastLr();
const optimizer = { lr: 0.1 };
new StepLR(optimizer, { stepSize: 15 }).step();

const data = makeDataset("spiral", { points: 500, noise: 0.1, seed: 7 });
const trainer = new Trainer({
  layers: [2, 16, 16, 2], activation: "tanh", loss: "cross-entropy",
  optimizer: { name: "SGD", lr: 0.1, momentum: 0.9 },
  schedule: { name: "StepLR", stepSize: 15, gamma: 0.5, unit: "epoch" },
  data, validation: 0.2, batchSize: 32, seed: 7,
});
const { epoch, lr, loss, valLoss, diverged } = trainer.epoch();
const sum: number = epoch + lr + loss + valLoss;
const flag: boolean = diverged;
const outputs: Float32Array = trainer.predict(data.x);
const groups: TrainerParamGroup[] = trainer.optimizer.paramGroups;
const { plateaus, advice }: Suggestion = suggest(trainer.history);
trainer.free();
new Trainer({ layers: [4, 8, 3], data: iris, loss: "cross-entropy", optimizer: { name: "Adam", lr: 0.01 } }).free();
export { rate, rates, last, sum, flag, outputs, named, digits, groups };

export const options: StepLROptions = { stepSize: 15, gamma: 0.5 };
export const group: ParamGroup = { lr: 0.1, momentum: 0.9 };
export const driven: Optimizer = { paramGroups: [group, ...groups] };
export const scheduled = new StepLR(driven, options);
export const sgd: SGDOptions = { name: "SGD", lr: 0.1 };
export const typed = (data: Data, schedule: ScheduleOptions, optimizer: SGDOptions | AdamOptions | RMSpropOptions): TrainerOptions => ({ layers: [2, 2], loss: "mse", data, schedule, optimizer });
export const found: [Plateau[], Advice[]] = [plateaus, advice];
// Each can be named: one that is missing is an error of the import.
export type Named = [
  WasmSource, Data, ClassData, TargetData, EpochRecord, History, Locale, Unit, Cut, StepLROptions, MultiStepLROptions, ConstantLROptions,
  LinearLROptions, ExponentialLROptions, PolynomialLROptions, CosineAnnealingLROptions, CosineAnnealingWarmRestartsOptions, CyclicLROptions,
  OneCycleLROptions, LambdaLROptions, MultiplicativeLROptions, ReduceLROnPlateauOptions, SequentialLROptions, ChainedSchedulerOptions, Phase, Advice,
  Plateau, Suggestion, SuggestionCode, SuggestOptions, SweepOptions, SweepResult, Optimizer, ParamGroup, AdamOptions, RMSpropOptions, ScheduleOptions,
  SGDOptions, TrainerOptions, TrainerParamGroup,
];
// @ts-expect-error an option of another schedule
const wrong: StepLROptions = { stepSize: 15, tMax: 3 };

// @ts-expect-error a misspelt option
new StepLR({ lr: 0.01, step_size: 15 });
// @ts-expect-error a word for a number
s.at("31");
`;

for (const [resolution, module] of [["nodenext", "nodenext"], ["bundler", "esnext"]])
  test(`its types check under strict with moduleResolution ${resolution}`, () => {
    const folder = join(project, `types-${resolution}`);
    mkdirSync(folder);
    writeFileSync(join(folder, "sample.mts"), SAMPLE);
    const compilerOptions = { strict: true, noEmit: true, target: "es2022", module, moduleResolution: resolution, lib: ["es2022", "dom"], types: [], skipLibCheck: false };
    writeFileSync(join(folder, "tsconfig.json"), JSON.stringify({ compilerOptions, files: ["sample.mts"] }));
    const { status, stdout } = spawnSync(process.execPath, [resolve("node_modules/typescript/bin/tsc"), "-p", folder], { cwd: project, encoding: "utf8" });
    assert.equal(status, 0, stdout);
  });

test("publint finds nothing, not even a suggestion", async () => {
  const { messages } = await publint({ pkgDir: installed, strict: true, pack: false });
  assert.deepEqual(messages.map((message) => formatMessage(message, manifest)), []);
});

test("development packages are pinned, and the lock file names no registry but the public one", () => {
  for (const [name, version] of Object.entries(manifest.devDependencies)) assert.match(version, /^\d+\.\d+\.\d+$/, name);
  const lock = JSON.parse(readFileSync("package-lock.json", "utf8"));
  const elsewhere = Object.entries(lock.packages).filter(([, { resolved }]) => resolved && !resolved.startsWith("https://registry.npmjs.org/"));
  assert.deepEqual(elsewhere.map(([path]) => path), []);
});
