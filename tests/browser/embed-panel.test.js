// The panel behind </>: what it writes is taken out of it and put into a page of another origin, where it has to work.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import test from "node:test";
import { browserForTests, eventually, slowed, still } from "./harness.js";
import { ready, until } from "./embed-harness.js";

const { open } = browserForTests();

/** @param {import("playwright-core").Page} page @param {string} [view] */
async function panel(page, view = "chart") {
  await page.click("#embed");
  await page.waitForSelector("dialog.embed[open]");
  await page.check(`dialog.embed input[value=${view}]`);
  const text = (id) => page.textContent(`#embed-${id}`);
  return { element: await text("element"), frame: await text("frame"), picture: await text("picture"), command: await text("command") };
}

/** A page of another origin with a snippet in it, in the browser that has just made the snippet.
 * @param {import("playwright-core").Page} from @param {string} snippet @param {{ width?: number, tamper?: boolean }} how @param {(page: import("playwright-core").Page, complaints: string[]) => Promise<void>} look */
async function elsewhere(from, snippet, { width = 900, tamper = false }, look) {
  const html = `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><link rel="icon" href="data:,"><title>Another site</title>
    <script>window.shift = 0; window.told = [];
      new PerformanceObserver((list) => list.getEntries().forEach(({ value }) => (window.shift += value))).observe({ type: "layout-shift", buffered: true });
      addEventListener("lab-error", ({ detail }) => window.told.push(detail), true);</script>
    <body><p>Before.</p>${snippet}<p id="after">After.</p>`;
  const server = createServer((_, response) => response.writeHead(200, { "Content-Type": "text/html; charset=utf-8" }).end(html));
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  const page = await slowed(await from.context().newPage());
  await page.setViewportSize({ width, height: 1000 });
  const complaints = [];
  page.on("console", (message) => ["error", "warning"].includes(message.type()) && complaints.push(message.text()));
  page.on("pageerror", (error) => complaints.push(error.message));
  if (tamper)
    await page.route("**/lib/generated/step-decay.js", async (route) => {
      const response = await route.fetch();
      await route.fulfill({ response, body: `${await response.text()}\nwindow.tampered = true;` });
    });
  try {
    await page.goto(`http://localhost:${server.address().port}/`);
    await look(page, complaints);
  } finally {
    await page.close();
    await new Promise((done) => {
      server.close(done);
      server.closeAllConnections();
    });
  }
}

const SETTINGS = "?lang=en&lr=0.02&gamma=0.25&stepSize=4&epochs=12&data=moons&layers=8,4&batchSize=8&seed=3&scale=linear";

test("it opens from the head, speaks of the settings of now, and closes to where it was opened", async () => {
  for (const [lang, name, wrong] of [["en", "Live training", /[\u4e00-\u9fff]/], ["zh-CN", "实时训练", null]])
    await open({ query: SETTINGS.replace("en", lang) }, async (page) => {
      const { element, command } = await panel(page, "train");
      assert.match(element, new RegExp(`<step-decay view="train" lr="0\\.02" gamma="0\\.25" step-size="4" epochs="12" dataset="moons" seed="3" layers="8, 4" batch-size="8" lang="${lang}"`));
      assert.match(command, /--lr 0\.02 --gamma 0\.25 --step-size 4 --epochs 12/);
      const words = await page.evaluate(() => document.querySelector("dialog.embed").innerText);
      assert.ok(words.includes(name));
      if (wrong) assert.equal(wrong.exec(words), null);
      await page.keyboard.press("Escape");
      await until(page, () => !document.querySelector("dialog.embed").open && document.activeElement.id === "embed");
      await page.fill("#field-stepSize", "6");
      assert.match((await panel(page, "chart")).element, /<step-decay lr="0\.02" gamma="0\.25" step-size="6" epochs="12" y-scale="linear" lang/);
      await page.click("#embed-close");
      await until(page, () => document.activeElement.id === "embed");
    });
});

test("the page loads none of it before it is asked for", async () => {
  await open({ query: "?lang=en" }, async (page) => {
    const before = await page.evaluate(() => performance.getEntriesByType("resource").map(({ name }) => name));
    assert.deepEqual(before.filter((name) => /embed/.test(name)), []);
  });
});

test("the element's snippet works in a page of another origin: it stands without moving what follows, trains, and has the settings", async () => {
  await open({ query: SETTINGS }, async (page) => {
    for (const [view, width] of [["chart", 900], ["train", 390], ["map", 900]])
      await elsewhere(page, (await panel(page, view).finally(() => page.keyboard.press("Escape"))).element, { width }, async (other, complaints) => {
        await ready(other);
        await other.waitForTimeout(300); // time for a shift to be told
        assert.ok((await other.evaluate(() => window.shift)) < 0.005, `${view} moved by ${await other.evaluate(() => window.shift)}`);
        const settings = await other.evaluate(() => document.querySelector("step-decay").settings);
        const { lr, gamma, stepSize, epochs } = settings;
        assert.deepEqual([settings.view, lr, gamma, stepSize, epochs], [view, 0.02, 0.25, 4, 12]);
        if (view === "train") {
          assert.deepEqual([settings.data, settings.layers, settings.batchSize, settings.seed], ["moons", "8, 4", 8, 3]);
          await other.evaluate(() => {
            document.addEventListener("lab-done", () => (window.done = true));
            return document.querySelector("step-decay").play();
          });
          await until(other, () => window.done);
        }
        assert.deepEqual(await other.evaluate(() => window.told), []);
        assert.deepEqual(complaints, []);
      });
  });
});

