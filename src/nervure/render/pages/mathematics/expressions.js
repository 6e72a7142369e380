/**
 * A small tree of mathematics. Every node has its value, computed on creation, and its size: the sum of the absolute
 * terms, which rounding is relative to.
 */

/**
 * @typedef {object} Symbol
 * @property {string} base the letter
 * @property {string} [sub] the subscript
 * @property {number[]} [index] or the index in its place
 * @property {boolean} [gradient] whether it is the derivative of the loss with respect to that letter
 * @property {boolean} [updated] whether it is the value after the step
 */

/**
 * @typedef {object} Expression
 * @property {"number" | "place" | "letter" | "sum" | "negative" | "product" | "quotient" | "power" | "root" | "apply" | "holds" | "total"} kind
 * @property {number} value
 * @property {number} size
 * @property {Expression[]} parts
 * @property {Symbol} [symbol]
 * @property {{address: string}} [target] for a place: the address of its own derivation
 * @property {string} [name] of a function or a relation
 * @property {Expression} [law] for a long sum: one term in symbols
 * @property {string} [over] for a long sum: the letters it runs over
 */

/** A sum with more terms than this is no longer written out. */
export const MOST_WRITTEN = 9;

/** Those that JavaScript has not, or under another name. */
const FUNCTIONS = {
  ln: Math.log,
  erf,
  sigmoid: (z) => 1 / (1 + Math.exp(-z)),
  "σ": (z) => 1 / (1 + Math.exp(-z)),
  "Φ": (z) => (1 + erf(z / Math.SQRT2)) / 2,
};

const added = (numbers) => numbers.reduce((all, one) => all + one, 0);
const multiplied = (numbers) => numbers.reduce((all, one) => all * one, 1);

/** What each kind of node makes of the numbers of its parts. */
const COMPUTED = {
  sum: added,
  total: added,
  negative: ([value]) => -value,
  product: multiplied,
  quotient: ([top, bottom]) => top / bottom,
  power: ([base, exponent]) => base ** exponent,
  root: ([value]) => Math.sqrt(value),
  apply: (numbers, name) => (FUNCTIONS[name] ?? Math[name])(...numbers),
};

/** What a node would come to with other numbers for its parts. @param {Expression} node @param {number[]} numbers */
export const computed = ({ kind, name }, numbers) => COMPUTED[kind](numbers, name);

function made(kind, parts, rest = {}) {
  const value = computed({ kind, ...rest }, parts.map((part) => part.value));
  const size = Math.max(Math.abs(value), ...parts.slice(0, 64).map((part) => part.size));
  return { kind, value, size, parts, ...rest };
}

/** @param {number} value @returns {Expression} */
export const number = (value) => ({ kind: "number", value, size: Math.abs(value), parts: [] });

/** A number with its own derivation. @param {{address: string}} target @param {Symbol} symbol @param {number} value */
export const place = (target, symbol, value) => ({ kind: "place", value, size: Math.abs(value), parts: [], target, symbol });

/** A letter: a constant of the layer, or, without a value, an index of a law. @param {Symbol} symbol @param {number} [value] */
export const letter = (symbol, value = Number.NaN) => ({ kind: "letter", value, size: Math.abs(value), parts: [], symbol });

const several = (kind, parts, join) => (parts.length === 1 ? parts[0] : { kind, value: join(parts.map(({ value }) => value)), size: join(parts.map(({ size }) => size)), parts });

/** @param {Expression[]} terms @returns {Expression} */
export const sum = (terms) => several("sum", terms, added);

/**
 * A sum that may be long: written with a sigma, its terms in a table.
 * @param {Expression[]} terms
 * @param {Expression} law
 * @param {string} over
 */
export const total = (terms, law, over) => ({ ...sum([number(0), ...terms]), kind: "total", parts: terms, law, over });

/** @param {Expression} part */
export const negative = (part) => made("negative", [part]);

/** @param {Expression[]} factors @returns {Expression} */
export const product = (factors) => several("product", factors, multiplied);

/** @param {Expression} top @param {Expression} bottom */
export const quotient = (top, bottom) => ({
  kind: "quotient", value: top.value / bottom.value, size: Math.abs(top.size / bottom.value), parts: [top, bottom],
});

/** @param {Expression} base @param {Expression | number} exponent */
export function power(base, exponent) {
  const above = typeof exponent === "number" ? number(exponent) : exponent;
  return made("power", [base, above]);
}

/** @param {Expression} part */
export const root = (part) => made("root", [part]);

/** @param {string} name @param {...Expression} parts */
export const apply = (name, ...parts) => made("apply", parts, { name });

/**
 * 1 if the relation holds, 0 if not.
 * @param {Expression} left
 * @param {">" | "≥" | "<" | "="} name
 * @param {Expression} right
 */
export function holds(left, name, right) {
  const relations = { ">": left.value > right.value, "≥": left.value >= right.value, "<": left.value < right.value, "=": left.value === right.value };
  return { kind: "holds", value: relations[name] ? 1 : 0, size: 1, parts: [left, right], name };
}

/** One minus something, which is frequent in derivatives of probabilities. @param {Expression} part */
export const rest = (part) => sum([number(1), negative(part)]);

/** A new symbol. @param {string} base @param {string | number[]} [below] the subscript or index */
export const named = (base, below = "") => (Array.isArray(below) ? { base, index: below } : { base, sub: below });

/** The subscript of a symbol. @param {Symbol} symbol */
export const subscriptOf = ({ sub, index }) => (index ? index.join(",") : sub ?? "");

/** The derivative of the loss with respect to a symbol. @param {Symbol} symbol */
export const derivative = (symbol) => ({ ...symbol, gradient: true });

/** A letter of a law. @param {string} base @param {string} [sub] */
export const free = (base, sub = "") => letter(named(base, sub));

/** The derivative of the loss with respect to a letter of a law. @param {string} base @param {string} [sub] */
export const freeDerivative = (base, sub = "") => letter(derivative(named(base, sub)));

/** Every place that is read, once each. @param {Expression} expression @returns {Expression[]} */
export function placesIn(expression) {
  const found = new Map();
  const visit = (node) => {
    if (node.kind === "place") found.set(node.target.address, node);
    node.parts.forEach(visit);
  };
  visit(expression);
  return [...found.values()];
}

/** The long sums of a tree, outermost first. @param {Expression} expression @returns {Expression[]} */
export function totalsIn(expression) {
  if (expression.kind === "total" && expression.parts.length > MOST_WRITTEN) return [expression];
  return expression.parts.flatMap(totalsIn);
}

/** The error function to about 1e-15: a series near zero, a continued fraction far from it. @param {number} x */
export function erf(x) {
  const size = Math.abs(x);
  if (size > 6) return Math.sign(x);
  return Math.sign(x) * (size < 2.5 ? errorSeries(size) : 1 - complementaryFraction(size));
}

function errorSeries(x) {
  let term = x;
  let series = x;
  for (let n = 1; Math.abs(term) > 1e-17 * Math.abs(series) && n < 200; n++) {
    term *= (-x * x) / n;
    series += term / (2 * n + 1);
  }
  return (2 / Math.sqrt(Math.PI)) * series;
}

function complementaryFraction(x) {
  let fraction = 0;
  for (let n = 60; n > 0; n--) fraction = n / 2 / (x + fraction);
  return Math.exp(-x * x) / Math.sqrt(Math.PI) / (x + fraction);
}

/** A constant by its letter. @param {string} base @param {number} value */
export const constant = (base, value) => letter(named(base), value);

export const one = number(1);
