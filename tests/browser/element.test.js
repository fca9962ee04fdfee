// <step-decay> in other people's pages.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import { init, makeDataset, StepLR, Trainer } from "step-decay";
import { datasetOf, trainerOptions } from "step-decay/parts";
import { rows } from "../../dist/element-schema.js";
import { call, chartOf, drawn, pagesForTests, playing, ready, SCRIPT, textOf, told, until, waitFor } from "./embed-harness.js";

const { open } = pagesForTests();
await init();

const defaults = Object.fromEntries(rows.map(({ key, initial }) => [key, initial]));
const shadow = (page, selector) => page.evaluate((selector) => document.querySelector("step-decay").shadowRoot.querySelector(selector) !== null, selector);
const themeIs = (page, theme) => until(page, (theme) => document.querySelector("step-decay").shadowRoot.querySelector(".lab").dataset.theme === theme, theme);
/** What the chart's words are drawn in. */
const inkIs = (page, colour) => until(page, (colour) => document.querySelector("step-decay").shadowRoot.querySelector(".js-plotly-plot")?.layout.font.color === colour, colour);

test("the chart is the schedule's, a staircase on a log axis", async () => {
  await open({ html: '<step-decay lr="0.1" gamma="0.2" step-size="4" epochs="10"></step-decay>' }, async (page) => {
    await ready(page);
    const { data, layout } = await chartOf(page);
    const s = new StepLR({ lr: 0.1, gamma: 0.2, stepSize: 4 });
    assert.deepEqual([data[0].x, data[0].y], [[0, 4, 8, 10], [s.at(0), s.at(4), s.at(8), s.at(8)]]);
    assert.equal(data[0].line.shape, "hv");
    assert.equal(data[0].line.color, "#228be6");
    assert.equal(layout.yaxis.type, "log");
    assert.match(await textOf(page, ".summary"), /drops twice|drops 2 times/);
    assert.deepEqual((await told(page, "lab-ready")), [{ view: "chart" }]);
  });
});

test("the author's content stands until the figure does, and nothing around it moves", async () => {
  const html = `<p>before</p><step-decay><figure id="fallback"><div style="height:300px">a picture</div></figure></step-decay><p id="after">after</p>`;
  await open({ html, head: "<style>step-decay { display: block; min-height: 560px }</style>" }, async (page) => {
    await page.evaluate(() => {
      window.shift = 0;
      new PerformanceObserver((list) => list.getEntries().forEach((entry) => ((window.shift += entry.value), (window.sources = [...(window.sources ?? []), ...entry.sources.map(({ node, previousRect: a, currentRect: b }) => [node?.outerHTML?.slice(0, 60), a.y, b.y, a.height, b.height])])))).observe({ type: "layout-shift", buffered: true });
    });
    const top = () => page.evaluate(() => document.querySelector("#after").getBoundingClientRect().top);
    const visible = () => page.locator("#fallback").isVisible();
    const before = await top();
    assert.equal(await visible(), true);
    await page.addScriptTag({ type: "module", url: "/lib/generated/step-decay.js" });
    await ready(page);
    await page.waitForTimeout(300);
    assert.equal(await visible(), false);
    assert.equal(await top(), before);
    assert.ok((await page.evaluate(() => window.shift)) < 0.001, JSON.stringify(await page.evaluate(() => window.sources)));
  });
});

const VIEWS = ["chart", "train", "race", "map"];
for (const [width, lang] of [[1000, "en"], [390, "en"], [390, "zh-CN"]])
  test(`from its definition to the end of a run it keeps its height: ${width} px, ${lang}`, async () => {
    const html = VIEWS.map((view) => `<step-decay view="${view}" epochs="40" step-size="10" speed="fast" layers="8" batch-size="16" loading="eager"></step-decay>`).join("");
    await open({ html, head: "", width, attributes: `lang="${lang}"` }, async (page) => {
      await page.evaluate(async () => {
        document.head.append(Object.assign(document.createElement("script"), { type: "module", src: "/lib/generated/step-decay.js" }));
        await customElements.whenDefined("step-decay");
        window.heights = {};
        const note = () => {
          for (const lab of document.querySelectorAll("step-decay")) (window.heights[lab.getAttribute("view")] ??= new Set()).add(Math.round(lab.getBoundingClientRect().height));
          requestAnimationFrame(note);
        };
        note();
      });
      await ready(page);
      for (const view of VIEWS.slice(1)) {
        await page.evaluate((view) => {
          window.told = [];
          const lab = document.querySelector(`[view=${view}]`);
          lab.scrollIntoView();
          return lab.play();
        }, view);
        await waitFor(page, "lab-done");
      }
      await page.waitForTimeout(300); // the last drawing
      const heights = await page.evaluate(() => Object.entries(window.heights).map(([view, heights]) => [view, ...heights]));
      assert.deepEqual(heights.map(([view, ...all]) => [view, all.length]), VIEWS.map((view) => [view, 1]), JSON.stringify(heights));
    });
  });

test("nothing heavy is loaded before the element is near the visible part of the page", async () => {
  await open({ html: '<div style="height:4000px"></div><step-decay></step-decay>' }, async (page) => {
    /** @type {string[]} */
    const requests = [];
    page.on("request", (request) => requests.push(request.url()));
    await page.waitForTimeout(500);
    assert.deepEqual(requests.filter((url) => url.includes("plotly")), []);
    assert.equal(await page.evaluate(() => document.querySelector("step-decay").dataset.state), undefined);
    await page.evaluate(() => scrollTo(0, 3300));
    await ready(page);
    assert.equal(requests.filter((url) => url.includes("plotly")).length, 1);
  });
});

test("it trains only when asked, and then what a Trainer trains, to the last bit", async () => {
  const values = { ...defaults, epochs: 20, stepSize: 8 };
  const trainer = new Trainer(trainerOptions(values, await datasetOf(values, makeDataset)));
  const expected = Array.from({ length: 20 }, () => trainer.epoch());
  trainer.free();
  await open({ html: '<step-decay view="train" epochs="20" step-size="8" speed="fast"></step-decay>' }, async (page) => {
    await ready(page);
    await page.waitForTimeout(300);
    assert.deepEqual(await told(page, "lab-epoch"), []);
    await page.locator("step-decay").getByRole("button", { name: "Play" }).click();
    await waitFor(page, "lab-done");
    const epochs = await told(page, "lab-epoch");
    assert.deepEqual(epochs.map(({ loss }) => loss), expected.map(({ loss }) => loss));
    assert.deepEqual(epochs.map(({ valLoss }) => valLoss), expected.map(({ valLoss }) => valLoss));
    assert.deepEqual((await told(page, "lab-drop")).map(({ epoch, lr }) => [epoch, lr]), [[8, 0.005], [16, 0.0025]]);
    const csv = (await call(page, "toCSV")).trim().split("\n");
    assert.equal(csv.length, 21);
    assert.equal(Number(csv[20].split(",")[3]), expected[19].loss);
    assert.match(await textOf(page, ".summary"), /20 epochs trained/);
  });
});

