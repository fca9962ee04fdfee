// A real browser on the built page. Whatever a reader would call broken fails the test: a console or page error, a violation of the policy,
// a request to another origin. SLOWDOWN=3 in the environment slows the page's thread down so many times, to see whether a test counts on speed.

import assert from "node:assert/strict";
import { after, before } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { isDeepStrictEqual } from "node:util";
import { chromium } from "playwright-core";
import { serve } from "../../src/gen/serve.mjs";

const ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];
export const WAIT_MS = 120_000; // for anything at all: a machine that is slow and busy, a cold browser

/** @typedef {import("playwright-core").Page} Page */
/** @typedef {{ query?: string, width?: number, height?: number, dark?: boolean, reduced?: boolean, scripts?: boolean, touched?: boolean, sparing?: boolean, under?: string, slow?: (route: import("playwright-core").Route) => Promise<void>, without?: string, expected?: RegExp[] }} View
 *   touched: the reader moves the mouse, upon which the page loads what is further down; default true. sparing: the browser is set to save data. under: the folder of the site that it is in, "a/b/". slow: is handed every request for Plotly. without: files that cannot be loaded. expected: complaints that then belong to the test */

/** A browser and a server for all tests of a file. @param {string} [folder] what is served @returns {{ open: (view: View, look: (page: Page) => Promise<void>) => Promise<void> }} */
export function browserForTests(folder = "build/site") {
  /** @type {import("playwright-core").Browser} */
  let browser;
  /** @type {Awaited<ReturnType<typeof serve>>} */
  let site;

  before(async () => {
    browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: ARGUMENTS, timeout: WAIT_MS });
    site = await serve(folder);
  });
  after(async () => {
    await browser?.close();
    await site?.close();
  });

  /** Opens the page as a reader would, waits until it can train, looks, and then fails on whatever went wrong meanwhile. */
  async function open({ query = "", width = 1280, height = 900, dark = false, reduced = false, scripts = true, touched = true, sparing = false, under = "", slow, without, expected = [] }, look) {
    const context = await browser.newContext({ viewport: { width, height }, colorScheme: dark ? "dark" : "light", reducedMotion: reduced ? "reduce" : "no-preference", javaScriptEnabled: scripts });
    context.setDefaultTimeout(WAIT_MS);
    const page = await slowed(await context.newPage());
    /** @type {string[]} */
    const wrong = [];
    page.on("console", (message) => ["error", "warning"].includes(message.type()) && wrong.push(`console ${message.type()}: ${message.text()} ${message.location().url}`));
    page.on("pageerror", (error) => wrong.push(`page error: ${error.message}`));
    page.on("request", (request) => {
      const { origin, protocol } = new URL(request.url());
      if (origin !== new URL(site.url).origin && protocol !== "data:" && protocol !== "blob:") wrong.push(`request to ${request.url()}`);
    });
    page.on("requestfailed", (request) => wrong.push(`request failed: ${request.url()}`));
    page.on("response", (response) => response.status() >= 400 && wrong.push(`${response.status()}: ${response.url()}`));
    await page.addInitScript(() => {
      window.violations = [];
      document.addEventListener("securitypolicyviolation", (event) => window.violations.push(`${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}:${event.lineNumber}`));
    });
    if (sparing) await page.addInitScript(() => Object.defineProperty(navigator, "connection", { value: { saveData: true } }));
    if (slow) await page.route("**/plotly-*.js", slow);
    if (without) await page.route(without, (route) => route.abort());
    try {
      await page.goto(site.url + under + query);
      if (scripts) await page.waitForFunction(() => document.documentElement.dataset.shown !== undefined);
      if (scripts && touched && !slow) await ready(page, without ?? "");
      await look(page);
      if (scripts) wrong.push(...(await page.evaluate(() => window.violations)).map((text) => `policy: ${text}`));
      assert.deepEqual(wrong.filter((complaint) => !expected.some((pattern) => pattern.test(complaint))), []);
    } finally {
      await context.close();
    }
  }

  return { open };
}

/** The page, its thread as slow as SLOWDOWN asks. @param {Page} page */
export async function slowed(page) {
  if (process.env.SLOWDOWN) await (await page.context().newCDPSession(page)).send("Emulation.setCPUThrottlingRate", { rate: Number(process.env.SLOWDOWN) });
  return page;
}

