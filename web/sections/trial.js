// What the trial runs have in common: the settings of the page as a Trainer's options, and which changes make a result old.

import { makeDataset } from "step-decay";
import { formatMeasure, formatRate } from "../format.js";
import { problemText, t, hasText } from "../i18n.js";
import { properties } from "../properties.js";
import { blindLoss, datasetOf, trainerOptions } from "../trainer-options.js";

/** Keys that a run depends on, but for those named. @param {string[]} without */
export const dependsOn = (...without) => properties.filter(({ key, training }) => training && !without.includes(key)).map(({ key }) => key);

/** @param {ReadonlySet<string> | null} changed @param {string[]} keys */
const touches = (changed, keys) => Boolean(changed && keys.some((key) => changed.has(key)));

/** @param {Readonly<Record<string, any>>} values @returns {Promise<{ options: any, classes: number, blind: number }>} blind: the loss of blind guessing */
export async function trialOptions(values) {
  const data = await datasetOf(values, makeDataset);
  const options = trainerOptions(values, data);
  return { options, classes: data.classes ?? 0, blind: blindLoss(options) };
}

/** The section's refresh: a setting that the run depends on makes its result old; those that its buttons set change only what is shown.
 * @param {{ keys: string[], sets: string[], job: { forget: () => void, refresh: () => void }, forget: () => void, redraw: (changed: ReadonlySet<string> | null) => void }} trial
 * @returns {import("../lesson.js").Section} */
export const refreshesTrial = ({ keys, sets, job, forget, redraw }) => ({
  refresh(changed) {
    if (touches(changed, keys)) {
      job.forget();
      forget();
    }
    if (changed && !touches(changed, [...keys, ...sets])) return;
    job.refresh();
    redraw(changed);
  },
});

/** Runs side by side as rows of a table: the epoch, then each run's rate and loss. @param {{ records: readonly any[] }[]} lanes @param {"loss" | "valLoss"} column */
export const laneRows = (lanes, column) =>
  (lanes[0]?.records ?? []).map((_, epoch) => [epoch, ...lanes.flatMap(({ records }) => (records[epoch] ? [formatRate(records[epoch].lr), formatMeasure(records[epoch][column])] : ["–", "–"]))]);

/** @param {any} error */
export const trialProblem = (error) => (hasText(`problem.${error.code}`) ? problemText(error) : t("problem.worker", { message: error.message }));
