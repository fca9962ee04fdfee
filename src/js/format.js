// Numbers as people write them.

/** A rate: 0.0025, not 2.5e-03; below 0.0001 as 5.86×10⁻⁶. @param {number} rate */
export function formatRate(rate) {
  if (rate === 0 || !Number.isFinite(rate)) return String(rate);
  const size = Math.abs(rate);
  return size >= 1e-4 && size < 1e6 ? String(Number(rate.toPrecision(4))) : tenPower(Number(rate.toPrecision(3)));
}

/** A loss or another measured number, to three digits. @param {number} value */
export function formatMeasure(value) {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? "–" : String(value);
  const short = Number(value.toPrecision(3));
  if (short !== 0 && Math.abs(short) < 1e-4) return tenPower(Number(value.toPrecision(2)));
  return Math.abs(value) >= 1e5 ? tenPower(short) : value.toFixed(Math.min(6, Math.max(0, 2 - Math.floor(Math.log10(Math.abs(value) || 1)))));
}

/** @param {number} share between 0 and 1 */
export const formatPercent = (share) => (Number.isNaN(share) ? "–" : `${(100 * share).toFixed(1)}%`);

/** @param {number} value */
function tenPower(value) {
  const [mantissa, exponent] = value.toExponential().split("e");
  const digits = [...String(Number(exponent))].map((digit) => (digit === "-" ? "⁻" : "⁰¹²³⁴⁵⁶⁷⁸⁹"[Number(digit)])).join("");
  return mantissa === "1" ? `10${digits}` : `${mantissa}×10${digits}`;
}
