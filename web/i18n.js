// The page's words in the reader's language. Static prose is not here: index.html carries both languages and style.css shows one.

/** @typedef {Record<string, string | readonly string[] | ((data: any) => string)>} Table */

/** A language's words are loaded when it is first chosen. @type {Record<string, () => Promise<{ default: Table }>>} */
const languages = { "zh-CN": () => import("./i18n/zh-CN.js"), en: () => import("./i18n/en.js") };

/** @type {Table} */
let table = {};
let language = "zh-CN";
/** The last choice, whose words may still be on their way. */
let wanted = language;

/** @typedef {Record<string, () => Promise<{ default: Table }>>} Words loaders by language */

/** Words of the page and of the sections that have been loaded. @type {Words[]} */
const sources = [languages];

/** @param {string} lang @returns {Promise<Table>} */
const wordsOf = async (lang) => Object.assign({}, ...(await Promise.all(sources.map((source) => source[lang]()))).map((module) => module.default));

/** @param {string} lang a key of `languages` @throws {Error} the words cannot be loaded: the language of before stays */
export async function setLanguage(lang) {
  wanted = lang;
  let count = 0;
  let words = table;
  while (count < sources.length && wanted === lang) {
    count = sources.length; // a section may come while words load
    words = await wordsOf(lang);
  }
  if (wanted !== lang) return; // overtaken by a later choice
  language = lang;
  table = words;
  document.documentElement.lang = lang;
  document.title = t("page.title");
}

/** A section's own words, from now on and in the language of now. @param {Words} words */
export async function addWords(words) {
  sources.push(words);
  const lang = language;
  const { default: own } = await words[lang]();
  if (lang === language) Object.assign(table, own);
}

/** The words for a key. @param {string} key @param {Record<string, unknown>} [data] @returns {string} */
export function t(key, data = {}) {
  const entry = table[key];
  return typeof entry === "function" ? entry(data) : String(entry);
}

/** Sentences one after another: Chinese needs no blank between them. @param {string[]} sentences */
export const join = (sentences) => sentences.filter(Boolean).join(language === "zh-CN" ? "" : " ");

/** The words of a table's head. @param {string} key @returns {readonly string[]} */
export const headOf = (key) => /** @type {readonly string[]} */ (table[key]);

/** Whether there are words for a key. @param {string} key */
export const hasText = (key) => key in table;

/** An error's sentence, by its code. @param {any} problem @param {string} [text] as it was typed */
export function problemText({ code, value, min, max, known, message }, text = String(value)) {
  return t(hasText(`problem.${code}`) ? `problem.${code}` : "problem.OTHER", { text, value, min, max, known, message });
}
