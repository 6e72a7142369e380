/** Numbers as text, by the rule of nervure/render/numbers.py: six significant digits, correctly rounded. */

import { text } from "./language.js";

export const DIGITS = 6;
const EXACT = 100; // the maximum number of digits in JavaScript: enough for every float from 1e-40 on to be exact
const MINUS = "\u2212";

/**
 * Six significant digits; plain decimals from 1e-4 to 1e6.
 * @param {number} value
 * @param {number} [digits]
 */
export function numberText(value, digits = DIGITS) {
  if (Number.isNaN(value)) return "nan";
  if (!Number.isFinite(value)) return value > 0 ? "inf" : "-inf";
  if (value === 0) return "0";
  const rounded = roundedToEven(Math.abs(value), digits);
  const [mantissa, power] = rounded.toExponential(digits - 1).split("e");
  const exponent = Number(power);
  const sign = value < 0 ? "-" : "";
  if (exponent < -4 || exponent >= digits) return `${sign}${withoutZeros(mantissa)}e${exponent}`;
  return sign + withoutZeros(rounded.toFixed(Math.max(0, digits - 1 - exponent)));
}

/**
 * Like `numberText`, with a real minus sign, for display.
 * @param {number} value
 * @param {number} [digits]
 */
export function shown(value, digits = DIGITS) {
  return numberText(value, digits).replaceAll("-", MINUS);
}

/**
 * The number with its sign, even if it is positive.
 * @param {number} value
 * @param {number} [digits]
 */
export function signed(value, digits = DIGITS) {
  return value > 0 ? `+${shown(value, digits)}` : shown(value, digits);
}

/**
 * The exact value: the fewest digits that give back the same float.
 * @param {number} value
 */
export function fullText(value) {
  if (Math.fround(value) === value) {
    for (let digits = DIGITS; digits <= 9; digits++) {
      const written = Number(value.toPrecision(digits));
      if (Math.fround(written) === value) return String(written).replaceAll("-", MINUS);
    }
  }
  return String(value).replaceAll("-", MINUS);
}

/** @param {number} value the displayed number, parsed again */
export function asShown(value) {
  return Number.isFinite(value) ? Number(numberText(value)) : value;
}

/** JavaScript rounds ties up, Python to even; both round the exact value of the float. */
function roundedToEven(value, digits) {
  const up = Number(value.toPrecision(digits));
  const [exact] = value.toExponential(EXACT).split("e");
  const tail = exact.replace(".", "").slice(digits);
  if (!/^50*$/.test(tail)) return up;
  const kept = exact.replace(".", "").slice(0, digits);
  if (Number(kept[digits - 1]) % 2 === 1) return up;
  const exponent = Number(value.toExponential(EXACT).split("e")[1]);
  return Number(`${kept[0]}.${kept.slice(1)}e${exponent}`);
}

function withoutZeros(written) {
  return written.includes(".") ? written.replace(/\.?0+$/, "") : written;
}

/**
 * A share in percent; never a round 100 or 0 for a value that is only close to it, as in nervure/render/numbers.py.
 * @param {number} share
 * @param {number} [decimals]
 */
export function percentText(share, decimals = 0) {
  const step = 10 ** -decimals;
  let written = (share * 100).toFixed(decimals);
  if (share < 1 && Number(written) >= 100) written = `>${(100 - step).toFixed(decimals)}`;
  else if (share > 0 && Number(written) <= 0) written = `<${step.toFixed(decimals)}`;
  return text("page.percent", { value: written });
}

/** A whole number with separators between thousands. @param {number} count */
export function countText(count) {
  return count.toLocaleString("en-US");
}
