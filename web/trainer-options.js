// From settings to a Trainer's options: shared with the element, src/js/run-options.js, and with a reader's own data besides.

import { datasetOf as datasetNamed } from "step-decay/parts";
import { ownData } from "./own-data.js";

export { blindLoss, trainerOptions } from "step-decay/parts";

/** The data that a setting names. @param {Record<string, any>} values @param {(name: string, options: object) => any} makeDataset @returns {Promise<any>} @throws {Error} NO_OWN_DATA after a link that was made with a reader's own data */
export async function datasetOf(values, makeDataset) {
  if (values.data !== "own") return datasetNamed(values, makeDataset);
  const own = ownData();
  if (!own) throw Object.assign(new Error("own data are not in the link"), { code: "NO_OWN_DATA", field: "data", value: "own" });
  const { hash, ...data } = own;
  return data;
}
