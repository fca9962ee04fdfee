// Packs the real data sets of src/data into modules: `node src/gen/data.mjs FOLDER` writes iris.js and digits.js there.
// Source, licence and layout of the files: src/data/README.md.

import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** @param {string} name a file of src/data @returns {number[][]} its rows, the class last */
function readRows(name) {
  const lines = readFileSync(new URL(`../data/${name}`, import.meta.url), "utf8").trim().split("\n");
  return lines.map((line) => line.split(",").map(Number));
}

// The type that Trainer's `data` option takes, and what can be said about the columns.
const TYPE = `/** @type {{ name: string, x: Float32Array, y: Int32Array, features: number, classes: number, featureNames: string[], classNames: string[] }} */`;

/** @param {string} description @param {string} body */
const moduleText = (description, body) => `// ${description}\n// Licence of the data: CC BY 4.0. Written by src/gen/data.mjs.\n\n${body}`;

/** 600 short decimals: written as they are. */
function irisModule() {
  const rows = readRows("iris.csv").slice(1);
  const x = rows.map((row) => row.slice(0, 4).join(","));
  const y = rows.map((row) => row[4]);
  return moduleText(
    `Iris: 150 flowers, 4 measures in cm, 3 species. R. A. Fisher, 1936; UCI Machine Learning Repository, doi 10.24432/C56C76.`,
    `${TYPE}
export const iris = {
  name: "iris",
  x: Float32Array.of(${x.join(",")}),
  y: Int32Array.of(${y.join(",")}),
  features: 4,
  classes: 3,
  featureNames: ["sepal length", "sepal width", "petal length", "petal width"],
  classNames: ["setosa", "versicolor", "virginica"],
};

export default iris;
`,
  );
}

/** 115,008 pixels of 0 to 16: one character each, from "0" (0) to "@" (16); none of them needs escaping. */
function digitsModule() {
  const rows = readRows("digits.csv");
  const pack = (/** @type {number[]} */ values) => String.fromCharCode(...values.map((value) => 48 + value));
  const pixels = rows.map((row) => pack(row.slice(0, 64))).join("");
  const labels = pack(rows.map((row) => row[64]));
  return moduleText(
    `Handwritten digits: 1,797 pictures of 8 x 8 pixels (0 paper to 16 ink), 10 classes. E. Alpaydin, C. Kaynak, 1998; UCI Machine Learning Repository, doi 10.24432/C50P49.`,
    `// One character a value, from "0" (0) to "@" (16).
/** @param {string} text @param {number} i */
const value = (text, i) => text.charCodeAt(i) - 48;

/** @type {string} */
const pixels = "${pixels}";
/** @type {string} */
const labels = "${labels}";

${TYPE}
export const digits = {
  name: "digits",
  x: Float32Array.from({ length: pixels.length }, (_, i) => value(pixels, i)),
  y: Int32Array.from({ length: labels.length }, (_, i) => value(labels, i)),
  features: 64,
  classes: 10,
  featureNames: Array.from({ length: 64 }, (_, i) => \`row \${i >> 3}, column \${i & 7}\`),
  classNames: ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"],
};

export default digits;
`,
  );
}

const folder = process.argv[2];
writeFileSync(join(folder, "iris.js"), irisModule());
writeFileSync(join(folder, "digits.js"), digitsModule());
