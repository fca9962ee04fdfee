// Section 7: the settings as code, what it prints, and the three mistakes that are made with it.

import { copies } from "../copy.js";
import { createControl, element } from "../controls.js";
import { t } from "../i18n.js";
import { ownData } from "../own-data.js";
import { batchesPerEpoch, editsWithin, listing } from "./listings.js";

export const words = { "zh-CN": () => import("../i18n/sections/code.zh-CN.js"), en: () => import("../i18n/sections/code.en.js") };

/** @param {HTMLElement} root @param {import("../lesson.js").Page} page */
export function create(root, { state }) {
  const box = /** @type {HTMLElement} */ (root.querySelector("#codebox"));
  for (const still of box.querySelectorAll(".still")) still.remove();
  const library = createControl(state, "code");
  const mistake = createControl(state, "mistake");
  const copy = element("button", { type: "button", class: "plain", id: "copy-code" });
  const file = element("span", { class: "file" });
  const code = element("pre", { tabindex: 0, id: "code-text" });
  const printedTitle = element("span", { class: "file" });
  const printed = element("pre", { tabindex: 0, id: "code-printed" });
  const note = element("p", { class: "summary", id: "code-note", role: "status" });
  box.append(
    library.root,
    mistake.root,
    element("div", { class: "listings" }, element("div", { class: "listing" }, element("div", { class: "listing-head" }, file, copy), code), element("div", { class: "listing" }, element("div", { class: "listing-head" }, printedTitle), printed)),
    note,
  );
  let text = "";
  const copyWords = copies(copy, () => text, () => t("action.copy"));

  let own = ownData();
  const batches = () => batchesPerEpoch(state.values, own?.y.length);

  const section = {
    refresh() {
      library.refresh();
      mistake.refresh();
      const { values } = state;
      mistake.root.hidden = values.code !== "pytorch";
      own = ownData();
      const shown = listing(values, t, batches(), own);
      text = `${shown.code.map((line) => line.text).join("\n")}\n`;
      file.textContent = shown.file;
      code.setAttribute("aria-label", t("code.codeName", { file: shown.file }));
      printedTitle.textContent = t(values.code === "step-decay" ? "code.printedFirst" : "code.printed");
      printed.setAttribute("aria-label", printedTitle.textContent);
      write(code, shown.code);
      write(printed, shown.printed);
      copyWords();
      const { key, data } = shown.note ?? { key: values.code, data: { batches: batches(), edited: editsWithin(values).length > 0 } };
      note.textContent = t(`code.note.${key}`, data);
    },
    /** Another table of the reader's is no change of state. */
    frame() {
      if (ownData() !== own) section.refresh();
    },
  };
  return section;
}

/** @param {HTMLElement} pre @param {import("./listings.js").Line[]} lines */
function write(pre, lines) {
  pre.replaceChildren(...lines.flatMap(({ text, marked }) => [marked ? element("mark", {}, text) : text, "\n"]));
}
