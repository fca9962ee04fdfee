// Light or dark, and the colours of style.css for what CSS does not reach: Plotly and canvas.

const dark = matchMedia("(prefers-color-scheme: dark)");

/** @param {"auto" | "light" | "dark"} theme */
export function applyTheme(theme) {
  if (theme === "auto") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
  colours = null;
}

/** What the reader sees now. @param {"auto" | "light" | "dark"} theme */
export const isDark = (theme) => (theme === "auto" ? dark.matches : theme === "dark");

/** @param {() => void} listener called when the system changes between light and dark */
export const onSystemTheme = (listener) => dark.addEventListener("change", listener);

const names = /** @type {const} */ (["ink", "muted", "line", "paper", "rate", "train", "valid", "class-0", "class-1", "class-2", "lane-0", "lane-1", "lane-2", "lane-3", "edge", "rival", "walk-large", "walk-small"]);

/** @type {Record<typeof names[number], string> | null} read once for each theme: asking the style sheet makes the browser lay out the page */
let colours = null;

/** The colours of the style sheet as rgb() text, by name. @returns {Record<typeof names[number], string>} */
export function palette() {
  if (colours) return colours;
  const probe = document.createElement("i");
  document.body.append(probe);
  const entries = names.map((name) => {
    probe.style.color = `var(--${name})`;
    return [name, getComputedStyle(probe).color];
  });
  probe.remove();
  colours = /** @type {any} */ (Object.fromEntries(entries));
  return /** @type {any} */ (colours);
}
