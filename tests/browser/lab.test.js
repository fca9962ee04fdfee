// Sections 5 and 6 as a reader uses them: presets, races, own data, trial runs, the tuning map. Mouse and keyboard only.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import { presets } from "../../web/sections/presets.js";
import { browserForTests, curvesOf, playTo, settle, trained, type } from "./harness.js";

const { open: openPage } = browserForTests();
const axe = readFileSync("node_modules/axe-core/axe.min.js", "utf8");
const WAIT = { timeout: 90_000 };

/** @param {import("./harness.js").View} view @param {(page: import("playwright-core").Page) => Promise<void>} look */
const open = (view, look) =>
  openPage(view, async (page) => {
    await page.waitForFunction(() => ["train", "choose"].every((id) => document.getElementById(id)?.dataset.ready !== undefined), null, WAIT);
    await look(page);
  });

/** Waits until an element says something. @param {import("playwright-core").Page} page @param {string} selector @param {RegExp} pattern */
const says = (page, selector, pattern) => page.waitForFunction(([at, source]) => new RegExp(source).test(document.querySelector(at)?.textContent ?? ""), [selector, pattern.source], WAIT);

/** What a race has drawn: one list of losses a lane. @param {import("playwright-core").Page} page @param {string} [id] */
const lanesOf = (page, id = "race") =>
  page.evaluate((id) => {
    const { data } = /** @type {any} */ (document.querySelector(`#${id} .js-plotly-plot`));
    return data.filter(({ yaxis }) => (yaxis ?? "y") === "y").map(({ y }) => [...y]);
  }, id);

/** @param {import("playwright-core").Page} page @param {RegExp} [pattern] */
async function race(page, pattern = /跑完了/) {
  await page.click("#race-play");
  await says(page, "#race-summary", pattern);
  await settle(page);
}

for (const name of Object.keys(presets))
  test(`the preset "${name}" plays and tells what its curves show`, () =>
    open({ query: "?speed=fast&epochs=20&noise=0.3" }, async (page) => {
      await page.click(`[data-preset=${name}]`);
      await trained(page, 50);
      await says(page, "#verdict", { right: /每降一级|各级末尾/, early: /太早/, late: /等到周期 45/, hard: /太狠/, soft: /和没降差不多/, high: /太大/ }[name]);
      assert.equal(await page.locator(`[data-preset=${name}]`).getAttribute("aria-pressed"), "true");
      const query = new URL(page.url()).searchParams;
      const { lr, gamma, stepSize } = presets[name];
      for (const [key, value, initial] of [["lr", lr, 0.01], ["gamma", gamma, 0.5], ["stepSize", stepSize, 15]]) assert.equal(query.get(key), value === initial ? null : String(value));
      assert.equal(query.get("noise"), null, "everything that a run depends on goes back to its start");
      assert.equal(await page.locator("#race-preset").isVisible(), name !== "right");
    }));

test("a preset races against the one that is just right", () =>
  open({ query: "?speed=fast" }, async (page) => {
    await page.click("[data-preset=hard]");
    await says(page, "#verdict", /太狠/);
    await page.click("#race-preset");
    await says(page, "#race-summary", /跑完了/);
    assert.equal(new URL(page.url()).searchParams.get("race"), "step:0.01:0.5:15");
    const [hard, right] = (await lanesOf(page)).map((losses) => losses.at(-1));
    assert.ok(right < hard, `${right} and ${hard}`);
  }));

