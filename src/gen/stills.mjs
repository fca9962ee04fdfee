// Still pictures for readers without scripts, for print, and until the live ones stand: made at build time by the same core and the same drawing code.

import { init, StepLR } from "../../dist/index.js";
import { scheduleSvg } from "../../dist/svg.js";
import { anatomySvg } from "../../web/figures/anatomy-svg.js";
import english from "../../web/i18n/sections/code.en.js";
import chinese from "../../web/i18n/sections/code.zh-CN.js";
import { properties } from "../../web/properties.js";
import { listing } from "../../web/sections/listings.js";

const TUTORIAL = { lr: 0.01, stepSize: 15, gamma: 0.5 };
const EPOCHS = 50;
const LANGUAGES = /** @type {const} */ (["zh-CN", "en"]);

/** What each `<!-- still: NAME -->` of the page stands for. @returns {Promise<Record<string, string>>} */
export async function stills() {
  await init();
  const schedule = new StepLR(TUTORIAL);
  const inBoth = (/** @type {(lang: typeof LANGUAGES[number]) => string} */ draw) => LANGUAGES.map((lang) => `<div class="still" lang="${lang}">${draw(lang).trim()}</div>`).join("");
  const titles = { "zh-CN": "步进衰减学习率策略", en: "Step decay learning-rate schedule" };
  const pictures = {
    first: inBoth((lang) => scheduleSvg(schedule, { epochs: EPOCHS, lang, theme: "inherit", title: titles[lang] })),
    linear: inBoth((lang) => scheduleSvg(schedule, { epochs: EPOCHS, lang, theme: "inherit", yScale: "linear", title: { "zh-CN": "同一条阶梯，线性刻度", en: "The same staircase on a linear axis" }[lang] })),
    anatomy: `<div class="still">${anatomySvg({ phases: schedule.phases(EPOCHS), epochs: EPOCHS, gamma: TUTORIAL.gamma, stepSize: TUTORIAL.stepSize, t: 31, width: 600 })}</div>`,
    code: inBoth(codeListing),
    example: `<div class="still">${exampleTable()}</div>`,
  };
  // Within HTML an SVG needs no namespace, and a tenth of a pixel is fine enough.
  const slim = (/** @type {string} */ html) => html.replaceAll(' xmlns="http://www.w3.org/2000/svg"', "").replace(/ (?:d|x|y)="[^"]*"/g, (place) => place.replace(/(\.\d)\d(?!\d)/g, "$1"));
  return Object.fromEntries(Object.entries(pictures).map(([name, html]) => [name, slim(html)]));
}

/** The lesson's code with the numbers of its start, and what it prints. @param {"zh-CN" | "en"} lang */
function codeListing(lang) {
  const words = /** @type {Record<string, any>} */ ({ "zh-CN": chinese, en: english }[lang]);
  const { file, code, printed } = listing(Object.fromEntries(properties.map(({ key, initial }) => [key, initial])), (key) => String(words[key]), 1);
  const box = (/** @type {string} */ title, /** @type {{ text: string }[]} */ lines) =>
    `<div class="listing"><div class="listing-head"><span class="file">${title}</span></div><pre tabindex="0">${lines.map(({ text }) => escaped(text)).join("\n")}</pre></div>`;
  return `<div class="listings">${box(file, code)}${box(words["code.printed"], printed)}</div>`;
}

/** @param {string} text */
const escaped = (text) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");

/** The worked example: 0.01, 0.1, 10. */
function exampleTable() {
  const rows = new StepLR({ lr: 0.01, gamma: 0.1, stepSize: 10 }).phases(30).map(({ from, to, k, lr }) => `<tr><th scope="row">${from}–${to}</th><td>${k}</td><td>0.01 × 0.1<sup>${k}</sup></td><td class="rate">${Number(lr.toPrecision(6))}</td></tr>`);
  return `<table><thead><tr><th scope="col"><i>t</i></th><th scope="col"><i>k</i></th><th scope="col"><i>α</i><sub>0</sub> · <i>γ</i><sup><i>k</i></sup></th><th scope="col"><i>α</i><sub><i>t</i></sub></th></tr></thead><tbody>${rows.join("")}</tbody></table>`;
}
