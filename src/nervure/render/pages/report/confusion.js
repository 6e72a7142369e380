/** Which classes were confused with which: a grid whose cells open their images. */

import { button, element, fill } from "../shell/elements.js";
import { rove } from "../shell/grids.js";
import { text } from "../shell/language.js";
import { countText, percentText } from "../shell/numbers.js";
import { scroller } from "../shell/scroller.js";
import { gallery } from "./pictures.js";

const MOST_PAIRS = 8;

/** @param {import("./sections.js").Page} page */
export function showConfusion(page) {
  const { labels, counts } = page.payload.confusion;
  const sums = counts.map((row) => row.reduce((sum, count) => sum + count, 0));
  const most = Math.max(1e-9, ...counts.flatMap((row, truth) => row.map((count, label) => (truth === label || sums[truth] === 0 ? 0 : count / sums[truth]))));
  const cells = counts.flatMap((row, truth) => row.map((count, label) => cellOf({ page, labels, count, truth, label, share: sums[truth] ? count / sums[truth] : 0, most })));
  const grid = gridOf(labels, cells, sums);
  const open = (row, column) => page.go({ cell: `${row},${column}` });
  if (cells.length > 0) rove(grid, cells, labels.length, labels.length, { row: 0, column: 0 }, open);
  const opened = element("div", { class: "opened-cell" });
  const nodes = [
    element("div", { class: "matrix-and-pairs" },
      element("div", {}, element("p", { class: "axis" }, text("page.report_rows_truth")), scroller(grid, text("page.report_confusion")), shadeLegend(most)),
      pairs(page, labels, counts)),
    opened,
  ];
  return { nodes, update: (state) => showCell(page, opened, cells, state) };
}

function cellOf({ page, labels, count, truth, label, share, most }) {
  const isRight = truth === label;
  const cell = element(
    "div", {
      role: "gridcell", tabindex: -1, class: `cell${isRight ? " right" : ""}${count === 0 ? " none" : ""}`, "data-cell": `${truth},${label}`,
      "aria-label": text(isRight ? "page.report_cell_right" : "page.report_cell_wrong", { truth: labels[truth], label: labels[label], count: countText(count) }),
      onclick: () => page.go({ cell: `${truth},${label}` }),
    },
    count === 0 ? "·" : countText(count),
  );
  if (!isRight && count > 0) cell.style.setProperty("--share", String(share / most));
  return cell;
}

function gridOf(labels, cells, sums) {
  const heads = labels.map((label) => element("div", { role: "columnheader", class: "column", title: label }, element("span", {}, label)));
  const rows = labels.map((label, truth) => element(
    "div", { role: "row" },
    element("div", { role: "rowheader", class: "row-name", title: label }, element("span", {}, label)),
    cells.slice(truth * labels.length, (truth + 1) * labels.length),
    element("div", { role: "rowheader", class: "sum", "aria-label": text("page.report_row_sum", { count: countText(sums[truth]) }) }, countText(sums[truth])),
  ));
  const isShort = labels.every((label) => label.length <= 3);
  const grid = element(
    "div", { role: "grid", class: isShort ? "matrix short" : "matrix", "aria-label": text("page.report_confusion") },
    element("div", { role: "row" }, element("div", { role: "columnheader", class: "corner", "aria-label": text("page.report_true_class") }), heads, element("div", { role: "columnheader", class: "sum", "aria-label": text("page.report_pictures") }, "Σ")),
    rows,
  );
  grid.style.setProperty("--classes", String(labels.length));
  return grid;
}

/** The meaning of the shades: the share of a true class. */
function shadeLegend(most) {
  const strip = element("span", { class: "shades", "aria-hidden": "true" }, Array.from({ length: 12 }, (_, step) => {
    const part = element("span");
    part.style.setProperty("--share", String(step / 11));
    return part;
  }));
  return element("p", { class: "legend" }, text("page.report_shade"), " ", element("span", { class: "range" }, percentText(0), strip, percentText(most, 1)));
}

/** The kinds of mistakes, most frequent first. */
function pairs(page, labels, counts) {
  const all = counts.flatMap((row, truth) => row.map((count, label) => ({ count, truth, label }))).filter(({ count, truth, label }) => count > 0 && truth !== label);
  const chosen = all.sort((one, other) => other.count - one.count).slice(0, MOST_PAIRS);
  if (chosen.length === 0) return element("p", { class: "quiet" }, text("page.report_no_mistakes"));
  const items = chosen.map(({ count, truth, label }) => element("li", {}, button(`${labels[truth]} → ${labels[label]}`, () => page.go({ cell: `${truth},${label}` }), { class: "pair" }), element("span", { class: "digits" }, countText(count))));
  return element("div", { class: "pairs" }, element("h3", {}, text("page.report_pairs")), element("ol", {}, items));
}

function showCell(page, holder, cells, { cell }) {
  for (const one of cells) one.setAttribute("aria-selected", String(one.dataset.cell === cell));
  const before = holder.dataset.cell;
  if (before === cell) return;
  holder.dataset.cell = cell;
  const wasInside = holder.contains(document.activeElement);
  fill(holder, picturesOf(page, cell));
  if (before === undefined || document.querySelector("dialog[open]") !== null) return;
  if (cell !== "") (holder.querySelector(".thumb") ?? holder.querySelector("h3"))?.focus();
  else if (wasInside) cells.find((one) => one.dataset.cell === before)?.focus();
}

/** The images behind a number, most confident first. */
function picturesOf(page, cell) {
  const { labels, counts, cells } = page.payload.confusion;
  const [truth, label] = cell.split(",").map(Number);
  const count = counts[truth]?.[label];
  if (count === undefined) return [];
  const key = truth === label ? "page.report_cell_right" : "page.report_cell_wrong";
  const said = text(key, { truth: labels[truth], label: labels[label], count: countText(count) });
  const places = cells[cell] ?? [];
  return [
    element("h3", { tabindex: -1 }, said),
    places.length > 0 && places.length < count ? element("p", { class: "quiet" }, text("page.report_surest", { shown: places.length, count: countText(count) })) : null,
    places.length > 0 ? gallery(page, "confusion", places, said) : element("p", { class: "quiet" }, text("page.report_no_pictures")),
  ];
}
