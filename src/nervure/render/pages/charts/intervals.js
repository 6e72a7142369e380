/** Shares from 0 to 100 % as dots, each with its confidence interval: one result next to its baselines. */

import { drawing } from "../shell/elements.js";
import { percentText } from "../shell/numbers.js";
import { chart, scale, sheet, ticks } from "./charts.js";

/** @typedef {{name: string, share: number, low?: number, high?: number, isMain?: boolean}} Row */

const [ROW, AXIS, ABOVE] = [38, 30, 520];

/**
 * @param {Row[]} rows
 * @param {string} label for screen readers
 * @param {number} [decimals] of the shares
 */
export function intervalChart(rows, label, decimals = 1) {
  return chart((width) => {
    const isNarrow = width < ABOVE;
    const [left, right] = isNarrow ? [6, 64] : [190, 72];
    const height = rows.length * (isNarrow ? ROW + 14 : ROW) + AXIS;
    const toX = scale([0, 1], [left, width - right]);
    const axis = ticks(0, 1, 5).map((share) => [
      drawing("line", { class: "hair", x1: toX(share), x2: toX(share), y1: 0, y2: height - AXIS + 4 }),
      drawing("text", { x: toX(share), y: height - 8, "text-anchor": share === 0 && isNarrow ? "start" : "middle" }, percentText(share)),
    ]);
    const lines = rows.map((row, number) => line(row, number * (isNarrow ? ROW + 14 : ROW), { toX, left, width, isNarrow, decimals }));
    return sheet(width, height, label, drawing("g", { class: "axes" }, axis.flat()), lines);
  });
}

function line({ name, share, low = share, high = share, isMain = false }, top, { toX, left, width, isNarrow, decimals }) {
  const y = top + (isNarrow ? 14 : 0) + ROW / 2;
  return drawing(
    "g", { class: isMain ? "share main" : "share" },
    isNarrow ? drawing("text", { class: "name", x: left, y: y - 14 }, name) : drawing("text", { class: "name", x: left - 14, y: y + 5, "text-anchor": "end" }, name),
    drawing("line", { class: "stem", x1: toX(0), x2: toX(share), y1: y, y2: y }),
    high > low ? drawing("line", { class: "interval", x1: toX(low), x2: toX(high), y1: y, y2: y }) : null,
    drawing("circle", { cx: toX(share), cy: y, r: isMain ? 5.5 : 4.5 }),
    drawing("text", { class: "value", x: width - 4, y: y + 5, "text-anchor": "end" }, percentText(share, decimals)),
  );
}
