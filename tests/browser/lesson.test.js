// The lesson as a whole: what comes first, what comes later, from any folder, on paper, by keyboard alone from top to bottom, and from reader to reader.

import assert from "node:assert/strict";
import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test, { after } from "node:test";
import { browserForTests, chartOf, eventually, linkOf, playTo, sectionOf, still, trained, type } from "./harness.js";

// The site twice: where it is, and two folders down.
const folder = mkdtempSync(join(tmpdir(), "step-decay-lesson-"));
after(() => rmSync(folder, { recursive: true, force: true }));
cpSync("build/site", folder, { recursive: true });
cpSync("build/site", join(folder, "a/b"), { recursive: true });

const { open } = browserForTests(folder);
const SECTIONS = ["intuition", "formula", "example", "chart", "train", "choose", "code", "inside"];

test("who saves data loads nothing of what is further down before doing anything, and all of it after", () =>
  open({ touched: false, sparing: true, height: 700 }, async (page) => {
    const loaded = () => page.evaluate(() => performance.getEntriesByType("resource").map(({ name }) => /** @type {string} */ (name.split("/").pop())));
    const first = await still(loaded);
    assert.ok(first.some((name) => /^core-\w+\.wasm$/.test(name)) && first.some((name) => /^zh-CN-\w+\.js$/.test(name)), first.join());
    assert.deepEqual(first.filter((name) => /^(plotly-\w+\.js|workbench|worker|train|choose|code|inside|lab|bench|en-)/.test(name)), []);
    await page.keyboard.press("Shift");
    for (const id of SECTIONS) await page.waitForFunction((name) => document.getElementById(name).dataset.ready !== undefined, id);
    await eventually(async () => (await loaded()).some((name) => /^plotly-\w+\.js$/.test(name)), true);
    assert.deepEqual((await loaded()).filter((name) => /\.(js|css|wasm)$/.test(name) && !/-[0-9A-Za-z]{8}\.\w+$/.test(name) && name !== "early.js"), [], "names that may be cached for ever");
  }));

test("who just looks at the first view finds everything there after a while", () =>
  open({ touched: false }, async (page) => {
    for (const id of SECTIONS) await page.waitForFunction((name) => document.getElementById(name).dataset.ready !== undefined, id);
    await page.locator("#staircase .js-plotly-plot").waitFor({ state: "attached" });
    assert.equal(await page.evaluate(() => scrollY), 0);
  }));

test("controls, sentence and training work while Plotly is still on its way", async () => {
  /** @type {(value?: any) => void} */
  let release = () => {};
  const held = new Promise((done) => (release = done));
  await open({ query: "?lang=en&speed=fast&epochs=6", slow: async (route) => { await held; await route.continue(); } }, async (page) => {
    await type(page, "stepSize", "2");
    await eventually(() => page.locator("#first-summary").textContent(), "Over 6 epochs the rate drops twice: 0.01 → 0.005 → 0.0025. The first time is at epoch 2, counting from 0.");
    assert.ok(await page.locator("#first .plot svg").isVisible());
    await page.locator("#train").scrollIntoViewIfNeeded();
    await page.waitForFunction(() => document.documentElement.dataset.ready);
    await page.click("#play");
    await page.waitForFunction(() => /^6 epochs trained/.test(document.querySelector("#training-summary").textContent));
    assert.equal(await page.locator(".js-plotly-plot").count(), 0);
    release();
    await trained(page, 6);
  });
});

test("it works two folders down", () =>
  open({ under: "a/b/", query: "?speed=fast&epochs=5&data=iris&lang=en" }, async (page) => {
    await playTo(page, 5);
    assert.equal(await page.evaluate(() => document.documentElement.dataset.ready), "file");
    for (const name of await page.evaluate(() => performance.getEntriesByType("resource").map(({ name }) => new URL(name).pathname))) assert.match(name, /^\/a\/b\/[^/]+$/);
    await type(page, "lr", "0.02");
    assert.match((await linkOf(page)).href, /\/a\/b\/\?/);
  }));

