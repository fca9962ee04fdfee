// The place where a reader brings data of their own: a file or pasted text, read as CSV. What is wrong with it is told with line and column.

import { parseCsv } from "step-decay/csv";
import { element } from "../controls.js";
import { hasText, t } from "../i18n.js";
import { keepOwnData, ownData } from "../own-data.js";

const MOST = { rows: 5000, features: 64, classes: 20 };

/** Reads and checks what this page can train on. @param {string} text @throws {RangeError} with `code`, and `line` and `column` where there are any */
export function readOwn(text) {
  const data = /** @type {import("step-decay/csv").CsvClasses} */ (parseCsv(text));
  const rows = data.y.length;
  const refuse = (/** @type {string} */ code, /** @type {number} */ value, /** @type {number} */ min, /** @type {number} */ max) => {
    if (value < min || value > max) throw Object.assign(new RangeError(`the table has ${value}; must have ${min} to ${max} (${code})`), { code, field: "csv", value, min, max });
  };
  refuse("CSV_ROWS", rows, 10, MOST.rows);
  refuse("CSV_FEATURES", data.features, 1, MOST.features);
  refuse("CSV_CLASS_COUNT", data.classes, 2, MOST.classes);
  return data;
}

/** @param {HTMLElement} root a <details> @param {import("../lesson.js").Page} page */
export function createOwnPanel(root, page) {
  const { state } = page;
  const title = element("summary");
  const hint = element("p", { class: "hint", id: "own-hint" });
  const label = element("label", { for: "own-text" });
  const text = element("textarea", { id: "own-text", rows: 6, spellcheck: "false", autocomplete: "off", "aria-describedby": "own-hint own-problem", wrap: "off" });
  const fileLabel = element("label", { class: "file", for: "own-file" });
  const file = element("input", { id: "own-file", type: "file", accept: ".csv,.tsv,.txt,text/csv,text/tab-separated-values,text/plain", "aria-describedby": "own-problem" });
  const use = element("button", { type: "button", class: "go", id: "own-use" });
  const example = element("button", { type: "button", class: "quiet", id: "own-example" });
  const problem = element("p", { class: "problem", id: "own-problem", role: "alert" });
  const told = element("p", { class: "told", role: "status" });
  root.append(title, hint, label, text, element("div", { class: "own-row" }, element("span", { class: "file-box" }, file, fileLabel), use, example), problem, told);
  let shown = 0; // characters of the error's place
  /** @type {any} */
  let wrong = null;

  file.addEventListener("change", async () => {
    const chosen = file.files?.[0];
    if (!chosen) return;
    const content = await chosen.text();
    text.value = content.length > 200_000 ? content.slice(0, 200_000) : content; // as much as a text field bears
    take(content);
    file.value = "";
  });
  use.addEventListener("click", () => take(text.value));
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
    if (!line || text.value !== content) return;
    const lines = content.split(/\r\n|\r|\n/);
    const from = lines.slice(0, line - 1).reduce((sum, part) => sum + part.length + 1, 0);
    shown = from + (lines[line - 1]?.length ?? 0);
    text.focus();
    text.setSelectionRange(from, shown);
  }

  function refresh() {
    title.textContent = t("own.title");
    hint.textContent = t("own.hint");
    label.textContent = t("own.label");
    fileLabel.textContent = t("own.file");
    use.textContent = t("own.use");
    example.textContent = t("own.example");
    text.setAttribute("aria-invalid", String(wrong !== null));
    problem.textContent = wrong ? t(hasText(`own.${wrong.code}`) ? `own.${wrong.code}` : "own.other", wrong) : "";
    const data = ownData();
    told.textContent = data && !wrong ? t("own.told", { rows: data.y.length, features: data.features, classes: data.classNames, hash: data.hash }) : "";
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
