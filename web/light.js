// Symbol, slider and part of the chart are one thing seen three times: pointing at one, or focusing it, lights all three.
//
// Whatever carries data-part="KEY" belongs together, and so does the control of that key in the bar. style.css does the lighting by <html data-lit="KEY">.

export function createLight() {
  const root = document.documentElement;
  const partOf = (/** @type {EventTarget | null} */ target) => {
    if (!(target instanceof Element)) return undefined;
    const part = target.closest("[data-part]");
    return part ? part.getAttribute("data-part") : /** @type {HTMLElement | null} */ (target.closest("#numbers [data-key]"))?.dataset.key;
  };
  const light = (/** @type {string | null | undefined} */ part) => {
    if (part) root.dataset.lit = part;
    else delete root.dataset.lit;
  };
  document.addEventListener("pointerover", ({ target, pointerType }) => pointerType !== "touch" && light(partOf(target) ?? partOf(document.activeElement)));
  document.addEventListener("focusin", ({ target }) => light(partOf(target)));
  document.addEventListener("focusout", () => light(undefined));
  document.documentElement.addEventListener("pointerleave", () => light(partOf(document.activeElement)));
}
