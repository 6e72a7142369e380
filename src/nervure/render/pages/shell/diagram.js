/** A network as boxes and arrows: left to right if there is room, downwards on narrow screens. */

import { drawing, element } from "./elements.js";

const NARROW = matchMedia("screen and (max-width: 720px)"); // print keeps the current drawing: it does not wait

/** @typedef {{centers: number[][], routes: number[][][], size: number[], box: number[]}} Layout */

/**
 * @param {{boxes: any[], edges: number[][], wide: Layout, narrow: Layout}} diagram
 * @param {(box: any) => HTMLElement} boxOf draws a box; its position is set here
 */
export function boxDiagram({ boxes, edges, wide, narrow }, boxOf) {
  const isDown = isNarrow();
  const layout = isDown ? narrow : wide;
  const place = ([across, along]) => (isDown ? [across, along] : [along, across]);
  const [width, height] = place(layout.size);
  const drawn = boxes.map((box, number) => put(boxOf(box), place(layout.centers[number]), layout.box));
  const lines = drawing("svg", { class: "edges", width, height, "aria-hidden": "true" }, edges.map((_, number) => arrow(layout.routes[number].map(place), isDown)));
  const sheet = element("div", { class: "boxes" }, lines, element("ol", {}, drawn.map((box) => element("li", {}, box))));
  sheet.style.setProperty("width", `${width}px`);
  sheet.style.setProperty("height", `${height}px`);
  return { sheet, drawn };
}

/** Whether there is room for only one column. */
export function isNarrow() {
  return NARROW.matches;
}

/** Calls back when the direction of the diagram must change. @param {() => void} redraw */
export function onTurn(redraw) {
  NARROW.addEventListener("change", () => matchMedia("print").matches || redraw());
}

/** A name may break after each underscore. @param {string} name */
export function breakable(name) {
  return name.split(/(?<=_)/).flatMap((part) => [part, element("wbr")]);
}

function put(box, [x, y], [width, height]) {
  box.style.setProperty("left", `${x - width / 2}px`);
  box.style.setProperty("top", `${y - height / 2}px`);
  box.style.setProperty("width", `${width}px`);
  box.style.setProperty("height", `${height}px`);
  return box;
}

function arrow(points, isDown) {
  const [[startX, startY], ...rest] = points;
  let [fromX, fromY] = [startX, startY];
  let path = `M${startX} ${startY}`;
  for (const [x, y] of rest) {
    const control = isDown ? `${fromX} ${(fromY + y) / 2} ${x} ${(fromY + y) / 2}` : `${(fromX + x) / 2} ${fromY} ${(fromX + x) / 2} ${y}`;
    path += `C${control} ${x} ${y}`;
    [fromX, fromY] = [x, y];
  }
  const head = isDown ? `M${fromX - 4} ${fromY - 5}L${fromX} ${fromY}L${fromX + 4} ${fromY - 5}` : `M${fromX - 5} ${fromY - 4}L${fromX} ${fromY}L${fromX - 5} ${fromY + 4}`;
  return drawing("path", { d: path + head });
}
