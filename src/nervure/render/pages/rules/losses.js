/** Losses of one sample, and their slopes. Mirrors ops/cross_entropy.py and ops/squared_error.py. */

import { range } from "../shell/tensors.js";
import { apply, free, holds, negative, number, one, power, product, quotient, rest, sum, total } from "../mathematics/expressions.js";

const EPSILON = 1e-7; // probabilities are clipped to [EPSILON, 1 - EPSILON] before a loss reads them
const SMALLEST = 1e-30; // below this, the logarithm of a float32 probability is too coarse

const two = number(2);

const classesOf = (call, sample) => range(call.oShape().at(-1)).map((place) => [...sample, place]);

/** A target; with label smoothing, part of it is spread evenly over the classes. */
function target(call, index, classes) {
  const share = call.options.label_smoothing ?? 0;
  if (share === 0) return call.t(index);
  return sum([product([call.t(index), number(1 - share)]), number(share / classes)]);
}

/** Away from 0 and 1; written only if it has an effect. */
function clipped(p) {
  if (p.value < EPSILON) return apply("max", p, number(EPSILON));
  return p.value > 1 - EPSILON ? apply("min", p, sum([one, number(-EPSILON)])) : p;
}

const isInsideLimits = (p) => p.value >= EPSILON && p.value <= 1 - EPSILON;

/** Minus the logarithm of a probability; from the logits if the probability is too small. */
function surprise(call, index) {
  if (call.p(index).value > SMALLEST) return negative(apply("ln", call.p(index)));
  const beside = classesOf(call, index.slice(0, -1));
  const shift = apply("max", ...beside.map((at) => call.o(at)));
  const shifted = (at) => sum([call.o(at), negative(shift)]);
  return sum([apply("ln", sum(beside.map((at) => apply("exp", shifted(at))))), negative(shifted(index))]);
}

const SOFTMAX_CATEGORICAL = {
  says: { value: "page.categorical_value", gradient: "page.softmax_crossentropy_gradient" },
  code: "E = -sum(y * log(softmax(z)))",
  value(call, sample) {
    const classes = classesOf(call, sample);
    const terms = classes.map((index) => ({ index, weight: target(call, index, classes.length) })).filter(({ weight }) => weight.value !== 0);
    const law = negative(product([free("y", "u"), apply("ln", free("p", "u"))]));
    return total(terms.map(({ index, weight }) => product([weight, surprise(call, index)])), law, "u");
  },
  gradient(call, index) {
    const classes = classesOf(call, index.slice(0, -1));
    const targets = classes.map((at) => target(call, at, classes.length));
    const weight = targets.reduce((added, y) => added + y.value, 0);
    const p = Math.abs(weight - 1) < 1e-6 ? call.p(index) : product([call.p(index), total(targets, free("y", "u"), "u")]);
    return call.shared(sum([p, negative(target(call, index, classes.length))]), index.slice(0, -1));
  },
};

const SOFTMAX_SPARSE = {
  says: { value: "page.sparse_value", gradient: "page.sparse_softmax_gradient" },
  code: "E = -log(softmax(z)[y])",
  value(call, sample) {
    const label = call.t(sample).value;
    return label === call.options.ignore_class ? number(0) : surprise(call, [...sample, label]);
  },
  gradient(call, index) {
    const sample = index.slice(0, -1);
    const label = call.t(sample);
    if (label.value === call.options.ignore_class) return number(0);
    const isTrue = holds(number(index.at(-1)), "=", label);
    return call.shared(sum([call.p(index), negative(isTrue)]), sample);
  },
};

/** Probabilities divided by their sum, which leaves the outputs of a softmax unchanged. */
function shareOf(call, index) {
  const all = classesOf(call, index.slice(0, -1)).map((at) => call.o(at));
  const sumOfAll = all.reduce((added, p) => added + p.value, 0);
  const isOne = Math.abs(sumOfAll - 1) < 1e-6;
  return { q: isOne ? call.o(index) : quotient(call.o(index), sum(all)), whole: isOne ? one : sum(all) };
}

const divided = (top, whole) => (whole === one ? top : quotient(top, whole));

const CATEGORICAL = {
  says: { value: "page.categorical_value", gradient: "page.categorical_gradient" },
  code: "E = -sum(y * log(p))",
  value(call, sample) {
    const classes = classesOf(call, sample);
    const terms = classes.map((index) => ({ index, weight: target(call, index, classes.length) })).filter(({ weight }) => weight.value !== 0);
    const law = negative(product([free("y", "u"), apply("ln", free("p", "u"))]));
    return total(terms.map(({ index, weight }) => negative(product([weight, apply("ln", clipped(shareOf(call, index).q))]))), law, "u");
  },
  gradient(call, index) {
    const classes = classesOf(call, index.slice(0, -1));
    const counted = classes.filter((at) => target(call, at, classes.length).value !== 0 && isInsideLimits(shareOf(call, at).q));
    const { q, whole } = shareOf(call, index);
    const own = isInsideLimits(q) ? negative(quotient(target(call, index, classes.length), q)) : number(0);
    const targets = counted.map((at) => target(call, at, classes.length));
    return call.shared(divided(sum([own, total(targets, free("y", "u"), "u")]), whole), index.slice(0, -1));
  },
};

