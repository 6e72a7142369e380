/** The maximum or the mean of each window, and of the whole image. Mirrors ops/pooling.py and ops/global_pooling.py. */

import { apply, free, freeDerivative, number, quotient, total } from "../mathematics/expressions.js";
import { indices } from "../shell/tensors.js";
import { axisLetters, cellsOf, lawSubscript, spatial, windowOf, windowsOver } from "./windows.js";


function poolOf(call) {
  return windowOf(call.options.pool_size, call.options, spatial(call.xShape()), spatial(call.yShape()));
}

/** The numbers of a window, in order of comparison. */
function candidates(call, window, index) {
  const [sample, channel] = [index[0], index.at(-1)];
  return cellsOf(window, index.slice(1, -1)).map(({ cell }) => ({ cell, x: call.x([sample, ...cell, channel]) }));
}

/** The first of equal ones. */
function winnerOf(found) {
  return found.reduce((best, candidate) => (candidate.x.value > best.x.value ? candidate : best));
}

const isSame = (one, other) => one.every((at, axis) => at === other[axis]);

const MAX = {
  says: { value: "page.max_pooling_value", inputGradient: "page.max_pooling_input" },
  code: "y = max(x[window])",
  back: { inputGradient: "dx[winner] += dy" },
  window: (call, index) => ({ ...poolOf(call), place: index.slice(1, -1), links: [{ channel: index.at(-1) }], winner: winnerOf(candidates(call, poolOf(call), index)).cell }),
  value: (call, index) => apply("max", ...candidates(call, poolOf(call), index).map(({ x }) => x)),
  inputGradient(call, index) {
    const window = poolOf(call);
    const [sample, channel, cell] = [index[0], index.at(-1), index.slice(1, -1)];
    const won = windowsOver(window, cell)
      .map(({ place }) => [sample, ...place, channel])
      .filter((output) => isSame(winnerOf(candidates(call, window, output)).cell, cell));
    return total(won.map((output) => call.dy(output)), freeDerivative(call.yLetter, `${axisLetters(cell.length).places},${channel}`), axisLetters(cell.length).places.join(","));
  },
};

const AVERAGE_POOL = {
  says: { value: "page.average_pooling_value", inputGradient: "page.average_pooling_input" },
  code: "y = mean(x[window])",
  back: { inputGradient: "dx[window] += dy / k" },
  window: (call, index) => ({ ...poolOf(call), place: index.slice(1, -1), links: [{ channel: index.at(-1) }] }),
  value(call, index) {
    const window = poolOf(call);
    const found = candidates(call, window, index);
    const { offsets } = axisLetters(index.length - 2);
    const law = free(call.xLetter, `${lawSubscript(window, index.slice(1, -1))},${index.at(-1)}`);
    return quotient(total(found.map(({ x }) => x), law, offsets.join(",")), number(found.length));
  },
  inputGradient(call, index) {
    const window = poolOf(call);
    const terms = windowsOver(window, index.slice(1, -1)).map(({ place }) =>
      quotient(call.dy([index[0], ...place, index.at(-1)]), number(cellsOf(window, place).length)));
    const { places } = axisLetters(index.length - 2);
    return total(terms, quotient(freeDerivative(call.yLetter, `${places},${index.at(-1)}`), free("N", places.join(","))), places.join(","));
  },
};

function wholePicture(call, index) {
  return [...indices(spatial(call.xShape()))].map((cell) => call.x([index[0], ...cell, index.at(-1)]));
}

/** The place in the output that an input number contributed to. */
const outputOf = (call, index) => (call.options.keepdims ? [index[0], ...index.slice(1, -1).map(() => 0), index.at(-1)] : [index[0], index.at(-1)]);

const GLOBAL_AVERAGE = {
  says: { value: "page.global_average_value", inputGradient: "page.average_pooling_input" },
  code: "y = mean(x over all places)",
  value(call, index) {
    const cells = wholePicture(call, index);
    const { places } = axisLetters(call.xShape().length - 2);
    return quotient(total(cells, free(call.xLetter, `${places},${index.at(-1)}`), places.join(",")), number(cells.length));
  },
  inputGradient(call, index) {
    const count = spatial(call.xShape()).reduce((product, size) => product * size, 1);
    return quotient(call.dy(outputOf(call, index)), number(count));
  },
};

/** Equal maxima share the gradient: after a ReLU, a whole map may be 0. */
const GLOBAL_MAX = {
  says: { value: "page.global_max_value", inputGradient: "page.global_max_input" },
  code: "y = max(x over all places)",
  value: (call, index) => apply("max", ...wholePicture(call, index)),
  inputGradient(call, index) {
    const numbers = wholePicture(call, index).map((x) => x.value);
    const largest = Math.max(...numbers);
    if (call.x(index).value !== largest) return number(0);
    const winners = numbers.filter((value) => value === largest).length;
    const dy = call.dy(outputOf(call, index));
    return winners > 1 ? quotient(dy, number(winners)) : dy;
  },
};

export const POOLING_RULES = {
  max_pooling: MAX,
  average_pooling: AVERAGE_POOL,
  global_average_pooling: GLOBAL_AVERAGE,
  global_max_pooling: GLOBAL_MAX,
};
