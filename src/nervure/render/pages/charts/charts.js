/** Shared by charts: an SVG as wide as its container, round numbers on the axes, a table for each. */

import { drawing, element, fill } from "../shell/elements.js";
import { scroller } from "../shell/scroller.js";
import { text } from "../shell/language.js";

/**
 * A chart drawn for its current width, and again when that changes.
 * @param {(width: number) => SVGElement} draw
 */
export function chart(draw) {
  const holder = element("div", { class: "chart" });
  let drawnFor = 0;
  const redraw = () => {
    const width = Math.floor(holder.clientWidth);
    if (width === 0 || width === drawnFor) return;
    drawnFor = width;
    fill(holder, draw(width));
  };
  new ResizeObserver(() => requestAnimationFrame(redraw)).observe(holder);
  return holder;
}

/**
 * @param {number} width
 * @param {number} height
 * @param {string} label for screen readers
 * @param {...any} children
 */
export function sheet(width, height, label, ...children) {
  return drawing("svg", { viewBox: `0 0 ${width} ${height}`, width, height, role: "img", "aria-label": label }, ...children);
}

/**
 * From numbers to positions.
 * @param {number[]} domain
 * @param {number[]} range
 */
export function scale([low, high], [start, end]) {
  return (value) => start + ((value - low) / (high - low || 1)) * (end - start);
}

/**
 * Round numbers from `low` to `high`, about `most` of them.
 * @param {number} low
 * @param {number} high
 * @param {number} most
 */
export function ticks(low, high, most) {
  const rough = (high - low) / Math.max(1, most);
  if (!(rough > 0)) return [low];
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((part) => part * power).find((size) => size >= rough * 0.999);
  const first = Math.ceil(low / step - 1e-9);
  const count = Math.floor(high / step + 1e-9) - first + 1;
  return Array.from({ length: count }, (_, number) => Number(((first + number) * step).toPrecision(12)));
}

/**
 * The numbers of a chart, opened below it.
 * @param {string[]} heads
 * @param {(string | Node)[][]} rows the first cell of each is its name
 * @param {string} label
 * @param {number[]} [words] the columns that hold words; the others, except the first, hold numbers
 */
export function tableBehind(heads, rows, label, words = []) {
  const kind = (place) => ({ class: place === 0 || words.includes(place) ? null : "digits" });
  const cells = ([name, ...values]) => element("tr", {}, element("th", { scope: "row" }, name), values.map((value, place) => element("td", kind(place + 1), value)));
  const table = element(
    "table", { "aria-label": label },
    element("thead", {}, element("tr", {}, heads.map((head, place) => element("th", { scope: "col", ...kind(place) }, head)))),
    element("tbody", {}, rows.map(cells)),
  );
  return element("details", { class: "behind" }, element("summary", {}, text("page.table")), scroller(table, label));
}
