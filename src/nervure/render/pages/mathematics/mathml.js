/** Expressions as MathML: in symbols, or with the numbers in them. */

import { MOST_WRITTEN, subscriptOf } from "./expressions.js";
import { element } from "../shell/elements.js";
import { shown } from "../shell/numbers.js";

/** @typedef {import("./expressions.js").Expression} Expression */
/** @typedef {import("./expressions.js").Symbol} Symbol */
/** @typedef {"symbols" | "numbers"} Mode */

const MATHML = "http://www.w3.org/1998/Math/MathML";
const STRENGTH = { sum: 1, total: 1, negative: 1, product: 2, quotient: 3, power: 4 };
const ATOM = 5;

/**
 * A display formula: if it is too long for a line, it continues on the next one, which starts with an operator.
 * @param {Element[]} content
 * @param {string} spoken the text for screen readers
 */
export function formula(content, spoken) {
  const pieces = [[]];
  for (const part of content.flatMap(opened)) {
    if (part.getAttribute("form") === "infix" && pieces.at(-1).length > 0) pieces.push([]);
    pieces.at(-1).push(part);
  }
  const lines = pieces.flatMap((piece) => [node("math", piece), element("wbr")]);
  return element("span", { class: "formula", role: "math", "aria-label": spoken }, lines);
}

/** The parts of a row that may be on different lines; parenthesized expressions and numbers are not split. */
function opened(part) {
  const isWhole = part.localName !== "mrow" || part.hasAttribute("data-target") || part.firstChild?.textContent === "(";
  return isWhole ? [part] : [...part.childNodes].flatMap(opened);
}

/**
 * @param {Expression} expression
 * @param {Mode} mode
 * @returns {Element}
 */
export function written(expression, mode) {
  const write = WRITERS[expression.kind];
  return write(expression, mode);
}

/** @param {string} sign for example, `=` */
export function sign(sign) {
  const made = node("mo", [], sign);
  made.setAttribute("form", "infix");
  return made;
}

/** @param {Symbol} symbol @returns {Element} */
export function symbolWritten(symbol) {
  const { gradient, updated } = symbol;
  const [base, word] = symbol.base.split("_");
  const sub = [word, subscriptOf(symbol)].filter(Boolean).join(" ");
  let body = letterWritten(base);
  if (sub && updated) body = node("msubsup", [body, subscript(sub), node("mo", [], "+")]);
  else if (sub) body = node("msub", [body, subscript(sub)]);
  else if (updated) body = node("msup", [body, node("mo", [], "+")]);
  if (!gradient) return body;
  const above = node("mrow", [node("mi", [], "∂"), node("mi", [], "E")]);
  return node("mfrac", [above, node("mrow", [node("mi", [], "∂"), body])]);
}

function letterWritten(base) {
  const primes = base.replace(/[^′]/g, "");
  if (primes) return node("msup", [node("mi", [], base.replaceAll("′", "")), node("mo", [], primes)]);
  return node(/^[0-9]/.test(base) ? "mn" : "mi", [], base);
}

/** @param {number} value @param {{address: string}} [target] the address of its derivation */
export function numberWritten(value, target) {
  const digits = node("mn", [], shown(Math.abs(value)));
  const body = value < 0 && !Number.isNaN(value) ? node("mrow", [node("mo", [], "\u2212"), digits]) : digits;
  if (target !== undefined) {
    body.setAttribute("data-target", target.address);
    body.setAttribute("class", "number");
  }
  return body;
}

