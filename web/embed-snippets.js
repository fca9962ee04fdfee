// What an author copies: the settings of the page as an element, as a frame, as a still picture. Plain text, no DOM.

import { StepLR } from "step-decay";
import { attributesOf, elementDefaults, queryOf } from "step-decay/parts";
import { scheduleSvg, sentence } from "step-decay/svg";

/** @typedef {(key: string, data?: any) => string} Words */
/** @typedef {{ settings: Record<string, any>, left: string[] }} Embedded left: settings of the page that an embedded figure does not have */

export const VIEWS = ["chart", "train", "race", "map"];
/** Pixels that a view needs in a column of text and on a phone, so that nothing moves when it comes. @type {Record<string, [column: number, phone: number]>} */
const HEIGHTS = { chart: [554, 674], train: [726, 880], race: [726, 866], map: [634, 754] };
/** The first on windows wider than 560 px, the second on others: in one value, as a style attribute knows no media. @param {string} view */
const heightOf = (view) => `clamp(${HEIGHTS[view][0]}px, (560px - 100vw) * 999, ${HEIGHTS[view][1]}px)`;
const MOST_HEIGHT = 2000; // of a frame, whatever it says
const PICTURE = "step-decay.svg";

const NUMBERS = ["lr", "gamma", "stepSize", "epochs", "theme", "lang"];
const TRAINING = ["data", "points", "noise", "seed", "validation", "layers", "activation", "optimizer", "momentum", "batchSize", "speed"];
const RACING = ["constant", "exponential", "cosine", "plateau"]; // rivals that the element has too

/** The element's settings for the page's. @param {Record<string, any>} page its state @param {string} view @returns {Embedded} */
export function settingsOf(page, view) {
  const trains = view !== "chart";
  const own = page.data === "own";
  const keys = [...NUMBERS, ...(trains ? TRAINING.filter((key) => !(own && key === "data")) : [])];
  const settings = { ...elementDefaults(), ...Object.fromEntries(keys.map((key) => [key, page[key]])), view };
  const rivals = page.race.split(",").filter(Boolean);
  if (view === "chart") settings.yScale = page.scale;
  if (view === "race") settings.compare = rivals.filter((/** @type {string} */ name) => RACING.includes(name)).join(", ");
  const left = [
    ...(trains && own ? ["own"] : []),
    ...(view === "train" && page.edits ? ["edits"] : []),
    ...(view === "race" && rivals.some((/** @type {string} */ name) => !RACING.includes(name)) ? ["rivals"] : []),
  ];
  return { settings, left };
}

/** @param {Record<string, any>} settings */
const scheduleOf = ({ lr, gamma, stepSize }) => new StepLR({ lr, gamma, stepSize });

/** What is to be seen, for readers without scripts and for those who cannot see it. @param {Record<string, any>} settings */
export const sentenceOf = (settings) => sentence(scheduleOf(settings).phases(settings.epochs), settings.epochs, settings.lang);

/** The element. @param {Record<string, any>} settings @param {{ url: string, integrity: string }} script */
export function elementSnippet(settings, { url, integrity }) {
  const attributes = attributesOf(settings).map(([name, value]) => ` ${name}="${text(value)}"`).join("");
  return `<script type="module" src="${text(url)}"
  integrity="${integrity}" crossorigin="anonymous"></script>
<step-decay${attributes}
  style="display: block; min-height: ${heightOf(settings.view)}">
  <p>${text(sentenceOf(settings))}</p>
</step-decay>
`;
}

/** A frame that may do nothing but run scripts, and the lines that give it its height. @param {Record<string, any>} settings @param {{ url: string, title: string }} page of the frame */
export function frameSnippet(settings, { url, title }) {
  return `<iframe src="${text(url + queryOf(settings))}"
  title="${text(title)}" sandbox="allow-scripts" loading="lazy"
  style="border: 0; width: 100%; height: ${heightOf(settings.view)}"></iframe>
<script>
  addEventListener("message", ({ source, data }) => {
    if (data?.type !== "step-decay:size" || !(data.height >= 100 && data.height <= ${MOST_HEIGHT})) return;
    for (const frame of document.querySelectorAll('iframe[src^="${text(url)}"]'))
      if (frame.contentWindow === source) frame.style.height = data.height + "px";
  });
</script>
`;
}

/** The still picture in a page. @param {Record<string, any>} settings */
export const pictureSnippet = (settings) => `<img src="${PICTURE}" width="600" height="350" style="max-width: 100%; height: auto"
  alt="${text(sentenceOf(settings))}">
`;

/** The picture itself. @param {Record<string, any>} settings */
export const picture = (settings) => `${scheduleSvg(scheduleOf(settings), { epochs: settings.epochs, lang: settings.lang, yScale: settings.yScale, theme: settings.theme }).trim()}\n`;

/** The command that makes the same picture. @param {Record<string, any>} settings */
export function pictureCommand({ lr, gamma, stepSize, epochs, lang, yScale, theme }) {
  const flags = [["lr", lr], ["gamma", gamma], ["step-size", stepSize], ["epochs", epochs], ["lang", lang], ...(yScale === "log" ? [] : [["y-scale", yScale]]), ...(theme === "auto" ? [] : [["theme", theme]])];
  return `npx step-decay schedule ${flags.map(([name, value]) => `--${name} ${value}`).join(" ")} --format svg --output ${PICTURE}\n`;
}

/** Text as it stands in HTML. @param {unknown} value */
const text = (value) => String(value).replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;").replaceAll("'", "&#39;");