test("four race on the same start, the link repeats the race to the last bit, and no task is longer than 50 ms", async () => {
  let search = "";
  /** @type {number[][]} */
  let lanes = [];
  await open({ query: "?epochs=40" }, async (page) => {
    await page.click("#race-add");
    await page.selectOption("#rival-3", "exponential");
    await page.fill("#rival-3-gamma", "0.9");
    await page.press("#rival-3-gamma", "Tab");
    assert.equal(await page.locator("#race-add").isVisible(), false, "four at most");
    await page.click("#race-play");
    await says(page, "#race-summary", /第 [3-9] 个周期/);
    const windows = await page.evaluate(async () => {
      const chart = /** @type {any} */ (document.querySelector("#race .js-plotly-plot"));
      const windows = [];
      for (let i = 0; i < 3 && !/跑完/.test(document.querySelector("#race-summary")?.textContent ?? ""); i++) {
        /** @type {number[]} */
        const long = [];
        let redraws = 0;
        const observer = new PerformanceObserver((list) => long.push(...list.getEntries().map(({ duration }) => Math.round(duration))));
        observer.observe({ type: "longtask" });
        const count = () => redraws++;
        for (const event of ["plotly_afterplot", "plotly_animated"]) chart.on(event, count);
        await new Promise((done) => setTimeout(done, 1000));
        observer.disconnect();
        for (const event of ["plotly_afterplot", "plotly_animated"]) chart.removeListener(event, count);
        windows.push({ long, redraws });
      }
      return windows;
    });
    assert.ok(windows.some(({ long }) => long.length === 0), `long tasks in ms while four race: ${JSON.stringify(windows)}`);
    for (const { redraws } of windows) assert.ok(redraws <= 9, `${redraws} redraws in a second`);
    await says(page, "#race-summary", /跑完了/);
    await settle(page);
    lanes = await lanesOf(page);
    assert.deepEqual(lanes.map(({ length }) => length), [40, 40, 40, 40]);
    assert.equal(new Set(lanes.map(([first]) => first)).size, 1, "the same network and batches at the same rate: the first epochs are alike to the last bit");
    assert.equal(await page.locator("#planes canvas:visible").count(), 4);
    search = new URL(page.url()).search;
    assert.equal(new URLSearchParams(search).get("race"), "constant,cosine,exponential::0.9");
  });
  await open({ query: `${search}&speed=fast` }, async (page) => {
    await race(page);
    assert.deepEqual(await lanesOf(page), lanes);
  });
});

test("the first lane of a race is the run above, edits included; pause holds, a change of setting starts over", () =>
  open({ query: "?epochs=12&edits=4:0.002&speed=fast&race=cosine" }, async (page) => {
    await playTo(page, 12);
    const { loss } = await curvesOf(page);
    await race(page);
    assert.deepEqual((await lanesOf(page))[0], loss);
    await page.click("#more > summary");
    await page.click(".chip:has(#speed-slow)");
    await page.click("#race-play");
    await says(page, "#race-summary", /第 [2-9] 个周期/);
    await page.click("#race-play");
    await settle(page);
    const held = await lanesOf(page);
    await page.waitForTimeout(700);
    assert.deepEqual(await lanesOf(page), held);
    await type(page, "gamma", "0.3");
    await says(page, "#race-summary", /各跑 12 个周期/);
  }));

test("a rival that diverges is told, and the others finish", () =>
  open({ query: "?epochs=10&speed=fast&data=linear&race=constant:1e9" }, async (page) => {
    await race(page);
    assert.match(await page.locator("#race-summary").textContent(), /恒定发散了/);
    const [own, lost] = await lanesOf(page);
    assert.ok(own.length === 10 && lost.length < 10);
  }));

test("wrong numbers of a rival are told beside the race and change nothing", () =>
  open({ query: "?race=step" }, async (page) => {
    await page.fill("#rival-1-stepSize", "0");
    await page.press("#rival-1-stepSize", "Tab");
    assert.match(await page.locator("#race-problem").textContent(), /0 超出范围/);
    assert.equal(new URL(page.url()).searchParams.get("race"), "step");
  }));

const flowers = `\uFEFFa;b;kind\r\n${Array.from({ length: 40 }, (_, i) => `${(i % 2) + Math.sin(i) / 4};${(i % 3) / 3};${i % 2 ? '"red; dark"' : "white"}`).join("\r\n")}\r\n`;

test("a CSV is read from a file, trains, and is not in the link", () =>
  open({ query: "?speed=fast&epochs=5" }, async (page) => {
    await page.click("#own > summary");
    await page.setInputFiles("#own-file", { name: "flowers.csv", mimeType: "text/csv", buffer: Buffer.from(flowers) });
    await says(page, "#own .told", /40 个样本、2 个特征、2 类（red; dark、white）。数据指纹 [0-9a-f]{8}/);
    assert.equal(new URL(page.url()).searchParams.get("data"), "own");
    await playTo(page, 5);
    await says(page, "#boundary-summary", /40 个样本/);
    assert.ok(page.url().length < 120, page.url());
  }));

