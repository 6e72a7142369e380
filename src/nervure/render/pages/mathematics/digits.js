/** What the digits shown come to, and all that they can stand for: as nervure/render/recombined.py and reach.py. */

import { MOST_WRITTEN, computed } from "./expressions.js";
import { DIGITS, asShown } from "../shell/numbers.js";

/** @typedef {import("./expressions.js").Expression} Expression */
/** @typedef {[number, number, number]} Found the smallest, what the digits themselves give, the largest */

const CLOSE = 1e-5; // the engine's own rounding, in float32, relative to the terms

/** Whether a number is that of the expression but for the engine's rounding. @param {Expression} expression @param {number} value */
export const isClose = (expression, value) => Object.is(value, expression.value) || Math.abs(value - expression.value) <= CLOSE * expression.size;

/** Whether rounding, of the digits and of the engine, explains that they come to something else. @param {Expression} expression @param {number} value */
export function isExplained(expression, value) {
  const [low, , high] = fromDigits(expression);
  return isClose(expression, value) && !(value < low - CLOSE * expression.size || value > high + CLOSE * expression.size);
}

/** @param {Expression} node @returns {Found} */
export function fromDigits(node) {
  const { kind, name, value } = node;
  // Drawn as one number where a formula has numbers; a relation counts as the 0 or 1 that it is.
  if (node.parts.length === 0 || kind === "holds" || (kind === "total" && node.parts.length > MOST_WRITTEN)) return written(value);
  const parts = node.parts.map(fromDigits);
  const [first, second] = parts;
  const again = computed(node, parts.map((part) => part[1]));
  const ranges = parts.map(([low, , high]) => [low, high]);
  const isCrossed = kind === "product" || kind === "quotient" || kind === "power";
  let ends = isCrossed ? ranges.reduce((all, range) => around(all.flatMap((one) => range.map((other) => computed(node, [one, other])))))
    : [0, 1].map((end) => computed(node, ranges.map((range) => range[end])));
  if (kind === "quotient" && hasZero(second)) ends = [-Infinity, Infinity];
  // Where a square or a size turns around.
  const turned = (kind === "power" || name === "abs") && hasZero(first) ? [computed(node, [0, second?.[1]])] : [];
  const width = name === "sin" || name === "cos" ? first[2] - first[0] : 0; // neither is steeper than 1
  const [low, high] = around([...ends, ...turned]);
  return [low - width, again, high + width];
}

/** Half a unit of the last digit to both sides; a number that is shown in full is only that. @returns {Found} */
function written(value) {
  const seen = asShown(value);
  const half = Object.is(seen, value) ? 0 : 0.5 * 10 ** (Math.floor(Math.log10(Math.abs(seen))) - DIGITS + 1);
  return [seen - half, seen, seen + half];
}

const hasZero = ([low, , high]) => low <= 0 && high >= 0;

/** @param {number[]} found @returns {number[]} */
const around = (found) => (found.some(Number.isNaN) ? [-Infinity, Infinity] : [Math.min(...found), Math.max(...found)]);
