// A slider's positions and the values they stand for: logarithmic for rates, and on short numbers.

/** @typedef {import("./properties.js").Property} Property */

/** Positions of a slider, from 0. */
export const SLIDER_STEPS = 1000;

/** @param {Property} property @param {number} value @returns {number} 0 to SLIDER_STEPS */
export function toSlider({ slider }, value) {
  const { min, max, scale } = /** @type {NonNullable<Property["slider"]>} */ (slider);
  const share = scale === "log" ? Math.log(value / min) / Math.log(max / min) : (value - min) / (max - min);
  return Math.round(SLIDER_STEPS * Math.min(1, Math.max(0, share || 0)));
}

/** @param {Property} property @param {number} position 0 to SLIDER_STEPS @returns {number} */
export function fromSlider({ slider }, position) {
  const { min, max, scale, step = 1, digits = 2 } = /** @type {NonNullable<Property["slider"]>} */ (slider);
  const share = position / SLIDER_STEPS;
  if (scale === "log") return Number((min * (max / min) ** share).toPrecision(digits));
  return Number(Math.min(max, Math.max(min, Math.round((min + share * (max - min)) / step) * step)).toPrecision(12));
}

/** What an arrow key on the slider leads to: the next value of its grid. @param {Property} property @param {number} value @param {number} steps @returns {number} */
export function neighbour({ slider, kind }, value, steps) {
  const { min, max, scale, step = 1, digits = 2 } = /** @type {NonNullable<Property["slider"]>} */ (slider);
  const far = Math.abs(steps) >= 10;
  const onward = () => {
    if (scale !== "log") {
      const grid = kind === "integer" && step > 1 && value % step !== 0 ? 1 : step;
      return Number((Math.round((value + steps * grid) / grid) * grid).toPrecision(12));
    }
    if (value <= 0) return min;
    const unit = 10 ** (Math.floor(Math.log10(steps < 0 ? value * 0.999 : value) + 1e-9) + 1 - digits);
    return Number((far ? value * 10 ** Math.sign(steps) : (Math.round(value / unit) + steps) * unit).toPrecision(digits));
  };
  const moved = Math.min(max, Math.max(min, onward()));
  return (moved - value) * steps < 0 ? value : moved; // a value that was typed may lie beyond the slider
}
