// The formula's symbols are tied to sliders and chart; the worked example follows the sliders.

import assert from "node:assert/strict";
import test from "node:test";
import { browserForTests, eventually, linkOf, sectionOf, tableOf, type } from "./harness.js";

const { open } = browserForTests();
const lit = (page) => page.evaluate(() => document.documentElement.dataset.lit ?? null);
const marked = (page, selector) => page.evaluate((s) => getComputedStyle(document.querySelector(s)).backgroundColor !== "rgba(0, 0, 0, 0)", selector);

test("pointing at a symbol lights its slider and its part of the chart, and the other way round", () =>
  open({}, async (page) => {
    await sectionOf(page, "formula");
    for (const part of ["lr", "gamma", "stepSize"]) {
      await page.hover(`#linked-formula [data-part="${part}"]`);
      await eventually(() => lit(page), part);
      // The light comes in a tenth of a second.
      await eventually(() => marked(page, `#numbers [data-key="${part}"]`), true);
      await eventually(() => marked(page, `#linked-formula [data-part="${part}"]`), true);
      await eventually(() => page.evaluate((p) => getComputedStyle(document.querySelector(`.anatomy [data-part="${p}"]`)).opacity, part), "1");
      await eventually(() => page.evaluate((p) => getComputedStyle(document.querySelector(`.anatomy [data-part]:not([data-part="${p}"])`)).opacity, part), "0.22");
      await page.hover("#formula-title");
      await eventually(() => lit(page), null);
      await page.hover(`#numbers [data-key="${part}"] label`);
      await eventually(() => lit(page), part);
    }
  }));

test("focus lights too, and a symbol leads to its slider", () =>
  open({}, async (page) => {
    await sectionOf(page, "formula");
    await page.focus('.symbol-list [data-part="gamma"]');
    assert.equal(await lit(page), "gamma");
    await page.keyboard.press("Enter");
    assert.equal(await page.evaluate(() => document.activeElement.id), "field-gamma");
    assert.equal(await lit(page), "gamma");
  }));

test("the sentence works out the epoch under the cursor", () =>
  open({ query: "?lr=0.01&gamma=0.1&stepSize=10&epochs=30" }, async (page) => {
    await sectionOf(page, "formula");
    const cursor = page.locator("#anatomy .cursor");
    await cursor.focus();
    await page.keyboard.press("Home");
    for (let i = 0; i < 10; i++) await page.keyboard.press("ArrowRight");
    assert.equal(await page.locator("#anatomy-summary").textContent(), "t = 10 时，10 个周期里装得下 1 个完整的 10，k = ⌊10 / 10⌋ = 1：α₁₀ = 0.01 × 0.1¹ = 0.001。");
    assert.match(await cursor.getAttribute("aria-valuetext"), /t = 10，k = 1，学习率 0.001/);
    await page.keyboard.press("ArrowLeft");
    assert.match(await page.locator("#anatomy-summary").textContent(), /k = ⌊9 \/ 10⌋ = 0：α₉ = 0.01 × 0.1⁰ = 0.01/);
    assert.deepEqual((await tableOf(page, "anatomy")).map((row) => row[1]), ["0–9", "10–19", "20–29"]);
    assert.match(await page.locator('#anatomy [role="img"]').getAttribute("aria-label"), /α₀/);
  }));

test("odd numbers do not break the picture", () =>
  open({ query: "?gamma=0&stepSize=1" }, async (page) => {
    await sectionOf(page, "formula");
    for (const [key, text] of [["gamma", "1"], ["gamma", "1.3"], ["stepSize", "60"], ["lr", "0"]]) {
      await type(page, key, text);
      assert.ok(!/NaN|Infinity|undefined/.test(await page.locator("#anatomy .plot").innerHTML()), `${key} = ${text}`);
      assert.ok(!/NaN|undefined/.test(await page.locator("#anatomy-summary").textContent()));
    }
  }));

