// What the page shows now: one value for each row of properties.js, kept in the link, so that every state can be sent to somebody.

import { parse, properties, propertyOf } from "./properties.js";

/** @typedef {Record<string, any>} Values */
/** @typedef {(changed: ReadonlySet<string>, values: Readonly<Values>) => void} Listener */
/** @typedef {Error & { code?: string, field?: string, text?: string, value?: unknown, min?: number, max?: number }} Problem */

/** @param {Record<string, any>} initial start values that replace those of the table: the reader's language
 * @param {(values: Values) => void} check throws at a state that cannot be shown; the last good one then stays */
export function createState(initial, check) {
  const defaults = { ...Object.fromEntries(properties.map(({ key, initial }) => [key, initial])), ...initial };
  /** @type {Values} */
  let values = { ...defaults };
  /** @type {Listener[]} */
  const listeners = [];

  /** @param {Values} next */
  function replace(next) {
    const changed = new Set(Object.keys(next).filter((key) => next[key] !== values[key]));
    values = next;
    if (changed.size) for (const listener of listeners) listener(changed, values);
  }

  /** The query string that leads back here: only what differs from the start. */
  function query() {
    const differing = properties.filter(({ key }) => values[key] !== defaults[key]).map(({ key }) => [key, String(values[key])]);
    return differing.length ? `?${new URLSearchParams(differing).toString().replaceAll("%2C", ",").replaceAll("%3A", ":")}` : "";
  }

  return {
    defaults,
    query,
    get values() {
      return /** @type {Readonly<Values>} */ (values);
    },
    /** @param {Listener} listener */
    onChange: (listener) => void listeners.push(listener),

    /** Takes a value as typed. @param {string} key @param {string} text @throws {Problem} and changes nothing */
    set(key, text) {
      const next = { ...values, [key]: parse(propertyOf(key), text) };
      check(next);
      replace(next);
    },

    /** Writes the state into the address bar: a new entry, so that "back" undoes it. */
    save() {
      const target = `${location.pathname}${query()}${location.hash}`;
      if (target !== `${location.pathname}${location.search}${location.hash}`) history.pushState(null, "", target);
    },

    /** Takes the state from a link; what is wrong in it is reported, with the key and the text that were read, and left at its start.
     * @param {string} search @returns {Problem[]} */
    load(search) {
      /** @type {Problem[]} */
      let problems = [];
      let next = defaults;
      /** @param {(candidate: Values) => void} judge */
      const read = (judge) => {
        problems = [];
        next = { ...defaults };
        for (const [key, text] of new URLSearchParams(search)) {
          const property = propertyOf(key);
          if (!property) continue;
          try {
            const candidate = { ...next, [key]: parse(property, text) };
            judge(candidate);
            next = candidate;
          } catch (error) {
            problems.push(Object.assign(/** @type {Problem} */ (error), { field: key, text }));
          }
        }
      };
      read(() => {}); // for half a link may be wrong where the whole is not
      try {
        check(next);
      } catch {
        read(check);
      }
      replace(next);
      return problems;
    },
  };
}
