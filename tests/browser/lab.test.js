// Sections 5 and 6 as a reader uses them: presets, races, own data, trial runs, the tuning map. Mouse and keyboard only.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import { GAMMAS, stepSizes } from "../../web/sections/map-figure.js";
import { presets } from "../../web/sections/presets.js";
import { browserForTests, curvesOf, linkOf, playTo, trained, type } from "./harness.js";
import { bestWindow } from "./long-tasks.js";

const { open: openPage } = browserForTests();
const axe = readFileSync("node_modules/axe-core/axe.min.js", "utf8");
const WAIT = { timeout: 240_000 }; // for whole races and maps

/** @param {import("./harness.js").View} view @param {(page: import("playwright-core").Page) => Promise<void>} look */
const open = (view, look) =>
  openPage(view, async (page) => {
    await page.waitForFunction(() => ["train", "choose"].every((id) => document.getElementById(id)?.dataset.ready !== undefined), null, WAIT);
    await look(page);
  });

/** Waits until an element says something. @param {import("playwright-core").Page} page @param {string} selector @param {RegExp} pattern */
const says = (page, selector, pattern) => page.waitForFunction(([at, source]) => new RegExp(source).test(document.querySelector(at)?.textContent ?? ""), [selector, pattern.source], WAIT);

/** What a race has drawn, one list of losses a lane, once the lanes named have so many epochs: a chart comes after the sentence under it.
 * @param {import("playwright-core").Page} page @param {(number | null)[]} lengths null: of any length @param {string} [id] @returns {Promise<number[][]>} */
async function lanesOf(page, lengths, id = "race") {
  const drawn = await page.waitForFunction(
    ({ lengths, id }) => {
      const { data } = /** @type {any} */ (document.querySelector(`#${id} .js-plotly-plot`));
      const lanes = data.filter(({ yaxis }) => (yaxis ?? "y") === "y").map(({ y }) => [...y]);
      return lanes.length === lengths.length && lanes.every((lane, i) => lengths[i] === null || lane.length === lengths[i]) && lanes;
    },
    { lengths, id },
    WAIT,
  );
  return drawn.jsonValue();
}

/** @param {import("playwright-core").Page} page @param {RegExp} [pattern] */
async function race(page, pattern = /跑完了/) {
  await page.click("#race-play");
  await says(page, "#race-summary", pattern);
}

const PRINT = /[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}/;

/** @param {import("playwright-core").Page} page @param {string} row of the run's progress */
async function printOf(page, row) {
  await says(page, row, PRINT);
  return PRINT.exec(await page.locator(row).textContent())[0];
}

for (const name of Object.keys(presets))
  test(`the preset "${name}" plays and tells what its curves show`, () =>
    open({ query: "?speed=fast&epochs=20&noise=0.3" }, async (page) => {
      await page.click(`[data-preset=${name}]`);
      await trained(page, 50);
      await says(page, "#verdict", { right: /每降一级|各级末尾/, early: /太早/, late: /等到周期 45/, hard: /太狠/, soft: /和没降差不多/, high: /太大/ }[name]);
      assert.equal(await page.locator(`[data-preset=${name}]`).getAttribute("aria-pressed"), "true");
      const query = (await linkOf(page)).searchParams;
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
    assert.equal((await linkOf(page)).searchParams.get("race"), "step:0.01:0.5:15");
    const [hard, right] = (await lanesOf(page, [50, 50])).map((losses) => losses.at(-1));
    assert.ok(right < hard, `${right} and ${hard}`);
  }));

/** Adds a third rival. @param {import("playwright-core").Page} page */
async function addThird(page, gamma = "0.9") {
  await page.click("#race-add");
  await page.selectOption("#rival-3", "exponential");
  await page.fill("#rival-3-gamma", gamma);
  await page.press("#rival-3-gamma", "Tab");
}

