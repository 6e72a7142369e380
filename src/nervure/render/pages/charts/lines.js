/** Lines over epochs: one for training, a dashed one for validation, each named at its end. */

import { drawing, element, fill } from "../shell/elements.js";
import { shown } from "../shell/numbers.js";
import { chart, scale, sheet, ticks } from "./charts.js";

/**
 * @typedef {object} Line
 * @property {string} name written at its end
 * @property {string} kind its class in the style sheet
 * @property {(number | null)[]} values one per position
 */

const [HEIGHT, TOP, BOTTOM, LEFT, RIGHT] = [220, 12, 28, 52, 84];
const APART = 16; // px between two names

/**
 * @param {object} given
 * @param {string} given.label for screen readers
 * @param {string} given.across what the positions count
 * @param {number[]} given.places
 * @param {Line[]} given.lines
 * @param {boolean} [given.fromZero] whether the axis starts at 0
 */
export function lineChart({ label, across, places, lines, fromZero = false }) {
  const readout = element("p", { class: "readout", "aria-hidden": "true" });
  const numbers = lines.flatMap(({ values }) => values).filter((value) => value !== null);
  const low = fromZero ? Math.min(0, ...numbers) : Math.min(...numbers);
  const high = Math.max(...numbers);
  const margin = (high - low || Math.abs(high) || 1) * 0.04;
  const range = [fromZero && low === 0 ? 0 : low - margin, high + margin];
  const drawn = chart((width) => {
    const toX = scale([places[0], places[places.length - 1]], [LEFT, width - RIGHT]);
    const toY = scale(range, [HEIGHT - BOTTOM, TOP]);
    const pointer = drawing("g", { class: "pointer" });
    const svg = sheet(width, HEIGHT, label, axes(range, places, toX, toY, width, across), lines.map((line) => path(line, places, toX, toY)), names(lines, places, toX, toY), pointer);
    follow(svg, (x) => point(pointer, readout, nearest(places, toX, x), { places, lines, toX, toY, across }));
    return svg;
  });
  return element("div", { class: "lines" }, drawn, readout);
}

function axes(range, places, toX, toY, width, across) {
  const levels = ticks(range[0], range[1], 6).map((level) => [
    drawing("line", { class: "hair", x1: LEFT, x2: width - RIGHT, y1: toY(level), y2: toY(level) }),
    drawing("text", { x: LEFT - 8, y: toY(level) + 4, "text-anchor": "end" }, shown(level, 4)),
  ]);
  const steps = ticks(places[0], places[places.length - 1], Math.min(6, (width - LEFT - RIGHT) / 46)).filter(Number.isInteger);
  const marks = steps.map((step) => drawing("text", { x: toX(step), y: HEIGHT - 10, "text-anchor": "middle" }, String(step)));
  return drawing("g", { class: "axes" }, levels.flat(), marks, drawing("text", { x: LEFT - 8, y: HEIGHT - 10, "text-anchor": "end" }, across));
}

function path({ kind, values }, places, toX, toY) {
  let begins = true;
  let written = "";
  values.forEach((value, number) => {
    if (value !== null) written += `${begins ? "M" : "L"}${toX(places[number]).toFixed(1)} ${toY(value).toFixed(1)}`;
    begins = value === null;
  });
  const isPoint = values.filter((value) => value !== null).length === 1;
  const only = values.findIndex((value) => value !== null);
  return isPoint ? drawing("circle", { class: `dot ${kind}`, r: 3.5, cx: toX(places[only]), cy: toY(values[only]) }) : drawing("path", { class: `line ${kind}`, d: written });
}

/** Each line's name after its end, moved apart where two ends are close. */
function names(lines, places, toX, toY) {
  const ends = lines.map(({ name, kind, values }) => {
    const last = values.findLastIndex((value) => value !== null);
    return { name, kind, x: toX(places[last]), y: toY(values[last]) };
  }).sort((one, other) => one.y - other.y);
  for (let place = 1; place < ends.length; place++) {
    const lacking = APART - (ends[place].y - ends[place - 1].y);
    if (lacking > 0) {
      ends[place - 1].y -= lacking / 2;
      ends[place].y += lacking / 2;
    }
  }
  return ends.map(({ name, kind, x, y }) => drawing("text", { class: `name ${kind}`, x: x + 8, y: y + 4 }, name));
}

function nearest(places, toX, x) {
  let best = 0;
  places.forEach((place, number) => {
    if (Math.abs(toX(place) - x) < Math.abs(toX(places[best]) - x)) best = number;
  });
  return best;
}

function point(pointer, readout, number, { places, lines, toX, toY, across }) {
  const there = lines.filter(({ values }) => values[number] !== null);
  const x = toX(places[number]);
  fill(
    pointer,
    drawing("line", { x1: x, x2: x, y1: TOP, y2: HEIGHT - BOTTOM }),
    there.map(({ kind, values }) => drawing("circle", { class: `dot ${kind}`, cx: x, cy: toY(values[number]), r: 3.5 })),
  );
  const read = there.map(({ name, values }) => `${name} ${shown(values[number], 4)}`);
  readout.textContent = [`${across} ${places[number]}`, ...read].filter((part) => part.trim() !== "").join("  ·  ");
}

function follow(svg, move) {
  svg.addEventListener("pointermove", (event) => {
    const box = svg.getBoundingClientRect();
    move(((event.clientX - box.left) / box.width) * svg.viewBox.baseVal.width);
  });
}
