// Numbers as people write them: shared with the element, src/js/format.js.

export { formatMeasure, formatPercent, formatRate } from "step-decay/parts";

/** A number of things in English: "1 epoch", "2 epochs". @param {number} count @param {string} one @param {string} [many] */
export const counted = (count, one, many = `${one}s`) => `${count} ${count === 1 ? one : many}`;
