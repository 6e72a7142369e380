/** Derivations written into the page by Python, for steps without a rule here. */

import { apply, letter, negative, number, place, power, product, quotient, root, sum, total } from "../mathematics/expressions.js";
import { Place } from "./places.js";
import { aheadKey } from "./recording.js";

/**
 * The prepared derivation of a number; null if there is none.
 * @param {import("./recording.js").Recording} recording
 * @param {string} kind
 * @param {string} name
 * @param {number[]} index
 */
export function writtenAhead(recording, kind, name, index) {
  const found = recording.ahead.get(aheadKey(kind, name, index));
  return found === undefined ? null : readExpression(recording, found.tree);
}

/**
 * The indices of the numbers of an array that have prepared derivations.
 * @param {import("./recording.js").Recording} recording
 * @param {string} kind
 * @param {string} name
 */
export function indicesAhead(recording, kind, name) {
  return [...recording.ahead.values()].filter((one) => one.kind === kind && one.name === name).map(({ index }) => index);
}

function readExpression(recording, [kind, ...rest]) {
  const parts = () => rest.map((part) => readExpression(recording, part));
  switch (kind) {
    case "number":
      return number(rest[0] ?? Number.NaN);
    case "symbol":
      return readSymbol(recording, rest);
    case "sum":
      return longOrShort(parts());
    case "negative":
      return negative(...parts());
    case "product":
      return product(parts());
    case "quotient":
      return quotient(...parts());
    case "power":
      return power(...parts());
    case "call":
      return rest[0] === "sqrt" ? root(readExpression(recording, rest[1])) : apply(rest[0], readExpression(recording, rest[1]));
    default:
      return apply(kind, ...parts());
  }
}

function longOrShort(parts) {
  return parts.length > 12 ? total(parts, letter({ base: "…" }), "") : sum(parts);
}

function readSymbol(recording, [base, index, written, isGradient, isNew, target]) {
  const value = written ?? Number.NaN; // JSON does not have this number
  const symbol = { base, index, gradient: isGradient, updated: isNew };
  if (target === null) return letter(symbol, value);
  const found = new Place(target[0], target[1], index);
  return recording.shapeOf(found.name) === null ? { ...letter(symbol, value), target: found } : place(found, symbol, value);
}
