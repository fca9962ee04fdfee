// Numbers as people write them: shared with the element, src/js/format.js.

export { formatMeasure, formatPercent, formatRate } from "step-decay/parts";
