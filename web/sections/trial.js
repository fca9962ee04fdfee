// What the trial runs have in common: the settings of the page as a Trainer's options, and which changes make a result old.

import { makeDataset } from "step-decay";
import { problemText, t, hasText } from "../i18n.js";
import { properties } from "../properties.js";
import { datasetOf, trainerOptions } from "../trainer-options.js";

/** Keys that a run depends on, but for those named. @param {string[]} without */
export const dependsOn = (...without) => properties.filter(({ key, training }) => training && !without.includes(key)).map(({ key }) => key);

/** @param {ReadonlySet<string> | null} changed @param {string[]} keys */
export const touches = (changed, keys) => Boolean(changed && keys.some((key) => changed.has(key)));

/** @param {Readonly<Record<string, any>>} values @returns {Promise<{ options: any, classes: number }>} */
export async function trialOptions(values) {
  const data = await datasetOf(values, makeDataset);
  return { options: trainerOptions(values, data), classes: data.classes ?? 0 };
}

/** @param {any} error */
export const trialProblem = (error) => (hasText(`problem.${error.code}`) ? problemText(error) : t("problem.worker", { message: error.message }));
