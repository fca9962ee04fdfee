// A training run: shared with the element, src/js/run.js.

export { createRun } from "step-decay/parts";
