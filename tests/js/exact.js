// An exact reference for lr * gamma^k: integers of any length, rounded once. Independent of the core, and slow.

/** A double as integer * 2^exponent. @param {number} x at least 0 @returns {{ integer: bigint, exponent: number }} */
export function parts(x) {
  const bits = new BigUint64Array(Float64Array.of(x).buffer)[0];
  const exponent = Number((bits >> 52n) & 0x7ffn);
  const fraction = bits & ((1n << 52n) - 1n);
  return exponent ? { integer: fraction | (1n << 52n), exponent: exponent - 1075 } : { integer: fraction, exponent: -1074 };
}

const bitLength = (/** @type {bigint} */ n) => n.toString(2).length;

/** integer * 2^exponent as the nearest double, ties to even, subnormal numbers and infinity included. `sticky`: the true value is a little larger.
 * @param {bigint} integer @param {number} exponent @param {boolean} [sticky] @returns {number} */
export function round(integer, exponent, sticky = false) {
  if (integer === 0n) return 0;
  const top = bitLength(integer) + exponent; // the value is below 2^top
  if (top > 1030) return Infinity;
  const unit = Math.max(top - 53, -1074); // exponent of the last bit kept
  const drop = unit - exponent;
  if (drop <= 0) return Number(integer) * 2 ** exponent;
  let kept = integer >> BigInt(drop);
  const rest = integer - (kept << BigInt(drop));
  const half = 1n << BigInt(drop - 1);
  if (rest > half || (rest === half && (sticky || kept & 1n))) kept += 1n;
  return Number(kept) * 2 ** Math.max(unit, -1074); // exact: kept <= 2^53, and 2^unit is a double
}

const WIDE = 400; // bits kept of long products

/** lr * gamma^k, correctly rounded. Exact for small k; for large ones the product is cut to 400 bits, which only matters within 2^-300 of a tie.
 * @param {number} lr @param {number} gamma @param {number} k */
export function decayed(lr, gamma, k) {
  let { integer: result, exponent } = parts(lr);
  let { integer: base, exponent: baseExponent } = parts(gamma);
  let cut = false;
  const shorten = (/** @type {bigint} */ n) => {
    const extra = Math.max(bitLength(n) - WIDE, 0);
    if (extra && n & ((1n << BigInt(extra)) - 1n)) cut = true;
    return { n: n >> BigInt(extra), extra };
  };
  for (let left = BigInt(k); left > 0n; left >>= 1n) {
    if (left & 1n) {
      const { n, extra } = shorten(result * base);
      result = n;
      exponent += baseExponent + extra;
    }
    if (result === 0n || Math.abs(exponent) > 1e9) break;
    const { n, extra } = shorten(base * base);
    base = n;
    baseExponent = 2 * baseExponent + extra;
    if (Math.abs(baseExponent) > 1e9 && left > 1n) return result === 0n || base === 0n || baseExponent < 0 ? 0 : Infinity;
  }
  if (Math.abs(exponent) > 1e6) return exponent < 0 || result === 0n ? 0 : Infinity;
  return round(result, exponent, cut);
}

/** How many doubles apart two numbers are; both at least 0. @param {number} a @param {number} b */
export function ulps(a, b) {
  const [x, y] = new BigInt64Array(Float64Array.of(a, b).buffer);
  return Math.abs(Number(x - y));
}
