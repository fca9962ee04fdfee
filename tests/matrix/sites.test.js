// The recipes of docs/embedding.md: each site is written from that page, built by the real tool with the package as npm would publish it, and opened in Chromium.
// In light and in dark, switched by the site's own button while the figures stand; after a click on a link, and back. Nothing may complain.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import test, { after, before } from "node:test";
import { chromium } from "playwright-core";
import { serve } from "../../src/gen/serve.mjs";
import { packedProject, root } from "./project.js";
import { recipes } from "./sites/recipes.js";

const WAIT_MS = 120_000; // two shared cores, a cold browser; nothing here depends on how fast
const ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];

/** @typedef {import("playwright-core").Page} Page */
/** A documentation tool. What is not in the recipe: pages to come from, the site's button for dark.
 * @typedef {object} Tool
 * @property {string} page where the page in Markdown goes, "" when the recipe has its own
 * @property {Record<string, string>} [files] what an author has already
 * @property {string} output the built site
 * @property {string} path of the page with the figures
 * @property {(() => unknown)} [inPlace] of a tool that follows links without loading the page anew: whether it does so already
 * @property {{ button: string, isDark: string } | ((page: Page, dark: boolean) => Promise<void>)} [theme] the site's button, and a selector that matches when the page is dark; without one it follows the reader's system
 * @property {string} [another] page with one chart
 * @property {RegExp} [expected] complaints about the tool's own files */

/** @type {Record<string, Tool>} */
const tools = {
  VitePress: {
    page: "docs/schedule.md",
    files: { "docs/index.md": "# Start\n\n[A schedule](./schedule.md)\n" },
    output: "docs/.vitepress/dist",
    path: "schedule.html",
    inPlace: () => /** @type {any} */ (document.querySelector("#app")).__vue_app__,
    theme: { button: ".VPNavBarAppearance .VPSwitchAppearance", isDark: "html.dark" },
  },
  Docusaurus: {
    page: "docs/schedule.md",
    files: { "docs/index.md": "---\nslug: /\n---\n\n# Start\n\n[A schedule](./schedule.md)\n" },
    output: "build",
    path: "schedule/",
    inPlace: () => document.documentElement.dataset.hasHydrated === "true",
    theme: { button: "nav button[class*=toggleButton]", isDark: "html[data-theme=dark]" },
  },
  MkDocs: {
    page: "docs/schedule.md",
    files: { "docs/index.md": "# Start\n\n[A schedule](schedule.md)\n" },
    output: "site",
    path: "schedule/",
    inPlace: () => fetch("/sitemap.xml").then((response) => response.text()), // as the theme does before it takes over the links
    theme: { button: "label[for^=__palette]:visible", isDark: "body[data-md-color-scheme=slate]" },
  },
  Sphinx: {
    page: "docs/schedule.md",
    files: { "docs/index.md": "# Start\n\n[A schedule](schedule.md)\n\n```{toctree}\nschedule\nraw\n```\n" },
    output: "build",
    path: "schedule.html",
    // Debian's Furo comes with its script not bundled and a style sheet that only Apache finds; this is what its button does.
    theme: (page, dark) => page.evaluate((dark) => void (document.body.dataset.theme = dark ? "dark" : "light"), dark),
    another: "raw.html",
    expected: /furo\.js|normalize\.css|import statement outside a module/,
  },
  Hugo: {
    page: "",
    files: {
      "hugo.toml": 'baseURL = "/"\ntitle = "Notes"\ndisableKinds = ["taxonomy", "term", "RSS", "sitemap"]\n',
      "content/_index.md": '---\ntitle: Start\n---\n\n[A schedule]({{< relref "schedule.md" >}})\n',
      "layouts/index.html": "{{ .Content }}\n",
      "layouts/_default/single.html": '<!doctype html><html lang="en"><meta charset="utf-8"><title>{{ .Title }}</title><style>.dark { background: #111; color: #eee }</style><button onclick="document.body.classList.toggle(\'dark\')">Dark</button>{{ .Content }}</html>\n',
    },
    output: "public",
    path: "schedule/",
    theme: { button: "button", isDark: "body.dark" },
  },
  "Plain HTML": {
    page: "",
    files: { "public/start.html": '<!doctype html><title>Start</title><a href="./">A schedule</a>\n' },
    output: "public",
    path: "",
  },
};

const { folder: work, remove } = packedProject("sites");
/** @type {import("playwright-core").Browser} */
let browser;
before(async () => {
  browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: ARGUMENTS, timeout: WAIT_MS });
});
after(async () => {
  await browser?.close();
  remove();
});

