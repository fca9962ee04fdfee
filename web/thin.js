// Fewer points for the same picture: shared with the element, src/js/thin.js.

export { thin } from "step-decay/parts";
