import { tables } from "./generated/tables.js";
import { generateDataset } from "./core.js";
import { checkFields, checkName, readOptions } from "./options.js";

/** @typedef {{ x: Float32Array<ArrayBuffer>, y: Int32Array<ArrayBuffer>, features: number, classes: number }} ClassData rows x features, and a class index in [0, classes) a row */
/** @typedef {{ x: Float32Array<ArrayBuffer>, y: Float32Array<ArrayBuffer>, features: number }} TargetData rows x features, and rows x outputs */

const rows = tables.datasets;

/** Generates a small problem; the same options give the same bits in every engine.
 * Classification (`y` holds class indices): `"spiral"`, `"moons"`, `"circles"`, `"xor"`, `"gaussians"`, each of 2 features and 2 classes.
 * Regression (`y` holds targets): `"linear"`, y = A x + c with 10 features and 2 outputs.
 * @param {"spiral" | "moons" | "circles" | "xor" | "gaussians" | "linear"} name
 * @param {{ points?: number, noise?: number, seed?: number }} [options] points: rows, an integer from 2 to 1,000,000, default 500;
 *   noise: standard deviation added to each coordinate (linear: to each target), 0 to 100, default 0.1, gaussians 0.5; seed: an integer from 0 to 2^32-1, default 0
 * @returns {ClassData | TargetData} classes take turns, so any prefix is balanced
 * @throws {RangeError} an unknown name or a number out of range @throws {TypeError} a wrong type or an unknown option @throws {Error} `NOT_READY` before init
 * @example makeDataset("spiral", { points: 500, noise: 0.1, seed: 7 }).x.length // 1000 */
export function makeDataset(name, options = {}) {
  const known = rows.map((row) => row.name);
  const row = rows.findIndex((row) => row.name === checkName("dataset", name, known));
  const { fields, features, classes } = rows[row];
  const read = checkFields(fields, readOptions("makeDataset", options, fields.map((field) => field.name)));
  const data = generateDataset(row, /** @type {any} */ (read));
  return /** @type {any} */ (classes ? { ...data, features, classes } : { ...data, features });
}
