// Live training: it learns, it stops when told, it is the same run as in Node, and it leaves the page free.

import assert from "node:assert/strict";
import test from "node:test";
import { init, makeDataset, StepLR, Trainer } from "step-decay";
import { properties } from "../../web/properties.js";
import { measureDrops } from "../../web/story.js";
import { datasetOf, trainerOptions } from "../../web/trainer-options.js";
import { browserForTests, chartOf, curvesOf, eventually, linkOf, playTo, still, trained, type } from "./harness.js";
import { bestWindow } from "./long-tasks.js";

const { open } = browserForTests();
await init();

const defaults = Object.fromEntries(properties.map(({ key, initial }) => [key, initial]));

/** The same run in Node. @param {object} [values] that differ from the page's defaults */
async function inNode(values = {}) {
  const settings = { ...defaults, ...values };
  const trainer = new Trainer(trainerOptions(settings, await datasetOf(settings, makeDataset)));
  const records = Array.from({ length: settings.epochs }, () => trainer.epoch());
  trainer.free();
  return records;
}

const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;

test("the default run in the page is the run in Node, bit for bit", async () => {
  assert.deepEqual([defaults.seed, defaults.data], [7, "spiral"]);
  const records = await inNode();
  await open({ query: "?speed=fast" }, async (page) => {
    await playTo(page, 50);
    const { loss, valLoss, rate } = await curvesOf(page);
    assert.deepEqual(loss, records.map((record) => record.loss));
    assert.deepEqual(valLoss, records.map((record) => record.valLoss));
    const { lr, stepSize, gamma } = defaults;
    const chained = new StepLR({ lr, stepSize, gamma });
    const rates = records.map((_, epoch) => (epoch > 0 ? chained.step()[0] : lr));
    assert.deepEqual(records.map((record) => record.lr), rates);
    assert.deepEqual(rate, { x: [0, 15, 30, 45, 50], y: [rates[0], rates[15], rates[30], rates[45], rates[45]] });
  });
});

test("the default run shows a drop in loss right after the rate drops, for nearly every seed", async (t) => {
  let shown = 0;
  for (let seed = 1; seed <= 20; seed++) {
    const [first] = measureDrops(await inNode({ seed }));
    if (first.after < 0.85 * first.before) shown++;
    t.diagnostic(`seed ${seed}: mean loss ${first.before.toFixed(3)} before epoch ${first.epoch}, ${first.after.toFixed(3)} after`);
  }
  assert.ok(shown >= 18, `${shown} of 20 seeds`);
});

test("playing moves the curves and lowers the loss", () =>
  open({ query: "?speed=fast" }, async (page) => {
    assert.equal((await curvesOf(page)).loss.length, 0, "nothing moves before the reader asks");
    await playTo(page, 50);
    const { loss } = await curvesOf(page);
    assert.ok(mean(loss.slice(-5)) < 0.7 * loss[0], `${loss[0]} to ${mean(loss.slice(-5))}`);
    assert.match(await page.locator("#training-summary").textContent(), /训练完 50 个周期/);
    assert.match(await page.locator("#readout").textContent(), /50 \/ 50/);
    const { layout } = await chartOf(page, "training");
    assert.deepEqual(layout.shapes.map(({ x0 }) => x0), [15, 30, 45], "a rule at each drop");
    assert.deepEqual(layout.annotations.map(({ text }) => text), ["0.005", "0.0025", "0.00125"]);
  }));

test("loss and rate share one epoch axis", () =>
  open({}, async (page) => {
    const { data, layout } = await chartOf(page, "training");
    assert.deepEqual(layout.xaxis.range, [0, 50]);
    assert.equal(layout.xaxis2, undefined);
    assert.deepEqual(data.map(({ yaxis = "y" }) => yaxis), ["y", "y", "y2", "y2"]);
    assert.ok(layout.yaxis.domain[0] > layout.yaxis2.domain[1], "one panel above the other");
    assert.equal(data[3].line.color, "#228be6");
  }));

test("pause freezes, play goes on", () =>
  open({ query: "?epochs=2000" }, async (page) => {
    await playTo(page, 5);
    await page.click("#play");
    const { loss } = await still(() => curvesOf(page));
    assert.ok(loss.length < 2000);
    await page.click("#play");
    await trained(page, loss.length + 3);
  }));

