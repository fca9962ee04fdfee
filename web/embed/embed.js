// The page for iframes: one <step-decay>, with the options of the link. One classic script holds everything but Plotly, because in a frame that is sandboxed to
// `allow-scripts` modules, import() and fetch fail.
//
//   to the parent    { type: "step-decay:size", id, height }           whenever the height changes; id is that of the link
//   from the parent  { type: "step-decay:set", theme, lang }            either may be left out

import "step-decay/define";
import { loadScript, StepDecayElement, usePlotly } from "step-decay/element";

const link = new URLSearchParams(location.search);
const id = (link.get("id") ?? "").replace(/[^\w-]/g, "").slice(0, 64);
const OURS = ["plotly-src", "loading"]; // a link must not name a script to run
const FROM_PARENT = ["theme", "lang"];

usePlotly(async () => {
  const page = /** @type {any} */ (globalThis);
  if (!page.Plotly) await loadScript(new URL(/** @type {HTMLElement} */ (document.querySelector("[data-plotly]")).dataset.plotly ?? "", location.href).href);
  return page.Plotly;
});

const lab = document.createElement("step-decay");
for (const [name, value] of StepDecayElement.attributesFrom(location.search)) if (!OURS.includes(name)) lab.setAttribute(name, value);
if (!lab.hasAttribute("lang")) lab.setAttribute("lang", "zh-CN"); // as the page's links have it
lab.setAttribute("loading", "eager");
document.documentElement.lang = lab.lang;
document.title = lab.lang.startsWith("zh") ? "步进衰减" : "Step decay";
document.body.append(lab);

new ResizeObserver(() => parent.postMessage({ type: "step-decay:size", id, height: Math.ceil(document.body.getBoundingClientRect().height) }, "*")).observe(document.body);

addEventListener("message", ({ source, data }) => {
  if (source !== parent || source === window || data?.type !== "step-decay:set") return;
  for (const name of FROM_PARENT) if (typeof data[name] === "string" && data[name].length < 40) lab.setAttribute(name, data[name]);
});
