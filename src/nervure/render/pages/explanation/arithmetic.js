/** One number: the sentence, the formula in symbols and in numbers, the source of each term, and the line of code. */

import { element, fill } from "../shell/elements.js";
import { text } from "../shell/language.js";
import { scroller } from "../shell/scroller.js";
import { asShown, numberText, shown } from "../shell/numbers.js";
import { closeNumber } from "../shell/values.js";
import { fromDigits, isClose, isExplained } from "../mathematics/digits.js";
import { placesIn, totalsIn } from "../mathematics/expressions.js";
import { formula, row, sign, symbolWritten, written } from "../mathematics/mathml.js";
import { spoken, spokenSymbol } from "../mathematics/speech.js";
import { chainOf } from "./chain.js";
import { derive } from "./derivations.js";
import { guessForm } from "./guess.js";
import { inputsTable, termsTable } from "./terms.js";
import { windowPicture } from "./window_picture.js";
import { Place, titleOf } from "./places.js";
import { usesOf } from "./uses.js";
import { changeText, legendOf, legendText, meetingText } from "./letters.js";
import { indicesAhead } from "./written_ahead.js";

const MOST_LINKS = 12;

const TITLES = { value: "page.forward", gradient: "page.backward", updated: "page.update" };

/**
 * @param {HTMLElement} region
 * @param {import("./recording.js").Recording} recording
 * @param {{kind: "value" | "gradient", name: string, index: number[]}} looked
 * @param {boolean} guesses whether results are hidden until they are guessed
 */
export function showArithmetic(region, recording, { kind, name, index }, guesses) {
  const blocks = derive(recording, kind, name, index);
  const draw = (revealed) => {
    const hidden = blocks.findIndex(({ expression }, number) => guesses && number >= revealed && expression !== null);
    const isHidden = hidden >= 0;
    document.body.toggleAttribute("data-guessing", isHidden);
    fill(
      region,
      element("h2", { id: "arithmetic-title", tabindex: -1 }, titleOf(name, index)),
      blocks.slice(0, isHidden ? hidden + 1 : undefined).map((block, number) => blockView(recording, block, number === hidden ? () => {
        draw(hidden + 1);
        region.querySelector("h2").focus();
      } : null)),
      isHidden || kind === "value" ? null : chainOf(recording, name, index),
      isHidden ? null : usesOf(recording, name, kind, index),
    );
  };
  draw(0);
}

/** One derivation; while its result is to be guessed, without anything that would reveal it. */
function blockView(recording, block, reveal) {
  const { kind, subject, expression, says, code, source } = block;
  const isHidden = reveal !== null;
  const isShown = expression !== null && !isHidden;
  return element(
    "section", { class: `block ${kind}`, "data-kind": kind },
    element("h3", {}, text(TITLES[kind])),
    Number.isNaN(subject.value) && expression === null ? null : result(subject, reveal),
    element("p", { class: "sentence" }, text(says)),
    expression === null ? elsewhere(recording, subject.target) : formulas(subject, expression, isHidden),
    isShown ? honesty(block) : null,
    expression === null ? null : wordsOfLetters(recording, block, isHidden),
    block.window && isShown ? windowPicture(recording, block) : null,
    isShown ? details(recording, block) : null,
    code || source ? element("p", { class: "code" }, code ? element("code", {}, code) : null, source ? element("span", { class: "source" }, source) : null) : null,
  );
}

/** Links to the numbers of the same name that have a derivation, if this one has none. */
function elsewhere(recording, { kind, name }) {
  const links = indicesAhead(recording, kind, name).slice(0, MOST_LINKS).map((index) => {
    const place = new Place(kind, name, index);
    return element("a", { href: place.address }, place.unit);
  });
  return links.length === 0 ? null : element("p", { class: "elsewhere" }, text("page.ahead_here"), " ", links.flatMap((link) => [link, " "]));
}

function result(subject, reveal) {
  const name = symbolWritten(subject.symbol);
  const math = formula([row([name, sign("=")])], spokenSymbol(subject.symbol));
  if (reveal !== null) return element("div", { class: "result" }, math, guessForm(subject.value, reveal));
  return element("p", { class: "result" }, math, " ", closeNumber(subject.value, { class: "close big" }));
}

function formulas(subject, expression, isHidden) {
  const symbols = formula([row([symbolWritten(subject.symbol), sign("="), written(expression, "symbols")])],
    `${spokenSymbol(subject.symbol)} ${text("page.say_equal")} ${spoken(expression, "symbols")}`);
  const isAtom = expression.kind === "number" || expression.kind === "place";
  const end = isHidden ? [] : [sign("="), ending(expression.value)];
  const numbers = formula([row([written(expression, "numbers"), ...(isAtom ? [] : end)])],
    `${spoken(expression, "numbers")}${isHidden || isAtom ? "" : ` ${text("page.say_equal")} ${shown(expression.value)}`}`);
  return scroller(isHidden && isAtom ? symbols : [symbols, numbers], text("page.formula"), "formulas");
}

function ending(value) {
  const body = row([]);
  const number = document.createElementNS("http://www.w3.org/1998/Math/MathML", "mn");
  number.textContent = shown(value);
  number.setAttribute("class", "ends");
  body.append(number);
  return body;
}

/** Which places meet, how far a weight moves, the meaning of the letters. */
function wordsOfLetters(recording, block, isHidden) {
  const change = isHidden ? null : changeText(block, asShown, shown);
  const lines = [...block.meetings.map(meetingText), ...(change === null ? [] : [change]), legendText(legendOf(recording, block))];
  return lines.map((line) => element("p", { class: "quiet letters" }, line));
}

/** What the engine has, and whether the digits that are shown give what is shown. */
function honesty({ subject: { value }, expression, isKnown }) {
  const difference = Object.is(value, expression.value) ? 0 : Math.abs(value - expression.value);
  const again = fromDigits(expression)[1];
  const isNear = isClose(expression, value);
  const isRounding = isExplained(expression, value);
  return [
    isKnown ? element("p", { class: isNear ? "check" : "check wrong", "data-difference": String(difference) }, text(difference === 0 ? "page.engine_same" : isNear ? "page.engine_rounded" : "page.engine_differs", { value: shown(value), difference: shown(difference, 2) })) : null,
    numberText(again) !== numberText(value) && (isNear || !isKnown) ? element("p", { class: isRounding ? "quiet note" : "check wrong" }, text(isRounding ? "page.recombined" : "page.contradicted", { value: shown(again) })) : null,
  ];
}

function details(recording, block) {
  const totals = totalsIn(block.expression);
  const tables = totals.map((total) => termsTable(recording, block, total));
  const others = placesIn(block.expression);
  return totals.length > 0 ? tables : others.length > 0 ? inputsTable(others) : null;
}
