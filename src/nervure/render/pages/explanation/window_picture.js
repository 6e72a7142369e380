/** What a window sees: the patch, the kernel, and their products, cell by cell. */

import { element, fill } from "../shell/elements.js";
import { visit } from "../shell/address.js";
import { text } from "../shell/language.js";
import { scaleOf } from "../shell/colors.js";
import { numberGrid } from "../shell/grids.js";
import { shown } from "../shell/numbers.js";
import { scroller } from "../shell/scroller.js";
import { stepper } from "../shell/stepper.js";
import { cellAt } from "../rules/windows.js";

/**
 * @param {import("./recording.js").Recording} recording
 * @param {import("./derivations.js").Block} block
 */
export function windowPicture(recording, { call, window, subject }) {
  const sample = subject.target.index[0];
  const links = window.links;
  const holder = element("div", { class: "window" });
  const draw = (number) => {
    const link = links[number];
    fill(holder, links.length > 1 ? channelStepper(number, links, draw) : null, sheets(call, window, sample, link));
  };
  draw(links.length > 1 ? strongest(call, window, sample) : 0);
  return holder;
}

/** The channel with the largest sum of products. */
function strongest(call, window, sample) {
  const sums = window.links.map((link) => Math.abs(productsOf(call, window, sample, link).reduce((all, value) => all + (value ?? 0), 0)));
  return sums.indexOf(Math.max(...sums));
}

/** The last two axes of the window are drawn; sequences have one row. */
function frame({ kernel }) {
  const rows = kernel.length === 1 ? 1 : kernel.at(-2);
  const columns = kernel.at(-1);
  const depth = kernel.length === 3 ? Math.floor(kernel[0] / 2) : null;
  const offsetAt = (row, column) => (kernel.length === 1 ? [column] : depth === null ? [row, column] : [depth, row, column]);
  return { rows, columns, offsetAt };
}

function cellsFor(call, window, sample, link) {
  const { rows, columns, offsetAt } = frame(window);
  return Array.from({ length: rows * columns }, (_, number) => {
    const offset = offsetAt(Math.floor(number / columns), number % columns);
    const cell = cellAt(window, window.place, offset);
    return {
      x: cell === null ? null : call.x([sample, ...cell, link.channel]),
      w: link.tail === undefined ? null : call.w("kernel", [...offset, ...link.tail]),
      wins: window.winner !== undefined && cell !== null && cell.every((at, axis) => at === window.winner[axis]),
    };
  });
}

function productsOf(call, window, sample, link) {
  return cellsFor(call, window, sample, link).map(({ x, w }) => (x === null || w === null ? null : x.value * w.value));
}

function sheets(call, window, sample, link) {
  const { rows, columns } = frame(window);
  const cells = cellsFor(call, window, sample, link);
  const patch = numbersSheet(text("page.patch"), rows, columns, cells.map(({ x }) => x), cells.findIndex(({ wins }) => wins));
  if (link.tail === undefined) return element("div", { class: "sheets" }, patch);
  const kernel = numbersSheet(text("page.kernel"), rows, columns, cells.map(({ w }) => w), -1);
  const values = productsOf(call, window, sample, link);
  const products = numbersSheet(text("page.products"), rows, columns, values.map((value, number) => (value === null ? null : { value, target: cells[number].x.target })), -1);
  const sumOfAll = values.reduce((all, value) => all + (value ?? 0), 0);
  return element("div", { class: "sheets" }, patch, operator("×"), kernel, operator("="), products, element("p", { class: "sum" }, text("page.sum_here", { value: shown(sumOfAll) })));
}

const operator = (sign) => element("span", { class: "operator", "aria-hidden": "true" }, sign);

function numbersSheet(label, rows, columns, places, marked) {
  const values = places.map((place) => place?.value ?? null);
  const scale = scaleOf(values.filter((value) => value !== null), false);
  const at = (row, column) => row * columns + column;
  const grid = numberGrid({
    label, rows, columns, scale,
    valueAt: (row, column) => values[at(row, column)],
    spoken: (row, column) => {
      const value = values[at(row, column)];
      return value === null ? text("page.outside") : text("page.cell", { place: `${row}, ${column}`, value: shown(value) });
    },
    open: (row, column) => { if (places[at(row, column)] !== null) visit(places[at(row, column)].target.address); },
    marked: marked >= 0 ? { row: Math.floor(marked / columns), column: marked % columns } : null,
  });
  return element("figure", {}, element("figcaption", {}, label), scroller(grid, null));
}

function channelStepper(number, links, draw) {
  const label = text("page.channel", { number: links[number].channel });
  return stepper(text("page.channels"), number, links.length, draw, text("page.channel_of", { label, count: links.length }));
}
