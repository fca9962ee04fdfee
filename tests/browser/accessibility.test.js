// For every reader: any width, keyboard alone, a screen reader, no scripts, another subfolder.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import { browserForTests, eventually, placeOf, playTo, tableOf } from "./harness.js";

const { open } = browserForTests();
const axe = readFileSync("node_modules/axe-core/axe.min.js", "utf8");

/** axe runs as the test's own script, outside the page's policy. @param {import("playwright-core").Page} page */
async function axeProblems(page) {
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() => /** @type {any} */ (window).axe.run(document, { resultTypes: ["violations"] }));
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(" ")).join(", ")}`);
}

for (const lang of ["zh-CN", "en"])
  for (const dark of [false, true])
    test(`axe finds nothing: ${lang}, ${dark ? "dark" : "light"}`, () =>
      open({ query: `?lang=${lang}&speed=fast`, dark }, async (page) => {
        await page.click("#more > summary");
        for (const id of ["staircase", "training", "boundary"]) await page.click(`#${id} details.data > summary`);
        await playTo(page, 50);
        assert.deepEqual(await axeProblems(page), []);
        await page.fill("#field-lr", "x");
        assert.deepEqual(await axeProblems(page), []);
      }));

for (const width of [320, 390, 1280])
  for (const lang of ["zh-CN", "en"])
    test(`nothing sticks out at ${width} px, ${lang}`, () =>
      open({ width, height: 800, query: `?lang=${lang}&speed=fast` }, async (page) => {
        await page.click("#more > summary");
        await playTo(page, 50);
        await page.fill("#field-stepSize", "0");
        await page.locator("#problem-stepSize:not(:empty)").waitFor();
        const { scroll, inner, out } = await page.evaluate(() => ({
          scroll: document.documentElement.scrollWidth,
          inner: window.innerWidth,
          out: [...document.querySelectorAll("main *, header *, footer *")]
            .filter((node) => !node.closest(".visually-hidden, .js-plotly-plot, .table-box, .bar .name, pre") && node.checkVisibility())
            .filter((node) => node.getBoundingClientRect().right > innerWidth + 0.5 || node.getBoundingClientRect().left < -0.5)
            .map((node) => node.outerHTML.slice(0, 90)),
        }));
        assert.deepEqual(out, []);
        assert.equal(scroll, inner);
      }));

test("on a phone every target is at least 44 px high", () =>
  open({ width: 390, height: 844 }, async (page) => {
    await page.click("#more > summary");
    const small = await page.evaluate(() =>
      [...document.querySelectorAll("button, input:not([type=radio]), select, summary, nav a, .chip")]
        .filter((node) => node.checkVisibility({ visibilityProperty: true }) && node.getBoundingClientRect().height < 44)
        .map((node) => `${node.outerHTML.slice(0, 80)} ${node.getBoundingClientRect().height}`),
    );
    assert.deepEqual(small, []);
  }));

