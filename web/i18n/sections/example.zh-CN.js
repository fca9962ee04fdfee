import { formatRate } from "../../format.js";

/** @type {import("../../i18n.js").Table} */
export default {
  "example.fixed": "例子：α₀ = 0.01，γ = 0.1，S = 10，30 个周期",
  "example.live": ({ lr, gamma, stepSize, epochs }) => `你的数：α₀ = ${formatRate(lr)}，γ = ${formatRate(gamma)}，S = ${stepSize}，${epochs} 个周期`,
  "example.head": ["周期", "k", "算式", "学习率"],
  "example.load": "把这三个数放进滑块",
  "example.sentence": ({ lr, gamma, stepSize, epochs }) =>
    stepSize >= epochs
      ? `S 不小于周期数，${epochs} 个周期里一次也不降。`
      : gamma === 1
        ? `γ = 1，乘了也不变：一直是 ${formatRate(lr)}。`
        : `周期 ${stepSize - 1} 还是 ${formatRate(lr)}，周期 ${stepSize} 就是 ${formatRate(lr * gamma)} 了。`,
  "quiz.question": ({ epoch }) => `考考自己：照你的三个数，周期 ${epoch} 的学习率是多少？`,
  "quiz.check": "对一下",
  "quiz.other": "换一题",
  "quiz.number": "先填一个数。",
  "quiz.right": ({ epoch, stepSize, k, rate }) => `对。⌊${epoch} / ${stepSize}⌋ = ${k}，所以是 ${formatRate(rate)}。`,
  "quiz.wrong": ({ epoch, stepSize, k, rate, lr, gamma }) => `不对。⌊${epoch} / ${stepSize}⌋ = ${k}，${formatRate(lr)} 要乘 ${k} 次 ${formatRate(gamma)}，得 ${formatRate(rate)}。`,
};
