/** Every number of the 2-2-2 network as an expression in the lecture's letters. */

import { apply, derivative, letter, named, negative, number, place, power, product, rest, sum } from "../mathematics/expressions.js";
import { ACTIVATED, READS, WEIGHTS, gradients, values } from "./network.js";

/** @typedef {import("../mathematics/expressions.js").Expression} Expression */

/**
 * @typedef {object} Line
 * @property {string} cell `h1` a value, `d:W5` a gradient, `new:W5` a weight after the update
 * @property {import("../mathematics/expressions.js").Symbol} symbol
 * @property {Expression} expression
 * @property {string} mark ①, ② or ③ for a factor of the lecture's chain
 */

/** The sections of the example, by the keys of their sentences, and the cells in them. */
export const SECTIONS = [
  { key: "hidden", cells: ["z1", "z2", "h1", "h2"] },
  { key: "outputs", cells: ["z3", "z4", "o1", "o2"] },
  { key: "error", cells: ["E1", "E2", "E"] },
  { key: "output_weights", cells: ["d:o1", "slope:o1", "slope:z3", "d:W5", "new:W5", "d:W6", "new:W6", "d:o2", "d:W7", "new:W7", "d:W8", "new:W8"] },
  { key: "hidden_weights", cells: ["d:z3", "d:z4", "d:h1", "d:h2", "d:W1", "new:W1", "d:W2", "new:W2", "d:W3", "new:W3", "d:W4", "new:W4"] },
];
const MARKS = { "d:o1": "①", "slope:o1": "②", "slope:z3": "③" };
const ERRORS = { E: "total", E1: "o1", E2: "o2" };

/** @param {string} cell of a value or weight */
export function symbolOf(cell) {
  if (cell in ERRORS) return named("E", ERRORS[cell]);
  return cell === "a" ? named("α") : named(cell[0], cell.slice(1));
}

/** The expression of a cell, and the cells that can be opened. @param {Record<string, number>} settings */
export function board(settings) {
  const v = values(settings);
  const d = gradients(v);
  const at = (cell) => place({ address: cell }, symbolOf(cell), v[cell]);
  const by = (cell) => place({ address: `d:${cell}` }, derivative(symbolOf(cell)), d[cell]);
  const slope = (unit) => [at(unit), rest(at(unit))];
  return { v, d, line: (cell) => lineOf(cell, { v, d, at, by, slope }) };
}

/** @returns {Line | null} null for given numbers: inputs, targets, weights */
function lineOf(cell, known) {
  const [kind, name] = cell.includes(":") ? cell.split(":") : ["value", cell];
  const found = KINDS[kind]?.(name, known) ?? null;
  return found === null ? null : { cell, mark: MARKS[cell] ?? "", ...found };
}

const KINDS = {
  value(name, { at }) {
    const expression = forward(name, at);
    return expression === null ? null : { symbol: symbolOf(name), expression };
  },
  d(name, known) {
    const expression = backward(name, known);
    return expression === null ? null : { symbol: derivative(symbolOf(name)), expression };
  },
  slope(name, { slope, at }) {
    if (name === "z3") return { symbol: named("∂z3/∂W5"), expression: at("h1") };
    if (!(name in ACTIVATED)) return null;
    return { symbol: named(`∂${name}/∂${ACTIVATED[name]}`), expression: product(slope(name)) };
  },
  new(name, { v, at, by }) {
    if (!WEIGHTS.includes(name)) return null;
    const step = product([letter(symbolOf("a"), v.a), by(name)]);
    return { symbol: { ...symbolOf(name), updated: true }, expression: sum([at(name), negative(step)]) };
  },
};

function forward(name, at) {
  if (name in READS) return sum(READS[name].map(([weight, read]) => product([at(weight), at(read)])));
  if (name in ACTIVATED) return apply("σ", at(ACTIVATED[name]));
  if (name === "E") return sum([at("E1"), at("E2")]);
  if (name === "E1" || name === "E2") return product([number(0.5), power(sum([at(`y${name[1]}`), negative(at(`o${name[1]}`))]), 2)]);
  return null;
}

function backward(name, { at, by, slope }) {
  if (name === "o1" || name === "o2") return sum([at(name), negative(at(`y${name[1]}`))]);
  const unit = Object.keys(ACTIVATED).find((one) => ACTIVATED[one] === name);
  if (unit !== undefined) return product([by(unit), ...slope(unit)]);
  if (name === "h1" || name === "h2") {
    return sum(["z3", "z4"].map((net) => product([by(net), at(READS[net].find(([, read]) => read === name)[0])])));
  }
  const net = Object.keys(READS).find((one) => READS[one].some(([weight]) => weight === name));
  if (net === undefined) return null;
  const [, read] = READS[net].find(([weight]) => weight === name);
  const own = Object.keys(ACTIVATED).find((one) => ACTIVATED[one] === net);
  return product([by(own), ...slope(own), at(read)]);
}
