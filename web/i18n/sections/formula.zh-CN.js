import { formatRate } from "../../format.js";

const digits = (/** @type {number} */ n) => [...String(n)].map((d) => "⁰¹²³⁴⁵⁶⁷⁸⁹"[Number(d)]).join("");
const below = (/** @type {number} */ n) => [...String(n)].map((d) => "₀₁₂₃₄₅₆₇₈₉"[Number(d)]).join("");

/** @type {import("../../i18n.js").Table} */
export default {
  "anatomy.name": "标着符号的阶梯：第一级的高度是 α₀，每级的宽度是 S，每次下降乘以 γ",
  "anatomy.cursor": "沿周期移动 t",
  "anatomy.point": ({ epoch, k, rate }) => `t = ${epoch}，k = ${k}，学习率 ${formatRate(rate)}`,
  "anatomy.summary": ({ epoch, k, rate, lr, gamma, stepSize }) =>
    `t = ${epoch} 时，${epoch} 个周期里装得下 ${k} 个完整的 ${stepSize}，k = ⌊${epoch} / ${stepSize}⌋ = ${k}：α${below(epoch)} = ${formatRate(lr)} × ${formatRate(gamma)}${digits(k)} = ${formatRate(rate)}。`,
  "anatomy.table": "逐级数据表",
  "anatomy.head": ["第几级 k", "周期 t", "算式", "学习率"],
  "symbol.lr": "初始学习率",
  "symbol.gamma": "每降一级乘上的倍数",
  "symbol.stepSize": "每一级的周期数",
  "symbol.t": "周期，从 0 数起",
  "symbol.k": "已经降了几级",
  "symbol.now": "这个周期的学习率",
};
