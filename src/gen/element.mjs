// Writes what authors embed: `node src/gen/element.mjs PACKAGE`, where PACKAGE holds the module's files.
//
//   generated/step-decay.js   define.js and all it imports as one module for a script tag. What is needed later stays beside it, with its hash inside:
//                             plotly.js, training.js and worker-text.js, ../data
//   generated/training.js     training.js and what only it imports. The rest it is given by step-decay.js: one core, and nothing twice
//   generated/integrity.js    the hashes of both: step-decay/integrity, for the tags that the page writes
//   custom-elements.json      the element for editors and documentation tools, from its schema

import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";
import { withoutStates } from "./states.mjs";

const folder = resolve(process.argv[2]);
const file = (/** @type {string} */ name) => join(folder, name);
const { version } = JSON.parse(readFileSync("package.json", "utf8"));

/** @param {string | Uint8Array} content */
const integrityOf = (content) => `sha384-${createHash("sha384").update(content).digest("base64")}`;

/** Files that are imported when they are needed: where each lies from generated/step-decay.js, and what of it is used. @type {Record<string, [path: string, names: string[]]>} */
const beside = {
  "generated/plotly.js": ["./plotly.js", ["default"]],
  "generated/worker-text.js": ["./worker-text.js", ["workerText"]],
  "data/iris.js": ["../data/iris.js", ["iris"]],
  "data/digits.js": ["../data/digits.js", ["digits"]],
};

/** Imports the files beside, and slims the style sheet. @type {import("esbuild").Plugin} */
const singleFile = {
  name: "single-file",
  setup(bundler) {
    for (const [name, [path, names]] of Object.entries(beside))
      bundler.onLoad({ filter: endOf(name) }, () => ({
        contents: `import { importChecked } from "./beside.js";
          const module = await importChecked("${path}", "${integrityOf(readFileSync(file(name)))}");
          ${names.map((used) => (used === "default" ? "export default module.default;" : `export const ${used} = module.${used};`)).join("")}`,
        resolveDir: folder,
      }));
    bundler.onLoad({ filter: /element-style\.js$/ }, ({ path }) => ({ contents: withoutBlanks(readFileSync(path, "utf8")) }));
  },
};

/** @param {string} name of a file */
const endOf = (name) => new RegExp(`[\\\\/]${name.replace(/[/.]/g, (mark) => (mark === "/" ? "[\\\\/]" : "\\."))}$`);

/** @param {import("esbuild").BuildOptions} options @param {import("esbuild").Plugin[]} plugins */
const bundle = (options, ...plugins) =>
  build({ bundle: true, minify: true, target: "es2022", charset: "utf8", write: false, metafile: true, absWorkingDir: folder, plugins: [...plugins, singleFile, withoutStates], ...options }).catch(() => process.exit(1)); // esbuild has said why

/** A file that is answered with other contents. @param {string} name @param {string} contents @returns {import("esbuild").Plugin} */
const instead = (name, contents) => ({ name, setup: (bundler) => bundler.onLoad({ filter: endOf(name) }, () => ({ contents, resolveDir: folder })) });

const define = /** @type {const} */ ({ entryPoints: ["define.js"], format: "esm", banner: { js: `/*! step-decay ${version}, MIT licence */` } });

/** Blanks in the style sheet are for readers of the source. @param {string} source */
const withoutBlanks = (source) => source.replace(/\n\s*/g, "\n").replace(/ ?([{};,:]) /g, "$1").replace(/;}/g, "}");

// What the element has anyway: of each of those modules the names that training takes.
/** @param {{ metafile: import("esbuild").Metafile }} bundled @returns {string[]} the modules of which something is in the bundle */
const modulesOf = ({ metafile }) => Object.values(metafile.outputs).flatMap(({ inputs }) => Object.keys(inputs).filter((name) => inputs[name].bytesInOutput > 0));
const inElement = new Set(modulesOf(await bundle(define, instead("training.js", "export let connect, sweep;"))));
const training = { entryPoints: ["training.js"], format: /** @type {const} */ ("esm") };
/** @type {Map<string, Set<string>>} */
const taken = new Map([["beside.js", new Set(["importChecked"])]]);
for (const name of modulesOf(await bundle(training)).filter((name) => !inElement.has(name)))
  for (const [, list, from] of readFileSync(file(name), "utf8").matchAll(/^(?:import|export) \{([^}]*)\} from "(\.[^"]*)";$/gm)) {
    const path = join(dirname(name), from);
    if (!inElement.has(path)) continue;
    const names = taken.get(path) ?? new Set();
    for (const one of list.split(",")) if (one.trim()) names.add(one.trim().split(" as ")[0]);
    taken.set(path, names);
  }
const listOf = (/** @type {string} */ path) => `{ ${[...(taken.get(path) ?? [])].sort().join(", ")} }`;
/** @type {import("esbuild").Plugin} */
const fromElement = {
  name: "from-element",
  setup(bundler) {
    bundler.onResolve({ filter: /^\./ }, ({ path, resolveDir }) => {
      const name = relative(folder, join(resolveDir, path));
      return taken.has(name) ? { path: name, namespace: "element" } : undefined;
    });
    bundler.onLoad({ filter: /.*/, namespace: "element" }, ({ path }) => ({ contents: `export const ${listOf(path)} = element[${JSON.stringify(path)}];` }));
  },
};
const code = (await bundle(training, fromElement)).outputFiles[0].text.trim();
const exported = /export\{([^}]*)\};$/;
if (!exported.test(code)) throw new Error("the bundle of training.js does not end in what it exports");
const results = (/** @type {string} */ list) => list.split(",").map((one) => one.split(" as ").reverse().join(":")).join();
writeFileSync(file("generated/training.js"), `export default async element=>{${code.replace(exported, (_, list) => `return{${results(list)}}`)}};\n`);

