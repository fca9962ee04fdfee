// The one list of what a reader can set: shared with the element, src/js/properties.js.

export { formatEdits, parse, parseEdits, parseWidths, properties, propertyOf, takesMomentum } from "step-decay/parts";
