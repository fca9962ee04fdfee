// Every section at three widths in both languages: no text is cut, none lies over another.

import assert from "node:assert/strict";
import test from "node:test";
import { browserForTests, eventually, sectionOf, still } from "./harness.js";

const { open } = browserForTests();
const SECTIONS = ["intuition", "formula", "example", "chart", "train", "choose", "code", "inside"];

for (const width of [320, 390, 1280])
  for (const lang of ["zh-CN", "en"])
    test(`no cut and no overlapping text at ${width} px, ${lang}`, () =>
      open({ width, height: 900, query: `?lang=${lang}&compare=OneCycleLR&mistake=order` }, async (page) => {
        for (const id of SECTIONS) await sectionOf(page, id);
        await still(() => page.evaluate(() => document.documentElement.scrollHeight));
        const wrong = await page.evaluate(() => {
          const problems = [];
          const seen = (/** @type {Element} */ node) => node.checkVisibility({ visibilityProperty: true, opacityProperty: true }) && !node.closest(".visually-hidden, .bar, .js-plotly-plot, .table-box, .skip, .cursor, option");
          // Text that is wider than its box, where the box does not scroll.
          for (const node of document.querySelectorAll("main button, main label, main dd, main dt, main h2, main h3, main p, main li, main span, main th, main td, main legend")) {
            if (!seen(node) || node.closest("pre, svg, math, .functions")) continue;
            const style = getComputedStyle(node);
            if (style.display === "inline" || style.overflowX !== "visible") continue;
            if (node.scrollWidth > node.clientWidth + 1) problems.push(`cut: ${node.outerHTML.slice(0, 100)} ${node.scrollWidth} > ${node.clientWidth}`);
          }
          // Lines of text of different elements that share pixels.
          for (const section of document.querySelectorAll("main > section")) {
            const boxes = [];
            const walker = document.createTreeWalker(section, NodeFilter.SHOW_TEXT);
            for (let node = walker.nextNode(); node; node = walker.nextNode()) {
              const parent = node.parentElement;
              if (!node.textContent.trim() || !parent || !seen(parent) || parent.closest("math, pre, select, sup, sub, tspan, .functions")) continue;
              const range = document.createRange();
              range.selectNodeContents(node);
              for (const { left, top, right, bottom, width } of range.getClientRects()) if (width > 1) boxes.push({ node: parent, text: node.textContent.trim().slice(0, 30), left, top, right, bottom });
            }
            for (let i = 0; i < boxes.length; i++)
              for (let j = i + 1; j < boxes.length; j++) {
                const [a, b] = [boxes[i], boxes[j]];
                if (a.node.contains(b.node) || b.node.contains(a.node)) continue;
                const across = Math.min(a.right, b.right) - Math.max(a.left, b.left);
                const down = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
                const room = 0.45 * Math.min(a.bottom - a.top, b.bottom - b.top); // boxes of lines are taller than their letters
                if (across > 2 && down > room) problems.push(`overlap in ${section.id}: "${a.text}" and "${b.text}"`);
              }
          }
          return problems.slice(0, 12);
        });
        assert.deepEqual(wrong, []);
        assert.deepEqual((await page.locator("body").innerText()).match(/.*\b(?:undefined|NaN|null)\b.*|.*\[object .*/g) ?? [], [], "words that are missing");
        assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), width);
      }));

for (const [hash, width] of [["code", 390], ["choose", 1280]])
  test(`a link to #${hash} leads there, and stays there while sections before it come and grow, at ${width} px`, () =>
    open({ width, height: 844, query: `?lang=en#${hash}` }, async (page) => {
      const top = () => page.evaluate((id) => Math.round(document.getElementById(id).getBoundingClientRect().top), hash);
      await sectionOf(page, "inside");
      await page.evaluate((id) => document.getElementById(id).scrollIntoView({ behavior: "instant" }), hash);
      const wanted = await top();
      await page.reload();
      await page.waitForFunction(() => [...document.querySelectorAll("main > section[id]")].every((section) => section.dataset.ready !== undefined));
      await still(top);
      assert.ok(Math.abs((await top()) - wanted) <= 1, `${await top()}, not ${wanted}`);
      // A reader who goes elsewhere is not fetched back.
      await page.mouse.move(100, 300);
      await page.mouse.wheel(0, -1500);
      await still(top);
      await page.evaluate(() => (document.querySelector("main").style.paddingTop = "300px"));
      await still(top);
      assert.ok((await top()) > wanted + 600);
    }));

