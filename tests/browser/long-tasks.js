// Whether the main thread stays free: the Long Tasks API, and what each such task took of the processor. A task that other programs held up
// on a busy machine is long by the clock and short by the processor; only one that computed for so long itself is the page's fault.

const LONG_MS = 50;
const REFERENCE_MS = 2; // that workTime() gives on the machine for which LONG_MS was set
const CATEGORIES = ["toplevel", "__metadata"];

/** @typedef {{ reported: number[], long: number[] }} Window reported: durations in ms of the long tasks that the API saw; long: those that took more than 50 ms of the processor, or on a slower machine what it needs for the same work */

/** Watches the page's main thread for a while. @param {import("playwright-core").Page} page @param {number} ms @returns {Promise<Window>} */
export async function watchTasks(page, ms) {
  const browser = /** @type {import("playwright-core").Browser} */ (page.context().browser());
  const limit = LONG_MS * Math.max(1, (await workTime(page)) / REFERENCE_MS);
  await browser.startTracing(page, { categories: CATEGORIES });
  const reported = await page.evaluate(async (ms) => {
    /** @type {number[]} */
    const durations = [];
    const take = (/** @type {PerformanceEntry[]} */ entries) => durations.push(...entries.map(({ duration }) => Math.round(duration)));
    const observer = new PerformanceObserver((list) => take(list.getEntries()));
    observer.observe({ type: "longtask" });
    await new Promise((done) => setTimeout(done, ms));
    take(observer.takeRecords());
    observer.disconnect();
    return durations;
  }, ms);
  const { traceEvents } = JSON.parse((await browser.stopTracing()).toString());
  return { reported, long: reported.length ? processorTimes(traceEvents).filter((time) => time > limit) : [] };
}

/** How long a piece of work takes in this page when nobody disturbs it: the shortest of thirty. @param {import("playwright-core").Page} page @returns {Promise<number>} milliseconds */
const workTime = (page) =>
  page.evaluate(() => {
    let best = Infinity;
    for (let round = 0; round < 30; round++) {
      const start = performance.now();
      /** @type {Record<string, number>} */
      const sums = {};
      for (let i = 0; i < 20_000; i++) sums[`k${i % 997}`] = (sums[`k${i % 997}`] ?? 0) + Math.sqrt(i);
      best = Math.min(best, performance.now() - start);
    }
    return best;
  });

/** Milliseconds of the processor that each task of a page's main thread took. @param {any[]} events */
function processorTimes(events) {
  const main = new Set(events.filter(({ name, args }) => name === "thread_name" && args.name === "CrRendererMain").map(({ pid, tid }) => `${pid} ${tid}`));
  const tasks = events.filter(({ name, ph, pid, tid, tdur }) => /RunTask$/.test(name) && ph === "X" && tdur !== undefined && main.has(`${pid} ${tid}`));
  if (!tasks.length) throw new Error("the trace holds no tasks of the main thread");
  return tasks.map(({ tdur }) => tdur / 1000);
}

/** The best of several windows, the first without a long task ends the watch: a machine that is busy with something else shows up in one window, the page's own work in all of them.
 * @param {import("playwright-core").Page} page @param {{ windows?: number, ms?: number }} [look] @returns {Promise<Window[]>} */
export async function bestWindow(page, { windows = 3, ms = 2000 } = {}) {
  /** @type {Window[]} */
  const seen = [];
  while (seen.length < windows && !seen.some(({ long }) => long.length === 0)) seen.push(await watchTasks(page, ms));
  return seen;
}
