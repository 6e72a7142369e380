/**
 * Numbers in rows and columns that arrow keys walk through: small grids as cells with digits, large ones as a canvas
 * with a single grid cell at the cursor. Both are WAI-ARIA grids with a roving tabindex.
 */

import { element } from "./elements.js";
import { colorOf, cssColor, inkOn } from "./colors.js";
import { fullText, shown } from "./numbers.js";

/**
 * @typedef {object} Sheet
 * @property {string} label of the grid
 * @property {number} rows
 * @property {number} columns
 * @property {(row: number, column: number) => number | null} valueAt null if there is no cell
 * @property {import("./colors.js").Scale} scale
 * @property {(row: number, column: number) => string} spoken the text of a cell for screen readers
 * @property {(row: number, column: number) => void} open
 * @property {{row: number, column: number} | null} [marked]
 * @property {((row: number, column: number) => void)} [moved] called with the position of the cursor
 */

const LEAST_TARGET = 24;

/**
 * The cursor position after a key; null for a key that does not move it.
 * @param {string} key
 * @param {{row: number, column: number}} at
 * @param {number} rows
 * @param {number} columns
 */
export function steppedTo(key, { row, column }, rows, columns) {
  const moves = {
    ArrowRight: [row, column + 1], ArrowLeft: [row, column - 1], ArrowDown: [row + 1, column], ArrowUp: [row - 1, column],
    Home: [row, 0], End: [row, columns - 1], PageDown: [row + 10, column], PageUp: [row - 10, column],
  };
  if (!(key in moves)) return null;
  const [toRow, toColumn] = moves[key];
  return { row: Math.min(rows - 1, Math.max(0, toRow)), column: Math.min(columns - 1, Math.max(0, toColumn)) };
}

/**
 * A grid whose cells show their digits.
 * @param {Sheet} sheet
 */
export function numberGrid({ label, rows, columns, valueAt, scale, spoken, open, marked = null }) {
  const cells = [];
  const body = Array.from({ length: rows }, (_, row) => {
    const line = Array.from({ length: columns }, (_, column) => {
      const cell = digitCell(valueAt(row, column), scale, spoken(row, column), marked?.row === row && marked?.column === column);
      cell.addEventListener("click", () => open(row, column));
      cells.push(cell);
      return cell;
    });
    return element("div", { role: "row" }, line);
  });
  const grid = element("div", { role: "grid", class: "numbers", "aria-label": label, "aria-rowcount": rows, "aria-colcount": columns }, body);
  grid.style.setProperty("--columns", String(columns));
  rove(grid, cells, rows, columns, marked ?? { row: 0, column: 0 }, open);
  return grid;
}

function digitCell(value, scale, spoken, isMarked) {
  const cell = element("div", { role: "gridcell", class: "digit", tabindex: -1, "aria-label": spoken, "aria-selected": isMarked ? "true" : null });
  if (value === null || Number.isNaN(value)) {
    cell.textContent = "·";
    return cell;
  }
  const color = colorOf(value, scale);
  cell.textContent = shown(value, 3);
  cell.title = fullText(value);
  cell.style.setProperty("background-color", cssColor(color));
  cell.style.setProperty("color", inkOn(color));
  return cell;
}

/**
 * One Tab stop for all cells of a grid; arrow keys move from one to the next.
 * @param {HTMLElement} grid
 * @param {HTMLElement[]} cells row by row
 * @param {number} rows
 * @param {number} columns
 * @param {{row: number, column: number}} start
 * @param {(row: number, column: number) => void} open
 */
export function rove(grid, cells, rows, columns, start, open) {
  let at = start;
  const cellAt = ({ row, column }) => cells[row * columns + column];
  cellAt(at).tabIndex = 0;
  const go = (next) => {
    cellAt(at).tabIndex = -1;
    at = next;
    cellAt(at).tabIndex = 0;
  };
  grid.addEventListener("focusin", ({ target }) => {
    const place = cells.indexOf(target);
    if (place >= 0) go({ row: Math.floor(place / columns), column: place % columns });
  });
  listenInside(grid, { rows, columns, open }, () => at, (next) => {
    go(next);
    cellAt(at).focus();
  });
}