const WRITERS = {
  number: ({ value }) => numberWritten(value),
  place: ({ value, symbol, target }, mode) => {
    if (mode === "numbers") return numberWritten(value, target);
    const body = symbolWritten(symbol);
    body.setAttribute("data-target", target.address);
    body.setAttribute("class", "number");
    return body;
  },
  letter: ({ value, symbol }, mode) => (mode === "numbers" && !Number.isNaN(value) ? numberWritten(value) : symbolWritten(symbol)),
  sum: ({ parts }, mode) => row(joinedTerms(parts, mode)),
  total: (expression, mode) => writtenTotal(expression, mode),
  negative: ({ parts }, mode) => row([node("mo", [], "\u2212"), inside(parts[0], 2, mode)]),
  product: ({ parts }, mode) => row(joined(parts.map((part) => inside(part, 2, mode)), mode === "numbers" ? "×" : "·")),
  quotient: ({ parts }, mode) => node("mfrac", parts.map((part) => written(part, mode))),
  power: ({ parts }, mode) => node("msup", [inside(parts[0], ATOM, mode), written(parts[1], mode)]),
  root: ({ parts }, mode) => node("msqrt", [written(parts[0], mode)]),
  apply: ({ name, parts }, mode) => writtenFunction(name, parts, mode),
  holds: ({ name, parts }, mode) => {
    const [left, right] = parts.map((part) => written(part, mode));
    return row([node("mo", [], "["), left, node("mo", [], name), right, node("mo", [], "]")]);
  },
};

function writtenTotal({ parts, law, over, value }, mode) {
  const isShort = parts.length <= MOST_WRITTEN;
  if (mode === "numbers") {
    if (parts.length === 0) return numberWritten(0);
    return isShort ? row(joinedTerms(parts, mode)) : numberWritten(value);
  }
  const sigma = node("munder", [node("mo", [], "∑"), node("mi", [], over)]);
  return row([sigma, inside(law, 2, mode)]);
}

function writtenFunction(name, parts, mode) {
  if (name === "exp") return node("msup", [node("mi", [], "e"), written(parts[0], mode)]);
  if (name === "abs") return row([node("mo", [], "|"), written(parts[0], mode), node("mo", [], "|")]);
  const list = joined(parts.map((part) => written(part, mode)), ",");
  return row([node("mi", [], name), node("mo", [], "\u2061"), bracketed(row(list))]);
}

/** Terms with their signs: negative terms are subtracted. */
function joinedTerms(terms, mode) {
  return terms.flatMap((term, place) => {
    const isTaken = term.kind === "negative" || (mode === "numbers" && isNegativeAtom(term));
    const body = isTaken ? without(term, mode) : written(term, mode);
    if (place === 0) return isTaken ? [node("mo", [], "\u2212"), body] : [body];
    return [sign(isTaken ? "\u2212" : "+"), body];
  });
}

function without(term, mode) {
  if (term.kind === "negative") return inside(term.parts[0], 2, mode);
  return numberWritten(-term.value, term.target);
}

function isNegativeAtom(term) {
  const isAtom = term.kind === "number" || term.kind === "place" || (term.kind === "letter" && !Number.isNaN(term.value));
  return isAtom && term.value < 0;
}

/** An operand is parenthesized inside one that binds more strongly. */
function inside(part, strength, mode) {
  const own = STRENGTH[part.kind] ?? ATOM;
  const isNumber = mode === "numbers" && (isNegativeAtom(part) || (part.kind === "total" && part.parts.length > MOST_WRITTEN));
  const needs = isNumber ? part.value < 0 : own < strength || (own === 1 && strength > 1);
  return needs ? bracketed(written(part, mode)) : written(part, mode);
}

function bracketed(body) {
  return row([node("mo", [], "("), body, node("mo", [], ")")]);
}

function joined(nodes, separator) {
  return nodes.flatMap((part, place) => (place === 0 ? [part] : [separator === "," ? node("mo", [], ",") : sign(separator), part]));
}

/** @param {Node[]} content */
export function row(content) {
  return node("mrow", content);
}

function subscript(sub) {
  return node("mtext", [], sub);
}

function node(tag, content, text = "") {
  const made = document.createElementNS(MATHML, tag);
  if (text) made.textContent = text;
  made.append(...content);
  return made;
}