test("pause, one epoch, start over", async () => {
  await open({ html: '<step-decay view="train" epochs="200"></step-decay>' }, async (page) => {
    await ready(page);
    await call(page, "step", 3);
    assert.equal((await told(page, "lab-epoch")).length, 3);
    await call(page, "play");
    await waitFor(page, "lab-epoch", 6);
    const count = await page.evaluate(() => {
      document.querySelector("step-decay").pause();
      return window.told.filter(({ type }) => type === "lab-epoch").length;
    });
    await page.waitForTimeout(1000);
    assert.ok((await told(page, "lab-epoch")).length <= count + 1, "at most the one that was being trained; a second brings twelve");
    await call(page, "reset");
    await call(page, "step");
    const epochs = await told(page, "lab-epoch");
    assert.deepEqual(epochs.at(-1), epochs[0], "the same first epoch again");
  });
});

test("what does not concern the view leaves its run alone, and another speed counts at once", async () => {
  await open({ html: '<step-decay view="train" epochs="400" speed="slow" controls="lr, y-scale"></step-decay>' }, async (page) => {
    await ready(page);
    const set = (name, value) => page.evaluate(async ([name, value]) => {
      const lab = document.querySelector("step-decay");
      lab.setAttribute(name, value);
      await new Promise((done) => setTimeout(done));
      return [lab.settings[name === "y-scale" ? "yScale" : name], lab.playing, lab.toCSV().trim().split("\n").length - 1 >= 3];
    }, [name, value]);
    await call(page, "step", 3);
    for (const [name, value] of [["y-scale", "linear"], ["compare", "linear"], ["speed", "normal"]]) assert.deepEqual(await set(name, value), [value, false, true], name);
    await set("speed", "slow");
    await call(page, "play");
    for (const [name, value] of [["y-scale", "log"], ["compare", "cosine"], ["speed", "fast"]]) assert.deepEqual(await set(name, value), [value, true, true], name);
    await waitFor(page, "lab-done");
    const epochs = await told(page, "lab-epoch");
    assert.deepEqual(epochs.map(({ epoch }) => epoch), Array.from({ length: 400 }, (_, epoch) => epoch)); // slow, it would take a hundred seconds
    assert.equal(await shadow(page, "#field-lr"), true);
    assert.equal(await shadow(page, "#field-y-scale"), false, "a menu for nothing");
    await set("lr", 0.02);
    assert.equal((await call(page, "toCSV")).trim().split("\n").length, 1, "another rate is another run");
  });
  await open({ html: '<step-decay controls="y-scale"></step-decay><step-decay view="race" compare="linear"></step-decay>' }, async (page) => {
    await ready(page);
    assert.equal(await shadow(page, "#field-y-scale"), true);
    await page.evaluate(() => ([document.querySelectorAll("step-decay")[0].yScale, document.querySelectorAll("step-decay")[1].compare] = ["linear", "cosine"]));
    await until(page, () => document.querySelector("step-decay").shadowRoot.querySelector(".js-plotly-plot").layout.yaxis.type === "linear");
    await until(page, () => document.querySelectorAll("step-decay")[1].shadowRoot.querySelector(".js-plotly-plot").data[1].name === "Cosine");
  });
});

test("a pause or a reset before the worker has started holds", async () => {
  await open({ html: ["train", "race", "map"].map((view) => `<step-decay view="${view}" loading="eager" speed="fast" epochs="5"></step-decay>`).join("") }, async (page) => {
    const labs = (act) => page.evaluate(act);
    await labs(() => [...document.querySelectorAll("step-decay")].forEach((lab) => (void lab.play(), lab.pause()))); // the core is not there yet
    await ready(page);
    await labs(() => [...document.querySelectorAll("step-decay")].forEach((lab) => (void lab.play(), lab.pause())));
    await labs(() => Promise.all([...document.querySelectorAll("step-decay")].map((lab) => (void lab.play(), lab.reset(), lab.step(2)))));
    assert.deepEqual(await labs(() => [...document.querySelectorAll("step-decay")].map((lab) => lab.playing)), [false, false, false]);
    assert.deepEqual((await told(page, "lab-epoch")).map(({ schedule, epoch }) => [schedule, epoch]).filter(([, epoch]) => epoch > 1), []);
    assert.deepEqual(await told(page, "lab-done"), []);
    await call(page, "play");
    await waitFor(page, "lab-done");
    assert.deepEqual((await told(page, "lab-epoch")).filter(({ schedule }) => schedule === "step").map(({ epoch }) => epoch).slice(-3), [2, 3, 4]);
  });
});

test("it stops training when it is scrolled away, goes on when it is back, and a pause of the reader's stays one", async () => {
  await open({ html: '<step-decay view="train" epochs="1000"></step-decay><div style="height:5000px"></div>' }, async (page) => {
    await ready(page);
    const scroll = (y) => page.evaluate((y) => scrollTo(0, y), y);
    await call(page, "play");
    await playing(page, true);
    await scroll(4000);
    await playing(page, false);
    await scroll(0);
    await playing(page, true);
    await call(page, "pause");
    await scroll(4000);
    await page.waitForTimeout(300);
    await scroll(0);
    await page.waitForTimeout(300);
    assert.equal(await page.evaluate(() => document.querySelector("step-decay").playing), false);
  });
});

test("in a hidden tab it does not go on", async () => {
  await open({ html: '<step-decay view="train" epochs="1000"></step-decay>' }, async (page) => {
    await ready(page);
    const hide = (hidden) =>
      page.evaluate((hidden) => {
        Object.defineProperty(document, "hidden", { configurable: true, get: () => hidden });
        document.dispatchEvent(new Event("visibilitychange"));
        return window.told.filter(({ type }) => type === "lab-epoch").length;
      }, hidden);
    await call(page, "play");
    await waitFor(page, "lab-epoch", 3);
    const count = await hide(true);
    await page.waitForTimeout(1000);
    assert.ok((await told(page, "lab-epoch")).length <= count + 1, "at most the one that was being trained; a second brings twelve");
    await hide(false);
    await waitFor(page, "lab-epoch", count + 4);
  });
});

