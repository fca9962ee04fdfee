// Section 6: the three numbers, one after another, and the map of two of them.

import { createGammas } from "./gammas.js";
import { createMap } from "./map.js";
import { createPlateau } from "./plateau.js";
import { createRangeTest } from "./range-test.js";

export const words = { "zh-CN": () => import("../i18n/sections/lab.zh-CN.js"), en: () => import("../i18n/sections/lab.en.js") };

/** @param {HTMLElement} root @param {import("../lesson.js").Page} page @returns {import("../lesson.js").Section} */
export function create(root, page) {
  const place = (/** @type {string} */ id) => /** @type {HTMLElement} */ (root.querySelector(`#${id}`));
  const parts = [createRangeTest(place("range-box"), page), createPlateau(place("plateau-box"), page), createGammas(place("gammas-box"), page), createMap(place("map-box"), page)];
  return {
    refresh(changed) {
      for (const part of parts) part.refresh(changed);
    },
  };
}
