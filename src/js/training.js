// What trains, for the element: most readers look first, so its code comes when something first trains. In the single file it lies beside (src/gen/element.mjs).

export { connect } from "./remote.js";
export { sweep } from "./sweep.js";
