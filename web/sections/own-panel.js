// The place where a reader brings data of their own: a file or pasted text, read as CSV. What is wrong with it is told with line and column.

import { element } from "../controls.js";
import { hasText, t } from "../i18n.js";
import { keepOwnData, ownData } from "../own-data.js";
import { readOwn, textOf } from "./own-table.js";

const LONG = 200_000; // characters: more than a text field bears

/** @param {HTMLElement} root a <details> with its <summary> @param {import("../lesson.js").Page} page */
export function createOwnPanel(root, page) {
  const { state } = page;
  const title = /** @type {HTMLElement} */ (root.querySelector("summary"));
  const hint = element("p", { class: "hint", id: "own-hint" });
  const label = element("label", { for: "own-text" });
  const text = element("textarea", { id: "own-text", rows: 6, spellcheck: "false", autocomplete: "off", "aria-describedby": "own-hint own-problem", wrap: "off" });
  const fileLabel = element("label", { class: "file", for: "own-file" });
  const file = element("input", { id: "own-file", type: "file", accept: ".csv,.tsv,.txt,text/csv,text/tab-separated-values,text/plain", "aria-describedby": "own-problem" });
  const use = element("button", { type: "button", class: "go", id: "own-use" });
  const example = element("button", { type: "button", class: "quiet", id: "own-example" });
  const problem = element("p", { class: "problem", id: "own-problem", role: "alert" });
  const told = element("p", { class: "told", role: "status" });
  root.append(hint, label, text, element("div", { class: "own-row" }, element("span", { class: "file-box" }, file, fileLabel), use, example), problem, told);
  /** @type {any} */
  let wrong = null;

  let asked = 0; // tables asked for: the last one counts

  file.addEventListener("change", async () => {
    const chosen = file.files?.[0];
    if (!chosen) return;
    file.value = ""; // so that the same file can be chosen again
    const mine = ++asked;
    try {
      const content = await textOf(chosen);
      if (mine !== asked) return;
      text.value = content.length > LONG ? "" : content;
      take(content);
    } catch (error) {
      if (mine !== asked) return;
      wrong = error;
      refresh();
    }
  });
  use.addEventListener("click", () => {
    asked++;
    take(text.value);
  });
  example.addEventListener("click", () => {
    text.value = sample();
    text.focus();
  });

  /** @param {string} content */
  function take(content) {
    try {
      keepOwnData(readOwn(content));
      wrong = null;
      if (state.values.data === "own") page.restart({ play: false });
      else state.set("data", "own");
      state.save();
    } catch (error) {
      wrong = error;
      mark(content, /** @type {any} */ (error).line);
    }
    refresh();
  }

  /** Selects the line that is wrong. @param {string} content @param {number | undefined} line */
  function mark(content, line) {
    const lines = content.split(/\r\n|\r|\n/);
    if (!line || text.value !== lines.join("\n")) return;
    const from = lines.slice(0, line - 1).reduce((sum, part) => sum + part.length + 1, 0);
    text.focus();
    text.setSelectionRange(from, from + (lines[line - 1]?.length ?? 0));
  }

  /** @param {ReadonlySet<string> | null} [changed] */
  function refresh(changed) {
    const data = ownData();
    if ((!changed || changed.has("data")) && state.values.data === "own" && !data) /** @type {HTMLDetailsElement} */ (root).open = true;
    title.textContent = t("own.title");
    hint.textContent = t("own.hint");
    label.textContent = t("own.label");
    fileLabel.textContent = t("own.file");
    use.textContent = t("own.use");
    example.textContent = t("own.example");
    text.setAttribute("aria-invalid", String(wrong !== null));
    problem.textContent = wrong ? t(hasText(`own.${wrong.code}`) ? `own.${wrong.code}` : "own.other", wrong) : "";
    const { hash = "", features = 0, classNames, y: { length: rows } = [] } = data ?? {};
    told.textContent = data && !wrong ? t(classNames ? "own.told" : "own.toldNumbers", { rows, features, classes: classNames, hash }) : "";
  }

  return { refresh };
}

/** Two flowers' leaves, made up: enough to see what a table looks like. */
function sample() {
  const rows = Array.from({ length: 60 }, (_, i) => {
    const angle = i * 2.399963; // the golden angle: an even scatter without dice
    const radius = Math.sqrt((i % 30) / 30);
    const [x, y] = i % 2 ? [2.2, 1.1] : [1.2, 2];
    return `${(x + radius * Math.cos(angle)).toFixed(2)},${(y + radius * Math.sin(angle)).toFixed(2)},${i % 2 ? "oval" : "round"}`;
  });
  return ["length,width,shape", ...rows].join("\n");
}
