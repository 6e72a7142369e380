/** Several inputs become one. Mirrors ops/merge.py and ops/elementwise_merge.py; all inputs have the same shape. */

import { apply, negative, number, product, quotient, sum } from "../mathematics/expressions.js";

const every = (call, index) => Array.from({ length: call.inputCount }, (_, position) => call.x(index, position));

const ADD = {
  says: { value: "page.add_value", inputGradient: "page.add_input" },
  code: "y = x_1 + x_2 + ...",
  value: (call, index) => sum(every(call, index)),
  inputGradient: (call, index) => call.dy(index),
};

const SUBTRACT = {
  says: { value: "page.subtract_value", inputGradient: "page.subtract_input" },
  code: "y = x_1 - x_2",
  value: (call, index) => sum([call.x(index, 0), negative(call.x(index, 1))]),
  inputGradient: (call, index, position) => (position === 0 ? call.dy(index) : negative(call.dy(index))),
};

const AVERAGE = {
  says: { value: "page.average_value", inputGradient: "page.average_input" },
  code: "y = (x_1 + x_2 + ...) / K",
  value: (call, index) => quotient(sum(every(call, index)), number(call.inputCount)),
  inputGradient: (call, index) => quotient(call.dy(index), number(call.inputCount)),
};

const MULTIPLY = {
  says: { value: "page.multiply_value", inputGradient: "page.multiply_input" },
  code: "y = x_1 * x_2 * ...",
  value: (call, index) => product(every(call, index)),
  inputGradient: (call, index, position) => product([call.dy(index), ...every(call, index).filter((_, other) => other !== position)]),
};

function extreme(name) {
  const winner = (call, index) => {
    const numbers = every(call, index).map((x) => x.value);
    return numbers.indexOf(Math[name](...numbers));
  };
  return {
    says: { value: name === "max" ? "page.maximum_value" : "page.minimum_value", inputGradient: "page.extreme_input" },
    code: `y = ${name}(x_1, x_2, ...)`,
    value: (call, index) => apply(name, ...every(call, index)),
    inputGradient: (call, index, position) => (winner(call, index) === position ? call.dy(index) : number(0)),
  };
}

const axisOf = (call) => (call.options.axis ?? -1) < 0 ? call.yShape().length + (call.options.axis ?? -1) : call.options.axis;

/** The position along the axis where the input at `position` starts. */
const startOf = (call, position) => Array.from({ length: position }, (_, before) => call.xShape(before)[axisOf(call)]).reduce((total, size) => total + size, 0);

const moved = (index, axis, by) => index.map((at, place) => (place === axis ? at + by : at));

const CONCATENATE = {
  says: { value: "page.moved_value", inputGradient: "page.moved_input" },
  code: "y = concatenate(x_1, x_2, ...)",
  value(call, index) {
    const axis = axisOf(call);
    let position = 0;
    while (index[axis] >= startOf(call, position + 1)) position++;
    return call.x(moved(index, axis, -startOf(call, position)), position);
  },
  inputGradient: (call, index, position) => call.dy(moved(index, axisOf(call), startOf(call, position))),
};

export const MERGING_RULES = {
  add: ADD,
  subtract: SUBTRACT,
  average: AVERAGE,
  multiply: MULTIPLY,
  maximum: extreme("max"),
  minimum: extreme("min"),
  concatenate: CONCATENATE,
};