const SPARSE = {
  says: { value: "page.sparse_value", gradient: "page.sparse_gradient" },
  code: "E = -log(p[y])",
  value(call, sample) {
    const label = call.t(sample).value;
    if (label === call.options.ignore_class) return number(0);
    return negative(apply("ln", clipped(shareOf(call, [...sample, label]).q)));
  },
  gradient(call, index) {
    const sample = index.slice(0, -1);
    const label = call.t(sample).value;
    const { q, whole } = shareOf(call, [...sample, label]);
    if (label === call.options.ignore_class || !isInsideLimits(q)) return number(0);
    const slope = index.at(-1) === label ? sum([one, negative(quotient(one, q))]) : one;
    return call.shared(divided(slope, whole), sample);
  },
};

/** The mean over the outputs of one sample. */
const meanOf = (terms, law, count) => (count === 1 ? total(terms, law, "u") : quotient(total(terms, law, "u"), number(count)));
const perOutput = (slope, count) => (count === 1 ? slope : quotient(slope, number(count)));

function binary(probability, says) {
  return {
    says,
    code: "E = -mean(y * log(p) + (1 - y) * log(1 - p))",
    value(call, sample) {
      const classes = classesOf(call, sample);
      const terms = classes.map((index) => {
        const [p, y] = [clipped(probability(call, index)), target(call, index, 2)];
        return negative(sum([product([y, apply("ln", p)]), product([rest(y), apply("ln", rest(p))])]));
      });
      const law = negative(sum([product([free("y", "u"), apply("ln", free("p", "u"))]), product([rest(free("y", "u")), apply("ln", rest(free("p", "u")))])]));
      return meanOf(terms, law, classes.length);
    },
    gradient(call, index) {
      const [p, y, count] = [probability(call, index), target(call, index, 2), call.oShape().at(-1)];
      const error = sum([p, negative(y)]);
      if (call.isFused) return call.shared(perOutput(error, count), index.slice(0, -1));
      const slope = isInsideLimits(p) ? quotient(error, product([p, rest(p)])) : number(0);
      return call.shared(perOutput(slope, count), index.slice(0, -1));
    },
  };
}

const difference = (call, index) => sum([call.o(index), negative(call.t(index))]);
const freeDifference = sum([free("o", "u"), negative(free("y", "u"))]);

const MEAN_SQUARED = {
  says: { value: "page.mean_squared_value", gradient: "page.mean_squared_gradient" },
  code: "E = mean((o - y)**2)",
  value(call, sample) {
    const classes = classesOf(call, sample);
    return meanOf(classes.map((index) => power(difference(call, index), 2)), power(freeDifference, 2), classes.length);
  },
  gradient: (call, index) => call.shared(perOutput(product([two, difference(call, index)]), call.oShape().at(-1)), index.slice(0, -1)),
};

const HALF_SQUARED = {
  says: { value: "page.half_squared_value", gradient: "page.half_squared_gradient" },
  code: "E = sum((y - o)**2) / 2",
  value(call, sample) {
    const half = (error) => product([quotient(one, two), power(error, 2)]);
    return total(classesOf(call, sample).map((index) => half(difference(call, index))), half(freeDifference), "u");
  },
  gradient: (call, index) => call.shared(difference(call, index), index.slice(0, -1)),
};

const MEAN_ABSOLUTE = {
  says: { value: "page.mean_absolute_value", gradient: "page.mean_absolute_gradient" },
  code: "E = mean(abs(o - y))",
  value(call, sample) {
    const classes = classesOf(call, sample);
    return meanOf(classes.map((index) => apply("abs", difference(call, index))), apply("abs", freeDifference), classes.length);
  },
  gradient(call, index) {
    const slope = number(Math.sign(difference(call, index).value));
    return call.shared(perOutput(slope, call.oShape().at(-1)), index.slice(0, -1));
  },
};

export const LOSS_RULES = {
  softmax_categorical_crossentropy: SOFTMAX_CATEGORICAL,
  softmax_sparse_categorical_crossentropy: SOFTMAX_SPARSE,
  categorical_crossentropy: CATEGORICAL,
  sparse_categorical_crossentropy: SPARSE,
  binary_crossentropy: binary((call, index) => call.o(index), { value: "page.binary_value", gradient: "page.binary_gradient" }),
  sigmoid_binary_crossentropy: binary((call, index) => call.p(index), { value: "page.binary_value", gradient: "page.sigmoid_crossentropy_gradient" }),
  mean_squared_error: MEAN_SQUARED,
  half_squared_error: HALF_SQUARED,
  mean_absolute_error: MEAN_ABSOLUTE,
};
