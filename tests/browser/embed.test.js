// embed.html in a frame that may do nothing but run scripts.

import assert from "node:assert/strict";
import test from "node:test";
import { pagesForTests, ready, until } from "./embed-harness.js";

const { open } = pagesForTests();

const HOST = (query, sandbox = "allow-scripts") => `
  <iframe title="Step decay" sandbox="${sandbox}" width="700" height="300" src="/embed.html?${query}"></iframe>
  <script>
    window.sizes = [];
    addEventListener("message", ({ source, data }) => {
      const frame = document.querySelector("iframe");
      if (source !== frame.contentWindow || data?.type !== "step-decay:size" || !(data.height >= 100 && data.height <= 2000)) return;
      window.sizes.push(data);
      frame.height = data.height;
    });
  </script>`;

const frameOf = async (page) => {
  const frame = page.frames()[1];
  await frame.waitForSelector("step-decay");
  await ready(frame);
  return frame;
};

test("sandboxed, it draws, trains in its worker, and tells its height", async () => {
  await open({ html: HOST("view=train&epochs=12&speed=fast&lang=en&id=one&stepSize=4&nonsense=1"), head: "" }, async (page) => {
    const frame = await frameOf(page);
    const runs = await frame.evaluate(async () => {
      const lab = document.querySelector("step-decay");
      const done = new Promise((resolve) => lab.addEventListener("lab-done", (event) => resolve(event.detail.runs)));
      await lab.play();
      return done;
    });
    assert.equal(runs[0].epoch, 11);
    assert.equal(await frame.evaluate(() => document.querySelector("step-decay").stepSize), 4);
    await until(page, () => window.sizes.at(-1)?.id === "one");
    await until(frame, () => Math.abs(document.documentElement.scrollHeight - innerHeight) <= 1); // no scroll bar
  });
});

test("a link cannot name a script to run", async () => {
  await open({ html: HOST("plotly-src=/evil.js&plotlySrc=/evil.js&lang=en"), head: "" }, async (page) => {
    /** @type {string[]} */
    const requests = [];
    page.on("request", (request) => requests.push(request.url()));
    const frame = await frameOf(page);
    assert.equal(await frame.evaluate(() => document.querySelector("step-decay").plotlySrc), "");
    assert.deepEqual(requests.filter((url) => url.includes("evil")), []);
  });
});

test("the parent may set theme and language; nobody else, and nothing else", async () => {
  await open({ html: HOST("lang=en&theme=light"), head: "" }, async (page) => {
    const frame = await frameOf(page);
    await page.evaluate(() => document.querySelector("iframe").contentWindow.postMessage({ type: "step-decay:set", theme: "dark", lang: "zh-CN", lr: "1", "plotly-src": "/evil.js" }, "*"));
    const look = () => frame.evaluate(() => {
      const lab = document.querySelector("step-decay");
      return [lab.shadowRoot.querySelector(".lab").dataset.theme, lab.shadowRoot.querySelector(".lab").lang, lab.lr, lab.plotlySrc];
    });
    await until(frame, () => document.querySelector("step-decay").shadowRoot.querySelector(".lab").dataset.theme === "dark");
    assert.deepEqual(await look(), ["dark", "zh-CN", 0.01, ""]);
    await frame.evaluate(() => {
      const told = new Promise((resolve) => addEventListener("message", resolve, { once: true })); // after the page's own listener
      window.postMessage({ type: "step-decay:set", theme: "light" }, "*");
      return told.then(() => {});
    });
    await frame.evaluate(() => new Promise((done) => setTimeout(done)));
    assert.equal((await look())[0], "dark");
  });
});

test("opened by itself it works as well, with its own policy", async () => {
  await open({ path: "embed.html?view=map&layers=8&epochs=10&batchSize=32&lang=en" }, async (page) => {
    await ready(page);
    await page.evaluate(() => document.querySelector("step-decay").play());
    await until(page, () => window.told.some(({ type }) => type === "lab-done"));
  });
});

test("wrong options are told in the frame", async () => {
  await open({ html: HOST("gamma=much&lang=en"), head: "" }, async (page) => {
    const frame = await frameOf(page);
    assert.match(await frame.evaluate(() => document.querySelector("step-decay").shadowRoot.querySelector(".problem").textContent), /gamma="much"/);
  });
});