test("four race on the same start, and whoever opens the link sees the same race to the last bit", async () => {
  let search = "";
  let print = "";
  /** @type {number[][]} */
  let lanes = [];
  await open({ query: "?epochs=40&speed=fast" }, async (page) => {
    await addThird(page);
    assert.equal(await page.locator("#race-add").isVisible(), false, "four at most");
    await race(page);
    lanes = await lanesOf(page, [40, 40, 40, 40]);
    assert.equal(new Set(lanes.map(([first]) => first)).size, 1, "the same network and batches at the same rate: the first epochs are alike to the last bit");
    assert.equal(await page.locator("#planes canvas:visible").count(), 4);
    print = await printOf(page, "#race-progress");
    search = (await linkOf(page)).search;
    assert.equal(new URLSearchParams(search).get("race"), "constant,cosine,exponential::0.9");
  });
  await open({ query: `${search}&lang=en` }, async (page) => {
    await race(page, /Finished/);
    assert.deepEqual(await lanesOf(page, [40, 40, 40, 40]), lanes);
    assert.equal(await printOf(page, "#race-progress"), print);
    await page.selectOption("#rival-3", "onecycle");
    await race(page, /Finished/);
    assert.notEqual(await printOf(page, "#race-progress"), print, "another rival is another race");
  });
});

test("while four race, the page stays free: no task over 50 ms in the best window, at most 8 redraws a second, and the time left is told", () =>
  open({ query: "?epochs=600" }, async (page) => {
    await addThird(page, "0.99");
    await page.click("#race-play");
    await says(page, "#race-summary", /第 ([3-9]|\d\d+) 个周期/);
    await says(page, "#race-progress", /周期 \d+ \/ 600，还要约 \d+ 秒/);
    await page.evaluate(() => {
      const chart = /** @type {any} */ (document.querySelector("#race .js-plotly-plot"));
      const count = () => window.redraws++;
      [window.redraws, window.since] = [0, performance.now()];
      for (const event of ["plotly_afterplot", "plotly_animated"]) chart.on(event, count);
    });
    const windows = await bestWindow(page);
    assert.deepEqual(windows.at(-1).long, [], `tasks of the main thread in ms, window by window: ${JSON.stringify(windows)}`);
    const { redraws, seconds } = await page.evaluate(() => ({ redraws: window.redraws, seconds: (performance.now() - window.since) / 1000 }));
    assert.ok(redraws > 0 && redraws <= 8 * seconds + 2, `${redraws} redraws in ${seconds} s`);
    await page.click("#race-restart");
    await says(page, "#race-summary", /各跑 600 个周期|第 0 个周期/);
  }));

test("the first lane of a race is the run above, edits included", () =>
  open({ query: "?epochs=12&edits=4:0.002&speed=fast&race=cosine" }, async (page) => {
    await playTo(page, 12);
    const { loss } = await curvesOf(page);
    await race(page);
    assert.deepEqual((await lanesOf(page, [12, 12]))[0], loss);
  }));

test("pause holds a race, and a change of setting starts over", () =>
  open({ query: "?epochs=400&speed=slow&race=cosine" }, async (page) => {
    await page.click("#race-play");
    await says(page, "#race-summary", /第 ([2-9]|\d\d+) 个周期/);
    await page.click("#race-play");
    await says(page, "#race-play", /继续/);
    const epoch = async () => Number((await page.locator("#race-progress").textContent()).match(/周期 (\d+)/)[1]);
    const held = await epoch();
    await page.waitForTimeout(1500); // six epochs if it went on
    assert.ok((await epoch()) <= held + 1, "no more than the epoch that was under way");
    await type(page, "gamma", "0.3");
    await says(page, "#race-summary", /各跑 400 个周期/);
  }));

test("a rival that diverges is told, and the others finish", () =>
  open({ query: "?epochs=10&speed=fast&data=linear&race=constant:1e9" }, async (page) => {
    await race(page);
    assert.match(await page.locator("#race-summary").textContent(), /恒定发散了/);
    const [, lost] = await lanesOf(page, [10, null]);
    assert.ok(lost.length < 10);
  }));

