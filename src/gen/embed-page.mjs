// Adds what other sites embed to the built page: `node src/gen/embed-page.mjs SITE`.
//
//   embed.html   self-contained but for Plotly, so that it works in a sandboxed frame; its policy knows its one script and its one style by their hashes
//   lib/         the package's own files for a script tag, as they lie in dist: generated/step-decay.js and what stays beside it

import { createHash } from "node:crypto";
import { cpSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { build } from "esbuild";

const site = process.argv[2];
const hash = (/** @type {string | Uint8Array} */ content) => createHash("sha256").update(content);

const { outputFiles } = await build({
  entryPoints: ["web/embed/embed.js"],
  bundle: true,
  minify: true,
  format: "iife",
  target: "es2022",
  charset: "utf8",
  write: false,
  legalComments: "none",
  logOverride: { "empty-import-meta": "silent" },
  plugins: [
    {
      name: "plotly-by-tag",
      setup(bundler) {
        bundler.onLoad({ filter: /generated[\\/]plotly\.js$/ }, () => ({ contents: "export default undefined;" }));
      },
    },
  ],
}).catch(() => process.exit(1)); // esbuild has said why
const script = outputFiles[0].text.trim();
if (/<\/script|<!--/i.test(script)) throw new Error("the script would end its own tag");
const style = readFileSync("web/embed/embed.css", "utf8").trim();

const plotly = readFileSync("build/plotly/plotly-classic.js");
const plotlyName = `plotly-classic-${hash(plotly).digest("hex").slice(0, 8)}.js`;
writeFileSync(join(site, plotlyName), plotly);

const policy = [
  "default-src 'none'",
  `script-src 'sha256-${hash(script).digest("base64")}' http: https: 'wasm-unsafe-eval'`,
  `style-src 'sha256-${hash(style).digest("base64")}'`,
  "worker-src blob:",
  "img-src data: blob:",
  "base-uri 'none'",
  "form-action 'none'",
].join("; ");
writeFileSync(
  join(site, "embed.html"),
  `<!doctype html>
<html lang="zh-CN">
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>step decay</title>
<style>${style}</style>
<body data-plotly="${plotlyName}">
<noscript>这幅图需要 JavaScript。This figure needs JavaScript.</noscript>
<script>${script}</script>
</body>
</html>
`,
);

for (const name of ["generated/step-decay.js", "generated/plotly.js", "generated/training.js", "generated/worker-text.js", "data/digits.js", "data/iris.js"]) {
  mkdirSync(join(site, "lib", dirname(name)), { recursive: true });
  cpSync(join("dist", name), join(site, "lib", name));
}
