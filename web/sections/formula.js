// Section 2: the formula, its symbols, and the staircase with the symbols written on it.

import { StepLR } from "step-decay";
import { ANATOMY, anatomySvg } from "../figures/anatomy-svg.js";
import { element } from "../controls.js";
import { createFigure } from "../figure.js";
import { formatRate } from "../format.js";
import { t } from "../i18n.js";

export const words = { "zh-CN": () => import("../i18n/sections/formula.zh-CN.js"), en: () => import("../i18n/sections/formula.en.js") };

const SYMBOLS = /** @type {const} */ (["lr", "gamma", "stepSize", "t", "k", "now"]);
const MOST = 720; // pixels across

/** @param {HTMLElement} root @param {import("../lesson.js").Page} page */
export function create(root, { state }) {
  let width = 0;
  /** @type {number | null} the epoch that the reader pointed at last; null: one that shows something */
  let chosen = null;
  /** @type {{ from: number, to: number, lr: number, k: number }[]} */
  let phases = [];

  const epochs = () => state.values.epochs;
  const now = () => Math.min(chosen ?? Math.min(2 * state.values.stepSize + 1, Math.floor(epochs() * 0.62)), epochs() - 1);
  const phaseAt = (/** @type {number} */ epoch) => /** @type {typeof phases[number]} */ (phases.find(({ to }) => epoch <= to));
  const inner = () => width - ANATOMY.left - ANATOMY.right;

  const figure = createFigure("anatomy", {
    count: epochs,
    text: (epoch) => t("anatomy.point", { epoch, k: phaseAt(epoch).k, rate: phaseAt(epoch).lr }),
    place: (epoch) => {
      if (chosen !== epoch) {
        chosen = epoch;
        draw();
      }
      return null; // the picture itself shows where the epoch is
    },
    nearest: (x) => Math.max(0, Math.min(epochs() - 1, Math.floor(((x - ANATOMY.left) / inner()) * epochs()))),
  });

  const buttons = SYMBOLS.map((part) => {
    const symbol = element("span", { class: part === "lr" || part === "now" ? "symbol rate" : "symbol" });
    const name = element("span", { class: "name" });
    const value = element("span", { class: "value" });
    const button = element("button", { type: "button", "data-part": part }, symbol, name, value);
    button.addEventListener("click", () => {
      const target = document.getElementById(`field-${part}`) ?? figure.frame.querySelector(".cursor");
      /** @type {HTMLElement} */ (target).focus({ preventScroll: true });
    });
    return { part, button, symbol, name, value };
  });
  /** @type {HTMLElement} */ (root.querySelector("#symbols")).append(element("div", { class: "symbol-list" }, ...buttons.map(({ button }) => button)));

  new ResizeObserver(() => {
    if (Math.min(MOST, figure.frame.clientWidth) !== width) draw();
  }).observe(figure.frame);

  function draw() {
    const { gamma, stepSize } = state.values;
    width = Math.max(200, Math.min(MOST, figure.frame.clientWidth));
    const epoch = now();
    const { k, lr } = phaseAt(epoch);
    figure.plot.innerHTML = anatomySvg({ phases, epochs: epochs(), gamma, stepSize, t: epoch, width });
    figure.summarize(t("anatomy.summary", { epoch, k, rate: lr, ...state.values }));
    const values = /** @type {Record<string, string>} */ ({ lr: formatRate(state.values.lr), gamma: formatRate(gamma), stepSize: String(stepSize), t: String(epoch), k: String(k), now: formatRate(lr) });
    for (const { part, symbol, name, value } of buttons) {
      symbol.innerHTML = { lr: "α<sub>0</sub>", gamma: "γ", stepSize: "S", t: "t", k: "k", now: `α<sub>${epoch}</sub>` }[part];
      name.textContent = t(`symbol.${part}`);
      value.textContent = values[part];
    }
  }

  return {
    refresh(changed) {
      if (changed && !["lr", "gamma", "stepSize", "epochs"].some((key) => changed.has(key))) return;
      const { lr, gamma, stepSize } = state.values;
      // One for each k, also where γ is 1 or 0 and neighbours have the same rate.
      const schedule = new StepLR({ lr, gamma, stepSize });
      phases = Array.from({ length: Math.ceil(epochs() / stepSize) }, (_, k) => ({ from: k * stepSize, to: Math.min((k + 1) * stepSize, epochs()) - 1, lr: schedule.at(k * stepSize), k }));
      draw();
      figure.tabulate(() => phases.map(({ k, from, to, lr: rate }) => [k, from === to ? from : `${from}–${to}`, `${formatRate(lr)} × ${formatRate(gamma)}^${k}`, formatRate(rate)]));
      figure.refresh();
    },
  };
}