test("a section whose files do not come says so, and comes with the next try", () =>
  open({ touched: false, query: "?lang=en", without: "**/formula-*.js", expected: [/formula-/] }, async (page) => {
    await page.mouse.move(5, 5);
    await page.locator("#formula > .missing").waitFor({ state: "attached" });
    assert.match(await page.locator("#formula > .missing").textContent(), /did not load/);
    await page.waitForFunction(() => document.getElementById("inside").dataset.ready !== undefined); // the others have come
    await page.unroute("**/formula-*.js");
    await page.locator("#inside").scrollIntoViewIfNeeded();
    await eventually(() => page.evaluate(() => document.getElementById("formula").getBoundingClientRect().bottom < -800), true);
    await page.locator("#formula").scrollIntoViewIfNeeded();
    await page.waitForFunction(() => document.getElementById("formula").dataset.ready !== undefined);
    assert.equal(await page.locator("#formula > .missing").count(), 0);
    assert.ok(await page.locator("#anatomy .plot svg").isVisible());
  }));

for (const scripts of [false, true])
  test(`on paper, ${scripts ? "with" : "without"} scripts: text and pictures, no controls`, () =>
    open({ scripts, query: "?lang=zh-CN" }, async (page) => {
      await page.emulateMedia({ media: "print" });
      for (const id of ["first", "anatomy", "staircase"]) {
        const box = await page.locator(`#${id} :is(svg:not([lang]), .still svg, .plot svg):visible`).first().boundingBox();
        assert.ok(box && box.width > 300 && box.height > 150, `${id}: ${JSON.stringify(box)}`);
      }
      assert.ok(await page.locator("#example-fixed table").isVisible());
      for (const selector of ["#numbers", "#transport", ".skip", "#theme", "#copy-link"]) assert.equal(await page.locator(selector).isVisible(), false, selector);
      assert.equal(await page.locator('main [lang="en"]:visible').count(), 0, "one language");
      const { inner, wide } = await page.evaluate(() => ({ inner: innerWidth, wide: document.documentElement.scrollWidth }));
      assert.equal(wide, inner);
      if (scripts) assert.ok((await page.locator("#code-text").innerText()).includes("StepLR"));
    }));

test("where the words of the other language do not arrive the page stays as it was, and can be asked again", () =>
  open({ query: "?lang=en&gamma=0.3", expected: [/zh-CN-/, /ERR_FAILED/] }, async (page) => {
    const words = "**/zh-CN-*.js";
    await page.route(words, (route) => route.abort());
    await page.click('[data-lang="zh-CN"]');
    await page.waitForFunction(() => location.search.includes("lang=en"));
    await sectionOf(page, "train");
    assert.deepEqual([await page.evaluate(() => document.documentElement.lang), await page.locator("#play").innerText()], ["en", "Play"]);
    await page.unroute(words);
    await page.click('[data-lang="zh-CN"]');
    await page.waitForFunction(() => document.documentElement.lang === "zh-CN");
    assert.equal((await linkOf(page)).search, "?gamma=0.3");
  }));

for (const lang of ["zh-CN", "en"])
  test(`every figure has a name, a sentence, a table and a cursor: ${lang}`, () =>
    open({ query: `?lang=${lang}&speed=fast&epochs=4` }, async (page) => {
      await playTo(page, 4);
      const figures = await page.evaluate(() =>
        [...document.querySelectorAll("main figure.figure")].filter((figure) => figure.checkVisibility()).map((figure) => {
          const text = (/** @type {Element | null | undefined} */ node, /** @type {string} */ name) => node?.getAttribute(name) ?? "";
          const [plot, cursor, box] = [figure.querySelector('[role="img"]'), figure.querySelector('[role="slider"]'), figure.querySelector('.table-box[role="region"]')];
          return {
            id: figure.id,
            name: text(plot, "aria-label"),
            sentence: document.getElementById(text(plot, "aria-describedby"))?.textContent ?? "",
            cursor: text(cursor, "aria-label"),
            reads: text(cursor, "aria-valuetext"),
            reachable: text(cursor, "tabindex") === "0",
            table: text(box, "aria-label"),
            summary: figure.querySelector("details.data > summary")?.textContent ?? "",
          };
        }),
      );
      assert.ok(["first", "walk", "anatomy", "staircase", "training", "boundary"].every((id) => figures.some((figure) => figure.id === id)), figures.map(({ id }) => id).join());
      const language = lang === "en" ? /^[^\u4e00-\u9fff]{4,}$/ : /[\u4e00-\u9fff]/;
      for (const { id, reachable, ...words } of figures) {
        assert.ok(reachable, id);
        for (const [what, text] of Object.entries(words)) assert.ok(language.test(text) && !/undefined|NaN/.test(text), `${id} ${what}: ${text}`);
      }
    }));

