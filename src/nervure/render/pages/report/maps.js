/** Numbers on a grid as small images: one byte each, one scale for all that are shown together. */

import { element } from "../shell/elements.js";
import { painted } from "../shell/grids.js";
import { decoded } from "../shell/tensors.js";

const [ZERO, STEPS] = [128, 127];

/** @typedef {{levels: string, height: number, width: number, scale: number}} ValueMap */

/**
 * The scale of some maps: unsigned if no number is negative.
 * @param {ValueMap[]} maps
 * @param {boolean} [isSigned] whether it is always signed
 * @returns {import("../shell/colors.js").Scale}
 */
export function scaleOfMaps(maps, isSigned = false) {
  const largest = Math.max(0, ...maps.map(({ scale }) => scale)) || 1;
  const goesBelow = isSigned || maps.some((map) => levelsOf(map).some((level) => level < ZERO));
  return goesBelow ? { low: -largest, high: largest, family: "values" } : { low: 0, high: largest, family: "unsigned" };
}

/**
 * @param {ValueMap} map
 * @param {import("../shell/colors.js").Scale} scale
 * @param {number} size px of its longer side
 */
export function mapPicture(map, scale, size) {
  const levels = levelsOf(map);
  const canvas = painted(map.height, map.width, (row, column) => ((levels[row * map.width + column] - ZERO) / STEPS) * map.scale, scale);
  const factor = size / Math.max(map.height, map.width);
  return sized(canvas, Math.round(map.width * factor), Math.round(map.height * factor));
}

/** @param {HTMLElement} drawn @param {number} width @param {number} height px */
export function sized(drawn, width, height) {
  drawn.style.setProperty("width", `${width}px`);
  drawn.style.setProperty("height", `${height}px`);
  return drawn;
}

/**
 * @param {Node} drawn
 * @param {...(Node | string | null | (Node | string)[])} caption
 */
export function captioned(drawn, ...caption) {
  return element("figure", {}, drawn, element("figcaption", {}, ...caption));
}

function levelsOf({ levels }) {
  return new Uint8Array(decoded(levels));
}
