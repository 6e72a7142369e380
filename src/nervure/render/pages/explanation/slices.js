/** Tensors of any rank as rows and columns: which axes are shown, which are chosen. */

import { scaleOf } from "../shell/colors.js";

const GLANCE = 28; // cells of a glance, at most, along each side

/**
 * How a tensor is laid out.
 * @typedef {object} Layout
 * @property {number[]} shape without the samples
 * @property {number | null} rows the axis of the rows; null for a folded vector
 * @property {number | null} columns
 * @property {number[]} chosen the axes of which one cell is shown at a time; the last one has a picture for each cell
 */

/**
 * @param {number[]} shape without the axis of the samples
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
 * The sheet of a tensor: its size, and which index stands where.
 * @param {Layout} layout
 * @param {number[]} at the index whose chosen axes count
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

/** A vector is folded into lines of a width that a reader can count. */
function foldedWidth(count) {
  if (count <= 16) return Math.max(1, count);
  return count <= 256 ? 16 : 32;
}

/**
 * A small picture of what a layer gave: the first map, or the vector.
 * @param {import("./recording.js").Recording} recording
 * @param {any} box
 * @param {{sample: number, pass: string}} state
 */
export function glance(recording, box, { sample, pass }) {
  const value = recording.values.get(box.value);
  if (value === undefined) return null;
  const kind = pass === "backward" ? "gradient" : "value";
  if (kind === "gradient" && !recording.hasGradient(box.value)) return null;
  const shape = value.shape.slice(1);
  const layout = layoutOf(shape, false);
  const sheet = sheetOf(layout, shape.map(() => 0));
  const [rows, columns] = [Math.min(sheet.rows, GLANCE), Math.min(sheet.columns, GLANCE)];
  const valueAt = (row, column) => {
    const index = sheet.indexAt(row, column);
    return index === null ? null : recording.read(kind, box.value, [sample, ...index]);
  };
  return { rows, columns, valueAt, scale: rangeScale(recording, kind, box.value) };
}

/** One scale for everything that goes by a name: the engine's smallest and largest number where the page has them. */
export function rangeScale(recording, kind, name) {
  const known = recording.values.get(name) ?? recording.parameters.get(name);
  const range = kind === "gradient" ? known?.gradient_range : known?.range;
  return scaleOf(range ?? [0], kind !== "value");
}
