// Bundles the page: `node src/gen/site.mjs FOLDER`. Needs dist/ (`./build.sh package`).
//
// Every file but index.html carries a hash of its content in its name, so it may be cached for ever. All lie in one folder and refer to
// each other relatively, so the page works from any subfolder. Nothing is inline: the CSP allows 'self' only.
//
//   web/*.html       name their files plainly (main.js, style.css, plotly.css); the hashed names are put in here
//   web/static/      files that keep their own names
//   web/assets.js    does not exist as a file. `import { wasmUrl, workerUrl, plotlyUrl, labStylesUrl } from "./assets.js"` gives the URLs that only the build knows:
//                    wasmUrl is the core, workerUrl is for a module worker, plotlyUrl for `import(plotlyUrl)` (an ES module, Plotly its default export)
//   web/core-source.js  does not exist as a file either: the C functions that the page shows, and the size of the module
//   <!-- still: NAME -->  in the HTML is a still picture of stills.mjs
//   "step-decay"     is the package itself, through its own exports map

import { createHash } from "node:crypto";
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { basename, join, relative } from "node:path";
import { brotliCompressSync } from "node:zlib";
import { build } from "esbuild";
import { throughBarrels } from "./barrels.mjs";
import { coreSource } from "./source.mjs";
import { withoutStates } from "./states.mjs";
import { stills } from "./stills.mjs";

const folder = process.argv[2];
const building = `${folder}.new`;

/** Hashed names by plain name: "main.js" -> "main-1A2B3C4D.js" @type {Record<string, string>} */
const names = {};

/** Writes a file under its hashed name. @param {string} name @param {string | Uint8Array} content */
function emit(name, content) {
  const hash = createHash("sha256").update(content).digest("hex").slice(0, 8);
  names[name] = name.replace(/(?=\.[a-z]+$)/, `-${hash}`);
  writeFileSync(join(building, names[name]), content);
}

/** @param {import("esbuild").BuildOptions} options */
const bundle = (options) =>
  build({ bundle: true, minify: true, target: "es2022", format: "esm", charset: "utf8", legalComments: "none", ...options }).catch(() => process.exit(1)); // esbuild has said why

/** The URLs stand in the page's head, for a name in the code would have to change the code's own hash. @type {import("esbuild").Plugin} */
const assets = {
  name: "assets",
  setup(bundler) {
    bundler.onResolve({ filter: /^\.{1,2}\/assets\.js$/ }, () => ({ path: "assets.js", namespace: "assets" }));
    bundler.onLoad({ filter: /.*/, namespace: "assets" }, () => ({
      contents: `const url = (name) => new URL(document.querySelector('meta[name="asset:' + name + '"]').content, document.baseURI).href;
        export const wasmUrl = url("core.wasm");
        export const workerUrl = url("worker.js");
        export const plotlyUrl = url("plotly.js");
        export const labStylesUrl = url("lab.css");`,
    }));
  },
};
const assetNames = () => ["core.wasm", "worker.js", "plotly.js", "lab.css"].map((name) => `\n    <meta name="asset:${name}" content="${names[name]}">`).join("");

/** The C that the page shows, and what the module weighs. @type {import("esbuild").Plugin} */
const source = {
  name: "core-source",
  setup(bundler) {
    bundler.onResolve({ filter: /^\.{1,2}\/core-source\.js$/ }, () => ({ path: "core-source.js", namespace: "core-source" }));
    bundler.onLoad({ filter: /.*/, namespace: "core-source" }, () => {
      const wasm = readFileSync("dist/core.wasm");
      return { contents: `export const functions = ${JSON.stringify(coreSource())}; export const bytes = ${JSON.stringify({ raw: wasm.length, brotli: brotliCompressSync(wasm).length })};` };
    });
  },
};

/** The page serves its worker as a file, and its policy forbids blobs: the embedded copy is left out. @type {import("esbuild").Plugin} */
const withoutWorkerText = {
  name: "without-worker-text",
  setup(bundler) {
    bundler.onLoad({ filter: /generated[\\/]worker-text\.js$/ }, () => ({ contents: 'export const workerText = "";' }));
  },
};

/** The page's own code and its worker, which share what both need; what is imported lazily becomes files of its own. */
async function pageModules() {
  const { metafile } = await bundle({
    entryPoints: ["web/main.js", "web/style.css", "web/lab.css", "dist/worker.js"],
    outdir: building,
    splitting: true,
    metafile: true,
    entryNames: "[name]-[hash]",
    chunkNames: "[name]-[hash]",
    assetNames: "[name]-[hash]",
    loader: { ".svg": "file", ".png": "file" },
    plugins: [assets, source, withoutWorkerText, withoutStates, throughBarrels("dist", "web")],
  });
  for (const [path, output] of Object.entries(metafile.outputs))
    if (output.entryPoint) names[basename(output.entryPoint)] ??= relative(building, path);
}

/** @param {string} html */
const withNames = (html) =>
  html
    .replace(/\b(href|src)="(?:\.\/)?([\w.-]+)"/g, (whole, attribute, name) => (names[name] ? `${attribute}="${names[name]}"` : whole))
    .replace(/<meta charset="[^"]*">/, (charset) => charset + assetNames());

rmSync(building, { recursive: true, force: true });
mkdirSync(building, { recursive: true });
emit("core.wasm", readFileSync("dist/core.wasm"));
emit("plotly.css", readFileSync("node_modules/plotly.js/dist/plotly.css"));
emit("plotly.js", readFileSync("build/plotly/plotly.js"));
await pageModules();
const pictures = await stills();
/** @param {string} html */
const withStills = (html) =>
  html.replace(/<!-- still: (\w+) -->/g, (_, name) => {
    if (!pictures[name]) throw new Error(`there is no still picture ${name}`);
    return pictures[name];
  });
for (const name of readdirSync("web").filter((name) => name.endsWith(".html")))
  writeFileSync(join(building, name), withNames(withStills(readFileSync(join("web", name), "utf8").replace(/^ +/gm, "")))); // indentation is for whoever edits it
if (existsSync("web/static")) cpSync("web/static", building, { recursive: true });
rmSync(folder, { recursive: true, force: true });
renameSync(building, folder);