test("with reduced motion the curves come at the end, not epoch by epoch", async () => {
  await open({ html: '<step-decay view="train" epochs="400"></step-decay>', reduced: true }, async (page) => {
    await ready(page);
    await page.evaluate(() => {
      const plot = document.querySelector("step-decay").shadowRoot.querySelector(".js-plotly-plot");
      window.lengths = new Set();
      plot.on("plotly_afterplot", () => window.lengths.add(plot.data[0].x.at(-1) ?? 0));
      plot.on("plotly_animated", () => window.lengths.add(plot.data[0].x.at(-1) ?? 0));
    });
    await call(page, "play");
    await waitFor(page, "lab-done");
    await drawn(page, (data) => data[0].x.at(-1) === 400);
    // The button's own redraw, and that of a scroll bar which comes, may meet a few epochs; eight a second would be dozens.
    const partial = await page.evaluate(() => [...window.lengths].filter((epochs) => epochs > 0 && epochs < 400));
    assert.ok(partial.length <= 3, `drawn in between: ${partial}`);
  });
});

test("no view trains by itself, near or eager, and none is trained by a change of its settings", async () => {
  const html = ["train", "race", "map"].map((view) => `<step-decay view="${view}" loading="eager"></step-decay>`).join("");
  await open({ html }, async (page) => {
    await ready(page);
    await page.evaluate(() => document.querySelectorAll("step-decay").forEach((lab) => lab.setAttribute("lr", "0.05")));
    await page.waitForTimeout(1000);
    assert.deepEqual(await page.evaluate(() => [...document.querySelectorAll("step-decay")].map((lab) => lab.playing)), [false, false, false]);
    assert.deepEqual([...(await told(page, "lab-epoch")), ...(await told(page, "lab-done"))], []);
  });
});

for (const [name, set, unset] of [
  ["data-theme", () => (document.documentElement.dataset.theme = "dark"), () => (document.documentElement.dataset.theme = "light")],
  [".dark", () => document.documentElement.classList.add("dark"), () => document.documentElement.classList.remove("dark")],
  ["data-md-color-scheme", () => document.body.setAttribute("data-md-color-scheme", "slate"), () => document.body.setAttribute("data-md-color-scheme", "default")],
  ["the background behind it", () => (document.body.style.background = "#101010"), () => (document.body.style.background = "#fafafa")],
])
  test(`it follows the page's theme at once: ${name}`, async () => {
    await open({ html: "<step-decay></step-decay>" }, async (page) => {
      await ready(page);
      await themeIs(page, "light");
      await inkIs(page, "rgb(33, 37, 41)");
      await page.evaluate(set);
      await themeIs(page, "dark");
      await inkIs(page, "rgb(230, 228, 223)");
      await page.evaluate(unset);
      await themeIs(page, "light");
      await inkIs(page, "rgb(33, 37, 41)");
    });
  });

test("it follows the system's theme where the page says nothing, and its own attribute above all", async () => {
  await open({ html: "<step-decay></step-decay>", dark: true }, async (page) => {
    await ready(page);
    await themeIs(page, "dark");
    await page.emulateMedia({ colorScheme: "light" });
    await themeIs(page, "light");
    await page.evaluate(() => (document.querySelector("step-decay").theme = "dark"));
    await themeIs(page, "dark");
  });
});

test("on paper it is light, words and figure, whatever the theme; afterwards as it was", async () => {
  await open({ html: '<step-decay view="train" theme="dark"></step-decay><step-decay loading="eager"></step-decay>', dark: true }, async (page) => {
    await ready(page);
    await call(page, "step", 2);
    await page.evaluate(() => {
      window.look = () => [...document.querySelectorAll("step-decay")].map(({ shadowRoot }) => {
        const style = (selector) => getComputedStyle(shadowRoot.querySelector(selector));
        return [style(".summary").color, style(".xtick text").fill, shadowRoot.querySelector(".js-plotly-plot").data[0].line.color];
      });
      addEventListener("beforeprint", () => (window.onPaper = window.look())); // after the element's own listener
    });
    const look = () => page.evaluate(() => window.look());
    const dark = [["rgb(169, 174, 182)", "rgb(230, 228, 223)", "rgb(255, 146, 43)"], ["rgb(169, 174, 182)", "rgb(230, 228, 223)", "#228be6"]];
    await drawn(page, (data) => data[0].x.length === 2);
    assert.deepEqual(await look(), dark);
    await page.pdf();
    assert.deepEqual(await page.evaluate(() => window.onPaper), [["rgb(92, 100, 112)", "rgb(33, 37, 41)", "rgb(217, 72, 15)"], ["rgb(92, 100, 112)", "rgb(33, 37, 41)", "#228be6"]]);
    await until(page, (dark) => JSON.stringify(window.look()) === JSON.stringify(dark), dark);
    await page.emulateMedia({ media: "print" }); // a tool that tells nothing before it prints
    assert.deepEqual((await look()).map(([words]) => words), ["rgb(92, 100, 112)", "rgb(92, 100, 112)"]);
  });
});

test("paper cuts nothing off: a chart is drawn anew for it, and fits, however narrow; afterwards it is as wide as before", async () => {
  const views = ["chart", "train", "race", "map"];
  await open({ width: 1280, html: views.map((view) => `<step-decay view="${view}" loading="eager"></step-decay>`).join("") }, async (page) => {
    await ready(page);
    const wide = () => page.evaluate(() => [...document.querySelectorAll("step-decay")].map(({ shadowRoot }) => shadowRoot.querySelector(".js-plotly-plot")._fullLayout.width));
    const before = await wide();
    await page.emulateMedia({ media: "print" });
    await page.evaluate(() => dispatchEvent(new Event("beforeprint")));
    assert.ok(before[1] > 1000 && (await wide()).every((width) => width < 740), "its words keep their size");
    const pictures = await page.evaluate(() => {
      document.body.style.width = "480px"; // and looked at before anything can draw anew: a printer does not wait
      return [...document.querySelectorAll("step-decay")].flatMap(({ shadowRoot }) => {
        const frame = shadowRoot.querySelector(".frame").getBoundingClientRect();
        return [...shadowRoot.querySelectorAll(".main-svg")].map((svg) => {
          const { right, bottom } = svg.getBoundingClientRect();
          return { inside: right <= frame.right + 0.5, below: frame.bottom - bottom };
        });
      });
    });
    assert.ok(pictures.length >= views.length);
    for (const { inside, below } of pictures) assert.ok(inside && Math.abs(below) < 2, JSON.stringify(pictures));
    await page.evaluate(() => document.body.style.removeProperty("width"));
    await page.emulateMedia({ media: "screen" });
    await page.evaluate(() => dispatchEvent(new Event("afterprint")));
    await until(page, (before) => [...document.querySelectorAll("step-decay")].every(({ shadowRoot }, i) => shadowRoot.querySelector(".js-plotly-plot")._fullLayout.width === before[i]), before);
  });
});

