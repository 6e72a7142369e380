/**
 * Activations: one formula and one slope each. Mirrors ops/rectifiers.py, ops/smooth_activations.py and ops/softmax.py.
 */

import { apply, constant, free, freeDerivative, holds, negative, number, one, power, product, quotient, rest, root, sum, total } from "../mathematics/expressions.js";

const SELU_ALPHA = 1.6732632423543772;
const SELU_SCALE = 1.0507009873554805;
const GELU_CUBIC = 0.044715;

const zero = number(0);
const isPositive = (z) => holds(z, ">", zero);
const isNotPositive = (z) => rest(isPositive(z));
const positivePart = (z) => apply("max", zero, z);
const negativePart = (z) => apply("min", zero, z);
const grown = (z) => sum([apply("exp", negativePart(z)), negative(one)]);

/**
 * The value and the slope of an elementwise function, as expressions. `y` is the value as a place, if the page has one.
 * @typedef {{value: (z: any, options: any) => any, slope: (z: any, y: any, options: any) => any}} Curve
 */

/** @type {Record<string, Curve>} */
export const CURVES = {
  linear: { value: (z) => z, slope: () => one },
  sigmoid: { value: (z) => quotient(one, sum([one, apply("exp", negative(z))])), slope: (z, y) => product([y, rest(y)]) },
  tanh: { value: (z) => apply("tanh", z), slope: (z, y) => rest(power(y, 2)) },
  relu: { value: rectified, slope: rectifiedSlope },
  leaky_relu: {
    value: (z, { negative_slope }) => sum([positivePart(z), product([constant("s", negative_slope), negativePart(z)])]),
    slope: (z, y, { negative_slope }) => sum([isPositive(z), product([constant("s", negative_slope), isNotPositive(z)])]),
  },
  elu: {
    value: (z, { alpha }) => sum([positivePart(z), product([constant("α_elu", alpha), grown(z)])]),
    slope: (z, y, { alpha }) => sum([isPositive(z), product([constant("α_elu", alpha), apply("exp", negativePart(z)), isNotPositive(z)])]),
  },
  selu: {
    value: (z) => product([constant("λ_selu", SELU_SCALE), sum([positivePart(z), product([constant("α_selu", SELU_ALPHA), grown(z)])])]),
    slope: (z) => product([constant("λ_selu", SELU_SCALE), sum([isPositive(z), product([constant("α_selu", SELU_ALPHA), apply("exp", negativePart(z)), isNotPositive(z)])])]),
  },
  exponential: { value: (z) => apply("exp", z), slope: (z, y) => y },
  softplus: {
    value: (z) => sum([positivePart(z), apply("ln", sum([one, apply("exp", negative(apply("abs", z)))]))]),
    slope: (z) => quotient(one, sum([one, apply("exp", negative(z))])),
  },
  softsign: {
    value: (z) => quotient(z, sum([one, apply("abs", z)])),
    slope: (z) => quotient(one, power(sum([one, apply("abs", z)]), 2)),
  },
  silu: {
    value: (z) => product([z, apply("σ", z)]),
    slope: (z) => product([apply("σ", z), sum([one, product([z, rest(apply("σ", z))])])]),
  },
  gelu: {
    value: (z, { approximate }) => (approximate ? product([number(0.5), z, sum([one, apply("tanh", geluInner(z))])]) : product([z, apply("Φ", z)])),
    slope: (z, y, { approximate }) => (approximate ? geluTanhSlope(z) : sum([apply("Φ", z), product([z, normalDensity(z)])])),
  },
};

/** max(0, z), unless the layer has a slope, a threshold or a maximum. */
function rectified(z, { max_value, negative_slope, threshold }) {
  const above = max_value === null ? z : apply("min", z, number(max_value));
  if (threshold === 0 && negative_slope === 0) return max_value === null ? positivePart(z) : apply("max", zero, above);
  const level = constant("θ", threshold);
  const passes = holds(z, ">", level);
  return sum([product([above, passes]), product([constant("s", negative_slope), sum([z, negative(level)]), rest(passes)])]);
}

function rectifiedSlope(z, y, { max_value, negative_slope, threshold }) {
  const passes = threshold === 0 ? isPositive(z) : holds(z, ">", constant("θ", threshold));
  const above = max_value === null ? passes : product([passes, holds(z, "<", number(max_value))]);
  return negative_slope === 0 ? above : sum([above, product([constant("s", negative_slope), rest(passes)])]);
}

function geluInner(z) {
  return product([root(number(2 / Math.PI)), sum([z, product([number(GELU_CUBIC), power(z, 3)])])]);
}

