// From settings to a Trainer's options: shared with the element, src/js/run-options.js.

export { datasetOf, trainerOptions } from "step-decay/parts";
