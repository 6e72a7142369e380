/** A function and its slope as two lines; x is at the vertical line. */

import { drawing } from "../shell/elements.js";
import { shown } from "../shell/numbers.js";
import { DOMAIN, evaluated } from "./functions.js";

const [WIDTH, HEIGHT, EDGE] = [320, 210, 8];
const POINTS = 200;

/**
 * @param {import("./functions.js").Shown} curve
 * @param {number} at
 * @param {Record<string, number>} values
 * @param {string} label for screen readers
 * @param {(x: number) => void} move
 */
export function plot(curve, at, values, label, move) {
  const toX = (x) => EDGE + ((x - DOMAIN[0]) / (DOMAIN[1] - DOMAIN[0])) * (WIDTH - 2 * EDGE);
  const toY = (y) => HEIGHT - EDGE - ((y - curve.range[0]) / (curve.range[1] - curve.range[0])) * (HEIGHT - 2 * EDGE);
  const now = evaluated(curve, at, values);
  const points = Array.from({ length: POINTS + 1 }, (_, number) => DOMAIN[0] + ((DOMAIN[1] - DOMAIN[0]) * number) / POINTS)
    .map((x) => ({ x, ...evaluated(curve, x, values) }));
  const svg = drawing(
    "svg", { class: "plot", viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "img", "aria-label": label },
    axes(toX, toY, curve.range),
    drawing("path", { class: "slope", d: line(points.map(({ x, slope }) => [toX(x), toY(slope.value)])) }),
    drawing("path", { class: "curve", d: line(points.map(({ x, value }) => [toX(x), toY(value.value)])) }),
    drawing("line", { class: "here", x1: toX(at), x2: toX(at), y1: EDGE, y2: HEIGHT - EDGE }),
    drawing("circle", { class: "dot slope", cx: toX(at), cy: toY(now.slope.value), r: 4 }),
    drawing("circle", { class: "dot curve", cx: toX(at), cy: toY(now.value.value), r: 4.5 }),
  );
  svg.addEventListener("pointerdown", (event) => {
    svg.setPointerCapture(event.pointerId);
    follow(event);
  });
  svg.addEventListener("pointermove", (event) => { if (event.buttons > 0) follow(event); });
  const follow = (event) => {
    const box = svg.getBoundingClientRect();
    const share = ((event.clientX - box.left) / box.width) * WIDTH;
    move(Math.min(DOMAIN[1], Math.max(DOMAIN[0], DOMAIN[0] + ((share - EDGE) / (WIDTH - 2 * EDGE)) * (DOMAIN[1] - DOMAIN[0]))));
  };
  return svg;
}

function axes(toX, toY, [low, high]) {
  const ticks = [-4, -2, 2, 4].map((x) => drawing("text", { x: toX(x), y: toY(0) + 13, "text-anchor": "middle" }, shown(x)));
  const levels = [Math.ceil(low), Math.floor(high)].map((y) => drawing("text", { x: toX(0) - 5, y: toY(y) + 4, "text-anchor": "end" }, shown(y)));
  const grid = [-4, -2, 2, 4].map((x) => drawing("line", { class: "grid", x1: toX(x), x2: toX(x), y1: EDGE, y2: HEIGHT - EDGE }));
  return drawing(
    "g", { class: "axes" }, grid, ticks, levels,
    drawing("line", { x1: toX(DOMAIN[0]), x2: toX(DOMAIN[1]), y1: toY(0), y2: toY(0) }),
    drawing("line", { x1: toX(0), x2: toX(0), y1: EDGE, y2: HEIGHT - EDGE }),
  );
}

function line(points) {
  return points.map(([x, y], number) => `${number === 0 ? "M" : "L"}${x.toFixed(2)} ${Math.min(HEIGHT * 2, Math.max(-HEIGHT, y)).toFixed(2)}`).join("");
}