test("wrong numbers of a rival are told beside the race and change nothing", () =>
  open({ query: "?race=step" }, async (page) => {
    await page.fill("#rival-1-stepSize", "0");
    await page.press("#rival-1-stepSize", "Tab");
    assert.match(await page.locator("#race-problem").textContent(), /0 超出范围/);
    assert.equal((await linkOf(page)).searchParams.get("race"), "step");
  }));

const flowers = `\uFEFFa;b;kind\r\n${Array.from({ length: 40 }, (_, i) => `${(i % 2) + Math.sin(i) / 4};${(i % 3) / 3};${i % 2 ? '"red; dark"' : "white"}`).join("\r\n")}\r\n`;

test("a CSV is read from a file, trains, and is not in the link", () =>
  open({ query: "?speed=fast&epochs=5" }, async (page) => {
    await page.click("#own > summary");
    await page.setInputFiles("#own-file", { name: "flowers.csv", mimeType: "text/csv", buffer: Buffer.from(flowers) });
    await says(page, "#own .told", /40 个样本、2 个特征、2 类（red; dark、white）。数据指纹 [0-9a-f]{8}/);
    assert.equal((await linkOf(page)).searchParams.get("data"), "own");
    await playTo(page, 5);
    await says(page, "#boundary-summary", /40 个样本/);
    assert.ok((await linkOf(page)).href.length < 120);
    const print = await printOf(page, "#run-progress");
    await says(page, "#fingerprint", new RegExp(print)); // section 8 names the same run alike
    await page.setInputFiles("#own-file", { name: "flowers.csv", mimeType: "text/csv", buffer: Buffer.from(flowers.replace("white", "blue")) });
    await says(page, "#own .told", /3 类/);
    await page.waitForFunction(() => !/指纹/.test(document.querySelector("#run-progress").textContent));
    await playTo(page, 5);
    assert.notEqual(await printOf(page, "#run-progress"), print, "other data, another run, though the link is the same");
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
    assert.equal((await linkOf(page)).searchParams.get("data"), null);
    await page.click("#own-example");
    await page.click("#own-use");
    await says(page, "#own .told", /60 个样本、2 个特征、2 类/);
    await playTo(page, 3);
  }));

test("a table of numbers to predict trains as a regression; a spreadsheet's own encodings are read; what is too large is refused unread", () =>
  open({ query: "?speed=fast&epochs=5" }, async (page) => {
    await page.click("#own > summary");
    const houses = ["area\tage\tprice", ...Array.from({ length: 50 }, (_, i) => `${60 + i}\t${i % 7}\t${1e5 + 2000.5 * i}`)].join("\r\n");
    await page.setInputFiles("#own-file", { name: "houses.txt", mimeType: "text/plain", buffer: Buffer.from(`\uFEFF${houses}`, "utf16le") });
    await says(page, "#own .told", /50 个样本、2 个特征。最后一列是要预测的数/);
    await playTo(page, 5);
    assert.equal(await page.locator("#boundary").isVisible(), false);
    const { loss } = await curvesOf(page);
    assert.ok(loss.every(Number.isFinite) && loss.at(-1) < loss[0], `${loss}`);
    // 红 and 蓝 in GB 18030
    const lines = Array.from({ length: 20 }, (_, i) => Buffer.concat([Buffer.from(`${i % 2},${i},`), Buffer.from(i % 2 ? [0xba, 0xec] : [0xc0, 0xb6]), Buffer.from("\n")]));
    await page.setInputFiles("#own-file", { name: "gb.csv", mimeType: "text/csv", buffer: Buffer.concat(lines) });
    await says(page, "#own .told", /2 类（红、蓝）|2 类（蓝、红）/);
    await page.setInputFiles("#own-file", { name: "large.csv", mimeType: "text/csv", buffer: Buffer.alloc(4_100_000, "1,2\n") });
    await says(page, "#own-problem", /文件有 4\.10 MB，这里最多读 4 MB/);
    await page.fill("#own-text", Array.from({ length: 12 }, () => "1,2,a").join("\n"));
    await page.click("#own-use");
    await says(page, "#own-problem", /1 种类别/);
    await page.fill("#own-text", "");
    await page.click("#own-use");
    await says(page, "#own-problem", /还没有内容/);
  }));

