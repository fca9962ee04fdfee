// The page in Chromium, Firefox and WebKit: the charts are drawn, training runs, pause holds, a link restores its settings, and nothing complains.

import assert from "node:assert/strict";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test, { after } from "node:test";
import { serve } from "../../src/gen/serve.mjs";
import { engines, NOTES, until } from "./engines.js";
import { root } from "./project.js";

// The page's policy stands as it is.
const folder = mkdtempSync(join(tmpdir(), "step-decay-page-"));
after(() => rmSync(folder, { recursive: true, force: true }));
cpSync(join(root, "build/site"), folder, { recursive: true });
const html = readFileSync(join(folder, "index.html"), "utf8");
writeFileSync(join(folder, "index.html"), html.replace(/<head>/, '<head><script src="notes.js"></script>'));
writeFileSync(join(folder, "notes.js"), NOTES);

/** Both charts as the reader sees them: how wide the drawing is, and what Plotly was given. */
const charts = () =>
  ["staircase", "training"].map((id) => {
    const plot = /** @type {any} */ (document.querySelector(`#${id} .js-plotly-plot`));
    const line = plot?.querySelector(".scatterlayer path.js-line");
    return { drawn: Boolean(plot && plot.getBoundingClientRect().width > 200), line: line?.getAttribute("d")?.length ?? 0, y: plot ? Array.from(plot.data[0].y) : [] };
  });
const trained = (/** @type {number} */ epochs) => /** @type {any} */ (document.querySelector("#training .js-plotly-plot"))?.data[0].y.length >= epochs;

/** The training's chart when a second has brought nothing new, which twelve epochs a second would. @param {import("./engines.js").Engine} engine */
async function standing(engine) {
  for (let tries = 0, before = -1; tries < 20; tries++) {
    const [, training] = await engine.evaluate(charts);
    if (training.y.length === before) return training;
    before = training.y.length;
    await new Promise((resolve) => setTimeout(resolve, 1000));
  }
  throw new Error("it trains on after the click on pause");
}

for (const [name, start] of Object.entries(engines))
  test(`${name}: the charts stand, training runs and pauses, a link restores its settings`, async (t) => {
    const site = await serve(folder);
    /** @type {import("./engines.js").Engine | undefined} */
    let engine;
    try {
      engine = await start();
      t.diagnostic(engine.version);
      await engine.open(`${site.url}?lr=0.02&gamma=0.25&stepSize=7&epochs=300&seed=3&lang=en`);
      await engine.evaluate(() => document.querySelector("#training")?.scrollIntoView());
      await until(engine, "ready", () => Boolean(document.documentElement.dataset.ready && document.querySelector("#staircase .js-plotly-plot .scatterlayer path.js-line") && document.querySelector("#training .js-plotly-plot")));

      const [staircase] = await engine.evaluate(charts);
      assert.ok(staircase.drawn && staircase.line > 50, JSON.stringify(staircase));
      assert.deepEqual(staircase.y.slice(0, 3), [0.02, 0.005, 0.00125], "the rates of the link");
      assert.equal(await engine.evaluate(() => document.documentElement.lang), "en");
      assert.deepEqual(
        await engine.evaluate(() => ["lr", "gamma", "stepSize", "epochs", "seed"].map((key) => Number(/** @type {HTMLInputElement} */ (document.querySelector(`#field-${key}`)).value))),
        [0.02, 0.25, 7, 300, 3],
      );

      await engine.evaluate(() => /** @type {HTMLElement} */ (document.querySelector("#play")).click());
      await until(engine, "training", trained, 5);
      await engine.evaluate(() => /** @type {HTMLElement} */ (document.querySelector("#play")).click());
      const paused = await standing(engine);
      assert.ok(paused.drawn && paused.line > 20 && paused.y.length < 300, JSON.stringify(paused));
      assert.ok(paused.y.every((loss) => Number.isFinite(loss)) && paused.y[paused.y.length - 1] < paused.y[0], "the loss falls");
      await engine.evaluate(() => /** @type {HTMLElement} */ (document.querySelector("#play")).click());
      await until(engine, "training again", trained, paused.y.length + 2);

      await engine.evaluate(() => /** @type {HTMLElement} */ (document.querySelector("#embed")).click());
      await until(engine, "the embed panel", () => document.querySelector("dialog.embed[open] #embed-element")?.textContent?.includes('step-size="7"'));
      assert.ok(await engine.evaluate(() => getComputedStyle(/** @type {Element} */ (document.querySelector(".embed-head"))).position === "sticky" && /** @type {HTMLImageElement} */ (document.querySelector(".embed-picture img")).decode().then(() => true)), "it has its looks and its picture");
      await engine.evaluate(() => /** @type {HTMLElement} */ (document.querySelector("#embed-close")).click());

      assert.equal(await engine.evaluate(() => document.documentElement.dataset.ready), "file", "it trains in a worker from the page's own file");
      assert.deepEqual(await engine.evaluate(() => /** @type {any} */ (window).notes), []);
    } finally {
      await engine?.close();
      await site.close();
    }
  });
