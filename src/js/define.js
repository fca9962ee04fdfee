// Registers <step-decay>. Importing it twice, or beside another copy, is no error; where there is no registry, as on a server, it does nothing.

import { StepDecayElement } from "./element.js";

const registry = globalThis.customElements;
if (registry && !registry.get("step-decay")) registry.define("step-decay", StepDecayElement);

export { StepDecayElement };