for (const [lang, words] of /** @type {const} */ ([["zh-CN", { staircase: /步进衰减学习率策略/, training: /训练曲线/, boundary: /决策边界/, read: /周期 15，已变 1 次，学习率 0.005/ }], ["en", { staircase: /Step decay learning-rate schedule/, training: /Training curves/, boundary: /Decision boundary/, read: /Epoch 15, after 1 change, rate 0.005/ }]]))
  test(`each chart has a name, a sentence, a table and a cursor: ${lang}`, () =>
    open({ query: `?lang=${lang}&speed=fast` }, async (page) => {
      await playTo(page, 50);
      for (const [id, count] of /** @type {const} */ ([["staircase", 4], ["training", 50], ["boundary", 2]])) {
        const image = page.locator(`#${id} [role="img"]`);
        assert.match((await image.getAttribute("aria-label")) ?? "", words[id]);
        assert.equal(await image.getAttribute("aria-describedby"), `${id}-summary`);
        assert.ok((await page.locator(`#${id}-summary`).textContent()).length > 10);
        assert.equal((await tableOf(page, id)).length, count);
        assert.equal(await page.locator(`#${id} thead th`).count(), await page.locator(`#${id} tbody tr:first-child > *`).count());
        assert.equal(await page.locator(`#${id} [role="slider"]`).count(), 1);
      }
      assert.deepEqual(await tableOf(page, "staircase"), [["0", "0–14", "0.01"], ["1", "15–29", "0.005"], ["2", "30–44", "0.0025"], ["3", "45–49", "0.00125"]]);

      const cursor = page.locator('#staircase [role="slider"]');
      await cursor.focus();
      for (let i = 0; i < 15; i++) await page.keyboard.press("ArrowRight");
      assert.match((await cursor.getAttribute("aria-valuetext")) ?? "", words.read);
      assert.equal(await cursor.getAttribute("aria-valuenow"), "15");
      assert.ok(await page.locator("#staircase .chip-reading").isVisible());
      await page.keyboard.press("End");
      assert.equal(await cursor.getAttribute("aria-valuenow"), "49");
    }));

test("the pointer reads the epoch under it", () =>
  open({}, async (page) => {
    await page.locator("#staircase .cursor").scrollIntoViewIfNeeded();
    const box = await placeOf(page.locator("#staircase .cursor"));
    await page.mouse.move(box.x + 50 + (530 * 31.5) / 50, box.y + 150);
    assert.equal(await page.locator("#staircase .chip-reading").textContent(), "周期 31，已变 2 次，学习率 0.0025");
  }));

test("keyboard alone: from the top to a trained network", () =>
  open({ query: "?speed=fast&epochs=12" }, async (page) => {
    for (let i = 0; i < 60; i++) {
      await page.keyboard.press("Tab");
      const ringed = await page.evaluate(() => {
        const node = document.activeElement.matches(".chip input") ? document.activeElement.nextElementSibling : document.activeElement;
        return getComputedStyle(node).outlineStyle !== "none" || node.tagName === "INPUT";
      });
      assert.ok(ringed, await page.evaluate(() => document.activeElement.outerHTML.slice(0, 100)));
      if (await page.evaluate(() => document.activeElement.id === "play")) break;
    }
    assert.equal(await page.evaluate(() => document.activeElement.id), "play");
    await page.keyboard.press("Enter");
    await page.waitForFunction(() => document.querySelector("#training .js-plotly-plot").data[0].y.length === 12);
  }));

test("without scripts the lesson reads: headline, sentences, formula, in one language", () =>
  open({ scripts: false }, async (page) => {
    const text = await page.locator("main").innerText();
    for (const part of ["步进衰减", "学习率决定每次更新走多远", "先大步走近，再小步站稳", "用它训练一个网络", "三个数怎么选"]) assert.ok(text.includes(part), part);
    assert.ok(!text.includes("Long strides"), "the other language is hidden");
    assert.ok(await page.locator("#linked-formula math").isVisible());
  }));

test("one language on screen", () =>
  open({ query: "?lang=en&speed=fast" }, async (page) => {
    await page.click("#more > summary");
    await playTo(page, 50);
    await page.fill("#field-lr", "-1");
    const text = (await page.locator("body").innerText()).replace("中文", "");
    assert.deepEqual(text.match(/[\u4e00-\u9fff].*/g) ?? [], []);
    assert.equal(await page.title(), "Step decay: long strides first, short ones later | step-decay");
  }));

test("the theme follows the system until one is chosen", () =>
  open({ dark: true }, async (page) => {
    const paper = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    const night = await paper();
    await page.emulateMedia({ colorScheme: "light" });
    const day = await paper();
    assert.notEqual(day, night);
    await page.click("#theme");
    assert.equal(await paper(), night);
    await page.emulateMedia({ colorScheme: "dark" });
    await page.click("#theme");
    assert.equal(await paper(), day);
  }));
