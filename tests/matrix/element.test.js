// <step-decay> and embed.html in Chromium, Firefox and WebKit, in pages of another origin: charts drawn, training runs, pause holds, a link restores, files that
// were changed are refused, a policy without WebAssembly leaves the author's text. Nothing complains that should not.

import assert from "node:assert/strict";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test, { after, before } from "node:test";
import { serve } from "../../src/gen/serve.mjs";
import { engines, NOTES, until } from "./engines.js";
import { root } from "./project.js";

const { integrity } = await import(join(root, "dist/generated/integrity.js"));
const folder = mkdtempSync(join(tmpdir(), "step-decay-element-"));
/** The site, and the one that embeds it. @type {Awaited<ReturnType<typeof serve>>[]} */
const servers = [];
after(async () => {
  for (const server of servers) await server.close();
  rmSync(folder, { recursive: true, force: true });
});

// What the element tells is noted too.
const HEAD = `<script>${NOTES}window.told = [];
for (const type of ["lab-ready", "lab-epoch", "lab-drop", "lab-done", "lab-error"]) document.addEventListener(type, ({ detail }) => told.push({ type, detail }));
</script>`;

/** @type {string} */
let host;
before(async () => {
  const site = await serve(join(root, "build/site"));
  // The same files with one that was changed on its way: the element's, and Plotly's.
  const changed = join(folder, "changed");
  for (const name of ["element", "plotly"]) cpSync(join(root, "build/site/lib"), join(changed, name), { recursive: true });
  for (const path of ["element/generated/step-decay.js", "plotly/generated/plotly.js"]) writeFileSync(join(changed, path), `${readFileSync(join(changed, path), "utf8")}\nwindow.changed = true;`);
  const elsewhere = await serve(changed, { headers: {} });

  const pages = join(folder, "pages");
  mkdirSync(pages);
  const write = (/** @type {string} */ name, /** @type {string} */ body, head = "") =>
    writeFileSync(join(pages, `${name}.html`), `<!doctype html><html lang="en"><meta charset="utf-8">${head}<link rel="icon" href="data:,"><title>Another site</title>${HEAD}<body>${body}`);
  const script = (/** @type {string} */ url) => `<script type="module" src="${url}generated/step-decay.js" integrity="${integrity.element}" crossorigin="anonymous"></script>`;
  const lib = `${site.url}lib/`;
  const views = ["chart", "train", "race", "map"].map((view) => `<step-decay id="${view}" view="${view}" lr="0.02" gamma="0.25" step-size="7" epochs="200" layers="8" batch-size="16" loading="eager"><p>fallback</p></step-decay>`);
  write("element", script(lib) + views.join(""));
  write("changed-element", `${script(`${elsewhere.url}element/`)}<step-decay><p id="own">fallback</p></step-decay>`);
  write("changed-plotly", `${script(`${elsewhere.url}plotly/`)}<step-decay loading="eager"><p id="own">fallback</p></step-decay>`);
  write("forbidden", `${script(lib)}<step-decay loading="eager"><p id="own">fallback</p></step-decay>`, `<meta http-equiv="Content-Security-Policy" content="script-src 'unsafe-inline' ${site.url}; object-src 'none'">`);
  write("frame", `<iframe title="Step decay" sandbox="allow-scripts" width="900" height="300" src="${site.url}embed.html?view=train&lang=en&lr=0.02&stepSize=3&epochs=12&speed=fast&layers=8&batchSize=16"></iframe>
    <script>addEventListener("message", ({ source, data }) => {
      const frame = document.querySelector("iframe");
      if (source === frame.contentWindow && data?.type === "step-decay:size" && data.height >= 100 && data.height <= 2000) frame.height = data.height;
    });</script>`);
  const other = await serve(pages, { headers: {} });
  servers.push(site, elsewhere, other);
  host = other.url.replace("127.0.0.1", "localhost");
});

