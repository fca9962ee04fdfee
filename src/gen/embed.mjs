// Writes what the npm module imports from ./generated: `node src/gen/embed.mjs PACKAGE`, where PACKAGE already holds src/js/*.js and core.wasm.
//
//   generated/description.js   description: names, fields, units, ranges and defaults, as build/native/describe printed them
//   generated/tables.js        tables: the same without the texts for people, which the module itself does not need
//   generated/wasm.js          wasmBytes(): core.wasm, from text; buildStamp: a name for this build
//   generated/worker.js        worker.js and all it imports as one classic script, for whoever serves it as a file
//   generated/worker-text.js   workerText: the same script as text, for a Blob

import { createHash } from "node:crypto";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { build } from "esbuild";

const folder = resolve(process.argv[2]);
const generated = (/** @type {string} */ name) => join(folder, "generated", name);

/** The same sources give the same stamp. */
function stampOf(/** @type {Buffer} */ wasm) {
  const hash = createHash("sha256").update(wasm);
  for (const name of readdirSync(folder).filter((name) => name.endsWith(".js")).sort()) hash.update(readFileSync(join(folder, name)));
  return hash.digest("hex").slice(0, 12);
}

/** The JSDoc type of a part of the description: lists hold rows of one kind, and `fields` are what options.js checks against.
 * @param {unknown} part @returns {string} */
function typeOf(part) {
  if (Array.isArray(part)) return `${rowType(part)}[]`;
  return typeof part === "object" && part !== null ? rowType([part]) : typeof part;
}

/** A key that some rows lack is optional. @param {any[]} rows */
function rowType(rows) {
  if (rows.every((row) => typeof row !== "object")) return typeof rows[0];
  const keys = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const member = (/** @type {string} */ key) => {
    const having = rows.filter((row) => key in row);
    const type = key === "fields" ? 'import("../options.js").Field[]' : typeOf(having[0][key]);
    return `${key}${having.length < rows.length ? "?" : ""}: ${type}`;
  };
  return `{ ${keys.map(member).join(", ")} }`;
}

// The bytes as text: the 91 most frequent ones are one printable ASCII character each, the others two. Base64 cuts across byte boundaries, so
// brotli finds little in it: it makes 48.8 kB of wasm into 65.1 kB, compressed 23.8; this way 52.6 and 17.7. And no engine needs atob for it.
// The alphabet is ASCII from blank to ~ without " and \\, so that nothing in the text needs escaping.
const SINGLES = 91;
const SYMBOLS = 93;
const symbol = (/** @type {number} */ i) => String.fromCharCode(i + 32 + Number(i > 1) + Number(i > 58));

/** @param {Buffer} bytes @returns {{ table: string, text: string }} table: the bytes in the order of their codes, in hex */
function packBytes(bytes) {
  const counts = new Array(256).fill(0);
  for (const byte of bytes) counts[byte]++;
  const byCount = [...counts.keys()].sort((a, b) => counts[b] - counts[a] || a - b);
  // The frequent ones by value, then the others by value: an ascending table costs brotli next to nothing.
  const byRank = [byCount.slice(0, SINGLES), byCount.slice(SINGLES)].flatMap((part) => part.sort((a, b) => a - b));
  const codes = new Array(256);
  byRank.forEach((byte, rank) => {
    const rest = rank - SINGLES;
    codes[byte] = rest < 0 ? symbol(rank) : symbol(SINGLES + Math.floor(rest / SYMBOLS)) + symbol(rest % SYMBOLS);
  });
  return { table: Buffer.from(byRank).toString("hex"), text: Array.from(bytes, (byte) => codes[byte]).join("") };
}

const wasm = readFileSync(join(folder, "core.wasm"));
const { table, text } = packBytes(wasm);
writeFileSync(
  generated("wasm.js"),
  `// Written by src/gen/embed.mjs, which says how the text is made.
/** @type {string} */
const text = "${text}";

/** core.wasm. @returns {Uint8Array<ArrayBuffer>} */
export function wasmBytes() {
  const table = "${table}";
  const bytes = new Uint8Array(${wasm.length});
  let at = 0;
  const next = () => {
    const code = text.charCodeAt(at++);
    return code - 32 - Number(code > 34) - Number(code > 92);
  };
  for (let i = 0; i < bytes.length; i++) {
    let rank = next();
    if (rank >= ${SINGLES}) rank = ${SINGLES} + (rank - ${SINGLES}) * ${SYMBOLS} + next();
    bytes[i] = parseInt(table.slice(2 * rank, 2 * rank + 2), 16);
  }
  return bytes;
}

/** A name for this build: other sources, another stamp @type {string} */
export const buildStamp = "${stampOf(wasm)}";
`,
);

const description = JSON.parse(readFileSync("build/description.json", "utf8"));
const TEXTS = ["formula", "source", "unit", "help", "python"];
const snake = (/** @type {string} */ name) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
// The module knows how a name reads in Python, but for T_max and its like.
const odd = (/** @type {any} */ { name, python }) => python !== undefined && python !== snake(name);
const tables = JSON.parse(JSON.stringify(description, function (key, value) {
  return TEXTS.includes(key) && !(key === "python" && odd(this)) ? undefined : value;
}));

/** What tables.js lacks: the same lists and objects, with the texts alone. @param {any} part @returns {any} */
function textsOf(part) {
  if (Array.isArray(part)) return part.map((item) => (typeof item === "object" ? textsOf(item) : 0));
  const kept = Object.entries(part).filter(([key, value]) => TEXTS.includes(key) || typeof value === "object");
  return Object.fromEntries(kept.map(([key, value]) => [key, typeof value === "object" ? textsOf(value) : value]));
}

writeFileSync(
  generated("tables.js"),
  `// Written by src/gen/embed.mjs from what src/gen/describe.c prints.
/** The core's tables: names, and of every field its range and default.
 * @type {${typeOf(tables)}} */
export const tables = ${JSON.stringify(tables)};
`,
);
writeFileSync(
  generated("description.js"),
  `// Written by src/gen/embed.mjs from what src/gen/describe.c prints.
import { tables } from "./tables.js";

const texts = ${JSON.stringify(textsOf(description))};

/** @param {any} part @param {any} text @returns {any} */
const withTexts = (part, text) =>
  Array.isArray(part)
    ? part.map((item, i) => withTexts(item, text[i]))
    : typeof part === "object"
      ? { ...part, ...text, ...Object.fromEntries(Object.entries(part).filter(([, value]) => typeof value === "object").map(([key, value]) => [key, withTexts(value, text[key])])) }
      : part;

/** What the core's tables say: every name, of every field its unit, range and default, and what it does.
 * @type {${typeOf(description)}} */
export const description = withTexts(tables, texts);
`,
);

const { outputFiles } = await build({
  entryPoints: [join(folder, "worker.js")],
  bundle: true,
  minify: true,
  format: "iife",
  target: "es2022",
  write: false,
}).catch(() => process.exit(1)); // esbuild has said why
const worker = outputFiles[0].text;
writeFileSync(generated("worker.js"), worker);
writeFileSync(generated("worker-text.js"), `// Written by src/gen/embed.mjs.\n/** worker.js and all it imports as one classic script @type {string} */\nexport const workerText = ${JSON.stringify(worker)};\n`);
