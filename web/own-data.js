// A reader's own data, kept in this tab only. The link names it "own"; its hash tells two readers whether they have the same.

/** @typedef {{ x: Float32Array, y: Int32Array | Float32Array, features: number, classes?: number, featureNames: string[], classNames?: string[] }} Table
 *   without classes: a number to predict, counted in standard deviations from its mean */
/** @typedef {Table & { hash: string }} OwnData */

/** @type {OwnData | null} */
let own = null;

/** The data of now, or null. */
export const ownData = () => own;

/** @param {Table} data */
export function keepOwnData(data) {
  own = { ...data, hash: hashOf(data) };
  return own;
}

/** Eight hexadecimal digits of numbers and labels (FNV-1a over their bytes). @param {{ x: Float32Array, y: Int32Array | Float32Array, features: number }} data */
export function hashOf({ x, y, features }) {
  let hash = 0x811c9dc5;
  for (const bytes of [new Uint8Array(Uint32Array.of(features, y.length).buffer), new Uint8Array(x.buffer, x.byteOffset, x.byteLength), new Uint8Array(y.buffer, y.byteOffset, y.byteLength)])
    for (const byte of bytes) hash = Math.imul(hash ^ byte, 0x01000193);
  return (hash >>> 0).toString(16).padStart(8, "0");
}
