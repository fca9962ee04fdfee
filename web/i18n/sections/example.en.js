import { counted, formatRate } from "../../format.js";

/** @type {import("../../i18n.js").Table} */
export default {
  "example.fixed": "The example: α₀ = 0.01, γ = 0.1, S = 10, 30 epochs",
  "example.live": ({ lr, gamma, stepSize, epochs }) => `Your numbers: α₀ = ${formatRate(lr)}, γ = ${formatRate(gamma)}, S = ${stepSize}, ${counted(epochs, "epoch")}`,
  "example.head": ["Epochs", "k", "Product", "Learning rate"],
  "example.load": "Put these into the sliders",
  "example.sentence": ({ lr, gamma, stepSize, epochs }) =>
    stepSize >= epochs
      ? `S is not below the number of epochs: no drop in ${counted(epochs, "epoch")}.`
      : gamma === 1
        ? `γ = 1 changes nothing: the rate stays at ${formatRate(lr)}.`
        : `Epoch ${stepSize - 1} still has ${formatRate(lr)}, epoch ${stepSize} already has ${formatRate(lr * gamma)}.`,
  "quiz.question": ({ epoch }) => `Try it: with your numbers, what is the rate at epoch ${epoch}?`,
  "quiz.check": "Check",
  "quiz.other": "Another",
  "quiz.number": "A number first, please.",
  "quiz.right": ({ epoch, stepSize, k, rate }) => `Right. ⌊${epoch} / ${stepSize}⌋ = ${k}, which gives ${formatRate(rate)}.`,
  "quiz.wrong": ({ epoch, stepSize, k, rate, lr, gamma }) => `Not quite. ⌊${epoch} / ${stepSize}⌋ = ${k}, so ${formatRate(lr)} is multiplied by ${formatRate(gamma)} ${k === 1 ? "once" : `${k} times`}: ${formatRate(rate)}.`,
};
