// Section 5: presets with what their runs show, a reader's own data, and races.

import { element } from "../controls.js";
import { join, t } from "../i18n.js";
import { properties } from "../properties.js";
import { ownData } from "../own-data.js";
import { printOf } from "../fingerprint.js";
import { createOwnPanel } from "./own-panel.js";
import { diagnose, presets } from "./presets.js";
import { createProgress } from "./progress.js";
import { createRace } from "./race.js";

export const words = { "zh-CN": () => import("../i18n/sections/lab.zh-CN.js"), en: () => import("../i18n/sections/lab.en.js") };

/** What a preset puts back to its start: all that a run depends on, but for the seed, the reader's dice. */
const restored = properties.filter(({ key, training }) => training && key !== "seed").map(({ key }) => key);

/** @param {HTMLElement} root @param {import("../lesson.js").Page} page @returns {import("../lesson.js").Section} */
export function create(root, page) {
  const { state } = page;
  const place = (/** @type {string} */ id) => /** @type {HTMLElement} */ (root.querySelector(`#${id}`));

  const heading = element("p", { class: "group-name", id: "presets-name" });
  const buttons = Object.keys(presets).map((name) => {
    const button = element("button", { type: "button", class: "preset", "data-preset": name });
    button.addEventListener("click", () => take(name));
    return button;
  });
  place("presets").append(heading, element("div", { class: "preset-row", role: "group", "aria-labelledby": "presets-name" }, ...buttons));
  const verdict = element("p", { class: "verdict-text", role: "status" });
  const against = element("button", { type: "button", class: "quiet", id: "race-preset" });
  place("verdict").append(verdict, against);

  const progress = createProgress(place("run-progress"), { counts: false });

  const race = createRace(place("race-box"), page);
  const own = createOwnPanel(place("own"), page);

  /** @param {string} name of a preset */
  function take(name) {
    const wanted = { ...Object.fromEntries(restored.map((key) => [key, state.defaults[key]])), ...presets[name] };
    for (const [key, value] of Object.entries(wanted)) state.set(key, String(value));
    state.save();
    page.restart({ play: true });
  }

  /** The preset whose numbers stand there now. */
  const current = () => {
    const values = state.values;
    return Object.keys(presets).find((name) => restored.every((key) => values[key] === (/** @type {any} */ (presets[name])[key] ?? state.defaults[key])));
  };

  against.addEventListener("click", () => {
    const { lr, gamma, stepSize } = presets.right;
    state.set("race", `step:${lr}:${gamma}:${stepSize}`);
    state.save();
    void race.start();
    place("race-part").scrollIntoView({ behavior: matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth" });
  });

  function refreshVerdict() {
    const run = page.run();
    const name = current();
    const finding = run?.done && run.records.length ? diagnose(run.records, classesOf(state.values)) : null;
    verdict.textContent = finding ? join([t(`verdict.${finding.code}`, finding)]) : name ? t(`preset.${name}.watch`) : "";
    against.hidden = !finding || name === "right";
    against.textContent = t("race.againstRight");
  }

  function refreshProgress() {
    const run = page.run();
    const records = run?.records ?? [];
    progress.refresh({ done: records.length, total: run?.epochs ?? 0, running: run?.playing ?? false, ended: run?.done ?? false, print: () => printOf(state.values, records) });
  }

  function refreshPresets() {
    heading.textContent = t("presets.heading");
    const name = current();
    for (const button of buttons) {
      button.textContent = t(`preset.${button.dataset.preset}`);
      button.setAttribute("aria-pressed", String(button.dataset.preset === name));
    }
  }

  return {
    refresh(changed) {
      if (!changed || restored.some((key) => changed.has(key))) refreshPresets();
      refreshVerdict();
      refreshProgress();
      race.refresh(changed);
      own.refresh(changed);
    },
    frame() {
      refreshVerdict();
      refreshProgress();
    },
  };
}

/** Classes of the data that are set, 0 for a regression. @param {Readonly<Record<string, any>>} values */
const classesOf = ({ data }) => ({ linear: 0, iris: 3, digits: 10, own: ownData()?.classes ?? 0 })[/** @type {"linear"} */ (data)] ?? 2;
