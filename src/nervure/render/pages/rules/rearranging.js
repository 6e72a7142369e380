/**
 * Steps that only move numbers, scale them or drop some. Mirrors ops/reshape.py, ops/zero_padding.py and similar ones.
 */

import { constant, freeDerivative, number, product, quotient, rest, sum, total } from "../mathematics/expressions.js";
import { indexOf, indices, offsetOf } from "../shell/tensors.js";

/**
 * A step in which every output number is an input number or zero.
 * @param {(call: any, index: number[]) => number[] | null} source the index in the input that an output comes from
 * @param {(call: any, index: number[]) => number[][]} copies the indices in the output that an input goes to
 * @param {string} code
 */
function moving(source, copies, code) {
  return {
    says: { value: "page.moved_value", inputGradient: "page.moved_input" },
    code,
    value(call, index) {
      const from = source(call, index);
      return from === null ? number(0) : call.x(from);
    },
    inputGradient(call, index) {
      const found = copies(call, index).map((to) => call.dy(to));
      return found.length === 1 ? found[0] : total(found, freeDerivative(call.yLetter, "l"), "l");
    },
  };
}

const RESHAPE = moving(
  (call, index) => indexOf(offsetOf(index, call.yShape()), call.xShape()),
  (call, index) => [indexOf(offsetOf(index, call.xShape()), call.yShape())],
  "y = x.reshape(N, ...)",
);

const order = (call) => [0, ...call.options.dims];

const PERMUTE = moving(
  (call, index) => order(call).reduce((from, axis, position) => { from[axis] = index[position]; return from; }, []),
  (call, index) => [order(call).map((axis) => index[axis])],
  "y = x.permute(dims)",
);

/** Adds `direction` times the padding before each axis to an index; null if that is outside. */
function shifted(index, margins, direction, shape) {
  const moved = index.map((at, axis) => (axis === 0 || axis === index.length - 1 ? at : at + direction * margins[axis - 1][0]));
  return moved.every((at, axis) => at >= 0 && at < shape[axis]) ? moved : null;
}

const asList = (index) => (index === null ? [] : [index]);

const ZERO_PADDING = moving(
  (call, index) => shifted(index, call.options.padding, -1, call.xShape()),
  (call, index) => asList(shifted(index, call.options.padding, 1, call.yShape())),
  "y = pad(x)",
);

const CROPPING = moving(
  (call, index) => shifted(index, call.options.cropping, 1, call.xShape()),
  (call, index) => asList(shifted(index, call.options.cropping, -1, call.yShape())),
  "y = x[inside]",
);

const REPEAT_VECTOR = moving(
  (call, [sample, , feature]) => [sample, feature],
  (call, [sample, feature]) => Array.from({ length: call.options.n }, (_, time) => [sample, time, feature]),
  "y = x repeated",
);

const NEAREST = moving(
  (call, index) => index.map((at, axis) => (axis === 0 || axis === index.length - 1 ? at : Math.floor(at / call.options.size[axis - 1]))),
  (call, index) => [...indices(call.options.size)].map((offset) => index.map((at, axis) => (axis === 0 || axis === index.length - 1 ? at : at * call.options.size[axis - 1] + offset[axis - 1]))),
  "y[h, w] = x[h // s, w // s]",
);

const perChannel = (constant, index) => (Array.isArray(constant) ? constant[index.at(-1)] : constant);

const RESCALING = {
  says: { value: "page.rescaling_value", inputGradient: "page.rescaling_input" },
  code: "y = scale * x + offset",
  value(call, index) {
    const scaled = product([number(perChannel(call.options.scale, index)), call.x(index)]);
    const offset = perChannel(call.options.offset ?? 0, index);
    return offset === 0 ? scaled : sum([scaled, number(offset)]);
  },
  inputGradient: (call, index) => product([number(perChannel(call.options.scale, index)), call.dy(index)]),
};

/** The engine draws the kept numbers again from the seed; the page carries them as bits. */
const DROPOUT = {
  says: { value: "page.dropout_value", inputGradient: "page.dropout_input" },
  code: "y = mask * x / (1 - rate)",
  back: { inputGradient: "dx = mask * dy / (1 - rate)" },
  kept: {
    mask: {
      says: "page.dropout_mask",
      shape: (call) => call.xShape(),
      value: (call, index) => number(call.maskAt(index)),
    },
  },
  value: (call, index) => (call.hasMask ? dropped(call, index, call.x(index)) : call.x(index)),
  inputGradient: (call, index) => (call.hasMask ? dropped(call, index, call.dy(index)) : call.dy(index)),
};

function dropped(call, index, x) {
  return quotient(product([call.kept("mask", index), x]), rest(constant("r", call.options.rate)));
}

const EMBEDDING = {
  says: { value: "page.embedding_value", parameterGradient: "page.embedding_weight" },
  code: "y = embeddings[x]",
  value: (call, index) => call.w(0, [call.x(index.slice(0, -1)).value, index.at(-1)]),
  parameterGradient(call, [word, feature]) {
    const taken = [...indices(call.xShape())].filter((index) => call.x(index).value === word);
    return total(taken.map((index) => call.dy([...index, feature])), freeDerivative(call.yLetter, `n,i,${feature}`), "n,i");
  },
};

export const REARRANGING_RULES = {
  reshape: RESHAPE,
  permute: PERMUTE,
  zero_padding: ZERO_PADDING,
  cropping: CROPPING,
  repeat_vector: REPEAT_VECTOR,
  upsampling: NEAREST,
  rescaling: RESCALING,
  dropout: DROPOUT,
  embedding: EMBEDDING,
};