test("moved in the document it goes on as it was; taken out it lets go, and works again when it is put back", async () => {
  await open({ html: '<div id="a"><step-decay view="train" epochs="300"></step-decay></div><div id="b"></div>' }, async (page) => {
    await ready(page);
    await call(page, "step", 2);
    await call(page, "play");
    await page.evaluate(() => document.querySelector("#b").append(document.querySelector("step-decay")));
    await waitFor(page, "lab-epoch", 8);
    const epochs = (await told(page, "lab-epoch")).map(({ epoch }) => epoch);
    assert.deepEqual(epochs.slice(0, 8), [0, 1, 2, 3, 4, 5, 6, 7]);
    await page.evaluate(async () => {
      const lab = document.querySelector("step-decay");
      lab.remove();
      await new Promise((done) => setTimeout(done));
      window.told = [];
      document.querySelector("#a").append(lab);
    });
    await call(page, "step", 1);
    assert.deepEqual((await told(page, "lab-epoch")).map(({ epoch }) => epoch), [0]);
    await until(page, () => document.querySelector("step-decay").shadowRoot.querySelector(".main-svg")?.getBoundingClientRect().width > 300);
  });
});

for (const [name, html, show] of [
  ["a hidden tab", '<div id="tab" hidden><step-decay loading="eager" view="train"></step-decay></div>', (page) => page.evaluate(() => (document.querySelector("#tab").hidden = false))],
  ["a closed <details>", '<details><summary>more</summary><step-decay view="train"></step-decay></details>', (page) => page.click("summary")],
])
test(`in ${name} it waits, and is as wide as its room when that opens`, async () => {
  await open({ html }, async (page) => {
    await page.waitForTimeout(500);
    assert.equal((await chartOf(page)) ?? null, null);
    await show(page);
    await until(page, () => {
      const { shadowRoot } = document.querySelector("step-decay");
      const room = shadowRoot.querySelector(".frame").clientWidth;
      return room > 500 && Math.abs((shadowRoot.querySelector(".main-svg")?.getBoundingClientRect().width ?? 0) - room) < 2;
    });
  });
});

test("where its room would follow from its content, as in a flex row, it has a width of its own", async () => {
  const places = ["display: flex", "display: flex; flex-direction: column; align-items: center", "display: grid; justify-items: start", "width: 250px"];
  await open({ html: places.map((style) => `<div style="${style}"><step-decay loading="eager"></step-decay></div>`).join('<br style="clear: both">') }, async (page) => {
    await ready(page);
    await until(page, () => [...document.querySelectorAll("step-decay")].every((lab) => lab.shadowRoot.querySelector(".main-svg")));
    const widths = await page.evaluate(() => [...document.querySelectorAll("step-decay")].map((lab) => lab.getBoundingClientRect().width));
    assert.ok(widths.slice(0, -1).every((width) => width >= 320) && widths.at(-1) === 250, String(widths));
  });
});

test("six on a page share one compiled module, one worker and one Plotly, and leave no globals but Plotly's PolyBool", async () => {
  const head = `<script>
    window.before = new Set([...Object.getOwnPropertyNames(window), "before", "compiled", "workers", "labs"]);
    window.compiled = 0; window.workers = 0;
    const { compile } = WebAssembly; WebAssembly.compile = (...a) => (window.compiled++, compile.apply(WebAssembly, a));
    window.Worker = class extends Worker { constructor(...a) { super(...a); window.workers++; } };
  </script>${SCRIPT}`;
  await open({ html: '<step-decay loading="eager" view="train" epochs="3" speed="fast"></step-decay>'.repeat(6), head }, async (page) => {
    /** @type {string[]} */
    const plotly = [];
    page.on("request", (request) => request.url().includes("plotly.js") && plotly.push(request.url()));
    await ready(page);
    await page.evaluate(() => Promise.all([...document.querySelectorAll("step-decay")].map((lab) => lab.play())));
    await page.evaluate(() => document.querySelectorAll("step-decay").forEach((lab) => lab.scrollIntoView()));
    await page.evaluate(() => Promise.all([...document.querySelectorAll("step-decay")].map((lab) => lab.step(3))));
    assert.deepEqual(await page.evaluate(() => [window.compiled, window.workers]), [1, 1]);
    assert.ok(plotly.length <= 1);
    const added = await page.evaluate(() => Object.getOwnPropertyNames(window).filter((name) => !window.before.has(name) && !["violations", "told"].includes(name)));
    assert.deepEqual(added.filter((name) => name !== "PolyBool"), []);
    assert.equal(await page.evaluate(() => document.querySelectorAll("[id*=plotly]:not(#js-plotly-tester)").length), 0);
  });
});

test("the worker ends with the last element that uses it, and starts again", async () => {
  const head = `<script>window.alive = 0; window.Worker = class extends Worker { constructor(...a) { super(...a); window.alive++; } terminate() { super.terminate(); window.alive--; } };</script>${SCRIPT}`;
  await open({ html: '<step-decay view="train" epochs="9"></step-decay>'.repeat(2), head }, async (page) => {
    await ready(page);
    const step = () => page.evaluate(() => Promise.all([...document.querySelectorAll("step-decay")].map((lab) => lab.step())));
    const remove = () => page.evaluate(() => document.querySelector("step-decay").remove());
    await step();
    await remove();
    await step();
    assert.equal(await page.evaluate(() => window.alive), 1, "the other one goes on");
    await remove();
    await until(page, () => window.alive === 0);
    await page.evaluate(() => document.body.append(Object.assign(document.createElement("step-decay"), { view: "train" })));
    await step();
    assert.equal(await page.evaluate(() => window.alive), 1);
  });
});

