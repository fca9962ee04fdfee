// The numbers of the last epoch, as a legend of the curves: each with its colour, in figures that do not jump.

import { element } from "./controls.js";
import { formatMeasure, formatPercent, formatRate } from "./format.js";
import { t } from "./i18n.js";

/** @param {HTMLElement} root a <dl> @param {() => ReturnType<typeof import("./run.js").createRun> | null} currentRun */
export function createReadout(root, currentRun) {
  const entries = ["epoch", "rate", "trainLoss", "valLoss", "valAccuracy"].map((key) => {
    const name = element("span");
    const value = element("dd");
    root.append(element("div", { class: `reading ${key}` }, element("dt", {}, element("i", { class: "swatch", "aria-hidden": "true" }), name), value));
    return { key, name, value };
  });

  return {
    refresh() {
      const run = currentRun();
      const record = run?.records[run.records.length - 1];
      const values = /** @type {Record<string, string>} */ ({
        epoch: `${run?.records.length ?? 0} / ${run?.epochs ?? 0}`,
        rate: record ? formatRate(record.lr) : "–",
        trainLoss: record ? formatMeasure(record.loss) : "–",
        valLoss: record ? formatMeasure(record.valLoss) : "–",
        valAccuracy: record ? formatPercent(record.valAccuracy) : "–",
      });
      for (const { key, name, value } of entries) {
        name.textContent = t(key === "valAccuracy" ? "readout.valAccuracy" : `chart.${key}`);
        value.textContent = values[key];
      }
    },
  };
}
