// A <figure> of the page, with its words from the language tables: `<id>.name`, `<id>.cursor`, `<id>.table`, `<id>.head`. What a figure is: src/js/figure.js.

import { setUpFigure } from "step-decay/parts";
import { headOf, t } from "./i18n.js";

/** @param {string} id @param {import("step-decay/parts").Readings} readings */
export function createFigure(id, readings) {
  const root = /** @type {HTMLElement} */ (document.getElementById(id));
  const words = () => ({ name: t(`${id}.name`), cursor: t(`${id}.cursor`), empty: t("training.empty"), table: t(`${id}.table`), head: headOf(`${id}.head`) });
  return setUpFigure(root, id, words, readings);
}
