/** How often a network is right against how sure it is; on the diagonal both are equal. */

import { drawing } from "../shell/elements.js";
import { percentText } from "../shell/numbers.js";
import { chart, scale, sheet, ticks } from "./charts.js";

/** @typedef {{count: number, confidence: number | null, accuracy: number | null, interval: [number, number], low: number, high: number}} Bin */

const [LARGEST, LEFT, BOTTOM, RIGHT, TOP] = [420, 52, 46, 24, 10];
const [COUNTS, GAP] = [56, 30]; // px: the strip with the number of predictions, and what is above it

/**
 * @param {Bin[]} bins
 * @param {{label: string, sure: string, right: string, counts: string}} words
 */
export function reliabilityChart(bins, words) {
  return chart((room) => {
    const width = Math.min(room, LARGEST);
    const side = width - LEFT - RIGHT;
    const height = TOP + side + GAP + COUNTS + BOTTOM;
    const toX = scale([0, 1], [LEFT, width - RIGHT]);
    const toY = scale([0, 1], [TOP + side, TOP]);
    const ground = TOP + side + GAP + COUNTS;
    const most = Math.max(1, ...bins.map(({ count }) => count));
    const filled = bins.filter(({ count }) => count > 0);
    return sheet(
      width, height, words.label, axes(toX, toY, width, ground, words),
      drawing("line", { class: "ideal", x1: toX(0), y1: toY(0), x2: toX(1), y2: toY(1) }),
      filled.map((bin) => mark(bin, toX, toY)),
      filled.map(({ count, low, high }) => drawing("rect", { class: "count", x: toX(low) + 1, width: toX(high) - toX(low) - 2, y: ground - (COUNTS * count) / most, height: (COUNTS * count) / most })),
      drawing("line", { class: "floor", x1: LEFT, x2: width - RIGHT, y1: ground, y2: ground }),
    );
  });
}

function axes(toX, toY, width, ground, { sure, right, counts }) {
  const levels = ticks(0, 1, 5);
  return drawing(
    "g", { class: "axes" },
    levels.map((share) => drawing("line", { class: "hair", x1: LEFT, x2: width - RIGHT, y1: toY(share), y2: toY(share) })),
    levels.map((share) => drawing("text", { x: LEFT - 8, y: toY(share) + 4, "text-anchor": "end" }, percentText(share))),
    levels.map((share) => drawing("text", { x: toX(share), y: ground + 18, "text-anchor": "middle" }, percentText(share))),
    drawing("text", { x: LEFT + 6, y: TOP + 12 }, right),
    drawing("text", { x: width - RIGHT, y: ground + 38, "text-anchor": "end" }, sure),
    drawing("text", { x: LEFT + 6, y: ground - COUNTS - 6 }, counts),
  );
}

function mark({ confidence, accuracy, interval }, toX, toY) {
  const x = toX(confidence);
  return drawing(
    "g", { class: "bin" },
    drawing("line", { class: "interval", x1: x, x2: x, y1: toY(interval[0]), y2: toY(interval[1]) }),
    drawing("circle", { cx: x, cy: toY(accuracy), r: 4.5 }),
  );
}
