// Rates over epochs: shared with the element, src/js/rates.js.

export { changesOf, plannedRates } from "step-decay/parts";
