/** The six activation functions of the lecture: their formulas, slopes, parameters and what to draw. */

import { CURVES } from "../rules/activations.js";
import { apply, free, letter, named, negative, number, power, product, quotient, rest, sum } from "../mathematics/expressions.js";

/**
 * @typedef {object} Parameter
 * @property {string} name in the address
 * @property {string} sign in formulas
 * @property {number} start
 * @property {number} low
 * @property {number} high
 */

/**
 * @typedef {object} Shown
 * @property {string} name in the address
 * @property {string} title
 * @property {string} says the key of a sentence
 * @property {Parameter[]} parameters
 * @property {[number, number]} range the range of the vertical axis
 * @property {(x: any, values: Record<string, number>) => any} value
 * @property {(x: any, y: any, values: Record<string, number>) => any} slope
 */

const SQUASHED = [-1.4, 1.4];
const OPEN = [-2, 4];

function plain(name, title, says, range, parameters = [], options = () => ({})) {
  const { value, slope } = CURVES[name];
  return {
    name, title, says, parameters, range,
    value: (x, values) => value(x, { ...USUAL, ...options(values) }),
    slope: (x, y, values) => slope(x, y, { ...USUAL, ...options(values) }),
  };
}

const USUAL = { max_value: null, negative_slope: 0, threshold: 0, alpha: 1 };

const piece = (x, values, number) =>
  sum([product([letter(named("w", String(number)), values[`w${number}`]), x]), letter(named("b", String(number)), values[`b${number}`])]);

const MAXOUT = {
  name: "maxout",
  title: "Maxout",
  says: "page.about_maxout",
  range: OPEN,
  parameters: [
    { name: "w1", sign: "w₁", start: 1, low: -2, high: 2 },
    { name: "b1", sign: "b₁", start: 0, low: -2, high: 2 },
    { name: "w2", sign: "w₂", start: -0.5, low: -2, high: 2 },
    { name: "b2", sign: "b₂", start: 0.5, low: -2, high: 2 },
  ],
  value: (x, values) => apply("max", piece(x, values, 1), piece(x, values, 2)),
  slope(x, y, values) {
    const winner = piece(x, values, 1).value >= piece(x, values, 2).value ? 1 : 2;
    return letter(named("w", String(winner)), values[`w${winner}`]);
  },
};

/** @type {Shown[]} in the order of the lecture */
export const SHOWN = [
  plain("sigmoid", "Sigmoid", "page.about_sigmoid", SQUASHED),
  plain("tanh", "tanh", "page.about_tanh", SQUASHED),
  plain("relu", "ReLU", "page.about_relu", OPEN),
  plain("leaky_relu", "Leaky ReLU", "page.about_leaky_relu", OPEN, [{ name: "s", sign: "s", start: 0.1, low: 0, high: 0.5 }], ({ s }) => ({ negative_slope: s })),
  MAXOUT,
  plain("elu", "ELU", "page.about_elu", OPEN, [{ name: "alpha", sign: "α", start: 1, low: 0, high: 2 }], ({ alpha }) => ({ alpha })),
];

const grown = apply("exp", negative(free("x")));
const spread = sum([number(1), grown]);

/** How the slope of the sigmoid becomes f (1 - f), line by line. */
export const SIGMOID_SLOPE = [
  quotient(grown, power(spread, 2)),
  product([quotient(number(1), spread), quotient(grown, spread)]),
  product([quotient(number(1), spread), rest(quotient(number(1), spread))]),
  product([free("f"), rest(free("f"))]),
];

/** The range of x. */
export const DOMAIN = /** @type {[number, number]} */ ([-5, 5]);

/**
 * The function and its slope at a number, as expressions.
 * @param {Shown} shown
 * @param {number} at
 * @param {Record<string, number>} values the values of its parameters
 */
export function evaluated(shown, at, values) {
  const x = letter(named("x"), at);
  const value = shown.value(x, values);
  const y = letter(named("f"), value.value);
  return { value, slope: shown.slope(x, y, values) };
}
