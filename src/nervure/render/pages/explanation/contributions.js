/** How much each cell of the input contributes to a sum, painted on the input. */

import { element } from "../shell/elements.js";
import { text } from "../shell/language.js";
import { scaleOf } from "../shell/colors.js";
import { painted } from "../shell/grids.js";
import { legend } from "../shell/legend.js";
import { placesIn } from "../mathematics/expressions.js";
import { layoutOf, sheetOf } from "./slices.js";

const SIDE = 168; // px

/**
 * The contributions of a long sum by position, added over channels; null if its terms do not lie on a map.
 * @param {import("./recording.js").Recording} recording
 * @param {import("./derivations.js").Block} block
 * @param {any} total
 */
export function contributionMap(recording, block, total) {
  const source = sourceOf(recording, total);
  if (source === null) return null;
  const shape = recording.shapeOf(source).slice(1);
  const layout = layoutOf(shape, false);
  const sheet = sheetOf(layout, shape.map(() => 0));
  const sums = new Float64Array(sheet.rows * sheet.columns);
  for (const term of total.parts) {
    const place = placesIn(term).find(({ target }) => target.name === source);
    if (place === undefined) continue;
    const { row, column } = sheet.cellOf(place.target.index.slice(1));
    sums[row * sheet.columns + column] += term.value;
  }
  const scale = scaleOf([...sums, -1e-30], block.kind !== "value");
  const canvas = painted(sheet.rows, sheet.columns, (row, column) => sums[row * sheet.columns + column], scale);
  const size = Math.max(1, Math.floor(SIDE / Math.max(sheet.rows, sheet.columns)));
  canvas.style.setProperty("width", `${sheet.columns * size}px`);
  canvas.style.setProperty("height", `${sheet.rows * size}px`);
  return element("figure", { class: "contributions" }, canvas, element("figcaption", {}, text("page.contributions", { name: source }), legend(scale)));
}

/** The value that every term reads a number from: an input or, if there is none, the value whose gradient came back. */
function sourceOf(recording, total) {
  const targets = placesIn(total.parts[0]).map(({ target }) => target).filter(({ name }) => recording.values.has(name));
  return (targets.find(({ kind }) => kind === "value") ?? targets[0])?.name ?? null;
}
