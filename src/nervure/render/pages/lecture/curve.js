/** The error over the updates, on a logarithmic axis, and the threshold it has to reach. */

import { drawing } from "../shell/elements.js";
import { shown } from "../shell/numbers.js";
import { SMALL } from "./network.js";

const [WIDTH, HEIGHT, LEFT, BOTTOM, TOP] = [640, 180, 62, 26, 10];
const MOST_POINTS = 400;

/**
 * @param {number[]} errors before the first update, and after each
 * @param {string} label for screen readers
 */
export function errorCurve(errors, label) {
  const [low, high] = range(errors);
  const last = Math.max(errors.length - 1, 1);
  const toX = (update) => LEFT + (update / last) * (WIDTH - LEFT - 12);
  const toY = (error) => TOP + ((Math.log10(high) - Math.log10(Math.max(error, low))) / (Math.log10(high) - Math.log10(low))) * (HEIGHT - BOTTOM - TOP);
  const every = Math.max(1, Math.ceil(errors.length / MOST_POINTS));
  const chosen = errors.map((error, update) => [update, error]).filter(([update]) => update % every === 0 || update === errors.length - 1);
  const path = chosen.map(([update, error], number) => `${number === 0 ? "M" : "L"}${toX(update).toFixed(1)} ${toY(error).toFixed(1)}`).join("");
  return drawing(
    "svg", { class: "curve", viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "img", "aria-label": label },
    decades(low, high).map((level) => [
      drawing("line", { class: "grid", x1: LEFT, x2: WIDTH - 12, y1: toY(level), y2: toY(level) }),
      drawing("text", { x: LEFT - 8, y: toY(level) + 4, "text-anchor": "end" }, shown(level)),
    ]).flat(),
    drawing("line", { class: "goal", x1: LEFT, x2: WIDTH - 12, y1: toY(SMALL), y2: toY(SMALL) }),
    drawing("path", { d: path }),
    drawing("circle", { cx: toX(errors.length - 1), cy: toY(errors[errors.length - 1]), r: 4 }),
    [0, errors.length - 1].filter((update, place) => place === 0 || update > 0).map((update, place) =>
      drawing("text", { x: toX(update), y: HEIGHT - 8, "text-anchor": place === 0 ? "start" : "end" }, String(update))),
  );
}

function range(errors) {
  const positive = errors.filter((error) => error > 0);
  const low = Math.min(SMALL, ...positive.slice(-1), ...positive.slice(0, 1));
  const high = Math.max(SMALL * 2, errors[0], errors[errors.length - 1]);
  return [10 ** Math.floor(Math.log10(low)), 10 ** Math.ceil(Math.log10(high))];
}

function decades(low, high) {
  const first = Math.round(Math.log10(low));
  return Array.from({ length: Math.round(Math.log10(high)) - first + 1 }, (_, number) => 10 ** (first + number));
}