test("a link to somebody's own data asks for them, and opens the place for them", () =>
  open({ query: "?data=own" }, async (page) => {
    await says(page, "#problem-data", /自己的数据不在链接里/);
    await page.locator("#own-text").waitFor();
  }));

test("the range test marks a rate, and one click takes it", () =>
  open({ query: "?lr=0.3" }, async (page) => {
    await page.click("#range-start");
    await says(page, "#range-summary", /α₀ = 0\.0\d+。/);
    await page.click("#range-use");
    const lr = Number((await linkOf(page)).searchParams.get("lr") ?? 0.01);
    assert.ok(lr >= 0.003 && lr <= 0.03, `${lr}`);
    assert.ok(await page.locator("#range-use").isDisabled());
    await page.waitForFunction((lr) => document.querySelector("#range .js-plotly-plot").layout.shapes.some(({ x0 }) => x0 === lr), lr, WAIT);
  }));

test("the plateau is found on a constant run, S is proposed, and one click shows before and after", () =>
  open({}, async (page) => {
    await page.click("#plateau-start");
    await says(page, "#plateau-summary", /S = \d+/);
    const stepSize = Number((await page.locator("#plateau-summary").textContent()).match(/S = (\d+)/)[1]);
    await page.click("#after-start");
    await says(page, "#plateau-summary", new RegExp(`每 ${stepSize} 个周期乘以 0.5：最后 10 个周期的平均验证损失从`));
    const [constant, stepped] = await lanesOf(page, [50, 50], "plateau");
    assert.deepEqual(stepped.slice(0, stepSize), constant.slice(0, stepSize), "the same run until the drop");
    assert.notDeepEqual(stepped, constant);
    await page.click("#plateau-use");
    assert.equal((await linkOf(page)).searchParams.get("stepSize"), String(stepSize));
    await lanesOf(page, [50, 50], "plateau"); // taking S does not throw the figure away
  }));

test("gamma 0.5 and 0.1 race", () =>
  open({ query: "?lang=en" }, async (page) => {
    await page.click("#gammas-start");
    await says(page, "#gammas-summary", /In the 5 epochs after the first drop, at epoch 15/);
    const [half, tenth] = await lanesOf(page, [50, 50], "gammas");
    assert.deepEqual(half.slice(0, 15), tenth.slice(0, 15));
  }));

test("the map fills in, can be stopped, keeps what it has, and a cell is loaded by click and by keyboard", () =>
  open({ query: "?epochs=500" }, async (page) => {
    const sizes = stepSizes(500);
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
    assert.ok((await cursor.getAttribute("aria-valuetext")).startsWith(`γ ${GAMMAS[1]}，S ${sizes[3]}：`));
    await page.keyboard.press("Enter");
    const query = async () => Object.fromEntries((await linkOf(page)).searchParams);
    assert.deepEqual(await query(), { gamma: String(GAMMAS[1]), stepSize: String(sizes[3]), epochs: "500" });
    await says(page, "#map-box .told", new RegExp(`γ = ${GAMMAS[1]}、S = ${sizes[3]} 已经载入`));
    const place = await page.evaluate(() => {
      const { xaxis, yaxis } = document.querySelector("#map .js-plotly-plot")._fullLayout;
      return { x: xaxis._offset + xaxis.l2p(9), y: yaxis._offset + yaxis.l2p(5) };
    });
    await cursor.click({ position: place });
    assert.deepEqual(await query(), { gamma: String(GAMMAS[5]), stepSize: String(sizes[9]), epochs: "500" });
    await page.waitForFunction(
      ([gamma, size]) => {
        const { data } = document.querySelector("#map .js-plotly-plot");
        return data.at(-1).x[0] === size && data.at(-1).y[0] === gamma && document.querySelectorAll("#map .heatmaplayer image").length === 1;
      },
      [5, 9],
      WAIT,
    ); // the mark has moved, and the map is still there
    await page.click("#map-play");
    await trained(page, 3);
  }));