/** Writes a site and builds it as its recipe says. @param {string} name @param {{ page?: string, files?: Record<string, string>, output: string }} tool @returns {string} the built site */
function built(name, { page, files = {}, output }) {
  const folder = join(work, name.toLowerCase().replaceAll(" ", "-"));
  const { files: told, commands } = recipes[name];
  const all = { "package.json": '{ "name": "notes", "private": true }\n', ...files, ...told, ...(page && { [page]: recipes["A page in Markdown"].files["schedule.md"] }) };
  for (const [path, text] of Object.entries(all)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  symlinkSync("../node_modules", join(folder, "node_modules"));
  const env = { ...process.env, PATH: `${join(work, "node_modules/.bin")}:${process.env.PATH}`, CI: "1", NO_UPDATE_NOTIFIER: "1", NODE_PATH: "" };
  if (commands.some((script) => script.includes("build/site"))) symlinkSync(join(root, "build"), join(folder, "build"));
  for (const script of commands) {
    try {
      execFileSync("bash", ["-ec", script.replaceAll("npx ", "")], { cwd: folder, env, encoding: "utf8", stdio: "pipe" });
    } catch (/** @type {any} */ error) {
      throw new Error(`${name}: ${script}\n${error.stdout}\n${error.stderr}`);
    }
  }
  return join(folder, output);
}

/** A page in a new window, that fails the test on whatever complains. @param {string} url @param {(page: Page) => Promise<void>} look @param {RegExp} [expected] */
async function open(url, look, expected) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, colorScheme: "light", locale: "en" });
  context.setDefaultTimeout(WAIT_MS);
  const page = await context.newPage();
  /** @type {string[]} */
  const wrong = [];
  page.on("console", (message) => ["error", "warning"].includes(message.type()) && wrong.push(`console ${message.type()}: ${message.text()} ${message.location().url}`));
  page.on("pageerror", (error) => wrong.push(`page error: ${error.message}`));
  page.on("request", (request) => !/^(http:\/\/(127\.0\.0\.1|localhost):|data:|blob:)/.test(request.url()) && wrong.push(`request to ${request.url()}`));
  await page.route("**/favicon.ico", (route) => route.fulfill({ status: 204 }));
  try {
    await page.goto(url);
    await look(page);
    assert.deepEqual(wrong.filter((complaint) => !expected?.test(complaint)), []);
  } finally {
    await context.close();
  }
}

/** Every figure stands, drawn by Plotly, in the colours of the page. @param {Page} page @param {number} count @param {boolean} dark */
async function stand(page, count, dark) {
  const look = ([count, dark]) => {
    const labs = /** @type {any[]} */ ([...document.querySelectorAll("step-decay")]);
    const luminance = (/** @type {string} */ colour) => (colour.match(/[\d.]+/g) ?? []).slice(0, 3).reduce((sum, part, i) => sum + [0.2126, 0.7152, 0.0722][i] * (Number(part) / 255), 0);
    const figures = labs.map((lab) => {
      const shadow = lab.shadowRoot;
      const panel = shadow?.querySelector(".lab");
      const line = shadow?.querySelector(".scatterlayer path.js-line");
      const tick = shadow?.querySelector(".xtick text");
      return {
        state: lab.dataset.state, theme: panel?.dataset.theme, width: Math.round(shadow?.querySelector(".main-svg")?.getBoundingClientRect().width ?? 0), line: line?.getAttribute("d")?.length ?? 0,
        paper: panel ? luminance(getComputedStyle(panel).backgroundColor) : -1, ink: tick ? luminance(getComputedStyle(tick).fill) : -1, told: shadow?.querySelector(".problem")?.textContent + shadow?.querySelector(".note")?.textContent,
      };
    });
    const ready = figures.length === count && figures.every(({ state, theme, width, line, paper, ink }, i) =>
      state === "ready" && theme === (dark ? "dark" : "light") && width > 300 && (line > 20 || labs[i].view !== "chart") && (dark ? paper < 0.2 && ink > 0.4 : paper > 0.8 && ink >= 0 && ink < 0.5));
    /** @type {any} */ (window).figures = figures;
    return ready;
  };
  for (let i = 0; i < count; i++) await page.locator("step-decay").nth(i).scrollIntoViewIfNeeded(); // they wait for the reader
  await page.waitForFunction(look, /** @type {[number, boolean]} */ ([count, dark])).catch(async (error) => {
    throw new Error(`${error.message}\n${dark ? "dark" : "light"}, ${JSON.stringify(await page.evaluate(() => /** @type {any} */ (window).figures))}`);
  });
  assert.ok((await page.evaluate(() => /** @type {any} */ (window).figures)).every(({ told }) => told === ""), "no figure has anything to complain about");
}

/** The reader trains a few epochs. @param {Page} page */
async function train(page) {
  const lab = page.locator('step-decay[view="train"]');
  await lab.scrollIntoViewIfNeeded();
  await lab.evaluate((lab) => {
    const seen = (/** @type {any} */ (window).epochs = /** @type {any[]} */ ([]));
    lab.addEventListener("lab-epoch", (event) => seen.push(/** @type {CustomEvent} */ (event).detail));
    /** @type {HTMLElement} */ (lab.shadowRoot?.querySelector("button.play")).click();
  });
  await page.waitForFunction(() => /** @type {any} */ (window).epochs.length >= 5);
  const epochs = (await page.evaluate(() => /** @type {any} */ (window).epochs)).slice(0, 5);
  assert.ok(epochs.every(({ lr, loss }) => lr === 0.01 && loss > 0 && loss < 1), JSON.stringify(epochs));
  await page.waitForFunction(() => (document.querySelector('step-decay[view="train"]')?.shadowRoot?.querySelector(".scatterlayer path.js-line")?.getAttribute("d")?.length ?? 0) > 20);
}