/**
 * Arrow keys, Home and End move between the cells of a grid; Enter and the space bar open the current one.
 * @param {HTMLElement} grid
 * @param {{rows: number, columns: number, open: (row: number, column: number) => void}} sheet
 * @param {() => {row: number, column: number}} where the current cell
 * @param {(next: {row: number, column: number}) => void} go
 */
function listenInside(grid, { rows, columns, open }, where, go) {
  grid.addEventListener("keydown", (event) => {
    const at = where();
    if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      open(at.row, at.column);
      return;
    }
    const next = steppedTo(event.key, at, rows, columns);
    if (next === null) return;
    event.preventDefault();
    go(next);
  });
}

/**
 * A grid drawn on a canvas, one pixel per cell, enlarged without smoothing.
 * @param {Sheet} sheet
 * @param {number} size the size of a cell in px
 */
export function mapGrid(sheet, size) {
  const { label, rows, columns, valueAt, scale, spoken, open, marked = null, moved = () => {} } = sheet;
  const canvas = painted(rows, columns, valueAt, scale);
  canvas.style.setProperty("width", `${columns * size}px`);
  canvas.style.setProperty("height", `${rows * size}px`);
  const line = element("div", { role: "row" });
  const grid = element("div", { role: "grid", class: marked === null ? "map idle" : "map", "aria-label": label, "aria-rowcount": rows, "aria-colcount": columns }, canvas, line);
  let at = marked ?? { row: 0, column: 0 };

  /** A new cell each time: a screen reader then reads it, as it would any cell that gets the focus. */
  const put = (next, takesFocus) => {
    at = next;
    const cell = element("div", { role: "gridcell", class: "cursor", tabindex: 0, "aria-colindex": at.column + 1, "aria-label": spoken(at.row, at.column) });
    const reach = Math.max(size, LEAST_TARGET);
    cell.style.setProperty("left", `${at.column * size + (size - reach) / 2}px`);
    cell.style.setProperty("top", `${at.row * size + (size - reach) / 2}px`);
    cell.style.setProperty("--cell", `${size}px`);
    cell.style.setProperty("--reach", `${reach}px`);
    line.setAttribute("aria-rowindex", String(at.row + 1));
    line.replaceChildren(cell);
    if (takesFocus) cell.focus({ preventScroll: size < 4 });
    moved(at.row, at.column);
  };

  put(at, false);
  listenInside(grid, sheet, () => at, (next) => put(next, true));
  const under = (event) => {
    const box = canvas.getBoundingClientRect();
    const row = Math.floor(((event.clientY - box.top) / box.height) * rows);
    const column = Math.floor(((event.clientX - box.left) / box.width) * columns);
    return { row: Math.min(rows - 1, Math.max(0, row)), column: Math.min(columns - 1, Math.max(0, column)) };
  };
  grid.addEventListener("pointermove", (event) => {
    const { row, column } = under(event);
    moved(row, column);
  });
  grid.addEventListener("pointerleave", () => moved(at.row, at.column));
  grid.addEventListener("click", (event) => {
    const { row, column } = under(event);
    if (valueAt(row, column) === null) return;
    put({ row, column }, true);
    open(row, column);
  });
  return grid;
}

/**
 * A canvas with one pixel per cell.
 * @param {number} rows
 * @param {number} columns
 * @param {(row: number, column: number) => number | null} valueAt
 * @param {import("./colors.js").Scale} scale
 */
export function painted(rows, columns, valueAt, scale) {
  return colored(rows, columns, (row, column) => {
    const value = valueAt(row, column);
    return value === null ? null : colorOf(value, scale);
  });
}

/**
 * A canvas with one pixel per cell, in any colors.
 * @param {number} rows
 * @param {number} columns
 * @param {(row: number, column: number) => import("./colors.js").Color | null} colorAt
 */
export function colored(rows, columns, colorAt) {
  const canvas = /** @type {HTMLCanvasElement} */ (element("canvas", { width: columns, height: rows, class: "pixels", "aria-hidden": "true" }));
  const context = canvas.getContext("2d");
  const image = context.createImageData(columns, rows);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const color = colorAt(row, column);
      if (color !== null) image.data.set([...color, 255], 4 * (row * columns + column));
    }
  }
  context.putImageData(image, 0, 0);
  return canvas;
}
