/** The fully connected product, and the products of Maxout. Mirrors ops/dense.py and ops/maxout.py. */

import { free, freeDerivative, product, sum, total } from "../mathematics/expressions.js";
import { indices, range, sizeOf } from "../shell/tensors.js";


const withBias = (call, weighed, index) => (call.has("bias") ? sum([weighed, call.w("bias", index)]) : weighed);

/** Every input meets every unit, at the place of its weight. */
const everyLink = (inputs, units, place) => range(inputs).flatMap((i) => range(units).map((unit) => [i, unit, place(i, unit)]));

const DENSE = {
  samples: (call) => sizeOf(call.xShape().slice(0, -1)),
  meeting(call) {
    const [inputs, units] = call.wShape("kernel");
    return { cells: [[0, 0, 0]], links: everyLink(inputs, units, (i, unit) => i * units + unit), widths: [inputs, units, 0] };
  },
  says: { value: "page.dense_value", inputGradient: "page.dense_input", parameterGradient: "page.dense_weight" },
  code: "z = x @ kernel + bias",
  back: { inputGradient: "dx = dz @ kernel.T", parameterGradient: "dkernel = x.T @ dz; dbias = dz.sum(0)" },
  value(call, index) {
    const row = index.slice(0, -1);
    const unit = index.at(-1);
    const terms = range(call.xShape().at(-1)).map((i) => product([call.x([...row, i]), call.w("kernel", [i, unit])]));
    return withBias(call, total(terms, product([free(call.xLetter, "c"), free(call.wLetter, `c,${unit}`)]), "c"), [unit]);
  },
  inputGradient(call, index) {
    const row = index.slice(0, -1);
    const i = index.at(-1);
    const terms = range(call.yShape().at(-1)).map((unit) => product([call.dy([...row, unit]), call.w("kernel", [i, unit])]));
    return total(terms, product([freeDerivative(call.yLetter, "u"), free(call.wLetter, `${i},u`)]), "u");
  },
  parameterGradient(call, index, name) {
    const rows = [...indices(call.yShape().slice(0, -1))];
    const unit = index.at(-1);
    const dz = freeDerivative(call.yLetter, `n,${unit}`);
    if (name === "bias") return total(rows.map((row) => call.dy([...row, unit])), dz, "n");
    const terms = rows.map((row) => product([call.dy([...row, unit]), call.x([...row, index[0]])]));
    return total(terms, product([dz, free(call.xLetter, `n,${index[0]}`)]), "n");
  },
};

const MAXOUT_PRODUCT = {
  samples: DENSE.samples,
  meeting(call) {
    const [pieces, inputs, units] = call.wShape("kernel");
    const place = (i, output) => (Math.floor(output / units) * inputs + i) * units + (output % units);
    return { cells: [[0, 0, 0]], links: everyLink(inputs, pieces * units, place), widths: [inputs, pieces * units, 0] };
  },
  says: { value: "page.maxout_product_value", inputGradient: "page.dense_input", parameterGradient: "page.dense_weight" },
  code: "z[p] = x @ kernel[p] + bias[p]",
  value(call, index) {
    const row = index.slice(0, -2);
    const [piece, unit] = index.slice(-2);
    const terms = range(call.xShape().at(-1)).map((i) => product([call.x([...row, i]), call.w("kernel", [piece, i, unit])]));
    return withBias(call, total(terms, product([free(call.xLetter, "c"), free(call.wLetter, `${piece},c,${unit}`)]), "c"), [piece, unit]);
  },
  inputGradient(call, index) {
    const row = index.slice(0, -1);
    const i = index.at(-1);
    const pieces = [...indices(call.yShape().slice(-2))];
    const terms = pieces.map(([piece, unit]) => product([call.dy([...row, piece, unit]), call.w("kernel", [piece, i, unit])]));
    return total(terms, product([freeDerivative(call.yLetter, "l,u"), free(call.wLetter, `l,${i},u`)]), "l,u");
  },
  parameterGradient(call, index, name) {
    const rows = [...indices(call.yShape().slice(0, -2))];
    const [piece, unit] = [index[0], index.at(-1)];
    const dz = freeDerivative(call.yLetter, `n,${piece},${unit}`);
    if (name === "bias") return total(rows.map((row) => call.dy([...row, piece, unit])), dz, "n");
    const terms = rows.map((row) => product([call.dy([...row, piece, unit]), call.x([...row, index[1]])]));
    return total(terms, product([dz, free(call.xLetter, `n,${index[1]}`)]), "n");
  },
};

export const DENSE_RULES = { dense: DENSE, maxout_product: MAXOUT_PRODUCT };
