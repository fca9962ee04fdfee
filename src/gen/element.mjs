// Writes what authors embed: `node src/gen/element.mjs PACKAGE`, where PACKAGE holds the module's files.
//
//   generated/step-decay.js   define.js and all it imports as one module for a script tag. What is needed later stays beside it, with its hash inside:
//                             plotly.js, worker-text.js for training, ../data
//   generated/integrity.js    the hashes of both: step-decay/integrity, for the tags that the page writes
//   custom-elements.json      the element for editors and documentation tools, from its schema

import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
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

/** @type {import("esbuild").Plugin} */
const singleFile = {
  name: "single-file",
  setup(bundler) {
    for (const [name, [path, names]] of Object.entries(beside))
      bundler.onLoad({ filter: new RegExp(`${name.replace(/[/.]/g, (mark) => (mark === "/" ? "[\\\\/]" : "\\."))}$`) }, () => ({
        contents: `import { importChecked } from ${JSON.stringify(file("beside.js"))};
          const module = await importChecked("${path}", "${integrityOf(readFileSync(file(name)))}");
          ${names.map((used) => (used === "default" ? "export default module.default;" : `export const ${used} = module.${used};`)).join("")}`,
        resolveDir: folder,
      }));
    bundler.onLoad({ filter: /element-style\.js$/ }, ({ path }) => ({ contents: withoutBlanks(readFileSync(path, "utf8")) }));
  },
};

/** Blanks in the style sheet are for readers of the source. @param {string} source */
const withoutBlanks = (source) => source.replace(/\n\s*/g, "\n").replace(/ ?([{};,:]) /g, "$1").replace(/;}/g, "}");

const plotly = integrityOf(readFileSync(file("generated/plotly.js")));
const { outputFiles } = await build({
  entryPoints: [file("define.js")],
  bundle: true,
  minify: true,
  format: "esm",
  target: "es2022",
  charset: "utf8",
  write: false,
  banner: { js: `/*! step-decay ${version}, MIT licence */` },
  plugins: [singleFile, withoutStates],
}).catch(() => process.exit(1)); // esbuild has said why
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
  "lab-done": "all is trained",
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
