// Reads a user's data: what may stand in `data`, and rows of features as a flat array.

import { missingError, rangeError, typedArrayName, typeError } from "./errors.js";
import { checkInteger, readOptions } from "./options.js";

/** Data to train on. x: rows x features, or an array of rows. y: for cross-entropy an Int32Array or an array of class indices in [0, classes);
 * for mse and bce a Float32Array of rows x outputs, or an array of rows. All finite.
 * @typedef {{ x: Float32Array | ArrayLike<number>[], y: Int32Array | Float32Array | ArrayLike<number>, features?: number, classes?: number,
 *   name?: string, featureNames?: readonly string[], classNames?: readonly string[] }} Data */

const KNOWN = ["x", "y", "features", "classes", "name", "featureNames", "classNames"];
const MAX_ROWS = 2 ** 28;
const MAX_NUMBERS = 2 ** 28; // floats of 1 GiB, more than an instance may hold

/** Reads and checks `data` against the network and the loss. @param {unknown} data @param {number[]} layers @param {{ name: string, labels: boolean }} loss
 * @returns {{ rows: number, x: Float32Array, y: Int32Array | Float32Array }} copies */
export function readData(data, layers, loss) {
  if (data === undefined) throw missingError("data", "an object { x, y }");
  const read = readOptions("data", data, KNOWN);
  const features = layers[0];
  const outputs = layers[layers.length - 1];
  if (read.x === undefined) throw missingError("data.x", "a Float32Array of rows x features, or an array of rows");
  if (read.y === undefined) throw missingError("data.y", loss.labels ? "class indices, one a row" : "a Float32Array of rows x outputs");
  if (read.features !== undefined && checkInteger("data.features", read.features, 1) !== features)
    throw rangeError("layers[0]", features, `${read.features}, the features of the data`, { min: read.features, max: read.features });
  const { rows, values: x } = readRows("data.x", read.x, features);
  if (rows > MAX_ROWS) throw rangeError("data.x", read.x, `at most ${MAX_ROWS} rows`);
  if (loss.labels) {
    const classes = read.classes === undefined ? outputs : checkInteger("data.classes", read.classes, 1);
    if (classes > outputs) throw rangeError(`layers[${layers.length - 1}]`, outputs, `at least ${classes}, the classes of the data`, { min: classes });
    return { rows, x, y: readLabels(read.y, rows, classes) };
  }
  if (read.classes !== undefined) throw typeError("data.classes", read.classes, `absent with the loss "${loss.name}", which takes targets, not classes`);
  return { rows, x, y: readTargets(read.y, rows, outputs, loss.name) };
}

/** Rows of finite numbers as one flat copy. @param {string} field @param {unknown} value @param {number} width numbers in a row
 * @returns {{ rows: number, values: Float32Array }} at least one row */
export function readRows(field, value, width) {
  const allowed = `a Float32Array of rows x ${width}, or an array of rows of ${width} numbers`;
  const type = typedArrayName(value);
  if (type === "Float32Array") {
    const values = copyFloats(field, /** @type {Float32Array} */ (value));
    if (values.length === 0 || values.length % width) throw rangeError(field, value, allowed);
    return { rows: values.length / width, values: finite(field, values) };
  }
  if (!Array.isArray(value)) throw typeError(field, value, allowed);
  const rows = Array.from(value);
  if (rows.length === 0 || rows.length * width > MAX_NUMBERS) throw rangeError(field, value, `${allowed}, at most ${MAX_NUMBERS} numbers in all`);
  const values = new Float32Array(rows.length * width);
  rows.forEach((row, r) => {
    if (!Array.isArray(row) && typedArrayName(row) === "") throw typeError(`${field}[${r}]`, row, `an array of ${width} numbers`);
    const numbers = Array.from(attached(`${field}[${r}]`, row));
    if (numbers.length !== width) throw rangeError(`${field}[${r}]`, row, `an array of ${width} numbers`);
    numbers.forEach((number, i) => {
      if (typeof number !== "number") throw typeError(`${field}[${r}][${i}]`, number, "a finite number");
      values[r * width + i] = number;
    });
  });
  return { rows: rows.length, values: finite(field, values) };
}

/** @param {string} field @param {Float32Array} values */
function finite(field, values) {
  for (let i = 0; i < values.length; i++) if (!Number.isFinite(values[i])) throw rangeError(`${field}[${i}]`, values[i], "a finite number (of float32)"); // findIndex() takes eight times as long
  return values;
}

/** The same list, unless it is a typed array whose memory is gone. @template T @param {string} field @param {ArrayLike<T>} list @returns {ArrayLike<T>} */
export function attached(field, list) {
  if (typedArrayName(list) !== "" && isDetached(list)) throw typeError(field, list, "an array whose buffer is not detached");
  return list;
}

/** @param {any} array a typed array */
function isDetached(array) {
  try {
    return !array.buffer.byteLength && !new Uint8Array(array.buffer); // a view of a detached buffer cannot be made
  } catch {
    return true;
  }
}

/** A copy, by the array's internal slots; shared and detached memory are named. @template {Float32Array | Int32Array} T @param {string} field @param {T} array @returns {T} */
export function copyFloats(field, array) {
  const Class = typedArrayName(array) === "Int32Array" ? Int32Array : Float32Array;
  if (typeof SharedArrayBuffer === "function" && array.buffer instanceof SharedArrayBuffer) throw typeError(field, array, `a ${Class.name} that is not shared`);
  try {
    return /** @type {T} */ (/** @type {unknown} */ (new Class(/** @type {any} */ (array))));
  } catch {
    throw typeError(field, array, `a ${Class.name} whose buffer is not detached`);
  }
}

/** @param {unknown} value @param {number} rows @param {number} classes @returns {Int32Array} */
function readLabels(value, rows, classes) {
  const allowed = `an Int32Array or an array of ${rows} class indices`;
  const type = typedArrayName(value);
  if (type !== "Int32Array" && !Array.isArray(value)) throw typeError("data.y", value, allowed);
  const list = type ? copyFloats("data.y", /** @type {Int32Array} */ (value)) : Array.from(/** @type {number[]} */ (value));
  if (list.length !== rows) throw rangeError("data.y", value, allowed, { min: rows, max: rows });
  return Int32Array.from(list, (label, r) => (Number.isInteger(label) && label >= 0 && label < classes ? label : checkInteger(`data.y[${r}]`, label, 0, classes - 1)));
}

/** @param {unknown} value @param {number} rows @param {number} outputs @param {string} loss @returns {Float32Array} */
function readTargets(value, rows, outputs, loss) {
  const flat = Array.isArray(value) && outputs === 1 && value.every((item) => typeof item === "number") ? value.map((item) => [item]) : value;
  const { rows: given, values } = readRows("data.y", flat, outputs);
  if (given !== rows) throw rangeError("data.y", value, `${rows} x ${outputs} numbers, as data.x has ${rows} rows`);
  const bad = loss === "bce" ? values.findIndex((target) => target < 0 || target > 1) : -1;
  if (bad >= 0) throw rangeError(`data.y[${bad}]`, values[bad], "a number from 0 to 1 (bce)", { min: 0, max: 1 });
  return values;
}
