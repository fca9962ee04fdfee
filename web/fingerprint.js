// A short name for a run, so that two readers can tell whether they saw the same one, to the last bit.

import { ownData } from "./own-data.js";
import { properties } from "./properties.js";

/** The fingerprint of the run on screen: as long as it trains on, the same link gives the same one at the same epoch, however many are to come.
 * @param {Readonly<Record<string, any>>} values the settings @param {readonly { loss: number }[]} records */
export const printOf = (values, records) => fingerprint(records, settingsOf(values).join("&"));

/** What training depends on but the number of epochs; of a reader's own data the hash, as the link has only their name. @param {Readonly<Record<string, any>>} values */
export function settingsOf(values) {
  const settings = properties.filter(({ training, key }) => training && key !== "epochs").map(({ key }) => `${key}=${values[key]}`);
  return values.data === "own" ? [...settings, `own=${ownData()?.hash}`] : settings;
}

/** Twelve hexadecimal digits of the settings and of the float64 bits of every epoch's loss. Not for secrets: two sums of 32 bits each, cut to 48.
 * @param {readonly { loss: number }[]} records @param {string} settings */
export function fingerprint(records, settings) {
  const text = new TextEncoder().encode(settings);
  const losses = Float64Array.from(records, ({ loss }) => loss);
  const big = new DataView(new ArrayBuffer(8));
  let [a, b] = [0xdeadbeef, 0x41c6ce57];
  const take = (/** @type {number} */ byte) => {
    a = Math.imul(a ^ byte, 2654435761);
    b = Math.imul(b ^ byte, 1597334677);
  };
  text.forEach(take);
  for (const loss of losses) {
    big.setFloat64(0, loss);
    for (let i = 0; i < 8; i++) take(big.getUint8(i));
  }
  a = Math.imul(a ^ (a >>> 16), 2246822507) ^ Math.imul(b ^ (b >>> 13), 3266489909);
  b = Math.imul(b ^ (b >>> 16), 2246822507) ^ Math.imul(a ^ (a >>> 13), 3266489909);
  const digits = (b >>> 0).toString(16).padStart(8, "0") + (a >>> 0).toString(16).padStart(8, "0");
  return digits.slice(0, 12).replace(/(....)(?=.)/g, "$1-");
}