/** A first sign of the reader's, and then: every section is filled, both charts stand and the worker answers. @param {Page} page @param {string} without files that cannot be loaded */
async function ready(page, without) {
  await page.mouse.move(5, 5);
  await page.waitForFunction(() => [...document.querySelectorAll("main > section[id]")].every((section) => section.dataset.ready !== undefined));
  await page.waitForFunction(() => document.documentElement.dataset.ready);
  if (!without.includes("plotly")) await page.waitForFunction(() => document.querySelectorAll(":is(#staircase, #training) .js-plotly-plot").length === 2);
}

/** A section of the lesson, scrolled to and filled. @param {Page} page @param {string} id */
export async function sectionOf(page, id) {
  const section = page.locator(`section#${id}`);
  await section.scrollIntoViewIfNeeded();
  await page.waitForFunction((name) => document.getElementById(name)?.dataset.ready !== undefined, id);
  return section;
}

/** Where the page is. Asked in the page itself: the driver hears of a change only a moment later. @param {Page} page @returns {Promise<URL>} */
export const linkOf = async (page) => new URL(await page.evaluate(() => location.href));

/** Where something stands, once it stands still. @param {import("playwright-core").Locator} locator */
export const placeOf = (locator) => still(() => locator.boundingBox());

/** What Plotly was given to draw. @param {Page} page @param {"staircase" | "training"} figure */
export const chartOf = (page, figure) =>
  page.evaluate((id) => {
    const { data, layout, _context } = /** @type {any} */ (document.querySelector(`#${id} .js-plotly-plot`));
    return JSON.parse(JSON.stringify({ data, layout, config: { showSendToCloud: _context.showSendToCloud, displaylogo: _context.displaylogo } }));
  }, figure);

/** The whole loss history as it is drawn. @param {Page} page @returns {Promise<{ loss: number[], valLoss: number[], rate: { x: number[], y: number[] } }>} */
export async function curvesOf(page) {
  const { data } = await chartOf(page, "training");
  const [loss, valLoss, , rate] = data;
  return { loss: loss.y, valLoss: valLoss.y, rate: { x: rate.x, y: rate.y } };
}

/** Presses a button and waits until so many epochs are trained and drawn. @param {Page} page @param {number} epochs */
export async function playTo(page, epochs) {
  await page.click("#play");
  await trained(page, epochs);
}

/** @param {Page} page @param {number} epochs at least so many */
export const trained = (page, epochs) =>
  page.waitForFunction((n) => /** @type {any} */ (document.querySelector("#training .js-plotly-plot"))?.data[0].y.length >= n, epochs);

/** Waits until what is read is what is wanted, however slow the machine; fails with what was read last. @template T @param {() => T | Promise<T>} read @param {T} wanted */
export async function eventually(read, wanted) {
  for (const end = Date.now() + WAIT_MS; ; await pause(50)) {
    const last = await read();
    if (isDeepStrictEqual(last, wanted)) return;
    if (Date.now() > end) assert.deepEqual(last, wanted);
  }
}

/** Waits until what is read has stayed the same for a second, and gives it: for claims that nothing moves. What keeps moving fails. @template T @param {() => Promise<T>} read @returns {Promise<T>} */
export async function still(read) {
  let last = await read();
  let since = Date.now();
  for (const end = since + WAIT_MS; Date.now() - since < 1000; ) {
    assert.ok(Date.now() < end, "it keeps moving");
    await pause(100);
    const now = await read();
    if (!isDeepStrictEqual(now, last)) [last, since] = [now, Date.now()];
  }
  return last;
}

/** The rows of a figure's table, opened by its summary. @param {Page} page @param {string} id @returns {Promise<string[][]>} */
export async function tableOf(page, id) {
  if (!(await page.locator(`#${id} details.data`).evaluate((/** @type {HTMLDetailsElement} */ details) => details.open))) await page.click(`#${id} details.data > summary`);
  await page.locator(`#${id} tbody tr`).first().waitFor();
  return (await page.locator(`#${id} tbody tr`).allInnerTexts()).map((row) => row.split("\t"));
}

/** A value typed into a field, as a reader does. @param {Page} page @param {string} key @param {string} text */
export async function type(page, key, text) {
  await page.fill(`#field-${key}`, text);
  await page.press(`#field-${key}`, "Tab");
}