function geluTanhSlope(z) {
  const curve = apply("tanh", geluInner(z));
  const inner = product([root(number(2 / Math.PI)), sum([one, product([number(3 * GELU_CUBIC), power(z, 2)])])]);
  const half = number(0.5);
  return sum([product([half, sum([one, curve])]), product([half, z, rest(power(curve, 2)), inner])]);
}

function normalDensity(z) {
  return quotient(apply("exp", negative(quotient(power(z, 2), number(2)))), root(number(2 * Math.PI)));
}

const DEFAULTS = {
  relu: { max_value: null, negative_slope: 0, threshold: 0 }, leaky_relu: { negative_slope: 0.2 }, elu: { alpha: 1 },
  gelu: { approximate: false },
};
const CODES = {
  linear: "y = z", sigmoid: "y = 1 / (1 + exp(-z))", tanh: "y = tanh(z)", relu: "y = max(z, 0)",
  leaky_relu: "y = max(z, 0) + negative_slope * min(z, 0)", elu: "y = z if z > 0 else alpha * (exp(z) - 1)",
};

const CURVE_SAYS = {
  linear: "page.linear_value", sigmoid: "page.sigmoid_value", tanh: "page.tanh_value", relu: "page.relu_value",
  leaky_relu: "page.leaky_relu_value", elu: "page.elu_value", selu: "page.elu_value", exponential: "page.exponential_value",
  softplus: "page.softplus_value", softsign: "page.softsign_value", silu: "page.silu_value", gelu: "page.gelu_value",
};

function elementwise(name) {
  const curve = CURVES[name];
  const settings = (call) => ({ ...DEFAULTS[name], ...call.options });
  return {
    says: { value: CURVE_SAYS[name], inputGradient: "page.activation_input" },
    code: CODES[name] ?? `y = ${name}(z)`,
    back: { inputGradient: "dz = dy * slope(z)" },
    value: (call, index) => curve.value(call.x(index), settings(call)),
    inputGradient: (call, index) => product([call.dy(index), curve.slope(call.x(index), call.y(index), settings(call))]),
  };
}

function along(call, index) {
  const axis = (call.options.axis ?? -1) < 0 ? index.length + (call.options.axis ?? -1) : call.options.axis;
  return Array.from({ length: index.length === 0 ? 0 : call.xShape()[axis] }, (_, j) => index.map((at, place) => (place === axis ? j : at)));
}

const SOFTMAX = {
  says: { value: "page.softmax_value", inputGradient: "page.softmax_input" },
  code: "y = exp(z - max(z)) / sum(exp(z - max(z)))",
  back: { inputGradient: "dz = y * (dy - sum(dy * y))" },
  kept: {
    shift: {
      says: "page.softmax_maximum",
      shape: (call) => call.xShape(),
      value: (call, index) => apply("max", ...along(call, index).map((at) => call.x(at))),
    },
  },
  value(call, index) {
    const shifted = (at) => apply("exp", sum([call.x(at), negative(call.kept("shift", index))]));
    const law = apply("exp", sum([free(call.xLetter, "u"), negative(call.kept("shift", index))]));
    return quotient(shifted(index), total(along(call, index).map(shifted), law, "u"));
  },
  inputGradient(call, index) {
    const weighed = along(call, index).map((at) => product([call.dy(at), call.y(at)]));
    const law = product([freeDerivative(call.yLetter, "u"), free(call.yLetter, "u")]);
    return product([call.y(index), sum([call.dy(index), negative(total(weighed, law, "u"))])]);
  },
};

/** The winner of the pieces of Maxout. Mirrors ops/maxout.py. */
const MAXOUT_WINNER = {
  says: { value: "page.maxout_value", inputGradient: "page.maxout_input" },
  code: "y = max(z over the pieces)",
  value: (call, index) => apply("max", ...pieces(call, index)),
  inputGradient(call, index) {
    const output = [...index.slice(0, -2), index.at(-1)];
    const numbers = pieces(call, output).map((z) => z.value);
    return numbers.indexOf(Math.max(...numbers)) === index.at(-2) ? call.dy(output) : zero;
  },
};

function pieces(call, index) {
  return Array.from({ length: call.xShape().at(-2) }, (_, piece) => call.x([...index.slice(0, -1), piece, index.at(-1)]));
}

export const ACTIVATION_RULES = {
  ...Object.fromEntries(Object.keys(CURVES).map((name) => [name, elementwise(name)])),
  softmax: SOFTMAX,
  maxout_winner: MAXOUT_WINNER,
};
