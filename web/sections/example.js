// Section 3: the rates worked out by hand, once for the example's numbers and once for the reader's, and a question at the edges.

import { StepLR } from "step-decay";
import { element } from "../controls.js";
import { formatRate } from "../format.js";
import { headOf, t } from "../i18n.js";
import { readNumber } from "../properties.js";

export const words = { "zh-CN": () => import("../i18n/sections/example.zh-CN.js"), en: () => import("../i18n/sections/example.en.js") };

const EXAMPLE = { lr: 0.01, gamma: 0.1, stepSize: 10 };
const EXAMPLE_EPOCHS = 30;
const MOST_ROWS = 6;
const CLOSE = 0.005; // an answer may be rounded

/** @param {HTMLElement} root @param {import("../lesson.js").Page} page */
export function create(root, { state }) {
  const fixed = /** @type {HTMLElement} */ (root.querySelector("#example-fixed"));
  const live = /** @type {HTMLElement} */ (root.querySelector("#example-live"));
  const quiz = /** @type {HTMLElement} */ (root.querySelector("#quiz"));

  const load = element("button", { type: "button", class: "plain" });
  load.addEventListener("click", () => {
    for (const [key, value] of Object.entries(EXAMPLE)) state.set(key, String(value));
    state.save();
  });

  // The question: the rate of an epoch at an edge, as often as one likes.
  let asked = 0;
  const question = element("label", { for: "quiz-answer" });
  const answer = element("input", { type: "text", id: "quiz-answer", inputmode: "decimal", autocomplete: "off", "aria-describedby": "quiz-verdict" });
  const check = element("button", { type: "submit", class: "plain" });
  const other = element("button", { type: "button", class: "plain quiet" });
  const verdict = element("p", { class: "summary", id: "quiz-verdict", role: "status" });
  const form = element("form", { novalidate: true }, question, element("span", { class: "answer" }, answer, check, other));
  quiz.append(form, verdict);

  /** Edges first: the last epoch of a step, then the first of the next. */
  const epochAsked = () => {
    const { stepSize, epochs } = state.values;
    const steps = Math.max(1, Math.floor((epochs - 1) / stepSize));
    const edge = (1 + (Math.floor(asked / 2) % steps)) * stepSize;
    return Math.max(0, Math.min(epochs - 1, asked % 2 === 0 ? edge : edge - 1));
  };

  form.addEventListener("submit", (/** @type {Event} */ event) => {
    event.preventDefault();
    const epoch = epochAsked();
    const rate = new StepLR(pick(state.values)).at(epoch);
    const given = readNumber(answer.value);
    const right = Math.abs(given - rate) <= CLOSE * rate;
    const { stepSize } = state.values;
    verdict.textContent = t(Number.isNaN(given) ? "quiz.number" : right ? "quiz.right" : "quiz.wrong", { epoch, rate, k: Math.floor(epoch / stepSize), given, ...state.values });
    verdict.classList.toggle("right", right);
  });
  other.addEventListener("click", () => {
    asked++;
    answer.value = "";
    ask();
    answer.focus();
  });

  function ask() {
    question.textContent = t("quiz.question", { epoch: epochAsked() });
    check.textContent = t("quiz.check");
    other.textContent = t("quiz.other");
    verdict.textContent = "";
  }

  return {
    refresh(changed) {
      if (changed && !["lr", "gamma", "stepSize", "epochs"].some((key) => changed.has(key))) return;
      load.textContent = t("example.load");
      const same = Object.entries(EXAMPLE).every(([key, value]) => state.values[key] === value);
      load.disabled = same;
      fixed.replaceChildren(tableOf(EXAMPLE, EXAMPLE_EPOCHS, t("example.fixed")), element("p", { class: "summary" }, t("example.sentence", { ...EXAMPLE, epochs: EXAMPLE_EPOCHS })), load);
      live.replaceChildren(tableOf(pick(state.values), state.values.epochs, t("example.live", state.values)), element("p", { class: "summary", id: "example-sentence" }, t("example.sentence", state.values)));
      ask();
    },
  };
}

/** @param {Record<string, any>} values */
const pick = ({ lr, gamma, stepSize }) => ({ lr, gamma, stepSize });

/** A row a step: what is multiplied, and what comes out. @param {{ lr: number, gamma: number, stepSize: number }} numbers @param {number} epochs @param {string} caption */
function tableOf(numbers, epochs, caption) {
  const phases = new StepLR(numbers).phases(epochs);
  const shown = phases.length <= MOST_ROWS ? phases : [...phases.slice(0, MOST_ROWS - 2), null, phases[phases.length - 1]];
  const rows = shown.map((phase) => {
    if (!phase) return element("tr", {}, element("th", { scope: "row" }, "⋮"), element("td", {}, "⋮"), element("td", {}, "⋮"), element("td", {}, "⋮"));
    const { k, from, to, lr } = phase;
    const sum = element("td", {}, `${formatRate(numbers.lr)} × ${formatRate(numbers.gamma)}`, element("sup", {}, String(k)));
    return element("tr", {}, element("th", { scope: "row" }, from === to ? String(from) : `${from}–${to}`), element("td", {}, String(k)), sum, element("td", { class: "rate" }, formatRate(lr)));
  });
  const head = element("tr", {}, ...headOf("example.head").map((text) => element("th", { scope: "col" }, text)));
  return element("table", {}, element("caption", {}, caption), element("thead", {}, head), element("tbody", {}, ...rows));
}