test("one epoch is one epoch, start over starts over", () =>
  open({}, async (page) => {
    for (let epochs = 1; epochs <= 3; epochs++) {
      await page.click("#step");
      await trained(page, epochs);
      assert.equal((await curvesOf(page)).loss.length, epochs);
    }
    await page.click("#restart");
    await page.waitForFunction(() => document.querySelector("#training .js-plotly-plot").data[0].y.length === 0);
    assert.match(await page.locator("#readout").textContent(), /0 \/ 50/);
  }));

test("another setting is another run: nothing of the earlier one is left", async () => {
  const heavy = { points: 2000, batchSize: 1 }; // so that the first run goes on for longer than it takes to type
  const records = await inNode({ ...heavy, seed: 11, epochs: 10 });
  await open({ query: "?epochs=2000&speed=fast&points=2000&batchSize=1" }, async (page) => {
    await playTo(page, 3);
    await page.click("#more > summary");
    await type(page, "seed", "11");
    await type(page, "epochs", "10");
    await eventually(async () => (await curvesOf(page)).loss, records.map(({ loss }) => loss));
    await page.waitForFunction(() => !document.querySelector("#play").classList.contains("playing"));
  });
});

test("the buttons mean the run of the settings of now, even before it is there", async () => {
  const losses = async (seed) => (await inNode({ seed, epochs: 6 })).map(({ loss }) => loss);
  await open({ query: "?epochs=6&speed=fast" }, async (page) => {
    /** Another seed, and in the same moment buttons. */
    const press = (seed, ...buttons) =>
      page.evaluate(([seed, buttons]) => {
        const field = document.querySelector("#field-seed");
        field.value = seed;
        field.dispatchEvent(new Event("input"));
        for (const id of buttons) document.getElementById(id).click();
      }, [String(seed), buttons]);
    const drawn = async () => (await curvesOf(page)).loss;
    await press(11, "play");
    await eventually(drawn, await losses(11));
    await press(12, "step");
    await eventually(drawn, (await losses(12)).slice(0, 1));
    await press(13, "play", "play");
    await eventually(drawn, []);
    assert.deepEqual(await still(drawn), [], "play, and pause again");
    await press(14, "play", "step");
    await eventually(drawn, (await losses(14)).slice(0, 1));
    assert.equal((await still(drawn)).length, 1);
  });
});

test("a rate that is being typed stays while the run goes on, until it is taken", () =>
  open({ query: "?epochs=2000" }, async (page) => {
    await playTo(page, 1);
    await page.fill("#rate-now", "0.05");
    await page.focus("#midrun button[type=submit]"); // as the mouse does, between its two halves of a click
    await trained(page, (await curvesOf(page)).loss.length + 3);
    assert.equal(await page.inputValue("#rate-now"), "0.05");
    await page.keyboard.press("Enter");
    await eventually(async () => /^\d+:0\.05$/.test((await linkOf(page)).searchParams.get("edits") ?? ""), true);
    await page.focus("#play");
    await eventually(async () => Number(await page.inputValue("#rate-now")) < 0.05, true); // it follows the run again
  }));

test("a rate changed in the middle is used, is in the link, and the link repeats the run", async () => {
  let [search, loss, rate] = ["", [], {}];
  await open({ query: "?epochs=20&stepSize=8" }, async (page) => {
    for (let epochs = 1; epochs <= 3; epochs++) {
      await page.click("#step");
      await trained(page, epochs);
    }
    await page.fill("#rate-now", "0.05");
    await page.click("#midrun button[type=submit]");
    await page.click("#play");
    await trained(page, 20);
    ({ loss, rate } = await curvesOf(page));
    assert.deepEqual(rate, { x: [0, 3, 8, 16, 20], y: [0.01, 0.05, 0.025, 0.0125, 0.0125] });
    search = (await linkOf(page)).search;
    assert.equal(new URLSearchParams(search).get("edits"), "3:0.05");
  });
  await open({ query: `${search}&speed=fast` }, async (page) => {
    await playTo(page, 20);
    assert.deepEqual((await curvesOf(page)).loss, loss);
  });
});