test("a broken CSV is told with line and column, and the run stays", () =>
  open({ query: "?speed=fast&epochs=3" }, async (page) => {
    await page.click("#own > summary");
    await page.fill("#own-text", "x,y,label\n1,2,a\n3,,b\n4,5,a\n");
    await page.click("#own-use");
    assert.match(await page.locator("#own-problem").textContent(), /第 3 行第 2 列是空的/);
    assert.equal(await page.evaluate(() => { const { value, selectionStart, selectionEnd } = document.querySelector("#own-text"); return value.slice(selectionStart, selectionEnd); }), "3,,b");
    await page.fill("#own-text", "1,2,a\n3,4,b\n5,cat,b\n");
    await page.click("#own-use");
    assert.match(await page.locator("#own-problem").textContent(), /第 3 行第 2 列的“cat”/);
    await page.fill("#own-text", "1,2,a\n3,4\n");
    await page.click("#own-use");
    assert.match(await page.locator("#own-problem").textContent(), /第 2 行/);
    assert.equal(new URL(page.url()).searchParams.get("data"), null);
    await page.click("#own-example");
    await page.click("#own-use");
    await says(page, "#own .told", /60 个样本、2 个特征、2 类/);
    await playTo(page, 3);
  }));

test("a link to somebody's own data asks for them", () =>
  open({ query: "?data=own" }, async (page) => {
    await says(page, "#problem-data", /自己的数据不在链接里/);
  }));

test("the range test marks a rate, and one click takes it", () =>
  open({ query: "?lr=0.3" }, async (page) => {
    await page.click("#range-start");
    await says(page, "#range-summary", /α₀ = 0\.0\d+。/);
    await page.click("#range-use");
    const lr = Number(new URL(page.url()).searchParams.get("lr") ?? 0.01);
    assert.ok(lr >= 0.003 && lr <= 0.03, `${lr}`);
    assert.ok(await page.locator("#range-use").isDisabled());
    const { shapes } = await page.evaluate(() => JSON.parse(JSON.stringify(document.querySelector("#range .js-plotly-plot").layout)));
    assert.ok(shapes.some(({ x0 }) => x0 === lr));
  }));

test("the plateau is found on a constant run, S is proposed, and one click shows before and after", () =>
  open({}, async (page) => {
    await page.click("#plateau-start");
    await says(page, "#plateau-summary", /S = \d+/);
    const stepSize = Number((await page.locator("#plateau-summary").textContent()).match(/S = (\d+)/)[1]);
    await page.click("#after-start");
    await says(page, "#plateau-summary", new RegExp(`每 ${stepSize} 个周期乘以 0.5：最后 10 个周期的平均验证损失从`));
    const [constant, stepped] = await lanesOf(page, "plateau");
    assert.deepEqual(stepped.slice(0, stepSize), constant.slice(0, stepSize), "the same run until the drop");
    assert.notDeepEqual(stepped, constant);
    await page.click("#plateau-use");
    assert.equal(new URL(page.url()).searchParams.get("stepSize"), String(stepSize));
    assert.ok((await lanesOf(page, "plateau")).length === 2, "taking S does not throw the figure away");
  }));

test("gamma 0.5 and 0.1 race", () =>
  open({ query: "?lang=en" }, async (page) => {
    await page.click("#gammas-start");
    await says(page, "#gammas-summary", /five epochs after the first drop, at epoch 15/);
    const [half, tenth] = await lanesOf(page, "gammas");
    assert.deepEqual(half.slice(0, 15), tenth.slice(0, 15));
  }));

