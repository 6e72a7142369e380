/**
 * All numbers of a product, or of the gradient of its input, in one sweep: used if the page carries only the weights.
 */

import { sizeOf } from "../shell/tensors.js";

/**
 * Which numbers meet in a product.
 * @typedef {object} Meeting
 * @property {number[][]} cells of x, of y and of the kernel: which of them belong together, per sample
 * @property {number[][]} links a channel of x, one of y, and the position of the weight in its cell
 * @property {number[]} widths the number of channels in a cell of x, of y and of the kernel
 */

/**
 * @param {import("./calls.js").StepCall} call
 * @param {boolean} isBack whether the gradient is passed back to x; otherwise y is computed
 */
export function swept(call, isBack) {
  const { recording } = call;
  const { cells, links, widths } = call.rule.meeting(call);
  const [from, to] = isBack ? [1, 0] : [0, 1];
  const sizes = [sizeOf(call.xShape()), sizeOf(call.yShape())];
  const samples = call.rule.samples(call);
  const read = isBack ? recording.all("gradient", call.step.outputs[0]) : recording.all("value", call.step.inputs[0]);
  const weights = recording.all("value", call.parameter("kernel"));
  const made = new Float64Array(sizes[to]);
  for (let sample = 0; sample < samples; sample++) {
    const starts = sizes.map((size) => (sample * size) / samples);
    for (const cell of cells) {
      const [start, end] = [starts[from] + cell[from] * widths[from], starts[to] + cell[to] * widths[to]];
      const kernel = cell[2] * widths[2];
      for (const link of links) made[end + link[to]] += read[start + link[from]] * weights[kernel + link[2]];
    }
  }
  if (!isBack && call.has("bias")) {
    const bias = recording.all("value", call.parameter("bias"));
    for (let place = 0; place < made.length; place++) made[place] += bias[place % widths[1]];
  }
  return made;
}