test("a second copy of the script is no error", async () => {
  await open({ html: "<step-decay></step-decay>", head: `${SCRIPT}<script type="module" src="/lib/generated/step-decay.js?again"></script>` }, ready);
});

test("each attribute is a property, and a property set before the element is defined counts", async () => {
  await open({ html: "<step-decay></step-decay>", head: "" }, async (page) => {
    await page.evaluate(() => Object.assign(document.querySelector("step-decay"), { lr: 0.3, layers: [4, 4] }));
    await page.addScriptTag({ type: "module", url: "/lib/generated/step-decay.js" });
    await ready(page);
    assert.deepEqual(await page.evaluate(() => [document.querySelector("step-decay").getAttribute("lr"), document.querySelector("step-decay").layers]), ["0.3", "4, 4"]);
    const missing = await page.evaluate((keys) => keys.filter((key) => !(key in document.querySelector("step-decay"))), rows.map(({ key }) => key));
    assert.deepEqual(missing, []);
    await page.evaluate(() => (document.querySelector("step-decay").dataset = "moons")); // as frameworks do that set properties
    await until(page, () => document.querySelector("step-decay").data === "moons");
    assert.deepEqual(await page.evaluate(() => [document.querySelector("step-decay").data, document.querySelector("step-decay").dataset.state]), ["moons", "ready"]);
    assert.equal(await call(page, "toURL", "embed.html"), "embed.html?lr=0.3&data=moons&layers=4,4");
  });
});

/** Another value than the start, for each row. */
const other = ({ key, kind, initial, choices, slider, most }) =>
  kind === "choice" ? choices.find((choice) => choice !== initial) : kind === "list" ? choices.slice(0, 2).join(", ") : kind === "widths" ? "8, 4" : kind === "lang" ? "zh-CN" : kind === "url" ? "" : key === "seed" ? 8 : slider ? (slider.min === initial ? slider.max : slider.min) : NaN;
test("every property writes its attribute, every attribute its property, and link and code bring both back", async () => {
  await open({ html: "<step-decay></step-decay>" }, async (page) => {
    await ready(page);
    for (const row of rows.filter(({ key }) => !["controls", "loading", "plotlySrc"].includes(key))) {
      const value = other(row);
      assert.notDeepEqual(value, row.initial, row.key);
      const seen = await page.evaluate(async ([key, attribute, value]) => {
        const lab = document.createElement("step-decay");
        document.body.replaceChildren(lab);
        lab[key] = value;
        const written = lab.getAttribute(attribute);
        await new Promise((done) => setTimeout(done));
        const [asked] = lab.constructor.attributesFrom(lab.toURL());
        const copy = new DOMParser().parseFromString(lab.toCode("html"), "text/html").querySelector("step-decay");
        return { written, now: lab.settings[key], read: key === "lang" ? lab.getAttribute("lang") : lab[key], asked, copied: copy.getAttribute(attribute), attributes: copy.attributes.length, problems: lab.problems };
      }, [row.key, row.attribute, value]);
      const text = String(value);
      assert.deepEqual(seen, { written: text, now: value, read: value, asked: [row.attribute, row.kind === "widths" || row.kind === "list" ? text.replace(/ /g, "") : text], copied: text, attributes: 1, problems: {} }, row.key);
    }
  });
});

test("what is set reads back in the same task, in link, code and CSV too; what is refused reads back as the last good value", async () => {
  await open({ html: '<step-decay gamma="0.3"></step-decay>' }, async (page) => {
    await ready(page);
    const seen = await page.evaluate(() => {
      const lab = document.querySelector("step-decay");
      lab.stepSize = 10;
      lab.setAttribute("epochs", "30");
      lab.gamma = -1;
      lab.layers = "8, x";
      const before = [lab.stepSize, lab.epochs, lab.gamma, lab.layers, lab.settings.stepSize, lab.toURL(), lab.toCode("html"), /step_size=10, gamma=0.3/.test(lab.toCode()), Object.keys(lab.problems).join()];
      const csv = lab.toCSV().trim().split("\n");
      lab.stepSize *= 2;
      lab.epochs = null;
      return [...before, csv.length - 1, csv[11], lab.stepSize, lab.epochs];
    });
    const rate = new StepLR({ lr: 0.01, gamma: 0.3, stepSize: 10 }).at(10);
    assert.deepEqual(seen, [10, 30, 0.3, "32, 32", 10, "?gamma=0.3&stepSize=10&epochs=30", '<step-decay gamma="0.3" step-size="10" epochs="30"></step-decay>', true, "gamma,layers", 30, `10,${rate}`, 20, 50]);
    await drawn(page, (data) => data[0].x[1] === 20 && data[0].x.at(-1) === 50);
    assert.deepEqual((await told(page, "lab-error")).map(({ attribute }) => attribute).sort(), ["gamma", "layers"]);
    const alone = await page.evaluate(async () => {
      const lab = Object.assign(document.createElement("step-decay"), { lr: 0.3 });
      await new Promise((done) => setTimeout(done));
      return [lab.lr, lab.toURL(), lab.toCSV()];
    });
    assert.deepEqual(alone, [0.3, "?lr=0.3", ""], "also outside the page");
  });
});

test("its code for PyTorch has its numbers, and asks for a language it knows", async () => {
  await open({ html: '<step-decay lr="0.2" gamma="0.3" step-size="7"></step-decay>' }, async (page) => {
    await ready(page);
    assert.match(await call(page, "toCode"), /lr=0\.2[\s\S]*StepLR\(optimizer, step_size=7, gamma=0\.3\)/);
    assert.equal(await call(page, "toCode", "html"), '<step-decay lr="0.2" gamma="0.3" step-size="7"></step-decay>');
    assert.match(await page.evaluate(() => { try { document.querySelector("step-decay").toCode("cobol"); } catch (error) { return `${error.name} ${error.message}`; } }), /^RangeError language is "cobol"; must be "pytorch" or "html"$/);
  });
});