test("by keyboard alone from top to bottom, and the link that comes out of it gives a second reader the same run", async () => {
  let [link, print] = ["", ""];
  await open({ query: "?lang=en&speed=fast&epochs=6" }, async (page) => {
    const at = () => page.evaluate(() => {
      const node = /** @type {HTMLElement} */ (document.activeElement);
      const { top, bottom, left, right } = node.getBoundingClientRect();
      const [x, y] = [(Math.max(0, left) + Math.min(innerWidth, right)) / 2, (Math.max(0, top) + Math.min(innerHeight, bottom)) / 2];
      const shown = document.elementFromPoint(x, y);
      return { id: node.id || node.className, tag: node.tagName, section: node.closest("section")?.id ?? "", seen: bottom > 0 && top < innerHeight && Boolean(shown && (node.contains(shown) || shown.contains(node) || shown.closest("label")?.contains(node))) };
    });
    const press = (/** @type {string} */ key) => page.keyboard.press(key);
    /** What a reader does upon reaching a place, once each. @type {Record<string, () => Promise<void>>} */
    const does = {
      "field-lr": async () => { await press("Control+a"); await page.keyboard.type("0.02"); await press("Enter"); },
      "walk-play": async () => { await press("Enter"); await page.waitForFunction(() => Number(document.querySelector("#walk .cursor").getAttribute("aria-valuemax")) > 2); await press("Enter"); },
      "quiz-answer": async () => { await page.keyboard.type("0.02"); await press("Enter"); await eventually(async () => (await page.locator("#quiz-verdict").textContent()) !== "", true); },
      "scale-log": async () => { await press("ArrowRight"); await eventually(async () => (await chartOf(page, "staircase")).layout.yaxis.type, "linear"); },
      play: async () => { await press("Enter"); await trained(page, 6); },
      "code-pytorch": async () => { await press("ArrowRight"); await eventually(() => page.locator("#code-text").getAttribute("aria-label").then((name) => /keras|\.py/i.test(name ?? "")), true); },
      "source-schedule": async () => { await press("ArrowRight"); await page.locator('pre[aria-label="dense_forward"]').waitFor(); },
    };
    const done = new Set();
    const sections = [];
    const unseen = [];
    for (let i = 0; i < 400; i++) {
      await press("Tab");
      const { id, tag, section, seen } = await at();
      if (tag === "BODY") break;
      if (!seen) unseen.push(`${section}: ${tag} ${id}`);
      if (section && sections.at(-1) !== section) sections.push(section);
      if (does[id] && !done.has(id)) {
        done.add(id);
        await does[id]();
      }
      if (id === "other-print") break;
    }
    assert.deepEqual(Object.keys(does).filter((id) => !done.has(id)), [], "places that Tab does not reach");
    assert.deepEqual(sections, SECTIONS, "in the order of the page");
    assert.deepEqual(unseen, [], "what has the focus is seen");
    await page.waitForFunction(() => /6 epochs/.test(document.querySelector("#fingerprint").textContent));
    print = /[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}/.exec((await page.locator("#fingerprint").textContent()) ?? "")?.[0] ?? "";
    assert.notEqual(print, "");
    await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
    await page.focus("#copy-run");
    await press("Enter");
    await eventually(async () => (link = await page.evaluate(() => navigator.clipboard.readText())).includes("?"), true);
    assert.equal(new URL(link).searchParams.get("lr"), "0.02");
  });
  await open({ query: new URL(link).search, dark: true, width: 390, height: 844 }, async (page) => {
    await playTo(page, 6);
    await sectionOf(page, "inside");
    await page.fill("#other-print", print);
    await eventually(async () => /^The same/.test((await page.locator("#print-verdict").textContent()) ?? ""), true);
  });
});
