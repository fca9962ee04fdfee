// Bad input and links: what is wrong is told beside its field, the last good state stays, and every state is a link.

import assert from "node:assert/strict";
import test from "node:test";
import { browserForTests, chartOf, eventually, linkOf, still, type } from "./harness.js";

const { open } = browserForTests();

/** What the reader is told beside a field. */
const told = (page, key) => page.locator(`#problem-${key}`).textContent();

const cases = [
  ["lr", "-1", /不小于 0/],
  ["lr", "abc", /“abc”不是数/],
  ["lr", "", /请填一个数/],
  ["stepSize", "0x10", /“0x10”不是数/],
  ["gamma", "-0.5", /不小于 0/],
  ["stepSize", "0", /不小于 1/],
  ["stepSize", "1e20", /不大于 9007199254740991/],
  ["stepSize", "2.5", /不是整数/],
  ["epochs", "0", /不小于 1/],
  ["epochs", "100000", /不大于 2000/],
];

for (const [key, text, sentence] of cases)
  test(`${key} = "${text}" is refused beside its field`, () =>
    open({}, async (page) => {
      const before = await still(() => chartOf(page, "staircase"));
      await page.fill(`#field-${key}`, text);
      assert.match(await told(page, key), sentence);
      const field = page.locator(`#field-${key}`);
      assert.equal(await field.getAttribute("aria-invalid"), "true");
      assert.equal(await field.getAttribute("aria-describedby"), `problem-${key}`);
      assert.equal(await page.locator(`#problem-${key}`).getAttribute("role"), "alert");
      assert.ok(await page.locator(`#problem-${key}`).isVisible());
      assert.deepEqual(await still(() => chartOf(page, "staircase")), before, "the last good chart stays");
      assert.equal((await linkOf(page)).search, "");
      await page.fill(`#field-${key}`, key === "gamma" ? "0.5" : key === "lr" ? "0.02" : "20");
      assert.equal(await told(page, key), "");
      assert.equal(await field.getAttribute("aria-invalid"), "false");
    }));

test("full-width digits are digits", () =>
  open({}, async (page) => {
    await type(page, "lr", "０．０５");
    assert.equal(await told(page, "lr"), "");
    assert.equal((await linkOf(page)).search, "?lr=0.05");
  }));

test("what the trainer refuses is told beside its field, and the last good run stays", () =>
  open({}, async (page) => {
    await page.click("#more > summary");
    for (const [key, text, sentence] of [["layers", "16, x", /每层宽度/], ["batchSize", "0", /不小于 1/], ["seed", "-1", /不小于 0/], ["noise", "x", /不是数/]]) {
      await page.fill(`#field-${key}`, text);
      assert.match(await told(page, key), sentence);
    }
    await page.click("#step");
    await page.waitForFunction(() => document.querySelector("#training .js-plotly-plot").data[0].y.length === 1);
  }));

test("a bad value in a link is told beside its field, the rest of the link holds", () =>
  open({ query: "?lr=-3&stepSize=10" }, async (page) => {
    assert.match(await told(page, "lr"), /不小于 0/);
    await eventually(async () => (await chartOf(page, "staircase")).data[0].x, [0, 10, 20, 30, 40, 50]);
    assert.equal((await chartOf(page, "staircase")).data[0].y[0], 0.01);
  }));

test("a link whose rates overflow is told where it was refused, with what stood there", () =>
  open({ query: "?gamma=5&stepSize=1&epochs=2000" }, async (page) => {
    await eventually(() => told(page, "epochs").catch(() => ""), "这样学习率会大到无法表示；减小 γ、加大 S 或缩短训练，它才是有限的数。");
    assert.equal(await page.inputValue("#field-epochs"), "2000");
    assert.equal(await page.inputValue("#field-lr"), "0.01");
    assert.equal(await page.getAttribute("#field-lr", "aria-invalid"), "false");
  }));

test("the state is in the link, and the link restores it", async () => {
  let search = "";
  await open({}, async (page) => {
    await type(page, "lr", "0.03");
    await type(page, "stepSize", "8");
    await page.click('label:has(input[value="moons"])');
    await page.click("#more > summary");
    await page.selectOption('[data-key="optimizer"] select', "Adam");
    await type(page, "layers", "8");
    await page.click('[data-lang="en"]');
    await page.click("#theme");
    search = (await linkOf(page)).search;
    assert.deepEqual(Object.fromEntries(new URLSearchParams(search)), { lr: "0.03", stepSize: "8", data: "moons", layers: "8", optimizer: "Adam", lang: "en", theme: "dark" });
  });
  await open({ query: search }, async (page) => {
    assert.equal(await page.inputValue("#field-lr"), "0.03");
    assert.equal(await page.inputValue("#field-stepSize"), "8");
    assert.equal(await page.inputValue("#field-layers"), "8");
    assert.equal(await page.inputValue('[data-key="optimizer"] select'), "Adam");
    assert.ok(await page.isChecked('input[value="moons"]'));
    assert.deepEqual(await page.evaluate(() => [document.documentElement.lang, document.documentElement.dataset.theme]), ["en", "dark"]);
    await eventually(async () => (await chartOf(page, "staircase")).data[0].y[1], 0.015);
  });
});

test("back goes back, forward goes forward", () =>
  open({}, async (page) => {
    await type(page, "lr", "0.03");
    await type(page, "lr", "0.2");
    const shown = () => page.inputValue("#field-lr");
    await page.goBack();
    await eventually(shown, "0.03");
    await page.goBack();
    await eventually(shown, "0.01");
    await page.goForward();
    await eventually(shown, "0.03");
    await eventually(async () => (await chartOf(page, "staircase")).data[0].y[0], 0.03);
  }));

test("without Plotly the page says so; sentence, table and training still work", () =>
  open({ without: "**/plotly-*.js", expected: [/plotly-/], query: "?speed=fast&epochs=6" }, async (page) => {
    await page.waitForFunction(() => /图表没有加载成功/.test(document.querySelector("#staircase .plot").textContent));
    assert.match(await page.locator("#staircase-summary").textContent(), /6 个周期里学习率一直是 0.01/);
    await page.click("#play");
    await page.waitForFunction(() => /训练完 6 个周期/.test(document.querySelector("#training-summary").textContent));
  }));

for (const [edits, told, lang = "zh-CN"] of [
  ...["3:fast", "5:", ":0.1", "5:0.1:zz"].map((text) => [text, /周期:学习率/]),
  ["0:0.1,5:0.1,5:0.2", /周期 5 的学习率改了两次/],
  ["0:0.1,5:0.1,5:0.2", /rate of epoch 5 twice/, "en"],
])
  test(`a rate edit in a link that makes no sense is told, and the run starts without it: ${edits}, ${lang}`, () =>
    open({ query: `?edits=${edits}&lang=${lang}` }, async (page) => {
      assert.match(await page.locator("#run-problem").textContent(), told);
      await page.click("#step");
      await page.waitForFunction(() => document.querySelector("#training .js-plotly-plot").data[0].y.length === 1);
    }));
