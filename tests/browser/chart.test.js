// The tutorial's chart: what it shows, and that it follows the controls.

import assert from "node:assert/strict";
import test from "node:test";
import { init, StepLR } from "step-decay";
import { browserForTests, chartOf, eventually, linkOf, placeOf, still, type } from "./harness.js";

const { open } = browserForTests();
await init();

/** Breakpoints and the end point, from the package. @param {object} options @param {number} epochs */
function expected(options, epochs) {
  const phases = new StepLR(options).phases(epochs);
  return { x: [...phases.map(({ from }) => from), epochs], y: [...phases.map(({ lr }) => lr), phases.at(-1).lr] };
}

test("the chart is the tutorial's, to the letter", () =>
  open({}, async (page) => {
    const { data, layout, config } = await chartOf(page, "staircase");
    assert.equal(data.length, 1);
    const [{ type, mode, name, x, y, line }] = data;
    assert.deepEqual({ type, mode, name, shape: line.shape, color: line.color }, { type: "scatter", mode: "lines", name: "学习率", shape: "hv", color: "#228be6" });
    assert.deepEqual(x, [0, 15, 30, 45, 50]);
    assert.deepEqual(y, [0.01, 0.005, 0.0025, 0.00125, 0.00125]); // 0.01 * 0.5^k by hand: halving is exact
    assert.deepEqual({ x, y }, expected({ lr: 0.01, stepSize: 15, gamma: 0.5 }, 50));
    assert.deepEqual([layout.title.text, layout.xaxis.title.text, layout.yaxis.title.text], ["步进衰减学习率策略", "周期", "学习率"]);
    assert.deepEqual([layout.yaxis.type, layout.yaxis.tickformat, layout.height, layout.width], ["log", ".0e", 350, 600]);
    assert.deepEqual(layout.margin, { l: 50, r: 20, t: 50, b: 40 });
    assert.deepEqual(config, { showSendToCloud: false, displaylogo: false });
    const ticks = await page.locator("#staircase .ytick text").allTextContents();
    assert.deepEqual(ticks, ["1e−3", "2e−3", "5e−3", "1e−2"]); // a minus sign, not a hyphen
  }));

test("in English it is the same chart in English", () =>
  open({ query: "?lang=en" }, async (page) => {
    const { data, layout } = await chartOf(page, "staircase");
    assert.deepEqual([layout.title.text, layout.xaxis.title.text, layout.yaxis.title.text, data[0].name], ["Step decay learning-rate schedule", "Epoch", "Learning rate", "Learning rate"]);
    assert.deepEqual(data[0].y, [0.01, 0.005, 0.0025, 0.00125, 0.00125]);
  }));

test("where 600 pixels do not fit, the chart is as wide as the page", () =>
  open({ width: 390, height: 844 }, async (page) => {
    const { layout } = await chartOf(page, "staircase");
    assert.deepEqual([layout.width, layout.height], [358, 350]);
  }));

test("typing a number redraws the chart", () =>
  open({}, async (page) => {
    await type(page, "lr", "0.1");
    await type(page, "gamma", "0.1");
    await type(page, "stepSize", "10");
    await type(page, "epochs", "30");
    const drawn = async () => {
      const [{ x, y }] = (await chartOf(page, "staircase")).data;
      return { x, y };
    };
    await eventually(drawn, expected({ lr: 0.1, gamma: 0.1, stepSize: 10 }, 30));
    assert.deepEqual((await drawn()).x, [0, 10, 20, 30]);
  }));

test("each slider redraws the chart while it moves, before it is let go", () =>
  open({}, async (page) => {
    for (const key of ["lr", "gamma", "stepSize", "epochs"]) {
      const drawn = async () => JSON.stringify((await chartOf(page, "staircase")).data[0]);
      const before = await still(drawn);
      const slider = page.locator(`[data-key="${key}"] input[type="range"]`);
      await slider.scrollIntoViewIfNeeded();
      const box = await placeOf(slider);
      await page.mouse.move(box.x + box.width * 0.5, box.y + box.height / 2);
      await page.mouse.down();
      await page.mouse.move(box.x + box.width * 0.7, box.y + box.height / 2, { steps: 4 });
      await eventually(async () => (await drawn()) !== before, true);
      await page.mouse.up();
    }
  }));

test("sliders of rates are logarithmic and stop on short numbers", () =>
  open({}, async (page) => {
    const at = async (share) => {
      await page.locator('[data-key="lr"] input[type="range"]').evaluate((slider, value) => {
        slider.value = String(1000 * value);
        slider.dispatchEvent(new Event("input"));
      }, share);
      return page.inputValue("#field-lr");
    };
    assert.equal(await at(0), "0.0001");
    assert.equal(await at(0.5), "0.01");
    assert.equal(await at(0.75), "0.1");
    assert.equal(await at(1), "1");
    assert.equal(await at(0.6), "0.025");
  }));

test("arrow keys move a slider to the next short number", () =>
  open({}, async (page) => {
    await page.focus('[data-key="lr"] input[type="range"]');
    await page.keyboard.press("ArrowRight");
    assert.equal(await page.inputValue("#field-lr"), "0.011");
    await page.keyboard.press("ArrowLeft");
    await page.keyboard.press("ArrowLeft");
    assert.equal(await page.inputValue("#field-lr"), "0.0099");
  }));

test("a rate of zero is a gap on the log axis, not a line off the page", () =>
  open({ query: "?gamma=0" }, async (page) => {
    const [{ x, y }] = (await chartOf(page, "staircase")).data;
    assert.deepEqual({ x, y }, { x: [0, 15, 15, 50], y: [0.01, 0.01, null, null] }); // the first step ends where the next would begin
  }));

test("reset brings a control back", () =>
  open({ query: "?lr=0.3&gamma=0.2" }, async (page) => {
    await page.click('[data-key="lr"] .reset');
    assert.equal(await page.inputValue("#field-lr"), "0.01");
    assert.equal(await page.inputValue("#field-gamma"), "0.2");
    assert.equal((await linkOf(page)).search, "?gamma=0.2");
  }));