test("in a page that is written from right to left, or sets its text flush right, all stands as ever", async () => {
  const html = VIEWS.map((view) => `<step-decay view="${view}" loading="eager" controls="play, reset, lr, step-size"></step-decay>`).join("");
  /** Where each word and part stands in its element. */
  const places = (attributes) => {
    let found;
    return open({ html, attributes: `lang="en" ${attributes}` }, async (page) => {
      await ready(page);
      await page.waitForTimeout(300); // the last drawing
      found = await page.evaluate(() => [...document.querySelectorAll("step-decay")].map((lab) => {
        lab.shadowRoot.querySelector(".note").textContent = "One sentence.";
        const box = lab.getBoundingClientRect();
        return [...lab.shadowRoot.querySelectorAll(".lab, .lab :not(defs, defs *, i, [hidden], [hidden] *), .note")].map((part) => {
          const range = document.createRange();
          range.selectNodeContents(part);
          const { x, y, width, height } = (part.childElementCount ? part : range).getBoundingClientRect();
          return `${part.localName} ${part.getAttribute("class")?.replace(/trace\w+/, "")} ${[x - box.x, y - box.y, width, height].map(Math.round)}`;
        });
      }));
      assert.equal(await page.evaluate(() => getComputedStyle(document.querySelector("step-decay").shadowRoot.querySelector("slot")).direction), attributes.includes("rtl") ? "rtl" : "ltr", "the author's own words run as the page does");
    }).then(() => found);
  };
  const expected = await places("");
  for (const attributes of ['dir="rtl"', 'style="text-align: right"', 'dir="rtl" style="text-align: right"']) assert.deepEqual(await places(attributes), expected, attributes);
});

test("authors reach its colours, corners and font by custom properties, and its parts by ::part", async () => {
  const style = `<style>step-decay { --step-decay-background: rgb(1, 2, 3); --step-decay-text: rgb(250, 251, 252); --step-decay-muted: rgb(200, 201, 202); --step-decay-grid: rgb(70, 71, 72);
    --step-decay-accent: rgb(0, 200, 100); --step-decay-radius: 3px; --step-decay-font: monospace } step-decay::part(transport) { margin-top: 31px }</style>`;
  await open({ html: '<step-decay view="train"></step-decay>', head: style + SCRIPT }, async (page) => {
    await ready(page);
    const look = await page.evaluate(() => {
      const { shadowRoot } = document.querySelector("step-decay");
      const style = (selector) => getComputedStyle(shadowRoot.querySelector(selector));
      const { backgroundColor, color, borderTopColor, borderTopLeftRadius, fontFamily } = style(".lab");
      return [backgroundColor, color, borderTopColor, borderTopLeftRadius, fontFamily, style(".play").backgroundColor, style(".summary").color, style(".transport").marginTop];
    });
    assert.deepEqual(look, ["rgb(1, 2, 3)", "rgb(250, 251, 252)", "rgb(70, 71, 72)", "3px", "monospace", "rgb(0, 200, 100)", "rgb(200, 201, 202)", "31px"]);
    const { layout } = await chartOf(page);
    assert.deepEqual([layout.font.color, layout.font.family, layout.xaxis.gridcolor], ["rgb(250, 251, 252)", "monospace", "rgb(70, 71, 72)"]);
  });
});

test("attributes that are wrong from the start are told, and the others are used", async () => {
  await open({ html: '<step-decay gamma="1,5" step-size="-3" lr="0.2" view="train" lang="zh-CN"></step-decay>' }, async (page) => {
    await ready(page);
    const text = await textOf(page, ".problem");
    assert.match(text, /gamma="1,5"：要填一个数。/);
    assert.match(text, /step-size="-3"：超出范围/);
    const { lr, gamma, stepSize } = await page.evaluate(() => document.querySelector("step-decay").settings);
    assert.deepEqual([lr, gamma, stepSize], [0.2, 0.5, 15]);
    assert.deepEqual((await told(page, "lab-error")).map(({ attribute, property, code }) => [attribute, property, code]), [["gamma", "gamma", "NOT_A_NUMBER"], ["step-size", "stepSize", "RANGE"]]);
  });
});

test("a long value is cut in its message, and nothing in it is read as HTML", async () => {
  await open({ html: "<step-decay></step-decay>" }, async (page) => {
    await ready(page);
    const text = `<img src=x onerror="window.fooled = true">${"x".repeat(10_000)}`;
    await page.evaluate((text) => document.querySelector("step-decay").setAttribute("layers", text), text);
    await waitFor(page, "lab-error");
    const problem = await textOf(page, ".problem");
    assert.ok(problem.startsWith(`layers="${text.slice(0, 200)}…": widths are`), problem.slice(0, 300));
    assert.equal(await shadow(page, ".problem *"), false);
    assert.equal(await page.evaluate(() => window.fooled), undefined);
  });
});

const REFUSED = [["gamma", "x"], ["gamma", "-1"], ["lr", "Infinity"], ["step-size", "0"], ["step-size", "1.5"], ["epochs", "0"], ["dataset", "moon"], ["layers", "8, x"], ["view", "map2"], ["compare", "sgd"], ["controls", "pley"], ["y-scale", "loq"], ["optimizer", "sgd"], ["seed", "-1"], ["theme", "blue"]];
test("a value that cannot be used is told in place, names its attribute, and the last good one stays", async () => {
  await open({ html: '<step-decay lr="0.2" gamma="0.3" step-size="5" layers="8" compare="linear" view="train"></step-decay>' }, async (page) => {
    await ready(page);
    const settings = () => page.evaluate(() => document.querySelector("step-decay").settings);
    const good = await settings();
    for (const [name, value] of REFUSED) {
      await page.evaluate(([name, value]) => {
        window.told = [];
        document.querySelector("step-decay").setAttribute(name, value);
      }, [name, value]);
      await waitFor(page, "lab-error");
      const [error] = await told(page, "lab-error");
      assert.equal(error.attribute, name);
      assert.equal((await textOf(page, ".problem")).includes(`${name}="${value}"`), true, await textOf(page, ".problem"));
      assert.deepEqual(await settings(), good, name);
      await page.evaluate(([name, row]) => (row === "" ? document.querySelector("step-decay").removeAttribute(name) : document.querySelector("step-decay").setAttribute(name, row)), [name, { gamma: "0.3", lr: "0.2", "step-size": "5", layers: "8", compare: "linear", view: "train" }[name] ?? ""]);
      await page.waitForTimeout(20);
      assert.equal(await textOf(page, ".problem"), "", `${name} is good again`);
    }
  });
});