/** The reader wants it dark, or light. @param {Page} page @param {Tool["theme"]} theme @param {boolean} dark */
async function turn(page, theme, dark) {
  if (typeof theme === "function") return theme(page, dark);
  if (!theme) return page.emulateMedia({ colorScheme: dark ? "dark" : "light" });
  await page.locator(theme.button).first().click();
  await page.locator(theme.isDark).waitFor({ state: dark ? "attached" : "detached" });
}

for (const [name, tool] of Object.entries(tools))
  test(`${name}: light and dark, the chart and a training, away and back`, async () => {
    const site = await serve(built(name, tool), { headers: {} });
    try {
      await open(site.url + tool.path, async (page) => {
        if (tool.inPlace) await page.waitForFunction(tool.inPlace); // its buttons work from then on
        await stand(page, 2, false);
        await turn(page, tool.theme, true);
        await stand(page, 2, true);
        await train(page);
        await turn(page, tool.theme, false);
        await stand(page, 2, false);
        if (tool.another === undefined) return;
        await page.goto(site.url + tool.another);
        await stand(page, 1, false);
      }, tool.expected);
      await open(site.url + (name === "Plain HTML" ? "start.html" : ""), async (page) => {
        if (tool.inPlace) {
          await page.waitForLoadState("networkidle");
          await page.waitForFunction(tool.inPlace);
        }
        await page.evaluate(() => void (/** @type {any} */ (window).same = true));
        const link = page.getByRole("link", { name: "A schedule" }).last();
        await link.click();
        await stand(page, 2, false);
        await train(page);
        await page.goBack();
        await page.waitForFunction(() => !document.querySelector("step-decay"));
        await link.click();
        await stand(page, 2, false);
        await train(page);
        assert.equal(await page.evaluate(() => Boolean(/** @type {any} */ (window).same)), Boolean(tool.inPlace), "whether the page was loaded anew");
      }, tool.expected);
    } finally {
      await site.close();
    }
  });

test("An iframe: sandboxed, it draws, trains, has the height it needs and takes the page's theme", async () => {
  const site = await serve(built("An iframe", { output: "public" }), { headers: {} });
  try {
    await open(site.url, async (page) => {
      const figure = page.frameLocator("iframe").locator("step-decay");
      await figure.locator(".js-plotly-plot .main-svg").first().waitFor();
      await figure.locator("button.play").click();
      const frame = page.frames()[1];
      await frame.waitForFunction(() => (document.querySelector("step-decay")?.shadowRoot?.querySelector(".scatterlayer path.js-line")?.getAttribute("d")?.length ?? 0) > 20);
      await page.setViewportSize({ width: 390, height: 800 }); // a phone held upright: the controls need more lines
      await page.waitForFunction(() => Number(document.querySelector("iframe")?.height) > 760);
      await frame.waitForFunction(() => Math.abs(document.documentElement.scrollHeight - innerHeight) <= 1);
      await page.evaluate(() => document.querySelector("iframe")?.contentWindow?.postMessage({ type: "step-decay:set", theme: "dark" }, "*"));
      await frame.waitForFunction(() => /** @type {any} */ (document.querySelector("step-decay")?.shadowRoot?.querySelector(".lab")).dataset.theme === "dark");
    });
  } finally {
    await site.close();
  }
});

test("A picture: written by the command, shown without scripts", async () => {
  const site = await serve(built("A picture", { output: "public" }), { headers: { "Content-Security-Policy": "default-src 'none'; img-src 'self' data:" } });
  try {
    await open(site.url, async (page) => {
      const size = await page.locator("img").evaluate(async (/** @type {HTMLImageElement} */ picture) => (await picture.decode(), [picture.naturalWidth, picture.naturalHeight]));
      assert.deepEqual(size, [600, 350]);
    });
  } finally {
    await site.close();
  }
});

test("From a script: the page hears of drops and of the end", async () => {
  const site = await serve(built("From a script", { output: "public" }), { headers: {} });
  try {
    await open(site.url, async (page) => {
      await page.locator("li").nth(2).waitFor();
      const told = await page.locator("li").allTextContents();
      assert.deepEqual(told, ["epoch 10: 0.02 becomes 0.01", "epoch 20: 0.01 becomes 0.005", "?view=train&lr=0.02&stepSize=10&epochs=30&speed=fast"]);
      for (const text of told) assert.ok(recipes["From a script"].text.includes(`\`${text}\``), `docs/embedding.md says ${text}`);
    });
  } finally {
    await site.close();
  }
});
