// Reads a table of numbers from CSV text into what a Trainer takes as `data`. An error names the line and the column.

import { listed, rangeError, show, typeError } from "./errors.js";
import { checkInteger, readOptions } from "./options.js";

/** @typedef {{ text: string, line: number }[]} Row cells, each with the line on which it begins */
/** @typedef {{ x: Float32Array<ArrayBuffer>, y: Int32Array<ArrayBuffer>, features: number, classes: number, featureNames: string[], classNames: string[] }} CsvClasses */
/** @typedef {{ x: Float32Array<ArrayBuffer>, y: Float32Array<ArrayBuffer>, features: number, featureNames: string[] }} CsvTargets */

/** @typedef {object} CsvOptions
 * @property {string | number} [target] the column to predict: its name in the header, or its number from 1; default the last
 * @property {"classes" | "numbers"} [kind] what the target holds: names of classes, any text (the default), or numbers
 * @property {boolean} [header] whether the first line holds names; default: it does if a cell of it that should be a number is none
 * @property {"," | ";" | "\t"} [delimiter] default: of these the one that stands most often in the first line */

const DELIMITERS = [",", ";", "\t"];
const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;
const MAX_CLASSES = 1000;

/** Reads CSV: quotes as in RFC 4180, a byte order mark, line ends of every kind; empty lines at the end do not count.
 * Class names become numbers: by value if all are whole numbers, else in the order of their characters.
 * @param {string} text @param {CsvOptions} [options] @returns {CsvClasses | CsvTargets}
 * @throws {RangeError} the table cannot be used: with `line` and `column` (from 1); a value that an option does not allow: with neither @throws {TypeError} a wrong type or an unknown option
 * @example parseCsv("width,kind\n1.5,a\n2.5,b\n").classNames // ["a", "b"] */
export function parseCsv(text, options = {}) {
  if (typeof text !== "string") throw typeError("text", text, "a string");
  const { target, kind = "classes", header, delimiter } = readOptions("parseCsv", options, ["target", "kind", "header", "delimiter"]);
  if (kind !== "classes" && kind !== "numbers") throw rangeError("kind", kind, `one of ${listed(["classes", "numbers"])}`);
  if (header !== undefined && typeof header !== "boolean") throw typeError("header", header, "true or false");
  if (delimiter !== undefined && !DELIMITERS.includes(delimiter)) throw rangeError("delimiter", delimiter, 'one of ",", ";" and a tab');

  const rows = splitRows(text.replace(/^\uFEFF/, ""), delimiter);
  while (rows.length && isEmpty(rows[rows.length - 1])) rows.pop();
  if (!rows.length) throw csvError("CSV_EMPTY", "the table is empty; must have a row of numbers at least", 1, 1);
  const width = rows[0].length;
  if (width < 2)
    throw csvError("CSV_ONE_COLUMN", `line 1 has 1 cell; must have 2 at least, features and a target, with ${delimiter ? `the delimiter ${show(delimiter)}` : "commas, semicolons or tabs"} between`, 1, 1);
  const ragged = rows.find((row) => row.length !== width);
  if (ragged) {
    const { line } = ragged[0];
    throw csvError("CSV_ROW", `line ${line} has ${isEmpty(ragged) ? "no cells" : cells(ragged.length)}; must have ${width}, as line ${rows[0][0].line}`, line, Math.min(ragged.length, width) + 1);
  }

  const named = typeof target === "string" ? rows[0].findIndex((cell) => cell.text.trim() === target) : -1;
  if (typeof target === "string" && (named < 0 || header === false))
    throw rangeError("target", target, `the name of a column${header === false ? ", which there are only with a header" : `: ${listed(rows[0].map((cell) => cell.text.trim()))}`}`);
  const at = named >= 0 ? named : target === undefined ? width - 1 : checkInteger("target", target, 1, width) - 1;
  const numeric = (/** @type {number} */ column) => column !== at || kind === "numbers";
  const hasHeader = header ?? (named >= 0 || rows[0].some((cell, column) => numeric(column) && !NUMBER.test(cell.text.trim())));
  const names = rows[0].map((cell, column) => (hasHeader ? cell.text.trim() : `column ${column + 1}`));
  const body = hasHeader ? rows.slice(1) : rows;
  if (!body.length) throw csvError("CSV_EMPTY", "the table has a header and no rows", rows[0][0].line + 1, 1);

  const features = width - 1;
  const x = new Float32Array(body.length * features);
  body.forEach((row, r) => row.forEach((cell, column) => column !== at && (x[r * features + column - Number(column > at)] = readCell(cell, column, names))));
  const featureNames = names.filter((_, column) => column !== at);
  if (kind === "numbers") return { x, y: Float32Array.from(body, (row) => readCell(row[at], at, names)), features, featureNames };
  const classNames = classesOf(body, at, names);
  const numberOf = new Map(classNames.map((name, i) => [name, i]));
  const y = Int32Array.from(body, (row) => /** @type {number} */ (numberOf.get(row[at].text.trim())));
  return { x, y, features, classes: classNames.length, featureNames, classNames };
}

