/** One scale per view. Signed: white at zero. Values are blue and orange, gradients purple and green. */

/** @typedef {[number, number, number]} Color */
/** @typedef {{low: number, high: number, family: "values" | "gradients" | "unsigned"}} Scale */

const FAMILIES = {
  values: { below: [[146, 186, 222], [26, 92, 164]], above: [[250, 186, 122], [192, 86, 0]] },
  gradients: { below: [[194, 165, 216], [106, 40, 145]], above: [[150, 205, 158], [10, 104, 54]] },
};
const WHITE = [255, 255, 255];
const GRAY = [236, 236, 236];
const BLACK = [16, 16, 16];

/**
 * The scale that fits some numbers: unsigned if no value is negative.
 * @param {Iterable<number>} numbers
 * @param {boolean} areGradients
 * @returns {Scale}
 */
export function scaleOf(numbers, areGradients) {
  let low = 0;
  let high = 0;
  for (const number of numbers) {
    if (number < low) low = number;
    if (number > high) high = number;
  }
  if (!areGradients && low === 0) return { low: 0, high: high || 1, family: "unsigned" };
  const largest = Math.max(-low, high) || 1;
  return { low: -largest, high: largest, family: areGradients ? "gradients" : "values" };
}

/**
 * @param {number} value
 * @param {Scale} scale
 * @returns {Color}
 */
export function colorOf(value, scale) {
  if (!Number.isFinite(value)) return [255, 0, 255];
  if (scale.family === "unsigned") return between(GRAY, BLACK, clamp(value / scale.high));
  const share = clamp(Math.abs(value) / scale.high);
  const [middle, end] = FAMILIES[scale.family][value < 0 ? "below" : "above"];
  return share < 0.5 ? between(WHITE, middle, share * 2) : between(middle, end, share * 2 - 1);
}

/** @param {Color} color */
export function cssColor([red, green, blue]) {
  return `rgb(${red} ${green} ${blue})`;
}

/** Black or white, whichever has more contrast with the color. @param {Color} color */
export function inkOn(color) {
  const light = luminance(color);
  return (light + 0.05) ** 2 > 1.05 * 0.05 ? "#000" : "#fff";
}

/** The luminance of a color, as defined by the contrast rules for text. */
function luminance(color) {
  const [red, green, blue] = color.map((level) => (level / 255 <= 0.04045 ? level / 255 / 12.92 : ((level / 255 + 0.055) / 1.055) ** 2.4));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function between(from, to, share) {
  return /** @type {Color} */ (from.map((level, part) => Math.round(level + (to[part] - level) * share)));
}

function clamp(share) {
  return Math.min(1, Math.max(0, share));
}
