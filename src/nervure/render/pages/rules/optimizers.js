/** How an optimizer moves one weight. Mirrors optimizers/sgd.py and optimizers/adam.py. */

import { constant, negative, power, product, quotient, rest, root, sum } from "../mathematics/expressions.js";

const rateOf = (call) => constant("η", call.optimizer.learning_rate);

const SGD = {
  says: { weight: "page.sgd_weight", momentum: "page.sgd_momentum" },
  code: "w = w - learning_rate * gradient",
  weight(call, index) {
    const step = product([rateOf(call), call.gradient(index)]);
    const { momentum, nesterov } = call.optimizer;
    if (!momentum) return sum([call.weight(index), negative(step)]);
    const movedSlot = call.after("momentum", index);
    if (!nesterov) return sum([call.weight(index), movedSlot]);
    return sum([call.weight(index), product([constant("φ", momentum), movedSlot]), negative(step)]);
  },
  slots: {
    momentum: (call, index) =>
      sum([product([constant("φ", call.optimizer.momentum), call.before("momentum", index)]), negative(product([rateOf(call), call.gradient(index)]))]),
  },
};

/** A moving average: the new part counts one minus beta. */
function movedSlot(call, slot, index, beta, news) {
  const old = call.before(slot, index);
  return sum([old, product([rest(beta), sum([news, negative(old)])])]);
}

/** The learning rate with the corrections for the first steps. */
function correctedRate(call) {
  const { beta_1: first, beta_2: second, t } = call.optimizer;
  const left = (base, beta) => rest(power(constant(base, beta), constant("t", t)));
  return quotient(product([rateOf(call), root(left("β₂", second))]), left("β₁", first));
}

const ADAM = {
  says: { weight: "page.adam_weight", momentum: "page.adam_momentum", velocity: "page.adam_velocity" },
  code: "w = w - learning_rate * corrections * m / (sqrt(v) + epsilon)",
  weight(call, index) {
    const { amsgrad, epsilon } = call.optimizer;
    const spread = sum([root(call.after(amsgrad ? "velocity_hat" : "velocity", index)), constant("ε̂", epsilon)]);
    const step = quotient(product([correctedRate(call), call.after("momentum", index)]), spread);
    return sum([call.weight(index), negative(step)]);
  },
  slots: {
    momentum: (call, index) => movedSlot(call, "momentum", index, constant("β₁", call.optimizer.beta_1), call.gradient(index)),
    velocity: (call, index) => movedSlot(call, "velocity", index, constant("β₂", call.optimizer.beta_2), power(call.gradient(index), 2)),
  },
};

export const OPTIMIZER_RULES = { SGD, Adam: ADAM };
