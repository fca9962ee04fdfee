// A reader's own file as a table to train on: which bytes are text, which text is a table, and what its last column is.

import { parseCsv } from "step-decay/csv";

/** @typedef {import("../own-data.js").Table} Table */

const MOST = { bytes: 4e6, rows: 5000, features: 64, classes: 20 };
const FEWEST_ROWS = 10;
const MOSTLY = 0.5; // of the labels are numbers: then the column is one of numbers

/** The text of a file: UTF-16 where a mark says so, else UTF-8, else GB 18030, as spreadsheets in China write it. A file that is far too large is not even read.
 * @param {Blob} file @throws {RangeError} CSV_SIZE */
export async function textOf(file) {
  if (file.size > MOST.bytes) refuse("CSV_SIZE", file.size / 1e6, 0, MOST.bytes / 1e6);
  const buffer = await file.arrayBuffer();
  const [first, second] = new Uint8Array(buffer);
  const marked = first === 0xff && second === 0xfe ? "utf-16le" : first === 0xfe && second === 0xff ? "utf-16be" : null;
  if (marked) return new TextDecoder(marked).decode(buffer);
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(buffer);
  } catch {
    return new TextDecoder("gb18030").decode(buffer);
  }
}

/** Reads and checks what this page can train on. The last column names classes; if it holds numbers with fractions, or more of them than there can be classes, it is a number to predict.
 * @param {string} text @returns {Table} @throws {RangeError} with `code`, and `line` and `column` where there are any */
export function readOwn(text) {
  const data = readTable(text);
  const rows = data.y.length;
  if (rows < FEWEST_ROWS || rows > MOST.rows) refuse("CSV_ROWS", rows, FEWEST_ROWS, MOST.rows);
  if (data.features > MOST.features) refuse("CSV_FEATURES", data.features, 1, MOST.features);
  const { classes } = data;
  if (classes !== undefined && (classes < 2 || classes > MOST.classes)) refuse("CSV_CLASS_COUNT", classes, 2, MOST.classes);
  return data;
}

/** @param {string} text @returns {Table} */
function readTable(text) {
  const asNumbers = () => standardized(/** @type {import("step-decay/csv").CsvTargets} */ (parseCsv(text, { kind: "numbers" })));
  let data;
  try {
    data = /** @type {import("step-decay/csv").CsvClasses} */ (parseCsv(text));
  } catch (/** @type {any} */ error) {
    if (error.code === "CSV_CLASSES" && isNumber(error.value)) return asNumbers();
    throw error;
  }
  const numbers = data.classNames.filter(isNumber);
  const many = data.classes > MOST.classes && numbers.length > MOSTLY * data.classes;
  const fractions = numbers.length === data.classes && numbers.some((name) => !Number.isInteger(Number(name)));
  return many || fractions ? asNumbers() : data;
}

/** A column of any scale as standard deviations from its mean, so that one learning rate suits metres and millimetres. @param {import("step-decay/csv").CsvTargets} table @returns {Table} */
function standardized({ x, y, features, featureNames }) {
  const mean = y.reduce((sum, value) => sum + value, 0) / y.length;
  const deviation = Math.sqrt(y.reduce((sum, value) => sum + (value - mean) ** 2, 0) / y.length);
  if (deviation === 0) refuse("CSV_FLAT", mean, -Infinity, Infinity);
  return { x, y: y.map((value) => (value - mean) / deviation), features, featureNames };
}

/** @param {string} text */
const isNumber = (text) => text.trim() !== "" && Number.isFinite(Number(text));

/** @param {string} code @param {number} value @param {number} min @param {number} max @returns {never} */
function refuse(code, value, min, max) {
  throw Object.assign(new RangeError(`the table has ${value}; must have ${min} to ${max} (${code})`), { code, field: "csv", value, min, max });
}