test("a run that diverges says so and stops", () =>
  open({ query: "?lr=1e9&data=linear&speed=fast" }, async (page) => {
    await page.click("#play");
    await page.waitForFunction(() => /发散/.test(document.querySelector("#training-summary").textContent));
    assert.ok(await page.locator("#step").isDisabled());
  }));

for (const data of ["moons", "circles", "xor", "gaussians", "linear", "iris", "digits"])
  test(`${data}: trains and lowers the loss`, () =>
    open({ query: `?data=${data}&epochs=8&speed=fast&batchSize=16` }, async (page) => {
      await playTo(page, 8);
      const { loss } = await curvesOf(page);
      assert.ok(loss.at(-1) < loss[0], `${loss[0]} to ${loss.at(-1)}`);
      const flat = !["linear", "iris", "digits"].includes(data);
      assert.equal(await page.locator("#boundary canvas").isVisible(), flat);
    }));

test("the boundary is drawn, and changes while the network learns", () =>
  open({ query: "?speed=fast" }, async (page) => {
    const pixels = () => page.locator("#boundary canvas").evaluate((canvas) => canvas.toDataURL());
    const before = await pixels();
    await playTo(page, 50);
    assert.notEqual(await pixels(), before);
    assert.match(await page.locator("#boundary-summary").textContent(), /500 个样本，现在判错 \d+ 个/);
  }));

test("a tab in the background does not train", () =>
  open({ query: "?epochs=2000" }, async (page) => {
    await playTo(page, 2);
    await page.evaluate(() => {
      Object.defineProperty(document, "hidden", { get: () => true });
      document.dispatchEvent(new Event("visibilitychange"));
    });
    const held = await still(() => page.locator("#readout").textContent());
    assert.doesNotMatch(held, /2000 \/ 2000/);
  }));

test("with reduced motion the curves come at the end, not one by one", () =>
  open({ reduced: true }, async (page) => {
    await page.evaluate(() => {
      window.lengths = new Set();
      const chart = document.querySelector("#training .js-plotly-plot");
      new MutationObserver(() => window.lengths.add(chart.data[0].y.length)).observe(chart, { subtree: true, childList: true, attributes: true });
    });
    await playTo(page, 50);
    assert.deepEqual(await page.evaluate(() => [...window.lengths].filter((length) => length > 0)), [50]);
  }));

test("the main thread stays free while training: no task over 50 ms, at most 8 redraws a second", () =>
  open({ query: "?epochs=2000&stepSize=300&points=200" }, async (page) => {
    await playTo(page, 20);
    await page.evaluate(() => {
      const chart = /** @type {any} */ (document.querySelector("#training .js-plotly-plot"));
      const watch = /** @type {any} */ (window);
      watch.drawn = [];
      for (const event of ["plotly_afterplot", "plotly_animated"]) chart.on(event, () => watch.drawn.push(performance.now()));
    });
    const windows = await bestWindow(page, { ms: 3000 });
    assert.deepEqual(windows.at(-1)?.long, [], JSON.stringify(windows));
    await page.waitForFunction(() => /** @type {any} */ (window).drawn.length > 1);
    // A drawing may be told late; over the whole time there are no more than eight a second.
    const { drawn, seconds } = await page.evaluate(() => ({ drawn: /** @type {any} */ (window).drawn.length, seconds: (performance.now() - /** @type {any} */ (window).drawn[0]) / 1000 }));
    assert.ok(drawn <= 8 * seconds + 2, `${drawn} redraws in ${seconds} s`);
  }));

test("the loss axis does not move at every frame", () =>
  open({ query: "?epochs=60" }, async (page) => {
    await page.evaluate(() => {
      window.ranges = [];
      const chart = /** @type {any} */ (document.querySelector("#training .js-plotly-plot"));
      for (const event of ["plotly_afterplot", "plotly_animated"]) chart.on(event, () => window.ranges.push(chart.layout.yaxis.range.join()));
    });
    await playTo(page, 60);
    const ranges = await page.evaluate(() => window.ranges);
    const changes = ranges.filter((range, i) => i > 0 && range !== ranges[i - 1]).length;
    assert.ok(ranges.length > 10 && changes <= 5, `${changes} changes of range in ${ranges.length} redraws`);
  }));
