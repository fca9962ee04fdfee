// Chromium, Firefox and WebKit behind one small interface. Chromium and Firefox are driven by puppeteer-core (DevTools and WebDriver BiDi), WebKitGTK's
// MiniBrowser by the W3C WebDriver protocol, spoken here with fetch.

import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { createServer } from "node:net";
import puppeteer from "puppeteer-core";

/** @typedef {object} Engine
 * @property {string} version
 * @property {(url: string) => Promise<void>} open goes to a page and waits for its load event
 * @property {<A extends any[], R>(action: (...args: A) => R, ...args: A) => Promise<Awaited<R>>} evaluate runs a function in the page; arguments and result are JSON
 * @property {<A extends any[], R>(action: (...args: A) => R, ...args: A) => Promise<Awaited<R>>} evaluateInFrame the same in the page's first frame, sandboxed or not
 * @property {() => Promise<void>} close */

const TIMEOUT_MS = 120_000; // for one script, a start, or an answer: two shared cores, a cold browser

const chromiumPath = process.env.CHROMIUM ?? "/usr/bin/chromium";
const firefoxPath = process.env.FIREFOX ?? "/usr/bin/firefox-esr";
const MINI_BROWSER = ["/usr/lib/x86_64-linux-gnu", "/usr/lib/aarch64-linux-gnu"].flatMap((folder) => ["4.1", "4.0"].map((version) => `${folder}/webkit2gtk-${version}/MiniBrowser`)).find((path) => existsSync(path));

/** Starts an engine, with a window of 1280 x 900. @type {Record<string, () => Promise<Engine>>} */
export const engines = {
  Chromium: () => puppet({ executablePath: chromiumPath, args: ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"] }),
  Firefox: () => puppet({ browser: "firefox", executablePath: firefoxPath }),
  WebKit: webkit,
};

/** @param {import("puppeteer-core").LaunchOptions} options @returns {Promise<Engine>} */
async function puppet(options) {
  const browser = await puppeteer.launch({ headless: true, defaultViewport: { width: 1280, height: 900 }, timeout: TIMEOUT_MS, protocolTimeout: TIMEOUT_MS, ...options });
  const page = await browser.newPage();
  return {
    version: await browser.version(),
    open: async (url) => void (await page.goto(url, { waitUntil: "load", timeout: TIMEOUT_MS })),
    evaluate: (action, ...args) => page.evaluate(/** @type {any} */ (action), ...args),
    evaluateInFrame: (action, ...args) => page.frames()[1].evaluate(/** @type {any} */ (action), ...args),
    close: () => browser.close(),
  };
}

/** @returns {Promise<Engine>} */
async function webkit() {
  if (!MINI_BROWSER) throw new Error("WebKit's MiniBrowser is not installed: sudo apt-get install webkit2gtk-driver xvfb xauth");
  const port = await freePort();
  // A group of its own, so that xvfb-run, the X server, the driver and the browser end together.
  const driver = spawn("xvfb-run", ["-a", "-s", "-screen 0 1280x1024x24", "WebKitWebDriver", `--port=${port}`], { detached: true, stdio: "ignore" });
  const end = () => {
    try {
      process.kill(-(/** @type {number} */ (driver.pid)), "SIGTERM");
    } catch {
      // It has ended already.
    }
  };
  process.once("exit", end);
  const call = async (/** @type {string} */ method, /** @type {string} */ path, /** @type {unknown} */ body) => {
    const response = await fetch(`http://127.0.0.1:${port}${path}`, { method, body: body === undefined ? undefined : JSON.stringify(body) });
    const { value } = /** @type {any} */ (await response.json());
    if (!response.ok) throw new Error(`WebKit, ${method} ${path}: ${value?.error}: ${value?.message}`);
    return value;
  };
  try {
    await started(port);
    const { sessionId, capabilities } = await call("POST", "/session", {
      capabilities: { alwaysMatch: { "webkitgtk:browserOptions": { binary: MINI_BROWSER, args: ["--automation"] } } },
    });
    const session = `/session/${sessionId}`;
    await call("POST", `${session}/timeouts`, { script: TIMEOUT_MS, pageLoad: TIMEOUT_MS });
    await call("POST", `${session}/window/rect`, { width: 1280, height: 900 }).catch(() => {}); // without a window manager it may refuse
    const evaluate = async (/** @type {(...args: any[]) => any} */ action, /** @type {any[]} */ ...args) => {
      const script = `const done = arguments[arguments.length - 1]; const args = Array.from(arguments).slice(0, -1);
        Promise.resolve().then(() => (${action})(...args)).then((value) => done({ value }), (error) => done({ error: String(error && error.stack || error) }));`;
      const { value, error } = await call("POST", `${session}/execute/async`, { script, args });
      if (error !== undefined) throw new Error(`in the page: ${error}`);
      return value;
    };
    return {
      version: `${capabilities.browserName} ${capabilities.browserVersion}`,
      open: (url) => call("POST", `${session}/url`, { url }),
      evaluate,
      async evaluateInFrame(action, ...args) {
        await call("POST", `${session}/frame`, { id: 0 });
        try {
          return await evaluate(action, ...args);
        } finally {
          await call("POST", `${session}/frame`, { id: null });
        }
      },
      async close() {
        await call("DELETE", session).catch(() => {});
        end();
      },
    };
  } catch (error) {
    end();
    throw error;
  }
}

/** @returns {Promise<number>} */
const freePort = () =>
  new Promise((resolve, reject) => {
    const server = createServer().on("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());
      server.close(() => resolve(port));
    });
  });

/** Waits until the driver answers. @param {number} port */
async function started(port) {
  for (let waited = 0; waited < TIMEOUT_MS; waited += 200) {
    try {
      return void (await fetch(`http://127.0.0.1:${port}/status`));
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  }
  throw new Error(`WebKitWebDriver did not start within ${TIMEOUT_MS} ms`);
}

/** A script for before all others, as WebDriver brings no console: notes what goes wrong in window.notes. */
export const NOTES = `
window.notes = [];
for (const level of ["error", "warn"]) {
  const original = console[level];
  console[level] = (...words) => { notes.push(level + ": " + words.map(String).join(" ")); original.apply(console, words); };
}
addEventListener("error", (event) => notes.push("error: " + (event.message || (event.target && (event.target.src || event.target.href)))), true);
addEventListener("unhandledrejection", (event) => notes.push("rejection: " + event.reason));
document.addEventListener("securitypolicyviolation", (event) => notes.push("policy: " + event.violatedDirective + " " + event.blockedURI));
`;

/** Asks the page, or with `{ evaluate: engine.evaluateInFrame }` its frame, until it says yes. @param {Pick<Engine, "evaluate">} engine @param {string} what for the message @param {(...args: any[]) => any} question @param {...any} args */
export async function until(engine, what, question, ...args) {
  let answer;
  for (let waited = 0; waited < TIMEOUT_MS; waited += 200) {
    answer = await engine.evaluate(/** @type {any} */ (question), ...args);
    if (answer) return answer;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  throw new Error(`${what}: not within ${TIMEOUT_MS} ms; the last answer was ${JSON.stringify(answer)}`);
}
