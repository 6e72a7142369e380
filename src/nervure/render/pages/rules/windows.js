/** Windows that move over an image: the arithmetic of nervure/shapes.py, along one axis and along all. */

import { indices } from "../shell/tensors.js";

/** @typedef {{kernel: number[], strides: number[], dilation: number[], before: number[], input: number[], output: number[]}} Window */

/** The padding before an axis. */
export function marginBefore(size, kernel, stride, padding, dilation = 1) {
  const extent = dilation * (kernel - 1) + 1;
  if (padding === "causal") return extent - 1;
  if (padding !== "same") return 0;
  const total = Math.max((Math.ceil(size / stride) - 1) * stride + extent - size, 0);
  return Math.floor(total / 2);
}

/**
 * The window of a sliding step.
 * @param {number[]} kernel
 * @param {{strides: number[], padding: string, dilation_rate?: number[]}} options
 * @param {number[]} input the sizes that it slides over
 * @param {number[]} output
 * @returns {Window}
 */
export function windowOf(kernel, options, input, output) {
  const dilation = options.dilation_rate ?? kernel.map(() => 1);
  const before = input.map((size, axis) => marginBefore(size, kernel[axis], options.strides[axis], options.padding, dilation[axis]));
  return { kernel, strides: options.strides, dilation, before, input, output };
}

/**
 * The cells that the window at `place` covers inside the image.
 * @param {Window} window
 * @param {number[]} place
 * @returns {{offset: number[], cell: number[]}[]}
 */
export function cellsOf(window, place) {
  const found = [];
  for (const offset of indices(window.kernel)) {
    const cell = cellAt(window, place, offset);
    if (cell !== null) found.push({ offset, cell });
  }
  return found;
}

/**
 * The cell that one offset of the window at `place` covers; null outside the image.
 * @param {Window} window
 * @param {number[]} place
 * @param {number[]} offset
 */
export function cellAt({ strides, dilation, before, input }, place, offset) {
  const cell = place.map((at, axis) => at * strides[axis] + offset[axis] * dilation[axis] - before[axis]);
  return cell.every((at, axis) => at >= 0 && at < input[axis]) ? cell : null;
}

/**
 * The windows that cover `cell`, and with which of their offsets.
 * @param {Window} window
 * @param {number[]} cell
 * @returns {{offset: number[], place: number[]}[]}
 */
export function windowsOver({ kernel, strides, dilation, before, output }, cell) {
  const found = [];
  for (const offset of indices(kernel)) {
    const place = cell.map((at, axis) => (at + before[axis] - offset[axis] * dilation[axis]) / strides[axis]);
    if (place.every((at, axis) => Number.isInteger(at) && at >= 0 && at < output[axis])) found.push({ offset, place });
  }
  return found;
}

const AXES = { 1: "i", 2: "ij", 3: "ijk" };
const OFFSETS = { 1: "a", 2: "ad", 3: "ade" };

/** The letters of a law: `h,w`, and `i,j` inside the window. @param {number} rank */
export const axisLetters = (rank) => ({ places: [...AXES[rank]], offsets: [...OFFSETS[rank]] });

/**
 * The subscript of a cell in a law: `3s+i-p` becomes a plain number plus a letter.
 * @param {Window} window
 * @param {number[]} place
 */
export function lawSubscript({ strides, dilation, before }, place) {
  const { offsets } = axisLetters(place.length);
  return place.map((at, axis) => {
    const start = at * strides[axis] - before[axis];
    const step = dilation[axis] === 1 ? offsets[axis] : `${dilation[axis]}${offsets[axis]}`;
    if (start === 0) return step;
    return start < 0 ? `${step}−${-start}` : `${start}+${step}`;
  });
}

/**
 * The subscript of the cell that one offset of a window covers, for every position: `h+1`, `2w−1`.
 * @param {Window} window
 * @param {number[]} offset
 */
export function lawCell({ strides, dilation, before }, offset) {
  return axisLetters(offset.length).places.map((letter, axis) => {
    const moved = strides[axis] === 1 ? letter : `${strides[axis]}${letter}`;
    const shift = offset[axis] * dilation[axis] - before[axis];
    if (shift === 0) return moved;
    return shift < 0 ? `${moved}−${-shift}` : `${moved}+${shift}`;
  });
}

/** The axes of a shape that a window slides over. @param {number[]} shape */
export const spatial = (shape) => shape.slice(1, -1);
