// Light or dark, as the page around an element is now, and word when it changes.

/** Words that documentation sites use for their themes. @type {Record<string, boolean>} */
const DARK = { dark: true, slate: true, night: true, light: false, default: false };
const ATTRIBUTES = ["data-theme", "data-md-color-scheme", "data-color-mode", "data-bs-theme", "data-mode"];
const TRANSITION_MS = 350; // sites fade their backgrounds

/** Whether the page is dark where an element stands: what an ancestor says by attribute or class, else the background behind, else the reader's system.
 * @param {Element} element */
export function isHostDark(element) {
  for (let at = /** @type {Element | null} */ (element); at; at = parentOf(at)) {
    for (const name of ATTRIBUTES) {
      const said = DARK[at.getAttribute(name)?.toLowerCase() ?? ""];
      if (said !== undefined && at !== element) return said;
    }
    if (at !== element && at.classList.contains("dark")) return true;
    if (at !== element && at.classList.contains("light")) return false;
  }
  for (let at = parentOf(element); at; at = parentOf(at)) {
    const [red, green, blue, alpha = 1] = (getComputedStyle(at).backgroundColor.match(/[\d.]+/g) ?? []).map(Number);
    if (alpha > 0.5) return 0.2126 * red + 0.7152 * green + 0.0722 * blue < 128;
  }
  return matchMedia("(prefers-color-scheme: dark)").matches;
}

/** @param {Element} element @returns {Element | null} through shadow roots */
const parentOf = (element) => element.parentElement ?? /** @type {any} */ (element.getRootNode()).host ?? null;

/** @type {Set<() => void>} */
const listeners = new Set();
let watching = false;

/** Calls back whenever the page's theme may have changed. @param {() => void} listener @returns {() => void} stops it */
export function watchHostTheme(listener) {
  listeners.add(listener);
  if (!watching) {
    watching = true;
    const tell = () => listeners.forEach((listen) => listen());
    const changed = () => {
      tell();
      setTimeout(tell, TRANSITION_MS);
    };
    const observer = new MutationObserver(changed);
    for (const root of [document.documentElement, document.body]) if (root) observer.observe(root, { attributes: true, attributeFilter: [...ATTRIBUTES, "class", "style"] });
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", changed);
  }
  return () => void listeners.delete(listener);
}