test("the map fills in, can be stopped, keeps what it has, and a cell is loaded by click and by keyboard", () =>
  open({}, async (page) => {
    await page.click("#map-start");
    await says(page, "#map-box .left", /还要约 \d+ 秒/);
    await says(page, "#map-summary", /训练了 \d\d+ \/ 210 格/);
    await page.click("#map-cancel");
    await says(page, "#map-summary", /停下了/);
    const done = async () => Number((await page.locator("#map-summary").textContent()).match(/(\d+) \/ 210/)[1]);
    const held = await done();
    await page.waitForTimeout(1000);
    assert.equal(await done(), held, "nothing more comes in");
    assert.ok(held >= 10 && held < 210);
    const cursor = page.locator('#map [role="slider"]');
    await cursor.focus();
    await page.keyboard.press("ArrowUp");
    for (let i = 0; i < 3; i++) await page.keyboard.press("ArrowRight");
    assert.match(await cursor.getAttribute("aria-valuetext"), /^γ 0.05，S 4：/);
    await page.keyboard.press("Enter");
    const query = () => Object.fromEntries(new URL(page.url()).searchParams);
    assert.deepEqual(query(), { gamma: "0.05", stepSize: "4" });
    await says(page, "#map-box .told", /γ = 0.05、S = 4 已经载入/);
    const box = await cursor.boundingBox();
    const place = await page.evaluate(() => {
      const { xaxis, yaxis } = document.querySelector("#map .js-plotly-plot")._fullLayout;
      return { x: xaxis._offset + xaxis.l2p(9), y: yaxis._offset + yaxis.l2p(5) };
    });
    await page.mouse.click(box.x + place.x, box.y + place.y);
    assert.deepEqual(query(), { gamma: "0.3" }, "S = 15 is the start");
    await page.click("#map-play");
    await trained(page, 3);
  }));

test("the whole map at another rate: each cell is a run of the trainer", () =>
  open({ query: "?epochs=6&points=100&mapLr=0.02&lr=0.02&gamma=0.5&stepSize=2&speed=fast" }, async (page) => {
    await page.click("#map-start");
    await says(page, "#map-summary", /里最低的是/);
    await settle(page);
    const { z } = await page.evaluate(() => JSON.parse(JSON.stringify(document.querySelector("#map .js-plotly-plot").data[0])));
    await playTo(page, 6);
    const { valLoss } = await curvesOf(page);
    assert.equal(10 ** z[7][1], 10 ** Math.log10(valLoss.at(-1)));
  }));

for (const [lang, dark] of /** @type {const} */ ([["zh-CN", false], ["en", true]]))
  test(`axe finds nothing in these sections, every figure has a name, a sentence, a table and a cursor: ${lang}`, () =>
    open({ query: `?lang=${lang}&speed=fast&epochs=12`, dark }, async (page) => {
      await race(page, lang === "en" ? /Finished/ : /跑完了/);
      for (const id of ["range", "plateau", "gammas"]) {
        await page.click(`#${id}-start`);
        await page.waitForFunction((id) => document.getElementById(`${id}-start`).checkVisibility(), id, WAIT);
      }
      await page.click("#own > summary");
      for (const id of ["race", "planes", "range", "plateau", "gammas", "map"]) {
        assert.ok((await page.locator(`#${id} [role="img"]`).getAttribute("aria-label")).length > 10, id);
        assert.ok((await page.locator(`#${id}-summary`).textContent()).length > 10, id);
        await page.click(`#${id} details.data > summary`);
        await page.locator(`#${id} tbody tr`).first().waitFor();
        assert.equal(await page.locator(`#${id} thead th`).count(), await page.locator(`#${id} tbody tr:first-child > *`).count(), id);
        const cursor = page.locator(`#${id} [role="slider"]`);
        await cursor.focus();
        await page.keyboard.press("ArrowRight");
        assert.ok((await cursor.getAttribute("aria-valuetext")).length > 5, id);
        assert.ok(await page.locator(`#${id} .chip-reading`).isVisible(), id);
      }
      await page.evaluate(axe);
      const { violations } = await page.evaluate(() => window.axe.run({ include: ["#train", "#choose"] }, { resultTypes: ["violations"] }));
      assert.deepEqual(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(" ")).join(", ")}`), []);
      if (lang === "en") assert.deepEqual((await page.locator("#train, #choose").allInnerTexts()).join().match(/[\u4e00-\u9fff].*/g) ?? [], []);
    }));
