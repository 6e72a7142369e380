/**
 * The network as a diagram: units with their numbers, links with their weights; each can be opened. It flows to the
 * right if there is room, otherwise downwards.
 */

import { drawing } from "../shell/elements.js";
import { shown, signed } from "../shell/numbers.js";
import { text } from "../shell/language.js";
import { READS } from "./network.js";
import { symbolOf } from "./formulas.js";
import { spokenSymbol } from "../mathematics/speech.js";

const [RADIUS, BOX_WIDTH, BOX_HEIGHT] = [36, 104, 30];
const UNITS = ["x1", "x2", "h1", "h2", "o1", "o2"];
const UNIT_OF = { z1: "h1", z2: "h2", z3: "o1", z4: "o2" };
const CROSSING = ["W2", "W3", "W6", "W7"];
// The position of a weight along its link, straight or crossing, such that no number covers another.
const WIDE = { size: [660, 222], columns: [60, 300, 540], lanes: [42, 180], straight: 0.5, crossing: 0.3 };
const NARROW = { size: [340, 470], columns: [42, 212, 382], lanes: [85, 255], straight: 0.25, crossing: 0.82 };

/**
 * @param {{v: Record<string, number>, d: Record<string, number>}} board
 * @param {"forward" | "backward"} pass
 * @param {string} selected the open cell
 * @param {boolean} isNarrow
 * @param {(cell: string) => void} open
 */
export function diagram(board, pass, selected, isNarrow, open) {
  const layout = isNarrow ? NARROW : WIDE;
  const places = placesOf(layout, isNarrow);
  const links = Object.entries(READS).flatMap(([net, reads]) => reads.map(([weight, read]) => ({ weight, ...between(places[read], places[UNIT_OF[net]], isNarrow) })));
  const widest = Math.max(...links.map(({ weight }) => Math.abs(numberAt(board, weight, pass))), 1e-12);
  const [width, height] = layout.size;
  return drawing(
    "svg", { class: `network ${pass}`, viewBox: `0 0 ${width} ${height}`, role: "group", "aria-label": text("page.network") },
    links.map((link) => line(link, numberAt(board, link.weight, pass), widest)),
    links.map((link) => weightLabel(link, layout, board, pass, selected, open)),
    UNITS.map((unit) => node(unit, places[unit], board, pass, selected, open)),
    ["1", "2"].map((side) => target(side, places[`o${side}`], board, isNarrow)),
  );
}

function placesOf({ columns, lanes }, isNarrow) {
  return Object.fromEntries(UNITS.map((unit) => {
    const along = columns["xho".indexOf(unit[0])];
    const across = lanes[Number(unit[1]) - 1];
    return [unit, isNarrow ? [across, along] : [along, across]];
  }));
}

/** The ends of a link, at the rims of its units. */
function between(from, to, isNarrow) {
  const rim = isNarrow ? [0, RADIUS] : [RADIUS, 0];
  return { from: from.map((at, axis) => at + rim[axis]), to: to.map((at, axis) => at - rim[axis]) };
}

const numberAt = ({ v, d }, cell, pass) => (pass === "forward" ? v[cell] : d[cell] ?? Number.NaN);
const cellOf = (cell, pass) => (pass === "forward" || cell[0] === "x" ? cell : `d:${cell}`);
const numberShown = (value, pass) => (pass === "forward" ? shown(value, 4) : signed(value, 2));

function line({ from, to }, value, widest) {
  const thickness = 1 + 4 * (Math.abs(value) / widest);
  return drawing("line", { class: value < 0 ? "link below" : "link", x1: from[0], y1: from[1], x2: to[0], y2: to[1], "stroke-width": thickness.toFixed(2) });
}

function weightLabel({ weight, from, to }, { straight, crossing }, board, pass, selected, open) {
  const share = CROSSING.includes(weight) ? crossing : straight;
  const [x, y] = from.map((start, axis) => start + (to[axis] - start) * share);
  const value = numberAt(board, weight, pass);
  return opener(
    cellOf(weight, pass), weight, value, selected, open, "weight",
    drawing("rect", { x: x - BOX_WIDTH / 2, y: y - BOX_HEIGHT / 2, width: BOX_WIDTH, height: BOX_HEIGHT, rx: 6 }),
    drawing("text", { x, y: y + 5, "text-anchor": "middle" }, drawing("tspan", { class: "name" }, `${weight} `), numberShown(value, pass)),
  );
}

function node(unit, [x, y], board, pass, selected, open) {
  const isInput = unit[0] === "x";
  const value = isInput ? board.v[unit] : numberAt(board, unit, pass);
  return opener(
    cellOf(unit, pass), unit, value, selected, open, "unit",
    drawing("circle", { cx: x, cy: y, r: RADIUS }),
    drawing("text", { class: "name", x, y: y - 5, "text-anchor": "middle" }, unit),
    drawing("text", { x, y: y + 14, "text-anchor": "middle" }, isInput ? shown(value, 4) : numberShown(value, pass)),
  );
}

function target(side, [x, y], { v }, isNarrow) {
  const [left, top] = isNarrow ? [x, y + RADIUS + 22] : [x + RADIUS + 8, y + 5];
  return drawing("text", { class: "target", x: left, y: top, "text-anchor": isNarrow ? "middle" : "start" }, `y${side} ${shown(v[`y${side}`], 4)}`);
}

/** An element that opens the arithmetic of its number, by pointer and by key. */
function opener(cell, name, value, selected, open, kind, ...parts) {
  const press = (event) => {
    if (event.type === "keydown" && !["Enter", " "].includes(event.key)) return;
    event.preventDefault();
    open(cell);
  };
  return drawing("g", {
    class: `${kind}${cell === selected ? " selected" : ""}`, role: "button", tabindex: 0, "data-cell": cell, "aria-pressed": String(cell === selected),
    "aria-label": `${spokenSymbol(symbolOf(name))} ${shown(value)}`, onclick: press, onkeydown: press,
  }, ...parts);
}