/** @param {number} count */
const cells = (count) => `${count} cell${count === 1 ? "" : "s"}`;

/** @param {Row} row */
const isEmpty = (row) => row.length === 1 && row[0].text.trim() === "";

/** @param {string} text @param {string} [given] the delimiter @returns {Row[]} */
function splitRows(text, given) {
  const delimiter = given ?? guessDelimiter(text);
  /** @type {Row[]} */
  const rows = [];
  let line = 1;
  let at = 0;
  while (at < text.length) {
    /** @type {Row} */
    const row = [];
    for (let more = true; more; ) {
      const start = line;
      let cell = "";
      if (text[at] === '"') {
        const column = row.length + 1;
        for (at++; ; at++) {
          if (at >= text.length) throw csvError("CSV_QUOTE", `line ${start}, column ${column}: the quote that begins here does not end`, start, column);
          if (text[at] !== '"') cell += text[at];
          else if (text[at + 1] === '"') (cell += '"'), at++;
          else break;
          if (text[at] === "\n" || (text[at] === "\r" && text[at + 1] !== "\n")) line++;
        }
        at++;
        if (at < text.length && text[at] !== delimiter && text[at] !== "\n" && text[at] !== "\r")
          throw csvError("CSV_QUOTE", `line ${line}, column ${column}: text after the closing quote`, line, column);
      } else {
        const from = at;
        while (at < text.length && text[at] !== delimiter && text[at] !== "\n" && text[at] !== "\r") at++;
        cell = text.slice(from, at);
      }
      row.push({ text: cell, line: start });
      more = text[at] === delimiter && at < text.length;
      if (more) at++;
    }
    if (text[at] === "\r" && text[at + 1] === "\n") at++;
    at++;
    line++;
    rows.push(row);
  }
  return rows;
}

/** @param {string} text */
function guessDelimiter(text) {
  const first = text.slice(0, text.search(/[\r\n]|$/)).replace(/"[^"]*"/g, "");
  const count = (/** @type {string} */ delimiter) => first.split(delimiter).length;
  return DELIMITERS.reduce((best, delimiter) => (count(delimiter) > count(best) ? delimiter : best));
}

/** @param {Row[number]} cell @param {number} column @param {string[]} names @returns {number} */
function readCell({ text, line }, column, names) {
  const trimmed = text.trim();
  const value = NUMBER.test(trimmed) ? Math.fround(Number(trimmed)) : NaN;
  if (Number.isFinite(value)) return value;
  const what = trimmed === "" ? "the cell is empty" : show(trimmed);
  const wanted = NUMBER.test(trimmed) ? "is beyond float32, 3.4e38" : trimmed === "" ? "must be a number" : "is not a number";
  throw csvError("CSV_CELL", `line ${line}, column ${column + 1} (${names[column].slice(0, 200)}): ${what}${trimmed === "" ? ";" : ""} ${wanted}`, line, column + 1, text);
}

/** @param {Row[]} body @param {number} at @param {string[]} names @returns {string[]} */
function classesOf(body, at, names) {
  /** @type {Set<string>} */
  const seen = new Set();
  for (const row of body) {
    const { text, line } = row[at];
    if (text.trim() === "") throw csvError("CSV_CELL", `line ${line}, column ${at + 1} (${names[at]}): the cell is empty; must be the name of a class`, line, at + 1, text);
    seen.add(text.trim());
    if (seen.size > MAX_CLASSES)
      throw csvError("CSV_CLASSES", `line ${line}, column ${at + 1} (${names[at]}): more than ${MAX_CLASSES} classes; is it a number to predict, not a class?`, line, at + 1, text);
  }
  const whole = [...seen].every((name) => /^[+-]?\d{1,15}$/.test(name));
  return [...seen].sort((a, b) => (whole ? Number(a) - Number(b) : a < b ? -1 : 1));
}

/** @param {string} code @param {string} message @param {number} line @param {number} column @param {string} [value] */
const csvError = (code, message, line, column, value) => Object.assign(new RangeError(message), { code, field: "csv", line, column, value });