test("the whole map at another rate: each cell is a run of the trainer", () =>
  open({ query: "?epochs=6&points=100&mapLr=0.02&lr=0.02&gamma=0.5&stepSize=2&speed=fast" }, async (page) => {
    await page.click("#map-start");
    await says(page, "#map-summary", /里最低的是/);
    const drawn = await page.waitForFunction(
      () => {
        const { z } = document.querySelector("#map .js-plotly-plot").data[0];
        return z.flat().every((loss) => loss !== null) && z;
      },
      null,
      WAIT,
    );
    const z = await drawn.jsonValue();
    await playTo(page, 6);
    const { valLoss } = await curvesOf(page);
    assert.equal(10 ** z[7][1], 10 ** Math.log10(valLoss.at(-1)));
  }));

/** Presses Tab until the focus stands where it should, as somebody without a mouse does. @param {import("playwright-core").Page} page @param {string} selector */
async function tabTo(page, selector) {
  for (let i = 0; i < 150; i++) {
    await page.keyboard.press("Tab");
    if (await page.evaluate((at) => document.activeElement?.matches(at), selector)) return;
  }
  assert.fail(`Tab never came to ${selector}`);
}

test("by keyboard alone: a preset, its race, the trial runs, a map that is stopped; the focus is never lost", () =>
  open({ query: "?speed=fast" }, async (page) => {
    const at = () => page.evaluate(() => document.activeElement?.id);
    await page.locator("[data-preset=right]").focus();
    await tabTo(page, "[data-preset=late]");
    await page.keyboard.press("Enter");
    await says(page, "#verdict", /等到周期 45/);
    await tabTo(page, "#race-preset");
    await page.keyboard.press("Enter");
    await says(page, "#race-summary", /跑完了/);
    await tabTo(page, "#rival-1-lr");
    await page.keyboard.type("0.02");
    await tabTo(page, "#race-play");
    await page.keyboard.press("Enter");
    await says(page, "#race-summary", /跑完了/);
    for (const id of ["range", "plateau", "gammas"]) {
      await tabTo(page, `#${id}-start`);
      await page.keyboard.press("Space");
      await page.waitForFunction((id) => document.activeElement?.id === `${id}-start`, id, WAIT); // by way of "stop", and back when it is done
      assert.equal(await page.locator(`#${id}-box [role="status"]`).first().textContent(), await page.locator(`#${id}-summary`).textContent(), "what came out is read out");
    }
    await page.fill("#field-epochs", "1000"); // so that the map is not done before it can be stopped
    await page.focus("#gammas-start");
    await tabTo(page, "#map-start");
    await page.keyboard.press("Enter");
    assert.equal(await at(), "map-cancel");
    await says(page, "#map-summary", /训练了 \d+/);
    await page.keyboard.press("Enter");
    await says(page, "#map-summary", /停下了/);
    await page.waitForFunction(() => document.activeElement?.id === "map-start", null, WAIT);
  }));

for (const [lang, dark, width] of /** @type {const} */ ([["zh-CN", false, 390], ["en", true, 1280]]))
  test(`axe finds nothing in these sections when they are filled, nothing sticks out, every figure has a name, a sentence, a table and a cursor: ${lang}, ${width} px`, () =>
    open({ query: `?lang=${lang}&speed=fast&epochs=12&race=constant,step,plateau`, dark, width }, async (page) => {
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
        await page.locator(`#${id} .chip-reading`).waitFor();
      }
      assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), width);
      await page.evaluate(axe);
      const { violations } = await page.evaluate(() => window.axe.run({ include: ["#train", "#choose"] }, { resultTypes: ["violations"] }));
      assert.deepEqual(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(" ")).join(", ")}`), []);
      if (lang === "en") assert.deepEqual((await page.locator("#train, #choose").allInnerTexts()).join().match(/[\u4e00-\u9fff].*/g) ?? [], []);
    }));
