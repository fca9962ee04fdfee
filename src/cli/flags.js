// Flags: most are the fields of the core's tables, so a new schedule or optimizer has its flags without a word here.

import { parseArgs } from "node:util";
import { description } from "../generated/description.js";
import { kebab, quote, readNumber, suggestion, UsageError } from "./usage.js";

/** A flag. key: its name in kebab case is the flag. values: what stands for its value in help; none for a switch.
 * @typedef {{ key: string, values?: string, help: string, repeats?: boolean, fields?: import("../options.js").Field[], owners?: string[] }} Flag */

/** The flags of all fields of some rows; fields of one name are one flag. @param {readonly { name: string, fields: readonly any[] }[]} rows @param {readonly string[]} [without] @returns {Flag[]} */
export function fieldFlags(rows, without = []) {
  /** @type {Map<string, Flag>} */
  const flags = new Map();
  for (const { name: owner, fields } of rows)
    for (const field of fields) {
      const name = field.name.replace(/^beta[12]$/, "betas");
      if (without.includes(name)) continue;
      /** @type {Flag} */
      const flag = flags.get(name) ?? { key: name, values: valuesOf({ ...field, name }), help: name === "betas" ? "how slowly the two running means forget" : field.help, fields: [], owners: [] };
      flags.set(name, flag);
      flag.fields?.push(field);
      if (!flag.owners?.includes(owner)) flag.owners?.push(owner);
    }
  return [...flags.values()];
}

/** @param {import("../options.js").Field} field */
function valuesOf({ name, type, choices }) {
  if (name === "betas") return "B1,B2";
  if (type === "choice") return choices?.join("|");
  return { number: "X", integer: "N", integers: "N,N,...", flag: undefined }[type];
}

/** What was given: the texts of each flag, and the words that belong to none. @typedef {{ texts: Map<string, string[]>, words: string[] }} Given */

/** Splits a command line. @param {string} verb for messages @param {readonly string[]} args @param {readonly Flag[]} flags @returns {Given}
 * @throws {UsageError} a flag that is unknown, given twice, or without its value */
export function readFlags(verb, args, flags) {
  const byName = new Map(flags.flatMap((flag) => [[kebab(flag.key), flag], ...(flag.values ? [] : [[`no-${kebab(flag.key)}`, flag]])].map((pair) => /** @type {[string, Flag]} */ (pair))));
  const options = Object.fromEntries([...byName].map(([name, { values }]) => [name, { type: /** @type {"string" | "boolean"} */ (values ? "string" : "boolean") }]));
  const { tokens } = parseArgs({ args: [...args], options, strict: false, tokens: true, allowPositionals: true });
  /** @type {Given} */
  const given = { texts: new Map(), words: [] };
  for (const token of tokens) {
    if (token.kind === "positional") given.words.push(token.value);
    if (token.kind !== "option") continue;
    const { name, rawName, value } = token;
    const flag = byName.get(name);
    if (!flag || !rawName.startsWith("--")) throw new UsageError(`${rawName} is no flag of ${verb}${suggestion(name, [...byName.keys()], "--")}`);
    if (flag.values && value === undefined) throw new UsageError(`${rawName} has no value; must be ${rawName} ${flag.values}`);
    if (!flag.values && value !== undefined) throw new UsageError(`${rawName} takes no value, but was given ${quote(String(value))}`);
    const before = given.texts.get(flag.key) ?? [];
    if (before.length && !flag.repeats) throw new UsageError(`--${kebab(flag.key)} is given twice`);
    given.texts.set(flag.key, [...before, flag.values ? String(value) : name.startsWith("no-") ? "no" : "yes"]);
  }
  return given;
}

/** The text of a flag that is given at most once. @param {Given} given @param {string} key */
export const textOf = ({ texts }, key) => texts.get(key)?.[0];

/** The value of a field's flag. @param {string} what the flag, for messages @param {string} text @param {{ name: string, type: string }} field */
export function fieldValue(what, text, { name, type }) {
  if (type === "flag") return text === "yes" || text === "true" ? true : text === "no" || text === "false" ? false : text;
  if (type === "choice") return text;
  if (type === "integers" || /^beta/.test(name)) return text.trim() === "" ? [] : text.split(",").map((part) => readNumber(what, part));
  return readNumber(what, text);
}

/** The options that flags give to one row of a table. @param {Given} given @param {readonly Flag[]} flags of all rows @param {{ name: string, fields: readonly any[] }} row
 * @param {(key: string) => boolean} [taken] whether a flag that the row has not is for somebody else */
export function rowOptions(given, flags, { name: owner, fields }, taken = () => false) {
  /** @type {Record<string, any>} */
  const options = {};
  for (const flag of flags) {
    const text = textOf(given, flag.key);
    if (text === undefined) continue;
    const field = fields.find(({ name }) => name === flag.key || (flag.key === "betas" && name === "beta1"));
    if (field) options[flag.key] = fieldValue(`--${kebab(flag.key)}`, text, field);
    else if (!taken(flag.key))
      throw new UsageError(`--${kebab(flag.key)} is no option of ${owner}, but of ${flag.owners?.join(", ")}; ${owner} takes ${own(fields, flags).join(", ") || "none"}`);
  }
  return options;
}

/** @param {readonly any[]} fields @param {readonly Flag[]} flags */
const own = (fields, flags) => flags.filter(({ key }) => fields.some(({ name }) => name === key || (key === "betas" && name === "beta1"))).map(({ key }) => `--${kebab(key)}`);

export const scheduleNames = description.schedules.map(({ name }) => name);
export const optimizerNames = description.optimizers.map(({ name }) => name);
export const lossNames = description.losses.map(({ name }) => name);
export const activationNames = description.activations.map(({ name }) => name);

/** @param {readonly Flag[]} flags @returns {string} two columns */
export function helpOf(flags) {
  const defaultOf = (/** @type {Flag} */ { fields = [] }) => {
    const values = [...new Set(fields.map((field) => field.default))];
    return values.length === 1 && values[0] !== undefined ? values[0] : undefined;
  };
  const left = flags.map((flag) => `  --${flag.values || defaultOf(flag) !== true ? "" : "no-"}${kebab(flag.key)}${flag.values ? ` ${flag.values}` : ""}`);
  const width = Math.min(34, Math.max(...left.map((text) => text.length)) + 2);
  return flags
    .map((flag, i) => {
      const { values, owners } = flag;
      const preset = defaultOf(flag);
      const help = `${!values && preset === true ? "not: " : ""}${flag.help}${values && preset !== undefined ? `; default ${preset}` : ""}`;
      const whose = owners && owners.length < 4 ? ` (${owners.join(", ")})` : "";
      return left[i].length >= width ? `${left[i]}\n${" ".repeat(width)}${help}${whose}` : `${left[i].padEnd(width)}${help}${whose}`;
    })
    .join("\n");
}
