/** Expressions as sentences for screen readers. */

import { MOST_WRITTEN, subscriptOf } from "./expressions.js";
import { text } from "../shell/language.js";
import { shown } from "../shell/numbers.js";

/** @typedef {import("./expressions.js").Expression} Expression */

const FUNCTION_NAMES = {
  exp: "page.say_exp", ln: "page.say_ln", tanh: "page.say_tanh", abs: "page.say_abs", max: "page.say_max",
  min: "page.say_min", "σ": "page.say_sigmoid", sigmoid: "page.say_sigmoid", "Φ": "page.say_normal",
};
const RELATION_NAMES = { ">": "page.say_greater", "≥": "page.say_at_least", "<": "page.say_less", "=": "page.say_equal" };

/** @param {number} value */
export function spokenNumber(value) {
  return value < 0 ? text("page.say_minus", { value: shown(-value) }) : shown(value);
}

/** @param {import("./expressions.js").Symbol} symbol */
export function spokenSymbol(symbol) {
  const { base, gradient, updated } = symbol;
  const sub = subscriptOf(symbol);
  const indexed = sub ? text("page.say_index", { value: base, index: sub.replaceAll(",", " ") }) : base;
  const now = updated ? text("page.say_updated", { value: indexed }) : indexed;
  return gradient ? text("page.say_gradient", { value: now }) : now;
}

/**
 * A formula as a sentence: in symbols, or with its numbers.
 * @param {Expression} expression
 * @param {"symbols" | "numbers"} mode
 * @returns {string}
 */
export function spoken(expression, mode) {
  const { kind, parts } = expression;
  const say = (part) => spoken(part, mode);
  switch (kind) {
    case "number":
      return spokenNumber(expression.value);
    case "place":
    case "letter":
      return mode === "numbers" && !Number.isNaN(expression.value) ? spokenNumber(expression.value) : spokenSymbol(expression.symbol);
    case "total":
      return spokenTotal(expression, mode);
    case "sum":
      return parts.map(say).join(text("page.say_plus"));
    case "product":
      return parts.map(say).join(text("page.say_times"));
    case "negative":
      return text("page.say_minus", { value: say(parts[0]) });
    case "quotient":
      return text("page.say_over", { top: say(parts[0]), bottom: say(parts[1]) });
    case "power":
      return text("page.say_power", { value: say(parts[0]), exponent: say(parts[1]) });
    case "root":
      return text("page.say_root", { value: say(parts[0]) });
    case "holds":
      return text("page.say_holds", { condition: parts.map(say).join(text(RELATION_NAMES[expression.name])) });
    default: {
      const value = parts.map(say).join(", ");
      const key = FUNCTION_NAMES[expression.name];
      return key === undefined ? `${expression.name} (${value})` : text(key, { value });
    }
  }
}

function spokenTotal({ parts, law, over, value }, mode) {
  if (mode === "symbols") return text("page.say_sum", { over, term: spoken(law, mode) });
  if (parts.length > MOST_WRITTEN) return spokenNumber(value);
  return parts.length === 0 ? "0" : parts.map((part) => spoken(part, mode)).join(text("page.say_plus"));
}
