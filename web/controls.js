// Controls made from the rows of properties.js: a field that can be typed into, a slider, a unit, a reset, and a place where bad input is told.

import { element, fromSlider, neighbour, SLIDER_STEPS, toSlider } from "step-decay/parts";
import { formatRate } from "./format.js";
import { hasText, problemText, t } from "./i18n.js";
import { propertyOf } from "./properties.js";

export { element };

/** @typedef {ReturnType<typeof import("./state.js").createState>} State */
/** @typedef {import("step-decay/parts").Property} Property */

const CHIPS = ["data", "speed", "scale", "code", "mistake", "source"]; // chosen often
const SYMBOLS = /** @type {Record<string, string>} */ ({ lr: "α₀", gamma: "γ", stepSize: "S", epochs: "N" });

/** The control of one property.
 * @param {State} state @param {string} key @param {{ slim?: boolean }} [look] slim: for the bar that sticks
 * @returns {{ root: HTMLElement, refresh: () => void, tell: (problem: any, text?: string) => void }} refresh: after a change of value or language; tell: shows a problem, or with null none */
export function createControl(state, key, { slim = false } = {}) {
  const property = propertyOf(key);
  return property.kind === "choice" ? choiceControl(state, property) : numberControl(state, property, slim);
}

/** @param {State} state @param {Property} property @param {boolean} slim */
function numberControl(state, property, slim) {
  const { key, slider, unit } = property;
  const symbol = SYMBOLS[key];
  const name = element("span", { class: "name" });
  const label = element("label", { for: `field-${key}` }, ...(symbol ? [element("span", { class: key === "lr" ? "symbol rate" : "symbol" }, symbol)] : []), name);
  const field = element("input", { id: `field-${key}`, type: "text", inputmode: property.kind === "widths" ? "text" : "decimal", autocomplete: "off", spellcheck: "false", "aria-describedby": `problem-${key}` });
  const unitText = element("span", { class: "unit" });
  const range = element("input", { type: "range", min: 0, max: SLIDER_STEPS, step: 1, class: key === "lr" ? "rate" : null });
  const reset = element("button", { type: "button", class: "reset" }, "↺");
  const problem = element("p", { class: "problem", id: `problem-${key}`, role: "alert" });
  const root = element("div", { class: slim ? "control slim" : "control", "data-key": key }, label, element("span", { class: "entry" }, field, unitText), reset, ...(slider ? [range] : []), problem);

  /** @param {string} text @param {boolean} final */
  function take(text, final) {
    try {
      state.set(key, text);
      tell(null);
      if (final) state.save();
    } catch (error) {
      tell(error, text);
    }
  }

  field.addEventListener("input", () => take(field.value, false));
  field.addEventListener("change", () => {
    take(field.value, true);
    if (!root.classList.contains("wrong")) refresh();
  });
  range.addEventListener("input", () => take(String(fromSlider(property, Number(range.value))), false));
  range.addEventListener("change", () => state.save());
  range.addEventListener("keydown", (/** @type {KeyboardEvent} */ event) => {
    const step = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1, PageUp: 10, PageDown: -10 }[event.key];
    if (!step) return;
    event.preventDefault();
    take(String(neighbour(property, state.values[key], step)), false);
  });
  range.addEventListener("keyup", () => state.save()); // one entry in the history however long the key was held
  reset.addEventListener("click", () => {
    take(String(state.defaults[key]), true);
    field.focus();
  });

  function refresh() {
    const value = state.values[key];
    const text = t(`property.${key}`);
    name.textContent = text;
    unitText.textContent = unit ? t(unit, { value }) : "";
    range.setAttribute("aria-label", t("control.slider", { label: symbol ? `${text} ${symbol}` : text }));
    range.setAttribute("aria-valuetext", `${display(property, value)} ${unitText.textContent}`.trim());
    reset.setAttribute("aria-label", t("control.reset", { label: text, value: display(property, state.defaults[key]) }));
    reset.title = reset.getAttribute("aria-label");
    reset.classList.toggle("idle", value === state.defaults[key]);
    reset.disabled = value === state.defaults[key];
    if (slider) range.value = String(toSlider(property, value));
    if (document.activeElement !== field && !root.classList.contains("wrong")) field.value = display(property, value);
  }

  /** @param {any} error @param {string} [text] */
  function tell(error, text) {
    root.classList.toggle("wrong", Boolean(error));
    field.setAttribute("aria-invalid", String(Boolean(error)));
    problem.textContent = error ? problemText(error, text) : "";
    if (error && text !== undefined && document.activeElement !== field) field.value = text;
    if (!error) refresh();
  }

  refresh();
  return { root, refresh, tell };
}

/** A row of chips for what is chosen often, a menu for the rest. @param {State} state @param {Property} property */
function choiceControl(state, { key, choices = [] }) {
  const chips = CHIPS.includes(key);
  const name = element("span", { class: "name", id: `name-${key}` });
  const problem = element("p", { class: "problem", id: `problem-${key}`, role: "alert" });
  /** @param {string} choice */
  const words = (choice) => [`choice.${key}.${choice}`, `choice.${choice}`].filter(hasText).map((name) => t(name))[0] ?? choice;
  /** @param {string} choice */
  const choose = (choice) => {
    state.set(key, choice);
    state.save();
    tell(null);
  };

  /** @type {HTMLElement} */
  let picker;
  /** @type {() => void} */
  let refreshPicker;
  if (chips) {
    const parts = choices.map((choice) => {
      const input = element("input", { type: "radio", name: key, value: choice, id: `${key}-${choice}` });
      const text = element("span");
      input.addEventListener("change", () => choose(choice));
      return { choice, input, text, root: element("label", { class: "chip" }, input, text) };
    });
    picker = element("div", { class: "chips", role: "radiogroup", "aria-labelledby": `name-${key}`, "aria-describedby": `problem-${key}` }, ...parts.map(({ root }) => root));
    refreshPicker = () => {
      for (const { choice, input, text } of parts) {
        input.checked = state.values[key] === choice;
        text.textContent = words(choice);
      }
    };
  } else {
    const select = element("select", { "aria-labelledby": `name-${key}`, "aria-describedby": `problem-${key}` }, ...choices.map((value) => element("option", { value })));
    select.addEventListener("change", () => choose(select.value));
    picker = select;
    refreshPicker = () => {
      for (const option of select.options) option.textContent = words(option.value);
      select.value = state.values[key];
    };
  }
  const root = element("div", { class: "control choice", "data-key": key }, name, picker, problem);

  function refresh() {
    name.textContent = t(`property.${key}`);
    refreshPicker();
  }

  /** @param {any} error @param {string} [text] */
  function tell(error, text) {
    root.classList.toggle("wrong", Boolean(error));
    problem.textContent = error ? problemText(error, text) : "";
  }

  refresh();
  return { root, refresh, tell };
}

/** A value as the field shows it: typing it back gives the same value. @param {Property} property @param {any} value */
const display = ({ key }, value) => (key === "lr" && Number(formatRate(value)) === value ? formatRate(value) : String(value));
