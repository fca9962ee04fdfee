import { formatRate } from "../../format.js";

const digits = (/** @type {number} */ n) => [...String(n)].map((d) => "⁰¹²³⁴⁵⁶⁷⁸⁹"[Number(d)]).join("");
const below = (/** @type {number} */ n) => [...String(n)].map((d) => "₀₁₂₃₄₅₆₇₈₉"[Number(d)]).join("");

/** @type {import("../../i18n.js").Table} */
export default {
  "anatomy.name": "The staircase with its symbols: the first step stands at α₀, each step is S wide, each drop multiplies by γ",
  "anatomy.cursor": "Move t along the epochs",
  "anatomy.point": ({ epoch, k, rate }) => `t = ${epoch}, k = ${k}, rate ${formatRate(rate)}`,
  "anatomy.summary": ({ epoch, k, rate, lr, gamma, stepSize }) =>
    `At t = ${epoch}, ${k} whole ${k === 1 ? `step of ${stepSize} fits` : `steps of ${stepSize} fit`}, so k = ⌊${epoch} / ${stepSize}⌋ = ${k}: α${below(epoch)} = ${formatRate(lr)} × ${formatRate(gamma)}${digits(k)} = ${formatRate(rate)}.`,
  "anatomy.table": "Table of the steps",
  "anatomy.head": ["Step k", "Epochs t", "Sum", "Learning rate"],
  "symbol.lr": "the initial rate",
  "symbol.gamma": "what a drop multiplies by",
  "symbol.stepSize": "epochs in a step",
  "symbol.t": "the epoch, counted from 0",
  "symbol.k": "drops so far",
  "symbol.now": "the rate of this epoch",
};
