/** One letter per array in everything shown together, and the meaning of the letters. As nervure/records/letters.py. */

import { language, text } from "../shell/language.js";

const MOST_PRIMES = 3;
const ABOVE = "⁰¹²³⁴⁵⁶⁷⁸⁹";
const COUNTED = /[₀-₉]+$/;
const PRIMES = /′+$|⁽.+⁾$/;
const MEETS = { sum: "explain.meets_sum", largest: "explain.meets_largest", mean: "explain.meets_mean" };

/** The owner of a letter: an array or a setting; null for the letters of a law. */
function ownerOf({ target, symbol, value }) {
  if (target !== undefined) return `array ${target.name}`;
  return Number.isNaN(value) ? null : JSON.stringify([symbol.base, symbol.sub, value]);
}

function everyNode(node, visit) {
  visit(node);
  node.parts.forEach((part) => everyNode(part, visit));
}

/**
 * Blocks with one letter for each array and each setting: repeated letters get primes.
 * @param {import("./derivations.js").Block[]} blocks
 */
export function toldApart(blocks) {
  const letters = new Map();
  const taken = new Set();
  const name = (owner, base) => {
    if (owner === null || letters.has(owner)) return;
    let [count, found] = [0, base];
    while (taken.has(found)) found = base + (++count <= MOST_PRIMES ? "′".repeat(count) : `⁽${String(count).replace(/\d/g, (digit) => ABOVE[digit])}⁾`);
    taken.add(found);
    letters.set(owner, found);
  };
  const symbols = [];
  for (const { subject, expression } of blocks) {
    [subject, expression].filter(Boolean).forEach((tree) => everyNode(tree, (node) => { if (node.symbol) symbols.push(node); }));
  }
  // The number below β₁ and the index of β[1] look alike.
  symbols.filter(({ target, symbol }) => !target && COUNTED.test(symbol.base)).forEach(({ symbol }) => taken.add(symbol.base.replace(COUNTED, "")));
  symbols.forEach((node) => name(ownerOf(node), node.symbol.base));
  const cells = ([base, of, index]) => { name(`array ${of}`, base); return [letters.get(`array ${of}`), of, index]; };
  return blocks.map((block) => ({
    ...block, subject: renamed(block.subject, letters), expression: block.expression && renamed(block.expression, letters),
    meetings: block.meetings.map((meeting) => ({ ...meeting, written: cells(meeting.written), read: meeting.read.map(cells) })),
  }));
}

/** @param {Map<string, string>} letters by owner @param {Map<string, string>} [ofLaw] by the intended letter */
function renamed(node, letters, ofLaw = new Map()) {
  const made = { ...node, parts: node.parts.map((part) => renamed(part, letters, ofLaw)) };
  if (node.symbol) made.symbol = { ...node.symbol, base: letters.get(ownerOf(node)) ?? ofLaw.get(node.symbol.base) ?? node.symbol.base };
  if (node.law) {
    const own = new Map();
    node.parts.slice(0, 1).forEach((term) => everyNode(term, ({ symbol, target }) => { if (target) own.set(symbol.base, letters.get(`array ${target.name}`)); }));
    made.law = renamed(node.law, letters, own);
  }
  return made;
}

/** The meaning of every letter in a block: arrays by their names, others by what they mean. */
export function legendOf(recording, { subject, expression, meetings }) {
  const arrays = new Map();
  const others = new Set(meetings.flatMap(({ indices }) => indices));
  let hasGradients = false;
  const read = (node) => {
    const { kind, symbol, target, law } = node;
    if (target) arrays.set(symbol.base, arrays.get(symbol.base) ?? target.name);
    else if (symbol) others.add(symbol.base);
    if (kind === "apply") others.add(node.name);
    hasGradients ||= Boolean(symbol?.gradient);
    if (symbol?.sub) symbol.sub.match(/\p{L}/gu)?.forEach((letter) => others.add(letter));
    if (law) everyNode(law, read);
  };
  everyNode(subject, read);
  everyNode(expression, read);
  meetings.flatMap(({ written, read: cells }) => [written, ...cells]).forEach(([letter, name]) => arrays.set(letter, name));
  if (hasGradients) arrays.set("E", recording.namesOf("loss")[0].name);
  const meaning = (letter) => recording.payload.meanings[letter.replace(PRIMES, "")]?.[language()];
  return [...arrays, ...[...others].filter((letter) => !arrays.has(letter) && meaning(letter)).map((letter) => [letter, meaning(letter)])];
}

/** The same as a line. */
export const legendText = (legend) => text("explain.where", { letters: legend.map(([letter, name]) => text("explain.letter", { letter, name })).join(", ") });

const cellsText = ([letter, , index]) => `${letter}[${index.join(",")}]`;

/** Which places meet in a moving window. */
export const meetingText = ({ how, written, read, ranges }) => text(MEETS[how], { written: cellsText(written), read: read.map(cellsText).join("·"), ranges });

/** How far a weight moves, if the digits of both numbers do not show it; null if they do. */
export function changeText({ subject, before }, shownAs, write) {
  const change = subject.value - before;
  const isSeen = Math.abs(shownAs(subject.value) - shownAs(before) - change) <= 0.1 * Math.abs(change);
  if (before === undefined || !Number.isFinite(change) || isSeen) return null;
  const { base } = subject.symbol;
  const cell = (letter) => `${letter}[${subject.target.index.join(",")}]`;
  return text("explain.change", { change: cell(`Δ${base}`), after: cell(`${base}⁺`), before: cell(base), value: write(change) });
}
