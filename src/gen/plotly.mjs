// Bundles the parts of Plotly that our figures need: `node src/gen/plotly.mjs FOLDER`. Scatter is part of its core; the heat map serves the tuning map.
// Smaller than any bundle that Plotly publishes, and without its geographic maps' style sheet, which we do not use.
//
//   plotly.js           an ES module, Plotly its default export; plotly.d.ts its types
//   plotly-classic.js   a classic script that sets `Plotly`, for pages that cannot load modules

import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";

const folder = process.argv[2];
const { version } = JSON.parse(readFileSync("node_modules/plotly.js/package.json", "utf8"));
// On a server there is no page to draw in, and Plotly ends there with an error as soon as it runs: the module loads all the same, and exports nothing.
const contents = `
  function load() {
    const Plotly = require("plotly.js/lib/core");
    Plotly.register([require("plotly.js/lib/heatmap"), require("plotly.js/lib/locales/zh-cn")]);
    return Plotly;
  }
  export default globalThis.document ? load() : undefined;`;

/** Plotly's few style attributes, which strict policies forbid, as what is allowed: styles set by script. @type {Record<string, [from: string, to: string]>} */
const STYLES = {
  "traces/heatmap/plot.js": ["image3.attr('style', PIXELATED_IMAGE_STYLE)", "image3.style('image-rendering', 'pixelated')"],
  "components/colorbar/draw.js": [".attr('style', '')", ".attr('style', null)"],
};

/** @type {import("esbuild").Plugin} */
const withoutStyleAttributes = {
  name: "without-style-attributes",
  setup(bundler) {
    bundler.onLoad({ filter: /(heatmap[\\/]plot|colorbar[\\/]draw)\.js$/ }, ({ path }) => {
      const [name, [from, to]] = Object.entries(STYLES).find(([name]) => path.endsWith(name)) ?? ["", ["", ""]];
      if (!name) return undefined;
      const source = readFileSync(path, "utf8");
      if (!source.includes(from)) throw new Error(`${path} has changed`);
      return { contents: source.replaceAll(from, to) };
    });
  },
};

/** @param {import("esbuild").BuildOptions} options */
async function bundle(options) {
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: "." },
    bundle: true,
    minify: true,
    target: "es2022",
    charset: "utf8",
    write: false,
    legalComments: "eof",
    banner: { js: `/*! plotly.js ${version} (core, heatmap, zh-CN), MIT licence, (c) Plotly Technologies Inc., https://github.com/plotly/plotly.js */` },
    define: { global: "globalThis", define: "undefined" }, // the first as in its own build; parts of it would look for an AMD loader, in the page or, as Turbopack, while bundling
    loader: { ".css": "empty" },
    plugins: [withoutStyleAttributes],
    ...options,
  }).catch(() => process.exit(1)); // esbuild has said why
  return outputFiles[0].contents;
}

mkdirSync(folder, { recursive: true });
writeFileSync(join(folder, "plotly.js"), await bundle({ format: "esm" }));
writeFileSync(join(folder, "plotly-classic.js"), await bundle({ format: "iife", globalName: "Plotly", footer: { js: "Plotly=Plotly.default;" } }));
writeFileSync(join(folder, "plotly.d.ts"), "/** plotly.js: core with scatter, heatmap and the zh-CN locale. Its types are those of the package `@types/plotly.js`. Undefined where there is no document, as on a server. */\ndeclare const Plotly: any;\nexport default Plotly;\n");
