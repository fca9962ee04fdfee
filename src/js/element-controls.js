// The element's controls, made from the rows of its schema: a field that can be typed into with a slider, a menu, and the buttons.

import { element } from "./dom.js";
import { formatRate } from "./format.js";
import { fromSlider, neighbour, SLIDER_STEPS, toSlider } from "./slider.js";

/** @typedef {import("./element-schema.js").Row} Row */
/** @typedef {import("./element-words.js").Words} Words */
/** @typedef {{ values: () => Readonly<Record<string, any>>, words: () => Words, take: (row: Row, text: string) => boolean }} Owner take: whether the text is a value that can be used */

const SYMBOLS = /** @type {Record<string, string>} */ ({ lr: "α₀", gamma: "γ", stepSize: "S" });
export const BUTTONS = ["play", "step", "reset"];

/** @param {Owner} owner @param {Row} row @returns {{ root: HTMLElement, refresh: () => void }} */
export const createControl = (owner, row) => (row.kind === "choice" ? menu(owner, row) : number(owner, row));

/** @param {Owner} owner @param {Row} row */
function number(owner, row) {
  const { key, slider } = row;
  const id = `field-${row.attribute}`;
  const name = element("span");
  const label = element("label", { for: id }, ...(SYMBOLS[key] ? [element("span", { class: key === "lr" ? "symbol rate" : "symbol", "aria-hidden": "true" }, SYMBOLS[key])] : []), name);
  const field = element("input", { id, type: "text", inputmode: "decimal", autocomplete: "off", spellcheck: "false", "aria-describedby": "problem" });
  const range = element("input", { type: "range", min: 0, max: SLIDER_STEPS, step: 1, class: key === "lr" ? "rate" : null });
  const property = /** @type {any} */ (row);

  field.addEventListener("input", () => field.setAttribute("aria-invalid", String(!owner.take(row, field.value))));
  field.addEventListener("blur", () => field.getAttribute("aria-invalid") !== "true" && refresh());
  range.addEventListener("input", () => owner.take(row, String(fromSlider(property, Number(range.value)))));
  range.addEventListener("keydown", (/** @type {KeyboardEvent} */ event) => {
    const step = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1, PageUp: 10, PageDown: -10 }[event.key];
    if (!step) return;
    event.preventDefault();
    owner.take(row, String(neighbour(property, owner.values()[key], step)));
  });

  function refresh() {
    const value = owner.values()[key];
    const label = /** @type {any} */ (owner.words())[key];
    name.textContent = label;
    range.setAttribute("aria-label", owner.words().slider(label));
    range.setAttribute("aria-valuetext", String(value));
    if (slider) range.value = String(toSlider(property, value));
    if (!field.matches(":focus")) {
      field.value = key === "lr" && Number(formatRate(value)) === value ? formatRate(value) : String(value);
      field.removeAttribute("aria-invalid");
    }
  }
  return { root: element("div", { class: "control", part: "control" }, label, field, ...(slider ? [range] : [])), refresh };
}

/** @param {Owner} owner @param {Row} row */
function menu(owner, row) {
  const id = `field-${row.attribute}`;
  const label = element("label", { for: id });
  const select = element("select", { id }, ...(row.choices ?? []).map((value) => element("option", { value })));
  select.addEventListener("change", () => owner.take(row, select.value));
  return {
    root: element("div", { class: "control", part: "control" }, label, select),
    refresh() {
      label.textContent = /** @type {any} */ (owner.words())[row.key];
      for (const option of select.options) option.textContent = owner.words().choices[option.value] ?? option.value;
      select.value = owner.values()[row.key];
    },
  };
}
