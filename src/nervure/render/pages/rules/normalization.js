/**
 * Batch and layer normalization: the intermediate numbers, and the three paths back. Mirrors
 * ops/batch_normalization.py.
 */

import { derivative, free, freeDerivative, letter, named, negative, number, power, product, quotient, root, sum, total } from "../mathematics/expressions.js";
import { indices, sizeOf } from "../shell/tensors.js";

const epsilonOf = (call) => letter(named("ε"), call.options.epsilon);

/** The numbers that are normalized together: all that agree in the kept axes. */
const TOGETHER = {
  batch_normalization: {
    keeps: (call) => [call.options.axis],
    usesBatch: (call) => call.isTraining && !call.options.frozen,
    parameterIndex: (call, index) => [index[call.options.axis]],
  },
  layer_normalization: {
    keeps: (call) => call.xShape().map((_, axis) => axis).filter((axis) => !call.options.axis.includes(axis)),
    usesBatch: () => true,
    parameterIndex: (call, index) => call.options.axis.map((axis) => index[axis]),
  },
};

function rulesFor({ keeps, usesBatch, parameterIndex }, says) {
  const group = (call, index) => keeps(call).map((axis) => index[axis]);

  /** Every index that shares the statistics of `kept`. */
  function members(call, kept) {
    const shape = call.xShape().map((size, axis) => (keeps(call).includes(axis) ? 1 : size));
    const places = [...indices(shape)];
    keeps(call).forEach((axis, position) => places.forEach((index) => { index[axis] = kept[position]; }));
    return places;
  }

  const count = (call) => sizeOf(call.xShape()) / sizeOf(keeps(call).map((axis) => call.xShape()[axis]));
  const mean = (call, index) => (usesBatch(call) ? call.kept("mean", group(call, index)) : call.w("moving_mean", group(call, index)));
  const variance = (call, index) => (usesBatch(call) ? call.kept("variance", group(call, index)) : call.w("moving_variance", group(call, index)));
  const deviation = (call, index) => root(sum([variance(call, index), epsilonOf(call)]));
  const scaled = (call, index, rest) => (call.has("gamma") ? product([call.w("gamma", parameterIndex(call, index)), rest]) : rest);

  const kept = {
    mean: {
      says: "page.mean_value",
      shape: (call) => keeps(call).map((axis) => call.xShape()[axis]),
      value: (call, at) => quotient(total(members(call, at).map((index) => call.x(index)), free(call.xLetter, "l"), "l"), number(count(call))),
    },
    variance: {
      says: "page.variance_value",
      shape: (call) => keeps(call).map((axis) => call.xShape()[axis]),
      value: (call, at) => {
        const terms = members(call, at).map((index) => power(sum([call.x(index), negative(call.kept("mean", at))]), 2));
        return quotient(total(terms, power(sum([free(call.xLetter, "l"), negative(call.kept("mean", at))]), 2), "l"), number(count(call)));
      },
    },
    normalized: {
      says: "page.normalized_value",
      shape: (call) => call.xShape(),
      value: (call, index) => quotient(sum([call.x(index), negative(mean(call, index))]), deviation(call, index)),
    },
    sum_of_gradients: {
      says: "page.sum_of_gradients_value",
      shape: (call) => keeps(call).map((axis) => call.xShape()[axis]),
      value: (call, at) => total(members(call, at).map((index) => arriving(call, index)), freeDerivative(call.yLetter, "l"), "l"),
    },
    sum_of_products: {
      says: "page.sum_of_products_value",
      shape: (call) => keeps(call).map((axis) => call.xShape()[axis]),
      value: (call, at) => {
        const terms = members(call, at).map((index) => product([arriving(call, index), call.kept("normalized", index)]));
        return total(terms, product([freeDerivative(call.yLetter, "l"), free("x̂", "l")]), "l");
      },
    },
  };

  /** The gradient of the normalized number: gamma times that of the output. */
  function arriving(call, index) {
    return scaled(call, index, call.dy(index));
  }

  return {
    says,
    kept,
    code: "y = gamma * (x - mean) / sqrt(variance + epsilon) + beta",
    back: {
      inputGradient: "dx = (g - g.mean() - normalized * (g * normalized).mean()) / sqrt(variance + epsilon), g = gamma * dy",
      parameterGradient: "dgamma = sum(dy * normalized); dbeta = sum(dy)",
    },
    value(call, index) {
      const standard = scaled(call, index, quotient(sum([call.x(index), negative(mean(call, index))]), deviation(call, index)));
      return call.has("beta") ? sum([standard, call.w("beta", parameterIndex(call, index))]) : standard;
    },
    inputGradient(call, index) {
      const direct = arriving(call, index);
      if (!usesBatch(call)) return quotient(direct, deviation(call, index));
      const at = group(call, index);
      const throughMean = quotient(call.kept("sum_of_gradients", at), number(count(call)));
      const throughVariance = quotient(product([call.kept("normalized", index), call.kept("sum_of_products", at)]), number(count(call)));
      return quotient(sum([direct, negative(throughMean), negative(throughVariance)]), deviation(call, index));
    },
    parameterGradient(call, index, name) {
      const places = [...indices(call.xShape())].filter((at) => parameterIndex(call, at).every((part, position) => part === index[position]));
      const dy = letter(derivative(named(call.yLetter, "l")));
      if (name === "beta") return total(places.map((at) => call.dy(at)), dy, "l");
      const standard = usesBatch(call)
        ? (at) => call.kept("normalized", at)
        : (at) => quotient(sum([call.x(at), negative(mean(call, at))]), deviation(call, at));
      return total(places.map((at) => product([call.dy(at), standard(at)])), product([dy, free("x̂", "l")]), "l");
    },
  };
}

/** The new value of a moving statistic: most of the old one, a little of the batch's. */
function movedStatistic(statistic, parameter) {
  return (call, index) => {
    const { momentum } = call.options;
    const own = product([sum([number(1), negative(letter(named("κ"), momentum))]), call.kept(statistic, index)]);
    return sum([product([letter(named("κ"), momentum), call.w(parameter, index)]), own]);
  };
}

export const NORMALIZATION_RULES = {
  batch_normalization: {
    ...rulesFor(TOGETHER.batch_normalization, {
      value: "page.batch_normalization_value", inputGradient: "page.batch_normalization_input", parameterGradient: "page.normalization_weight",
    }),
    moves: { moving_mean: movedStatistic("mean", "moving_mean"), moving_variance: movedStatistic("variance", "moving_variance") },
  },
  layer_normalization: rulesFor(TOGETHER.layer_normalization, {
    value: "page.layer_normalization_value", inputGradient: "page.layer_normalization_input", parameterGradient: "page.normalization_weight",
  }),
};
