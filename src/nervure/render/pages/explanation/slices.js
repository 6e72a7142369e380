/** Tensors of any rank as rows and columns: which axes are shown, and which are chosen. */

import { colorOf, scaleOf } from "../shell/colors.js";
import { colored } from "../shell/grids.js";

const GLANCE = 28; // the maximum number of cells of a preview along each side

/**
 * The layout of a tensor.
 * @typedef {object} Layout
 * @property {number[]} shape without the sample axis
 * @property {number | null} rows the axis of the rows; null for a folded vector
 * @property {number | null} columns
 * @property {number[]} chosen the axes of which one cell is shown at a time; the last one has one image per cell
 */

/**
 * @param {number[]} shape without the sample axis
 * @param {boolean} isParameter
 * @returns {Layout}
 */
export function layoutOf(shape, isParameter) {
  const axes = shape.map((_, axis) => axis);
  if (shape.length <= 1) return { shape, rows: null, columns: null, chosen: [] };
  if (shape.length === 2) return { shape, rows: 0, columns: 1, chosen: [] };
  const first = shape.length === 5 || (shape.length === 4 && !isParameter) ? 1 : 0;
  return { shape, rows: first, columns: first + 1, chosen: axes.filter((axis) => axis !== first && axis !== first + 1) };
}

/**
 * The sheet of a tensor: its size, and the index at each position.
 * @param {Layout} layout
 * @param {number[]} at the index with the chosen axes
 */
export function sheetOf(layout, at) {
  const { shape, rows, columns } = layout;
  if (rows === null) {
    const count = shape[0] ?? 1;
    const width = foldedWidth(count);
    return {
      rows: Math.ceil(count / width), columns: width,
      indexAt: (row, column) => (row * width + column < count ? (shape.length === 0 ? [] : [row * width + column]) : null),
      cellOf: (index) => ({ row: Math.floor((index[0] ?? 0) / width), column: (index[0] ?? 0) % width }),
    };
  }
  return {
    rows: shape[rows], columns: shape[columns],
    indexAt: (row, column) => at.map((place, axis) => (axis === rows ? row : axis === columns ? column : place)),
    cellOf: (index) => ({ row: index[rows], column: index[columns] }),
  };
}

/** A vector is folded into lines of countable width. */
function foldedWidth(count) {
  if (count <= 16) return Math.max(1, count);
  return count <= 256 ? 16 : 32;
}

/**
 * An image of a value: three channels in their colors, otherwise the first map, or the vector.
 * @param {import("./recording.js").Recording} recording
 * @param {"value" | "gradient"} kind
 * @param {string} name
 * @param {number} sample
 * @param {boolean} isPhotograph whether three channels are colors
 * @param {number} [most] cells along each side
 */
export function pictureOf(recording, kind, name, sample, isPhotograph, most = Infinity) {
  const shape = recording.shapeOf(name).slice(1);
  const sheet = sheetOf(layoutOf(shape, false), shape.map(() => 0));
  const scale = rangeScale(recording, kind, name);
  const white = scale.high > 1 ? 255 : 1;
  const hasColors = isPhotograph && shape.length === 3 && shape[2] === 3 && scale.family === "unsigned";
  const read = (index) => recording.read(kind, name, [sample, ...index]);
  const colorAt = (index) => (hasColors
    ? [0, 1, 2].map((part) => Math.round((255 * read([index[0], index[1], part])) / white))
    : colorOf(read(index), scale));
  const [rows, columns] = [Math.min(sheet.rows, most), Math.min(sheet.columns, most)];
  return colored(rows, columns, (row, column) => {
    const index = sheet.indexAt(Math.floor((row * sheet.rows) / rows), Math.floor((column * sheet.columns) / columns));
    return index === null ? null : colorAt(index);
  });
}

/**
 * A preview of a layer's output; null if the page does not know it.
 * @param {import("./recording.js").Recording} recording
 * @param {any} box
 * @param {{sample: number, pass: string}} state
 */
export function glance(recording, box, { sample, pass }) {
  if (!recording.values.has(box.value)) return null;
  const kind = pass === "backward" ? "gradient" : "value";
  if (kind === "gradient" && !recording.hasGradient(box.value)) return null;
  return pictureOf(recording, kind, box.value, sample, kind === "value" && ["input", "rescaling"].includes(box.kind), GLANCE);
}

/** One scale for all numbers of an array: the engine's smallest and largest number if the page has them. */
export function rangeScale(recording, kind, name) {
  const known = recording.values.get(name) ?? recording.parameters.get(name);
  const range = kind === "gradient" ? known?.gradient_range : known?.range;
  return scaleOf(range ?? [0], kind !== "value");
}