const give = [...taken.keys()].sort();
const plotly = integrityOf(readFileSync(file("generated/plotly.js")));
const { outputFiles } = await bundle(define, instead("training.js", `import { importChecked } from "./beside.js";
  ${give.filter((path) => path !== "beside.js").map((path) => `import ${listOf(path)} from "./${path}";`).join("\n")}
  const module = await importChecked("./training.js", "${integrityOf(readFileSync(file("generated/training.js")))}");
  export const { connect, sweep } = await module.default({ ${give.map((path) => `${JSON.stringify(path)}: ${listOf(path)}`).join(", ")} });`));
const standalone = outputFiles[0].contents;
writeFileSync(file("generated/step-decay.js"), standalone);
const about = `// Checksums of this version's files for script tags, as a server writes them into pages. Written by src/gen/element.mjs.
/** The version, and what to write into \`integrity\` where \`step-decay/step-decay.js\` (element) and \`step-decay/plotly\` are loaded by a tag`;
writeFileSync(file("generated/integrity.js"), `${about} @type {{ version: string, element: string, plotly: string }} */\nexport const integrity = ${JSON.stringify({ version, element: integrityOf(standalone), plotly })};\n`);
writeFileSync(file("generated/integrity.d.ts"), `${about} */\nexport const integrity: { version: string, element: string, plotly: string };\n`);

const { rows } = await import(pathToFileURL(file("element-schema.js")).href);
const { help } = await import(pathToFileURL(file("element-help.js")).href);
/** @param {any} row */
const typeOf = ({ kind, choices }) => (kind === "number" || kind === "integer" ? "number" : kind === "choice" ? choices.map((/** @type {string} */ choice) => `"${choice}"`).join(" | ") : "string");
const method = (/** @type {string} */ name, /** @type {string} */ description, /** @type {string} */ type = "void", /** @type {object[]} */ parameters = []) => ({ kind: "method", name, description, parameters, return: { type: { text: type } } });
const parameter = (/** @type {string} */ name, /** @type {string} */ type, /** @type {string} */ byDefault) => ({ name, type: { text: type }, default: byDefault, optional: true });
const variables = {
  "--step-decay-background": "behind the figure", "--step-decay-text": "words and numbers", "--step-decay-muted": "labels and ticks", "--step-decay-grid": "rules and borders",
  "--step-decay-accent": "buttons, sliders, focus", "--step-decay-radius": "of the corners", "--step-decay-font": "a font-family",
};
const events = {
  "lab-ready": "the figure stands: { view }",
  "lab-epoch": "an epoch is trained: { schedule, epoch, lr, loss, valLoss, accuracy, valAccuracy, diverged, dropped }",
  "lab-drop": "the rate has dropped: { schedule, epoch, lr, from }",
  "lab-done": "all is trained: { runs: [{ schedule, epoch, lr, loss, valLoss, accuracy, valAccuracy, diverged }] }, the last epoch of each schedule of a race, or of the one that trains; of a map { lr, stepSize, valLoss, cells }, the best cell and how many there are",
  "lab-error": "a value cannot be used, or something failed: { attribute, property, code, value, message }",
};
const declaration = {
  kind: "class",
  name: "StepDecayElement",
  customElement: true,
  tagName: "step-decay",
  description: "A learning-rate schedule, a network that trains under it, a race of schedules or a tuning map.",
  superclass: { name: "HTMLElement" },
  attributes: rows.map((/** @type {any} */ row) => ({ name: row.attribute, fieldName: row.key, type: { text: typeOf(row) }, default: JSON.stringify(row.initial), description: help[row.key] })),
  members: [
    ...rows.map((/** @type {any} */ row) => ({ kind: "field", name: row.key, attribute: row.attribute, reflects: true, type: { text: typeOf(row) }, default: JSON.stringify(row.initial), description: help[row.key] })),
    { kind: "field", name: "ready", readonly: true, type: { text: "Promise<void>" }, description: "resolves when the figure stands" },
    { kind: "field", name: "playing", readonly: true, type: { text: "boolean" }, description: "whether something trains now" },
    method("play", "trains; from the start after the end of a run", "Promise<void>"),
    method("pause", "stops; what is trained stays"),
    method("step", "trains some epochs", "Promise<void>", [parameter("epochs", "number", "1")]),
    method("reset", "back to the untrained network"),
    method("toURL", "a link to these settings", "string", [parameter("base", "string", '""')]),
    method("toCode", "code for these settings", "string", [parameter("language", '"pytorch" | "html"', '"pytorch"')]),
    method("toCSV", "the data of the figure", "string"),
  ],
  events: Object.entries(events).map(([name, description]) => ({ name, type: { text: "CustomEvent" }, description })),
  cssProperties: Object.entries(variables).map(([name, description]) => ({ name, description })),
  cssParts: ["lab", "numbers", "control", "transport", "button", "legend", "figure", "frame", "problem", "note"].map((name) => ({ name })),
  slots: [{ name: "", description: "what is shown until the figure stands, and where it cannot: a picture, a table" }],
};
const manifest = {
  schemaVersion: "1.0.0",
  modules: [
    { kind: "javascript-module", path: "dist/element.js", declarations: [declaration], exports: [{ kind: "js", name: "StepDecayElement", declaration: { name: "StepDecayElement", module: "dist/element.js" } }] },
    { kind: "javascript-module", path: "dist/define.js", declarations: [], exports: [{ kind: "custom-element-definition", name: "step-decay", declaration: { name: "StepDecayElement", module: "dist/element.js" } }] },
  ],
};
writeFileSync(file("custom-elements.json"), `${JSON.stringify(manifest, null, 2)}\n`);
