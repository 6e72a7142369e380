/**
 * Convolutions of sequences, images and volumes, including depthwise and transposed ones. Mirrors ops/convolution.py.
 */

import { free, freeDerivative, product, sum, total } from "../mathematics/expressions.js";
import { indices, offsetOf, range } from "../shell/tensors.js";
import { axisLetters, cellAt, cellsOf, lawCell, lawSubscript, spatial, windowOf, windowsOver } from "./windows.js";

const SAYS = { value: "page.convolution_value", inputGradient: "page.convolution_input", parameterGradient: "page.convolution_weight" };


/** The channels that a filter sees, and the filters that see a channel, with the last two indices of their weights. */
const GROUPED = {
  seenBy(call, filter) {
    const [channels, filters] = call.wShape("kernel").slice(-2);
    const first = Math.floor(filter / (filters / call.options.groups)) * channels;
    return range(channels).map((c) => ({ channel: first + c, tail: [c, filter] }));
  },
  seeing(call, channel) {
    const [channels, filters] = call.wShape("kernel").slice(-2);
    const share = filters / call.options.groups;
    const group = Math.floor(channel / channels);
    return range(share, group * share).map((filter) => ({ filter, tail: [channel % channels, filter] }));
  },
  ends(call, [c, filter]) {
    const [channels, filters] = call.wShape("kernel").slice(-2);
    return { channel: Math.floor(filter / (filters / call.options.groups)) * channels + c, filter };
  },
};

const DEPTHWISE = {
  seenBy(call, filter) {
    const multiplier = call.wShape("kernel").at(-1);
    const channel = Math.floor(filter / multiplier);
    return [{ channel, tail: [channel, filter % multiplier] }];
  },
  seeing(call, channel) {
    const multiplier = call.wShape("kernel").at(-1);
    return range(multiplier).map((m) => ({ filter: channel * multiplier + m, tail: [channel, m] }));
  },
  ends(call, [channel, m]) {
    return { channel, filter: channel * call.wShape("kernel").at(-1) + m };
  },
};

function windowOfCall(call) {
  return windowOf(call.wShape("kernel").slice(0, -2), call.options, spatial(call.xShape()), spatial(call.yShape()));
}

/** The cells that a sliding window brings together: those it covers, its position, the offset in the kernel. */
function meetingOf(window, pairs, [channels, filters], weights) {
  const cells = [...indices(window.output)].flatMap((place) =>
    cellsOf(window, place).map(({ offset, cell }) => [offsetOf(cell, window.input), offsetOf(place, window.output), offsetOf(offset, window.kernel)]));
  const links = pairs.map(([channel, filter, [row, column]]) => [channel, filter, row * weights.at(-1) + column]);
  return { cells, links, widths: [channels, filters, weights.at(-2) * weights.at(-1)] };
}

const samplesOf = (call) => call.xShape()[0];

function biasGradient(call, filter) {
  const { places } = axisLetters(spatial(call.yShape()).length);
  const terms = [...indices(call.yShape().slice(0, -1))].map((place) => call.dy([...place, filter]));
  return total(terms, freeDerivative(call.yLetter, `n,${places},${filter}`), `n,${places}`);
}

function sliding(connections, code) {
  return {
    says: SAYS,
    code,
    samples: samplesOf,
    meeting(call) {
      const [channels, filters] = [call.xShape().at(-1), call.yShape().at(-1)];
      const pairs = range(filters).flatMap((filter) => connections.seenBy(call, filter).map(({ channel, tail }) => [channel, filter, tail]));
      return meetingOf(windowOfCall(call), pairs, [channels, filters], call.wShape("kernel"));
    },
    back: {
      inputGradient: "dx[h s + i, w s + j, c] += dz[h, w, f] * kernel[i, j, c, f]",
      parameterGradient: "dkernel[i, j, c, f] = sum(x[h s + i, w s + j, c] * dz[h, w, f]); dbias = dz.sum((0, 1, 2))",
    },
    window: (call, index) => ({ ...windowOfCall(call), place: index.slice(1, -1), links: connections.seenBy(call, index.at(-1)) }),
    value(call, index) {
      const window = windowOfCall(call);
      const [sample, filter, place] = [index[0], index.at(-1), index.slice(1, -1)];
      const links = connections.seenBy(call, filter);
      const terms = cellsOf(window, place).flatMap(({ offset, cell }) =>
        links.map(({ channel, tail }) => product([call.x([sample, ...cell, channel]), call.w("kernel", [...offset, ...tail])])));
      const { offsets } = axisLetters(place.length);
      const law = product([free(call.xLetter, `${lawSubscript(window, place)},c`), free(call.wLetter, `${offsets},c,${filter}`)]);
      const weighed = total(terms, law, `${offsets},c`);
      return call.has("bias") ? sum([weighed, call.w("bias", [filter])]) : weighed;
    },
    inputGradient(call, index) {
      const [sample, channel] = [index[0], index.at(-1)];
      const links = connections.seeing(call, channel);
      const terms = windowsOver(windowOfCall(call), index.slice(1, -1)).flatMap(({ offset, place }) =>
        links.map(({ filter, tail }) => product([call.dy([sample, ...place, filter]), call.w("kernel", [...offset, ...tail])])));
      const { places, offsets } = axisLetters(index.length - 2);
      return total(terms, product([freeDerivative(call.yLetter, `${places},u`), free(call.wLetter, `${offsets},${channel},u`)]), `${offsets},u`);
    },
    parameterGradient(call, index, name) {
      if (name === "bias") return biasGradient(call, index[0]);
      const window = windowOfCall(call);
      const offset = index.slice(0, -2);
      const { channel, filter } = connections.ends(call, index.slice(-2));
      const terms = [];
      for (const [sample, ...place] of indices(call.yShape().slice(0, -1))) {
        const cell = cellAt(window, place, offset);
        if (cell !== null) terms.push(product([call.dy([sample, ...place, filter]), call.x([sample, ...cell, channel])]));
      }
      const { places } = axisLetters(offset.length);
      const law = product([freeDerivative(call.yLetter, `n,${places},${filter}`), free(call.xLetter, `n,${lawCell(window, offset)},${channel}`)]);
      return total(terms, law, `n,${places}`);
    },
  };
}

