// A <figure> of the page, with its words from the language tables: `<words>.name`, `<words>.cursor`, `<words>.table`, `<words>.head`. What a figure is: src/js/figure.js.

import { setUpFigure } from "step-decay/parts";
import { headOf, t } from "./i18n.js";

/** Takes the place of the still picture that index.html has there for readers without scripts.
 * @param {string} id @param {import("step-decay/parts").Readings} readings @param {string} [name] of its words, where two figures share them
 * @param {() => readonly string[]} [head] of its table, where it changes */
export function createFigure(id, readings, name = id, head = () => headOf(`${name}.head`)) {
  const root = /** @type {HTMLElement} */ (document.getElementById(id));
  for (const still of root.querySelectorAll(".still")) still.remove();
  const words = () => ({ name: t(`${name}.name`), cursor: t(`${name}.cursor`), empty: t("training.empty"), table: t(`${name}.table`), head: head() });
  return setUpFigure(root, id, words, readings);
}
