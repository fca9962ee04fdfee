// Pages of other people's, made up for a test: served from the built site's own address, with the element's files and whatever policy the test gives them.

import assert from "node:assert/strict";
import { after, before } from "node:test";
import { chromium } from "playwright-core";
import { serve } from "../../src/gen/serve.mjs";
import { slowed, WAIT_MS } from "./harness.js";

const ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];
export const SCRIPT = '<script type="module" src="/lib/generated/step-decay.js"></script>';

/** @typedef {import("playwright-core").Page} Page */
/** @typedef {{ html?: string, head?: string, path?: string, width?: number, height?: number, dark?: boolean, reduced?: boolean, policy?: string, expected?: RegExp[], attributes?: string }} View
 *   html: of the body; attributes: of <html>; expected: complaints that belong to the test */

/** @returns {{ open: (view: View, look: (page: Page) => Promise<void>) => Promise<void> }} */
export function pagesForTests() {
  /** @type {import("playwright-core").Browser} */
  let browser;
  /** @type {Awaited<ReturnType<typeof serve>>} */
  let site;
  before(async () => {
    browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: ARGUMENTS, timeout: WAIT_MS });
    site = await serve("build/site", { headers: {} });
  });
  after(async () => {
    await browser?.close();
    await site?.close();
  });

  async function open({ html = "", head = SCRIPT, path = "try.html", width = 1000, height = 900, dark = false, reduced = false, policy, expected = [], attributes = 'lang="en"' }, look) {
    const context = await browser.newContext({ viewport: { width, height }, colorScheme: dark ? "dark" : "light", reducedMotion: reduced ? "reduce" : "no-preference" });
    context.setDefaultTimeout(WAIT_MS);
    const page = await slowed(await context.newPage());
    /** @type {string[]} */
    const wrong = [];
    page.on("console", (message) => ["error", "warning"].includes(message.type()) && wrong.push(`console ${message.type()}: ${message.text()} ${message.location().url}`));
    page.on("pageerror", (error) => wrong.push(`page error: ${error.message}`));
    page.on("request", (request) => !request.url().startsWith(site.url) && !/^(data|blob):/.test(request.url()) && wrong.push(`request to ${request.url()}`));
    await page.addInitScript(() => {
      const page = /** @type {any} */ (window);
      page.violations = [];
      page.told = [];
      document.addEventListener("securitypolicyviolation", (event) => page.violations.push(`${event.violatedDirective} ${event.blockedURI}`));
      for (const type of ["lab-ready", "lab-epoch", "lab-drop", "lab-done", "lab-error"]) document.addEventListener(type, (event) => page.told.push({ type, detail: /** @type {any} */ (event).detail }));
    });
    await page.route(`${site.url}try.html`, (route) =>
      route.fulfill({
        contentType: "text/html; charset=utf-8",
        headers: policy ? { "Content-Security-Policy": policy } : {},
        body: `<!doctype html><html ${attributes}><meta charset="utf-8"><meta name="viewport" content="width=device-width"><link rel="icon" href="data:,"><title>A page</title>${head}<body>${html}</body></html>`,
      }));
    try {
      await page.goto(site.url + path);
      await look(page);
      wrong.push(...(await page.evaluate(() => /** @type {any} */ (window).violations)).map((/** @type {string} */ text) => `policy: ${text}`));
      assert.deepEqual(wrong.filter((complaint) => !expected.some((pattern) => pattern.test(complaint))), []);
    } finally {
      await context.close();
    }
  }
  return { open };
}

/** All elements stand. @param {Page | import("playwright-core").Frame} page */
export const ready = (page) => page.waitForFunction(() => [...document.querySelectorAll("step-decay")].every((lab) => lab.getAttribute("data-state") === "ready"));

/** What Plotly was given by the first element, or by the one that a selector names. @param {Page} page @param {string} [selector] */
export const chartOf = (page, selector = "step-decay") =>
  page.evaluate((selector) => {
    const plot = /** @type {any} */ (document.querySelector(selector)?.shadowRoot?.querySelector(".js-plotly-plot"));
    return plot && JSON.parse(JSON.stringify({ data: plot.data, layout: plot.layout, width: plot.querySelector(".main-svg").getBoundingClientRect().width }));
  }, selector);

/** The events so far, of one type. @param {Page} page @param {string} type @returns {Promise<any[]>} */
export const told = (page, type) => page.evaluate((type) => /** @type {any} */ (window).told.filter((/** @type {any} */ event) => event.type === type).map((/** @type {any} */ { detail }) => detail), type);

/** @param {Page} page @param {string} type @param {number} [count] */
export const waitFor = (page, type, count = 1) => page.waitForFunction(([type, count]) => /** @type {any} */ (window).told.filter((/** @type {any} */ event) => event.type === type).length >= Number(count), [type, count]);

/** Waits for a condition in the page, however long a busy machine takes. @param {Page | import("playwright-core").Frame} page @param {(argument: any) => unknown} condition @param {any} [argument] */
export const until = (page, condition, argument) => page.waitForFunction(/** @type {any} */ (condition), argument);

/** Waits until the first element trains, or does not. @param {Page} page @param {boolean} wanted */
export const playing = (page, wanted) => until(page, (wanted) => /** @type {any} */ (document.querySelector("step-decay")).playing === wanted, wanted);

/** Waits until what the first element has drawn is as it should be. @param {Page} page @param {(data: any[]) => boolean} right */
export async function drawn(page, right) {
  let chart = await chartOf(page);
  for (let waited = 0; !(chart && right(chart.data)) && waited < WAIT_MS; waited += 100) {
    await page.waitForTimeout(100);
    chart = await chartOf(page);
  }
  assert.ok(chart && right(chart.data), `within ${WAIT_MS} ms nothing drawn for which ${right}`);
}

/** Calls a method of the first element. @param {Page} page @param {string} method @param {any[]} args @returns {Promise<any>} */
export const call = (page, method, ...args) => page.evaluate(([method, args]) => /** @type {any} */ (document.querySelector("step-decay"))[method](...args), /** @type {[string, any[]]} */ ([method, args]));

/** The text of a part of the first element's shadow. @param {Page} page @param {string} selector */
export const textOf = (page, selector) => page.evaluate((selector) => document.querySelector("step-decay")?.shadowRoot?.querySelector(selector)?.textContent ?? "", selector);
