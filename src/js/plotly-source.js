// Where Plotly comes from: our bundle, or the author's copy. One promise a source, so that all elements of a page share it.

/** @type {Map<string, Promise<any>>} */
const loading = new Map();

/** Loads our own bundle. @returns {Promise<any>} */
const loadBundle = async () => (await import("./generated/plotly.js")).default;

/** Plotly writes a style sheet into the page as it loads, which strict policies forbid; the element has those rules in its own. An element of this id keeps it from doing so.
 * @template T @param {() => Promise<T>} load @returns {Promise<T>} */
async function withoutGlobalStyle(load) {
  const id = "plotly.js-style-global";
  if (document.getElementById(id)) return load();
  const mark = Object.assign(document.createElement("meta"), { id, className: "no-inline-styles" });
  document.head.append(mark);
  try {
    return await load();
  } finally {
    mark.remove();
  }
}

/** @type {() => Promise<any>} */
let bundle = loadBundle;

/** Puts another loader in the place of our bundle, for pages that cannot import modules. @param {() => Promise<any>} load */
export const usePlotly = (load) => void (bundle = load);

/** Plotly from a URL: an ES module with it as default export, or a script that sets `Plotly`; without a URL our bundle.
 * @param {string} [source] @returns {Promise<any>} rejects when nothing there is Plotly; may then be asked again */
export function loadPlotly(source = "") {
  let found = loading.get(source);
  if (!found) {
    found = source ? loadFrom(new URL(source, document.baseURI).href) : withoutGlobalStyle(bundle);
    found.catch(() => loading.delete(source));
    loading.set(source, found);
  }
  return found;
}

/** @param {string} url */
async function loadFrom(url) {
  const page = /** @type {any} */ (globalThis);
  const module = await import(/* @vite-ignore */ /* webpackIgnore: true */ /* turbopackIgnore: true */ url).catch(() => null);
  if (module?.default?.react) return module.default;
  if (!page.Plotly?.react) await loadScript(url);
  if (!page.Plotly?.react) throw new Error(`there is no Plotly at ${url}`);
  return page.Plotly;
}

/** Runs a classic script. @param {string} url @returns {Promise<void>} */
export function loadScript(url) {
  return new Promise((done, failed) => {
    const script = Object.assign(document.createElement("script"), { src: url });
    script.onload = () => done();
    script.onerror = () => {
      script.remove();
      failed(new Error(`${url} could not be loaded`));
    };
    document.head.append(script);
  });
}