test("a rate that overflows is refused like any other value, and used once it goes with the others", async () => {
  await open({ html: '<step-decay view="train" epochs="40"></step-decay>' }, async (page) => {
    await ready(page);
    const set = (values) => page.evaluate(async (values) => {
      const lab = Object.assign(document.querySelector("step-decay"), values);
      await new Promise((done) => setTimeout(done));
      const { gamma, stepSize, epochs, compare, view } = lab.settings;
      return [gamma, stepSize, epochs, view, Object.keys(lab.problems).join()];
    }, values);
    assert.deepEqual(await set({ gamma: 50, stepSize: 1, epochs: 200 }), [0.5, 1, 200, "train", "gamma"]);
    assert.equal(await textOf(page, ".problem"), 'gamma="50": the learning rate would overflow at epoch 183 (beyond 1.8e308).');
    await set({ theme: "dark", seed: 8 });
    const errors = await told(page, "lab-error");
    assert.deepEqual(errors.map(({ attribute, property, code, value }) => [attribute, property, code, value]), [["gamma", "gamma", "OVERFLOW", 50]], "told once");
    await set({ lang: "zh-CN" });
    assert.equal(await textOf(page, ".problem"), 'gamma="50"：学习率会在周期 183 溢出（超过 1.8e308）。');
    assert.deepEqual(await set({ epochs: 100 }), [50, 1, 100, "train", ""]);
    assert.equal(await textOf(page, ".problem"), "");
    assert.deepEqual(await set({ stepSize: 20, gamma: 1e100, epochs: 200 }), [50, 20, 200, "train", "gamma"]);
    assert.deepEqual(await set({ gamma: "x" }), [50, 20, 200, "train", "gamma"]);
    assert.deepEqual(await set({ epochs: 20 }), [50, 20, 20, "train", "gamma"], "what was replaced does not come back");

    // The race's exponential schedule and the map's small step sizes rise beyond what the settings themselves do.
    assert.deepEqual(await set({ view: "race", compare: "exponential", stepSize: 100, epochs: 199, gamma: 1e200 }), [50, 100, 199, "race", "gamma"]);
    assert.deepEqual(await set({ compare: "cosine, linear, plateau" }), [1e200, 100, 199, "race", ""]);
    assert.deepEqual(await set({ view: "map" }), [1e200, 100, 199, "race", "view"]);
    assert.deepEqual(await set({ gamma: 0.5 }), [0.5, 100, 199, "map", ""]);
    await page.locator("step-decay").locator("#field-gamma").fill("1e200");
    assert.match(await textOf(page, ".problem"), /^gamma="1e200"：学习率会在周期 \d+ 溢出/);
    assert.equal(await page.getAttribute("step-decay", "gamma"), "0.5");
  });
});

for (const view of VIEWS)
  test(`rates that overflow from the start are told, and the others are used: ${view}`, async () => {
    await open({ html: `<step-decay view="${view}" lr="0.02" gamma="50" step-size="1" epochs="200"></step-decay>` }, async (page) => {
      await ready(page);
      assert.deepEqual((await told(page, "lab-error")).map(({ attribute, code }) => [attribute, code]), [["gamma", "OVERFLOW"]]);
      assert.match(await textOf(page, ".problem"), /^gamma="50": the learning rate would overflow/);
      assert.deepEqual(await page.evaluate(() => ["lr", "gamma", "stepSize", "epochs"].map((key) => document.querySelector("step-decay")[key])), [0.02, 0.5, 1, 200]);
      await page.evaluate(() => (document.querySelector("step-decay").gamma = 0.9));
      await until(page, () => document.querySelector("step-decay").shadowRoot.querySelector(".problem").textContent === "");
      assert.equal(await page.evaluate(() => document.querySelector("step-decay").gamma), 0.9);
    });
  });

test("a policy without WebAssembly leaves the author's content, with one sentence why", async () => {
  const view = { html: "<step-decay><p id=own>α₀ = 0.01</p></step-decay>", policy: "default-src 'self'; img-src data:", expected: [/wasm|WebAssembly/i] };
  await open(view, async (page) => {
    await waitFor(page, "lab-error");
    assert.equal(await page.locator("#own").isVisible(), true);
    assert.match(await textOf(page, ".note"), /needs WebAssembly/);
    assert.equal((await told(page, "lab-error"))[0].code, "NO_WASM");
  });
});

test("a strict policy is kept: no inline style, no eval, and without workers it trains in slices", async () => {
  const policy = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data:";
  await open({ html: '<step-decay view="train" epochs="4" speed="fast"></step-decay>', policy, expected: [/worker-src|blob:/] }, async (page) => {
    await ready(page);
    await call(page, "play");
    await waitFor(page, "lab-done");
    await drawn(page, (data) => data[0].y.length === 4);
  });
});

test("Plotly from elsewhere: a classic script; and where it does not come, the still figure stays", async () => {
  const classic = /plotly-classic-\w+\.js/.exec(readFileSync("build/site/embed.html", "utf8"))[0];
  await open({ html: `<step-decay plotly-src="/${classic}"></step-decay>` }, async (page) => {
    await ready(page);
    assert.ok(await chartOf(page));
  });
  await open({ html: '<step-decay plotly-src="/nothing.js"></step-decay>', expected: [/404|nothing\.js|MIME/] }, async (page) => {
    await ready(page);
    assert.equal(await shadow(page, ".still svg path"), true);
    assert.match(await textOf(page, ".note"), /still one/);
    assert.equal((await told(page, "lab-error"))[0].code, "PLOTLY");
  });
});

test("a Plotly file that was changed on its way is not run", async () => {
  await open({ html: "<step-decay></step-decay>", expected: [/integrity/i] }, async (page) => {
    await ready(page);
  });
  await open({ html: "", head: "", expected: [/integrity|digest/i] }, async (page) => {
    await page.route("**/plotly.js", async (route) => {
      const response = await route.fetch();
      await route.fulfill({ response, body: `${await response.text()};window.changed = true;` });
    });
    await page.evaluate(() => document.body.append(document.createElement("step-decay")));
    await page.addScriptTag({ type: "module", url: "/lib/generated/step-decay.js" });
    await waitFor(page, "lab-error");
    assert.equal(await page.evaluate(() => window.changed), undefined);
    assert.equal(await shadow(page, ".still svg path"), true);
  });
});

test("a race: up to four schedules from the same seed", async () => {
  await open({ html: '<step-decay view="race" compare="constant, cosine, plateau" epochs="12" speed="fast"></step-decay>' }, async (page) => {
    await ready(page);
    await call(page, "play");
    await waitFor(page, "lab-done");
    const [{ runs }] = await told(page, "lab-done");
    assert.deepEqual(runs.map(({ schedule }) => schedule), ["step", "constant", "cosine", "plateau"]);
    const first = (await told(page, "lab-epoch")).filter(({ epoch }) => epoch === 0);
    assert.equal(new Set(first.map(({ loss }) => loss)).size, 1, "the first epoch is the same for all");
    assert.match(await textOf(page, ".legend"), /Step decay.*Constant.*Cosine.*Drop on plateau/s);
  });
});