test("a file that is not the one of the hash is refused, and the text in the tag stands", async () => {
  await open({ query: SETTINGS }, async (page) => {
    const { element } = await panel(page);
    await elsewhere(page, element, { tamper: true }, async (other, complaints) => {
      await other.waitForLoadState("load");
      assert.equal(await other.evaluate(() => window.tampered ?? customElements.get("step-decay")), undefined);
      await eventually(() => /integrity/.test(complaints.join(" ")), true);
      assert.equal(await other.locator("step-decay p").isVisible(), true);
      assert.match(await other.textContent("step-decay"), /Over 12 epochs the rate drops 2 times: 0\.02 → 0\.005 → 0\.00125/);
    });
    await elsewhere(page, element, {}, ready); // the same snippet with the right file
  });
});

test("the frame's snippet gives the frame its height, and takes none from others nor beyond bounds", async () => {
  await open({ query: SETTINGS }, async (page) => {
    const { frame } = await panel(page, "race");
    await elsewhere(page, frame, { width: 420 }, async (other, complaints) => {
      await until(other, () => /^\d+px$/.test(document.querySelector("iframe").style.height));
      const inner = other.frames()[1];
      await ready(inner);
      await until(inner, () => Math.abs(document.documentElement.scrollHeight - innerHeight) <= 1);
      const height = () => other.evaluate(() => document.querySelector("iframe").style.height);
      const good = await still(height);
      assert.ok(parseFloat(good) > 800 && parseFloat(good) < 1000, good);
      const say = (target, height) => target.evaluate((height) => (window === parent ? window : parent).postMessage({ type: "step-decay:size", height }, "*"), height);
      await say(other, 300); // not the frame
      for (const wrong of [1e6, -5, "400px", null, NaN]) await say(inner, wrong);
      await other.waitForTimeout(200);
      assert.equal(await height(), good);
      await say(inner, 1200); // the same way, by the frame and within bounds
      await until(other, () => document.querySelector("iframe").style.height === "1200px");
      assert.deepEqual(complaints, []);
    });
  });
});

test("the still picture is the one that the command writes, byte for byte", async () => {
  const folder = mkdtempSync(join(tmpdir(), "step-decay-picture-"));
  try {
    for (const query of [SETTINGS, "?lang=zh-CN&theme=dark"])
      await open({ query }, async (page) => {
        const { command, picture } = await panel(page);
        const [downloaded] = await Promise.all([page.waitForEvent("download"), page.click("dialog.embed a[download]")]);
        assert.equal(downloaded.suggestedFilename(), /src="([^"]+)"/.exec(picture)[1]);
        const words = command.trim().split(" ");
        assert.deepEqual(words.slice(0, 2), ["npx", "step-decay"]);
        execFileSync(process.execPath, [resolve("dist/cli/main.js"), ...words.slice(2)], { cwd: folder });
        assert.equal(readFileSync(await downloaded.path(), "utf8"), readFileSync(join(folder, "step-decay.svg"), "utf8"));
      });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

test("what an embedded figure cannot have is said", async () => {
  await open({ query: "?lang=en&race=constant,onecycle,step:0.01:0.1:10&edits=5:0.001" }, async (page) => {
    const left = () => page.textContent("dialog.embed .embed-left");
    assert.match((await panel(page, "race")).element, /compare="constant"/);
    assert.match(await left(), /other rivals are left out/);
    await page.check("dialog.embed input[value=train]");
    assert.match(await left(), /changed during the run/);
    await page.check("dialog.embed input[value=chart]");
    assert.equal(await left(), "");
  });
});

test("axe finds nothing in it, and nothing sticks out of a phone", async () => {
  const axe = readFileSync("node_modules/axe-core/axe.min.js", "utf8");
  for (const dark of [false, true])
    await open({ query: "?lang=en", width: 320, height: 700, dark }, async (page) => {
      await panel(page);
      await page.evaluate(axe);
      const { violations } = await page.evaluate(() => window.axe.run(document.querySelector("dialog.embed")));
      assert.deepEqual(violations.map(({ id, nodes }) => [id, nodes.map(({ target }) => String(target))]), []);
      assert.ok(await page.evaluate(() => document.querySelector("dialog.embed").scrollWidth <= document.querySelector("dialog.embed").clientWidth));
    });
});