/** A transposed convolution is a convolution seen from the other side: cells and positions exchange their roles. */
function mirroredWindow(call) {
  const { strides, dilation_rate: dilation } = call.options;
  const kernel = call.wShape("kernel").slice(0, -2);
  return { kernel, strides, dilation, before: call.options.before, input: spatial(call.yShape()), output: spatial(call.xShape()) };
}

const TRANSPOSED = {
  says: { value: "page.transposed_value", inputGradient: "page.transposed_input", parameterGradient: "page.convolution_weight" },
  code: "z[h s + i] += x[h] * kernel[i]; z += bias",
  samples: samplesOf,
  meeting(call) {
    const [channels, filters] = [call.xShape().at(-1), call.yShape().at(-1)];
    const pairs = range(channels).flatMap((channel) => range(filters).map((filter) => [channel, filter, [filter, channel]]));
    const { cells, ...rest } = meetingOf(mirroredWindow(call), pairs, [channels, filters], call.wShape("kernel"));
    return { cells: cells.map(([cell, place, offset]) => [place, cell, offset]), ...rest };
  },
  value(call, index) {
    const [sample, filter] = [index[0], index.at(-1)];
    const channels = range(call.xShape().at(-1));
    const terms = windowsOver(mirroredWindow(call), index.slice(1, -1)).flatMap(({ offset, place }) =>
      channels.map((c) => product([call.x([sample, ...place, c]), call.w("kernel", [...offset, filter, c])])));
    const { places, offsets } = axisLetters(index.length - 2);
    const weighed = total(terms, product([free(call.xLetter, `${places},c`), free(call.wLetter, `${offsets},${filter},c`)]), `${offsets},c`);
    return call.has("bias") ? sum([weighed, call.w("bias", [filter])]) : weighed;
  },
  inputGradient(call, index) {
    const [sample, channel] = [index[0], index.at(-1)];
    const filters = range(call.yShape().at(-1));
    const terms = cellsOf(mirroredWindow(call), index.slice(1, -1)).flatMap(({ offset, cell }) =>
      filters.map((f) => product([call.dy([sample, ...cell, f]), call.w("kernel", [...offset, f, channel])])));
    const { places, offsets } = axisLetters(index.length - 2);
    return total(terms, product([freeDerivative(call.yLetter, `${places},u`), free(call.wLetter, `${offsets},u,${channel}`)]), `${offsets},u`);
  },
  parameterGradient(call, index, name) {
    if (name === "bias") return biasGradient(call, index[0]);
    const window = mirroredWindow(call);
    const offset = index.slice(0, -2);
    const [filter, channel] = index.slice(-2);
    const terms = [];
    for (const [sample, ...place] of indices(call.xShape().slice(0, -1))) {
      const cell = cellAt(window, place, offset);
      if (cell !== null) terms.push(product([call.dy([sample, ...cell, filter]), call.x([sample, ...place, channel])]));
    }
    const { places } = axisLetters(offset.length);
    return total(terms, product([freeDerivative(call.yLetter, `n,${lawCell(window, offset)},${filter}`), free(call.xLetter, `n,${places},${channel}`)]), `n,${places}`);
  },
};

export const CONVOLUTION_RULES = {
  convolution: sliding(GROUPED, "z[h, w, f] = sum(x[h s + i, w s + j, c] * kernel[i, j, c, f]) + bias[f]"),
  depthwise_convolution: sliding(DEPTHWISE, "z[h, w, c M + m] = sum(x[h s + i, w s + j, c] * kernel[i, j, c, m]) + bias[c M + m]"),
  transposed_convolution: TRANSPOSED,
};
