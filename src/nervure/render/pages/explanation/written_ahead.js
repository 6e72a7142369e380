/** Derivations that Python wrote into the page, for steps that have no rule here. */

import { apply, letter, negative, number, place, power, product, quotient, root, sum, total } from "../mathematics/expressions.js";
import { Place } from "./places.js";

/**
 * The derivation of a number that was written ahead; null where there is none.
 * @param {import("./recording.js").Recording} recording
 * @param {string} kind
 * @param {string} name
 * @param {number[]} index
 */
export function writtenAhead(recording, kind, name, index) {
  const found = recording.payload.derivations[`${kind} ${name}[${index.join(",")}]`];
  return found === undefined ? null : readExpression(recording, found);
}

/**
 * The indices of the numbers of a name whose derivations were written ahead.
 * @param {import("./recording.js").Recording} recording
 * @param {string} kind
 * @param {string} name
 */
export function indicesAhead(recording, kind, name) {
  const start = `${kind} ${name}[`;
  const keys = Object.keys(recording.payload.derivations).filter((key) => key.startsWith(start));
  return keys.map((key) => key.slice(start.length, -1).split(",").filter((part) => part !== "").map(Number));
}

function readExpression(recording, [kind, ...rest]) {
  const parts = () => rest.map((part) => readExpression(recording, part));
  switch (kind) {
    case "number":
      return number(rest[0]);
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
      return raised(parts());
    case "call":
      return rest[0] === "sqrt" ? root(readExpression(recording, rest[1])) : apply(rest[0], readExpression(recording, rest[1]));
    default:
      return apply(kind, ...parts());
  }
}

function longOrShort(parts) {
  return parts.length > 12 ? total(parts, letter({ base: "…" }), "") : sum(parts);
}

function raised([base, exponent]) {
  return power(base, exponent.value);
}

function readSymbol(recording, [base, index, value, isGradient, isNew, target]) {
  const symbol = { base, index, gradient: isGradient, updated: isNew };
  if (target === null || recording.shapeOf(target[1]) === null) return letter(symbol, value);
  return place(new Place(target[0], target[1], index), symbol, value);
}