test("on a phone the bar at the bottom does not hide what has the focus", () =>
  open({ width: 390, height: 844, query: "?lang=en" }, async (page) => {
    await sectionOf(page, "inside");
    await page.evaluate(() => document.querySelector("#intuition-title")?.scrollIntoView());
    for (let i = 0; i < 40; i++) {
      await page.keyboard.press("Tab");
      const hidden = await page.evaluate(() => {
        const { activeElement: node } = document;
        const bar = document.querySelector(".bar").getBoundingClientRect();
        const box = node.getBoundingClientRect();
        return !node.closest(".bar") && box.height < 300 && box.bottom > bar.top + 1 && box.top < bar.bottom ? node.outerHTML.slice(0, 120) : "";
      });
      assert.equal(hidden, "");
    }
  }));

test("on paper a dark page is light, its charts too, and afterwards it is dark again", () =>
  open({ query: "?theme=dark" }, async (page) => {
    const bright = (selector, property) => page.evaluate(([s, p]) => {
      const [r, g, b] = getComputedStyle(document.querySelector(s))[p].match(/[\d.]+/g).map(Number);
      return r + g + b > 384;
    }, [selector, property]);
    const tick = "#chart .js-plotly-plot .xtick text";
    await page.waitForSelector(tick);
    assert.equal(await bright(tick, "fill"), true);
    await page.emulateMedia({ media: "print" });
    await page.evaluate(() => dispatchEvent(new Event("beforeprint")));
    await eventually(() => bright(tick, "fill"), false);
    assert.equal(await bright("h1", "color"), false);
    await page.emulateMedia({ media: "screen" });
    await page.evaluate(() => dispatchEvent(new Event("afterprint")));
    await eventually(() => bright(tick, "fill"), true);
    assert.equal(await bright("h1", "color"), true);
  }));

test("paper cuts nothing off: charts are drawn anew for it, and every picture fits, however narrow; afterwards it is as wide as before", () =>
  open({ query: "?lang=en&epochs=2" }, async (page) => {
    for (const id of SECTIONS) await sectionOf(page, id);
    await page.waitForSelector("#race .main-svg");
    const wide = () => page.evaluate(() => document.querySelector("#race .js-plotly-plot")._fullLayout.width);
    const before = await wide();
    await page.emulateMedia({ media: "print" });
    await page.evaluate(() => dispatchEvent(new Event("beforeprint")));
    assert.ok(before > 1000 && (await wide()) < 740, "its words keep their size");
    for (const tool of ["#race-add", ".rivals .reset", ".chip:has([value=moons])"]) assert.ok(await page.locator(tool).first().isHidden(), `${tool} is of no use`);
    assert.ok(await page.locator(".chip:has([value=spiral])").first().isVisible(), "the chosen one is read");
    for (const key of [".walkers", "#map .scale", ".readout"]) assert.ok(await page.locator(key).first().isVisible(), `${key} says what the colours mean`);
    const pictures = await page.evaluate(() => {
      document.querySelector("main").style.width = "560px"; // and looked at before anything can draw anew: a printer does not wait
      return [...document.querySelectorAll(".plot")].flatMap((plot) =>
        [...plot.querySelectorAll("canvas, svg:not(svg *)")].filter((picture) => picture.checkVisibility()).map((picture) => {
          const { width, height, right } = picture.getBoundingClientRect();
          const drawn = picture.viewBox?.baseVal ?? picture;
          return { id: plot.closest("figure").id, inside: right <= plot.getBoundingClientRect().right + 0.5, below: plot.clientHeight - height, shape: (width / height) * (drawn.height / drawn.width) };
        }),
      );
    });
    assert.ok(["first", "walk", "anatomy", "staircase", "training", "boundary", "race"].every((id) => pictures.some((picture) => picture.id === id)), pictures.map(({ id }) => id).join());
    for (const { id, inside, below, shape } of pictures) {
      assert.ok(inside, `${id} is cut`);
      assert.ok(Math.abs(shape - 1) < 0.02, `${id} keeps its shape: ${shape}`);
      assert.ok(Math.abs(below) < 2, `${id}: ${below} pixels of nothing below`);
    }
    await page.evaluate(() => document.querySelector("main").style.removeProperty("width"));
    await page.emulateMedia({ media: "screen" });
    await page.evaluate(() => dispatchEvent(new Event("afterprint")));
    await eventually(wide, before);
  }));
