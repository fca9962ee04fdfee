// Whether the main thread stays free: the Long Tasks API, and what each such task took of the processor. A task that other programs held up
// on a busy machine is long by the clock and short by the processor; only one that computed for so long itself is the page's fault.

const LONG_MS = 50;
const REFERENCE_MS = 1.2; // that workTime() gives on the machine for which LONG_MS was set
const ROUNDS = 30;
const TASKS = 5; // of which the one in the middle counts
const CATEGORIES = ["toplevel", "blink.user_timing", "__metadata"];
const MARK = "step-decay-work"; // of the task that workTime() measures

/** @typedef {{ reported: number[], long: number[] }} Window reported: durations in ms of the long tasks that the API saw; long: those that took more than 50 ms of the processor, or on a slower machine what it needs for the same work */

/** What happens in a browser meanwhile, as a trace. @template T @param {import("playwright-core").Page} page @param {() => Promise<T>} meanwhile @returns {Promise<{ events: any[], result: T }>} */
async function traced(page, meanwhile) {
  const browser = /** @type {import("playwright-core").Browser} */ (page.context().browser());
  await browser.startTracing(page, { categories: CATEGORIES });
  const result = await meanwhile();
  return { events: JSON.parse((await browser.stopTracing()).toString()).traceEvents, result };
}

/** Watches the page's main thread for a while. @param {import("playwright-core").Page} page @param {number} ms @returns {Promise<Window>} */
export async function watchTasks(page, ms) {
  const limit = LONG_MS * Math.max(1, (await workTime(page)) / REFERENCE_MS);
  const { events, result: reported } = await traced(page, () =>
    page.evaluate(async (ms) => {
      /** @type {number[]} */
      const durations = [];
      const take = (/** @type {PerformanceEntry[]} */ entries) => durations.push(...entries.map(({ duration }) => Math.round(duration)));
      const observer = new PerformanceObserver((list) => take(list.getEntries()));
      observer.observe({ type: "longtask" });
      await new Promise((done) => setTimeout(done, ms));
      take(observer.takeRecords());
      observer.disconnect();
      return durations;
    }, ms),
  );
  return { reported, long: reported.length ? processorTimes(events).filter((time) => time > limit) : [] };
}

/** What the processor needs for a piece of work in this page, done in tasks of its own: the one that answers us may still be running when the trace ends, and is then not in it.
 * @param {import("playwright-core").Page} page @returns {Promise<number>} milliseconds */
async function workTime(page) {
  const work = async (/** @type {{ tasks: number, rounds: number, mark: string }} */ { tasks, rounds, mark }) => {
    const task = () => new Promise((done) => setTimeout(done));
    for (let i = 0; i < tasks; i++) {
      await task();
      performance.mark(mark);
      for (let round = 0; round < rounds; round++) {
        /** @type {Record<string, number>} */
        const sums = {};
        for (let i = 0; i < 20_000; i++) sums[`k${i % 997}`] = (sums[`k${i % 997}`] ?? 0) + Math.sqrt(i);
      }
    }
    await task();
  };
  await page.evaluate(work, { tasks: 1, rounds: ROUNDS, mark: "warm" }); // the compiler's share is not measured
  const { events } = await traced(page, () => page.evaluate(work, { tasks: TASKS, rounds: ROUNDS, mark: MARK }));
  const marks = events.filter(({ name }) => name === MARK).map(({ ts }) => ts);
  const times = processorTimes(events.filter(({ name, ts, dur }) => name === "thread_name" || marks.some((at) => ts <= at && at <= ts + dur))).sort((a, b) => a - b);
  return times[times.length >> 1] / ROUNDS;
}

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