test("a map: one training for each cell, the marked one that of the settings", async () => {
  await open({ html: '<step-decay view="map" layers="8" epochs="20" step-size="10" batch-size="32"></step-decay>' }, async (page) => {
    await ready(page);
    await call(page, "play");
    await waitFor(page, "lab-done");
    const values = { ...defaults, layers: "8", epochs: 20, stepSize: 10, batchSize: 32 };
    const trainer = new Trainer(trainerOptions(values, await datasetOf(values, makeDataset)));
    trainer.run(20);
    const expected = trainer.history.valLoss[19];
    trainer.free();
    const own = (await call(page, "toCSV")).split("\n").find((line) => line.startsWith("0.01,10,"));
    assert.equal(Number(own.split(",")[2]), expected);
    assert.match(await textOf(page, ".summary"), /Lowest validation loss/);
  });
});

test("its words are of the page's language, and only of that", async () => {
  for (const [lang, wrong] of [["zh-CN", /[a-z]{4,}/i], ["zh-Hans", /[a-z]{4,}/i], ["en-GB", /[\u4e00-\u9fff]/], ["fr", /[\u4e00-\u9fff]/]])
    await open({ html: '<step-decay view="train"></step-decay>', attributes: `lang="${lang}"` }, async (page) => {
      await ready(page);
      const text = await page.evaluate(() => document.querySelector("step-decay").shadowRoot.querySelector(".lab").innerText);
      assert.equal(wrong.exec(text), null);
    });
});

test("by keyboard alone: a field, a slider, play, the chart point by point, the table", async () => {
  await open({ html: '<step-decay view="train" lr="0.1" step-size="3" epochs="6" speed="fast"></step-decay>' }, async (page) => {
    await ready(page);
    const focused = () => page.evaluate(() => ((at) => at && `${at.localName}#${at.id}.${at.className}`)(document.querySelector("step-decay").shadowRoot.activeElement));
    const tabTo = async (wanted) => {
      for (let presses = 0; presses < 20; presses++) {
        await page.keyboard.press("Tab");
        if (wanted.test(await focused() ?? "")) return;
      }
      assert.fail(`Tab does not come to ${wanted}`);
    };
    const attribute = (name) => page.getAttribute("step-decay", name);

    await tabTo(/#field-lr/);
    await page.keyboard.press("Control+A");
    await page.keyboard.type("0.02");
    assert.equal(await attribute("lr"), "0.02");
    await tabTo(/^input#/);
    await page.keyboard.press("ArrowRight");
    assert.ok(Number(await attribute("lr")) > 0.02);
    await tabTo(/\.play/);
    await page.keyboard.press("Enter");
    await waitFor(page, "lab-done");
    await tabTo(/\.cursor/);
    const reading = () => textOf(page, ".chip-reading");
    await page.keyboard.press("Home");
    assert.match(await reading(), /^Epoch 0, rate/);
    await page.keyboard.press("ArrowRight");
    assert.match(await reading(), /^Epoch 1, rate/);
    await page.keyboard.press("End");
    assert.match(await reading(), /^Epoch 5, rate/);
    await tabTo(/^summary/);
    await page.keyboard.press("Enter");
    await until(page, () => document.querySelector("step-decay").shadowRoot.querySelectorAll("tbody tr").length === 6);
  });
});

test("axe finds nothing, in light and dark", async () => {
  const axe = readFileSync("node_modules/axe-core/axe.min.js", "utf8");
  for (const theme of ["light", "dark"])
    await open({ html: `<main><h1>t</h1>${VIEWS.map((view) => `<step-decay view="${view}" theme="${theme}" loading="eager"></step-decay>`).join("")}</main>` }, async (page) => {
      await ready(page);
      await page.evaluate(axe);
      const { violations } = await page.evaluate(() => window.axe.run(document));
      assert.deepEqual(violations.map(({ id, nodes }) => [id, nodes.map(({ target }) => String(target))]), [], theme);
    });
});

for (const width of [320, 390])
  test(`nothing sticks out at ${width} px, and targets are 44 px`, async () => {
    await open({ html: VIEWS.map((view) => `<step-decay view="${view}" loading="eager"></step-decay>`).join(""), width }, async (page) => {
      await ready(page);
      assert.ok((await page.evaluate(() => document.documentElement.scrollWidth)) <= width);
      const small = await page.evaluate(() =>
        [...document.querySelectorAll("step-decay")].flatMap((lab) => [...lab.shadowRoot.querySelectorAll("button, input[type=text], select, summary")].filter((target) => target.offsetHeight && target.offsetHeight < 44).map((target) => target.outerHTML)));
      assert.deepEqual(small, []);
    });
  });

test("a control writes its attribute, and the figure follows", async () => {
  await open({ html: "<step-decay></step-decay>" }, async (page) => {
    await ready(page);
    await page.locator("step-decay").getByLabel("Step size", { exact: false }).first().fill("7");
    assert.equal(await page.getAttribute("step-decay", "step-size"), "7");
    await drawn(page, (data) => data[0].x[1] === 7 && data[0].x[2] === 14);
    await page.locator("step-decay").getByLabel("Step size", { exact: false }).first().fill("many");
    await waitFor(page, "lab-error");
    assert.match(await textOf(page, ".problem"), /step-size="many"/);
    assert.deepEqual((await chartOf(page)).data[0].x.slice(0, 3), [0, 7, 14]);
  });
});

test("the manifest lists what the class has", () => {
  const manifest = JSON.parse(readFileSync("dist/custom-elements.json", "utf8"));
  const [{ declarations: [element] }] = manifest.modules;
  assert.deepEqual(element.attributes.map(({ name }) => name), rows.map(({ attribute }) => attribute));
  const methods = element.members.filter(({ kind }) => kind === "method").map(({ name }) => name);
  const source = readFileSync("src/js/element.js", "utf8");
  for (const name of ["play", "pause", "step", "reset", "toURL", "toCode", "toCSV"]) assert.ok(methods.includes(name) && new RegExp(`^  (async )?${name}\\(`, "m").test(source), name);
});