/** What an element has drawn: the width of the drawing, and what Plotly was given. @param {string} selector */
function drawing(selector) {
  const plot = /** @type {any} */ (document.querySelector(selector)?.shadowRoot?.querySelector(".js-plotly-plot"));
  const line = plot?.querySelector(".scatterlayer path.js-line, .heatmaplayer image");
  return { drawn: Boolean(line) && plot.getBoundingClientRect().width > 200, y: plot?.data ? Array.from(plot.data[0].y ?? []) : [] };
}
const isReady = () => [...document.querySelectorAll("step-decay")].every((lab) => lab.getAttribute("data-state") === "ready");
const told = (/** @type {string} */ type, count = 1) => /** @type {any} */ (window).told.filter((/** @type {any} */ event) => event.type === type).length >= count;
const notes = () => /** @type {any} */ (window).notes;

for (const [name, start] of Object.entries(engines))
  test(`${name}: the element in a page of another origin, and in a sandboxed frame`, async (t) => {
    const engine = await start();
    t.diagnostic(engine.version);
    try {
      await t.test("the views are drawn; a network trains in a worker, pauses, goes on", async () => {
        await engine.open(`${host}element.html`);
        await until(engine, "ready", isReady);
        const chart = await engine.evaluate(drawing, "#chart");
        assert.ok(chart.drawn, JSON.stringify(chart));
        assert.deepEqual(chart.y.slice(0, 3), [0.02, 0.005, 0.00125]);
        assert.deepEqual(await engine.evaluate(() => /** @type {any} */ (window).told.filter((/** @type {any} */ { type }) => type !== "lab-ready")), [], "nothing trains by itself");

        await engine.evaluate(() => {
          const lab = /** @type {any} */ (document.querySelector("#train"));
          lab.scrollIntoView();
          return lab.play();
        });
        await until(engine, "training", told, "lab-epoch", 8);
        await until(engine, "training drawn", () => /** @type {any} */ (document.querySelector("#train")?.shadowRoot?.querySelector(".js-plotly-plot")).data[0].y.length >= 8);
        assert.ok((await engine.evaluate(drawing, "#train")).drawn);
        const count = await engine.evaluate(() => {
          /** @type {any} */ (document.querySelector("#train")).pause();
          return /** @type {any} */ (window).told.filter((/** @type {any} */ { type }) => type === "lab-epoch").length;
        });
        await new Promise((resolve) => setTimeout(resolve, 1000));
        const later = await engine.evaluate(() => /** @type {any} */ (window).told.filter((/** @type {any} */ { type }) => type === "lab-epoch").length);
        assert.ok(later <= count + 1, `pause holds: ${count} epochs, then ${later}`);
        await engine.evaluate(() => /** @type {any} */ (document.querySelector("#train")).step(3));
        const losses = await engine.evaluate(() => /** @type {any} */ (window).told.filter((/** @type {any} */ { type }) => type === "lab-epoch").map((/** @type {any} */ { detail }) => [detail.epoch, detail.loss]));
        assert.deepEqual(losses.map(([epoch]) => epoch), losses.map((_, i) => i));
        assert.ok(losses.every(([, loss]) => Number.isFinite(loss)) && losses[losses.length - 1][1] < losses[0][1], "the loss falls");
      });

      await t.test("a link restores the settings, the host's dark theme is followed", async () => {
        const [link, settings, restored] = await engine.evaluate(async () => {
          const lab = /** @type {any} */ (document.querySelector("#race"));
          const link = lab.toURL("embed.html");
          const copy = /** @type {any} */ (document.createElement("step-decay"));
          for (const [name, value] of lab.constructor.attributesFrom(link.replace(/^[^?]*/, ""))) copy.setAttribute(name, value);
          copy.setAttribute("loading", "eager");
          document.body.append(copy);
          await copy.ready;
          const result = [link, lab.settings, copy.settings];
          copy.remove();
          return result;
        });
        assert.equal(link, "embed.html?view=race&lr=0.02&gamma=0.25&stepSize=7&epochs=200&layers=8&batchSize=16");
        assert.deepEqual(restored, settings);
        await engine.evaluate(() => document.documentElement.classList.add("dark"));
        await until(engine, "dark", () => /** @type {any} */ (document.querySelector("#chart")?.shadowRoot?.querySelector(".lab"))?.dataset.theme === "dark");
      });

      await t.test("a race and a map train too, and nothing has complained", async () => {
        for (const view of ["race", "map"]) {
          await engine.evaluate((view) => {
            /** @type {any} */ (window).told = [];
            const lab = /** @type {any} */ (document.getElementById(view));
            for (const [name, value] of [["epochs", "6"], ["step-size", "2"], ["speed", "fast"]]) lab.setAttribute(name, value);
            lab.scrollIntoView();
            return Promise.resolve().then(() => lab.play());
          }, view);
          await until(engine, `${view} done`, told, "lab-done");
          await until(engine, `${view} drawn`, (view) => {
            const plot = /** @type {any} */ (document.getElementById(view)?.shadowRoot?.querySelector(".js-plotly-plot"));
            return view === "map" ? plot.querySelector(".heatmaplayer image") && plot.data[0].z.flat().every(Number.isFinite) : plot.data.slice(0, 3).every(({ y }) => y.length === 6);
          }, view);
        }
        assert.deepEqual(await engine.evaluate(notes), []);
      });

      await t.test("a file that was changed is refused: the element's, then Plotly's", async () => {
        await engine.open(`${host}changed-element.html`);
        assert.deepEqual(await engine.evaluate(() => [/** @type {any} */ (window).changed ?? null, Boolean(customElements.get("step-decay")), (document.querySelector("#own")?.getBoundingClientRect().height ?? 0) > 0]), [null, false, true]);
        await engine.open(`${host}changed-plotly.html`);
        await until(engine, "Plotly refused", told, "lab-error");
        const [changed, code, still] = await engine.evaluate(() => [/** @type {any} */ (window).changed ?? null, /** @type {any} */ (window).told.find((/** @type {any} */ { type }) => type === "lab-error").detail.code, Boolean(document.querySelector("step-decay")?.shadowRoot?.querySelector(".still svg path"))]);
        assert.deepEqual([changed, code, still], [null, "PLOTLY", true]);
      });

      await t.test("a policy without WebAssembly leaves the author's text, and one sentence why", async () => {
        await engine.open(`${host}forbidden.html`);
        await until(engine, "refused", told, "lab-error");
        const [code, note, visible] = await engine.evaluate(() => [
          /** @type {any} */ (window).told[0].detail.code,
          document.querySelector("step-decay")?.shadowRoot?.querySelector(".note")?.textContent,
          (document.querySelector("#own")?.getBoundingClientRect().height ?? 0) > 0,
        ]);
        assert.deepEqual([code, visible], ["NO_WASM", true]);
        assert.match(String(note), /needs WebAssembly/);
      });

      await t.test("in a frame that may only run scripts it draws, trains, and tells its height", async () => {
        await engine.open(`${host}frame.html`);
        const frame = { evaluate: engine.evaluateInFrame };
        await until(frame, "ready in the frame", isReady);
        assert.deepEqual(await frame.evaluate(() => [origin, /** @type {any} */ (document.querySelector("step-decay")).stepSize]), ["null", 3]);
        await frame.evaluate(() => {
          addEventListener("lab-done", () => (document.body.dataset.done = "yes"));
          return /** @type {any} */ (document.querySelector("step-decay")).play();
        });
        await until(frame, "trained in the frame", () => document.body.dataset.done === "yes");
        await until(frame, "drawn in the frame", () => /** @type {any} */ (document.querySelector("step-decay")?.shadowRoot?.querySelector(".js-plotly-plot")).data[0].y.length === 12);
        assert.ok((await frame.evaluate(drawing, "step-decay")).drawn);
        await until(frame, "no scroll bar", () => Math.abs(document.documentElement.scrollHeight - innerHeight) <= 1);
        assert.ok(Number(await engine.evaluate(() => document.querySelector("iframe")?.height)) > 500);
        assert.deepEqual(await engine.evaluate(notes), []);
      });
    } finally {
      await engine.close();
    }
  });
