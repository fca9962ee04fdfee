// The panel behind </> in the head: the settings of now, ready to be copied into another page. It is loaded when it is first asked for.

import { integrity } from "step-decay/integrity";
import { copies } from "./copy.js";
import { element } from "./controls.js";
import { css } from "./embed-panel-style.js";
import { elementSnippet, frameSnippet, picture, pictureCommand, pictureSnippet, sentenceOf, settingsOf, VIEWS } from "./embed-snippets.js";
import { addWords, t } from "./i18n.js";

const words = { "zh-CN": () => import("./i18n/sections/embed.zh-CN.js"), en: () => import("./i18n/sections/embed.en.js") };

/** Served from where the page is: there lies the very file that the hash was made of. */
const script = { url: new URL("lib/generated/step-decay.js", document.baseURI).href, integrity: integrity.element };
const framed = new URL("embed.html", document.baseURI).href;
const ownComputer = /^(localhost|127\.|\[::1\]|$)/.test(location.hostname);

/** @type {Promise<(state: import("./controls.js").State) => void> | undefined} */
let panel;

/** Opens the panel for the page's settings. @param {import("./controls.js").State} state */
export async function openEmbedPanel(state) {
  panel ??= addWords(words).then(createPanel);
  (await panel)(state);
}

function createPanel() {
  const sheet = new CSSStyleSheet(); // made by script, as the page's policy asks
  sheet.replaceSync(css);
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];

  /** @type {import("./controls.js").State} */
  let state;
  let view = "chart";

  const title = element("h2", { id: "embed-title" });
  const close = element("button", { type: "button", class: "plain quiet", id: "embed-close" });
  const intro = element("p");
  const viewName = element("span", { class: "name", id: "embed-view" });
  const chips = VIEWS.map((name) => {
    const input = element("input", { type: "radio", name: "embed-view", value: name });
    input.checked = name === view;
    input.addEventListener("change", () => {
      view = name;
      refresh();
    });
    return { name, input, text: element("span"), root: element("label", { class: "chip" }, input) };
  });
  for (const chip of chips) chip.root.append(chip.text);
  const left = element("p", { class: "embed-left", role: "status" });

  const ways = ["element", "frame", "picture"].map((name) => {
    const heading = element("h3");
    const note = element("p");
    const file = element("span", { class: "file" });
    const code = element("pre", { tabindex: 0, id: `embed-${name}` });
    const button = element("button", { type: "button", class: "plain" });
    const label = copies(button, () => code.textContent ?? "", () => t("action.copy"));
    return { name, heading, note, file, code, label, root: element("section", {}, heading, note, element("div", { class: "listing" }, element("div", { class: "listing-head" }, file, button), code)) };
  });
  const preview = element("img", { width: 600, height: 350 });
  const download = element("a", { class: "embed-download", download: "step-decay.svg" });
  const command = element("pre", { tabindex: 0, id: "embed-command" });
  const commandNote = element("p");
  ways[2].root.append(element("div", { class: "embed-picture" }, preview, element("div", {}, download, commandNote, command)));
  const local = element("p", { class: "embed-local" });

  const dialog = element("dialog", { class: "embed", "aria-labelledby": "embed-title" },
    element("div", { class: "embed-head" }, title, close), intro,
    element("div", { class: "control choice" }, viewName, element("div", { class: "chips", role: "radiogroup", "aria-labelledby": "embed-view" }, ...chips.map(({ root }) => root))), left, local,
    ...ways.map(({ root }) => root));
  close.addEventListener("click", () => dialog.close());
  dialog.addEventListener("click", (/** @type {MouseEvent} */ event) => event.target === dialog && dialog.close()); // beside it
  document.body.append(dialog);

  function refresh() {
    const { settings, left: lost } = settingsOf(state.values, view);
    title.textContent = t("embed.title");
    close.textContent = t("embed.close");
    intro.textContent = t("embed.intro");
    viewName.textContent = t("embed.view");
    for (const { name, text } of chips) text.textContent = t(`embed.view.${name}`);
    left.textContent = lost.map((what) => t(`embed.left.${what}`)).join(" ");
    local.textContent = ownComputer ? t("embed.local") : "";
    for (const { name, heading, note, file, code, label } of ways) {
      heading.textContent = t(`embed.${name}`);
      note.textContent = t(`embed.${name}.note`);
      file.textContent = "HTML";
      code.setAttribute("aria-label", t("embed.code", { name: t(`embed.${name}`) }));
      label();
    }
    ways[0].code.textContent = elementSnippet(settings, script);
    ways[1].code.textContent = frameSnippet(settings, { url: framed, title: t(`embed.view.${view}`) });
    const still = { ...settings, yScale: state.values.scale };
    ways[2].code.textContent = pictureSnippet(still);
    preview.src = download.href = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(picture(still))}`;
    preview.alt = sentenceOf(still);
    download.textContent = t("embed.download");
    commandNote.textContent = t("embed.command");
    command.textContent = pictureCommand(still);
    command.setAttribute("aria-label", t("embed.command"));
  }

  return (/** @type {typeof state} */ now) => {
    state = now;
    refresh();
    if (!dialog.open) dialog.showModal();
  };
}
