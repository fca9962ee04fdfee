// Ten minutes of training in the page, run after run: its memory must not grow by more than 5 MiB (DESIGN 6). `./build.sh soak`; SOAK_MINUTES for less.
import assert from "node:assert/strict";
import { test } from "node:test";
import { browserForTests } from "./harness.js";

const MINUTES = Number(process.env.SOAK_MINUTES ?? 10);
const SETTLE = 0.2; // of the time, until every path has run and every cache is full: growth counts from there
const MOST_BYTES = 5 * 2 ** 20;

const { open } = browserForTests();

test(`the page's memory does not grow over ${MINUTES} minutes of training`, { timeout: (MINUTES + 2) * 60_000 }, (t) =>
  open({ query: "?epochs=300" }, async (page) => {
    const devtools = await page.context().newCDPSession(page);
    /** What is alive after a collection: objects, and what the DOM and array buffers hold beside them. */
    const used = async () => {
      await devtools.send("HeapProfiler.collectGarbage");
      const { usedSize, embedderHeapUsedSize = 0, backingStorageSize = 0 } = /** @type {any} */ (await devtools.send("Runtime.getHeapUsage"));
      return usedSize + embedderHeapUsedSize + backingStorageSize;
    };
    const end = Date.now() + MINUTES * 60_000;
    let start = 0;
    let runs = 0;
    while (Date.now() < end) {
      if (!/暂停/.test((await page.textContent("#play")) ?? "")) {
        await page.click("#play");
        runs++;
      }
      await page.waitForTimeout(2000);
      if (!start && Date.now() > end - (1 - SETTLE) * MINUTES * 60_000) start = await used();
    }
    const growth = (await used()) - start;
    t.diagnostic(`${runs} runs; ${(start / 2 ** 20).toFixed(1)} MiB at the start, growth ${(growth / 2 ** 20).toFixed(2)} MiB`);
    assert.ok(start > 0 && runs > 0);
    assert.ok(growth <= MOST_BYTES, `grew by ${growth} bytes; at most ${MOST_BYTES}`);
  }));