test("the worked example: 0.01, 0.1, 10 beside the reader's own numbers", () =>
  open({}, async (page) => {
    await sectionOf(page, "example");
    const rows = async (id) => (await page.locator(`#${id} tbody tr`).allInnerTexts()).map((row) => row.split("\t").map((cell) => cell.replace(/\s+/g, " ").trim()));
    assert.deepEqual(await rows("example-fixed"), [["0–9", "0", "0.01 × 0.10", "0.01"], ["10–19", "1", "0.01 × 0.11", "0.001"], ["20–29", "2", "0.01 × 0.12", "0.0001"]]); // the exponent is set above
    assert.deepEqual((await rows("example-live")).map((row) => row[3]), ["0.01", "0.005", "0.0025", "0.00125"]);
    await page.click("#example-fixed button");
    assert.deepEqual((await rows("example-live")).slice(0, 3), await rows("example-fixed"));
    assert.equal((await linkOf(page)).search, "?gamma=0.1&stepSize=10");
    await page.goBack();
    await eventually(async () => (await rows("example-live")).map((row) => row[3]), ["0.01", "0.005", "0.0025", "0.00125"]);
    await type(page, "stepSize", "25");
    assert.deepEqual((await rows("example-live")).map((row) => row[0]), ["0–24", "25–49"]);
    assert.match(await page.locator("#example-sentence").textContent(), /周期 24 还是 0.01，周期 25 就是 0.005 了/);
  }));

test("the question is answered by keyboard and says why", () =>
  open({ query: "?lang=en" }, async (page) => {
    await sectionOf(page, "example");
    assert.match(await page.locator("#quiz label").textContent(), /epoch 15/);
    await page.focus("#quiz-answer");
    await page.keyboard.type("0.01");
    await page.keyboard.press("Enter");
    assert.match(await page.locator("#quiz-verdict").textContent(), /Not quite\. ⌊15 \/ 15⌋ = 1.*0\.005/);
    await page.fill("#quiz-answer", "0.005");
    await page.keyboard.press("Enter");
    assert.match(await page.locator("#quiz-verdict").textContent(), /^Right/);
    await page.click("#quiz .quiet");
    assert.match(await page.locator("#quiz label").textContent(), /epoch 14/);
  }));

test("without scripts: the still staircase, the symbols, the worked example and the code", () =>
  open({ scripts: false }, async (page) => {
    assert.ok(await page.locator("#first svg").first().isVisible());
    assert.ok(await page.locator("#anatomy svg").isVisible());
    assert.deepEqual((await page.locator("#example-fixed tbody tr td:last-child").allInnerTexts()), ["0.01", "0.001", "0.0001"]);
    assert.deepEqual((await page.locator('#codebox [lang="zh-CN"] .listing:last-child pre').innerText()).split("\n").slice(14, 16), ["周期 15, 学习率: 0.01", "周期 16, 学习率: 0.005"]);
    assert.ok((await page.locator('#codebox [lang="zh-CN"] .listing:first-child pre').innerText()).includes("StepLR(optimizer, step_size=15, gamma=0.5)"));
    assert.equal(await page.locator(".bar").isVisible(), false);
    assert.equal(await page.locator('#first .still[lang="en"]').isVisible(), false);
  }));

test("k counts the steps also where they change nothing: γ of 1 and of 0", () =>
  open({ query: "?lang=en&gamma=1" }, async (page) => {
    await sectionOf(page, "formula");
    for (const gamma of ["1", "0"]) {
      await type(page, "gamma", gamma);
      await eventually(() => page.textContent('.symbol-list [data-part="k"] .value'), "2");
      assert.match(await page.textContent("#anatomy-summary"), /2 whole steps of 15 fit/);
    }
  }));

test("numbers whose rate overflows are refused, typed or in a link, and the last good ones stay", async () => {
  await open({ query: "?lang=en&stepSize=1&epochs=200" }, async (page) => {
    await type(page, "gamma", "50");
    await eventually(async () => /grow beyond all bounds/.test(await page.textContent("#numbers [data-key=gamma]")), true);
    assert.doesNotMatch(page.url(), /gamma/);
  });
  await open({ query: "?lang=en&gamma=50&stepSize=1&epochs=200" }, async (page) => {
    await eventually(async () => /grow beyond all bounds/.test(await page.textContent("main")), true);
    assert.equal(await page.getAttribute("html", "data-shown"), "");
  });
});
