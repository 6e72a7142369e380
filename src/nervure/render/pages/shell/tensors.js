/** Numbers that the page carries, as base64, and arithmetic on their indices. */

/** @typedef {{kind: "f32" | "i32" | "bits", start: number, count: number}} Stored */

/**
 * @param {string} encoded base64
 * @returns {ArrayBuffer}
 */
export function decoded(encoded) {
  const text = atob(encoded.trim());
  const bytes = new Uint8Array(text.length);
  for (let place = 0; place < text.length; place++) bytes[place] = text.charCodeAt(place);
  return bytes.buffer;
}

/**
 * A view of one stored tensor; bits become bytes of 0 and 1.
 * @param {ArrayBuffer} buffer
 * @param {Stored} stored
 */
export function tensorView(buffer, { kind, start, count }) {
  if (kind === "f32") return new Float32Array(buffer, start, count);
  if (kind === "i32") return new Int32Array(buffer, start, count);
  const packed = new Uint8Array(buffer, start, Math.ceil(count / 8));
  return Uint8Array.from({ length: count }, (_, place) => (packed[place >> 3] >> (7 - (place & 7))) & 1);
}

/** @param {number[]} shape */
export function sizeOf(shape) {
  return shape.reduce((product, size) => product * size, 1);
}

/**
 * The offset of an index in memory, with the last axis fastest.
 * @param {number[]} index
 * @param {number[]} shape
 */
export function offsetOf(index, shape) {
  let offset = 0;
  for (let axis = 0; axis < shape.length; axis++) offset = offset * shape[axis] + index[axis];
  return offset;
}

/**
 * The index at an offset.
 * @param {number} offset
 * @param {number[]} shape
 */
export function indexOf(offset, shape) {
  const index = new Array(shape.length);
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    index[axis] = offset % shape[axis];
    offset = Math.floor(offset / shape[axis]);
  }
  return index;
}

/**
 * Every index of a shape, with the last axis fastest.
 * @param {number[]} shape
 */
export function* indices(shape) {
  const count = sizeOf(shape);
  for (let offset = 0; offset < count; offset++) yield indexOf(offset, shape);
}

/**
 * @param {number[]} index
 * @param {number[]} shape
 */
export function isInside(index, shape) {
  return index.length === shape.length && index.every((place, axis) => Number.isInteger(place) && place >= 0 && place < shape[axis]);
}

/** Consecutive whole numbers. @param {number} count @param {number} [first] */
export const range = (count, first = 0) => Array.from({ length: count }, (_, place) => first + place);
