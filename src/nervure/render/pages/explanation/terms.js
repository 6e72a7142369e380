/** The terms of a sum: the first and the largest, the sum of the others, and all of them on request. */

import { button, element, fill } from "../shell/elements.js";
import { text } from "../shell/language.js";
import { shown } from "../shell/numbers.js";
import { scroller } from "../shell/scroller.js";
import { closeNumber, numberLink } from "../shell/values.js";
import { placesIn } from "../mathematics/expressions.js";
import { formula, written } from "../mathematics/mathml.js";
import { spoken } from "../mathematics/speech.js";
import { contributionMap } from "./contributions.js";
import { titleOf } from "./places.js";

const FIRST = 6;
const LARGEST = 6;
const AT_ONCE = 1000;

/**
 * @param {import("./recording.js").Recording} recording
 * @param {import("./derivations.js").Block} block
 * @param {any} total a long sum
 */
export function termsTable(recording, block, total) {
  const body = element("tbody");
  const more = element("p", { class: "more" });
  const draw = (count) => {
    const all = total.parts.map((term, place) => ({ term, place }));
    const chosen = count === 0 ? chosenOf(all) : all.slice(0, count);
    const others = all.length - chosen.length;
    const rest = total.value - chosen.reduce((added, { term }) => added + term.value, 0);
    fill(body, chosen.map(termRow), others === 0 ? null : restRow(others, rest));
    fill(more, others === 0 ? null : button(text("page.all_terms", { count: Math.min(all.length, count + AT_ONCE) }), () => draw(Math.min(all.length, count + AT_ONCE))));
  };
  draw(0);
  return element(
    "div", { class: "terms" },
    element("h4", {}, text("page.terms", { count: total.parts.length })),
    contributionMap(recording, block, total),
    scroller(element("table", { class: "long" }, headRow(), body), text("page.terms", { count: total.parts.length })),
    more,
  );
}

/** The first six and, of the rest, the six largest, in the order of the sum. */
function chosenOf(all) {
  const rest = all.slice(FIRST).sort((one, other) => Math.abs(other.term.value) - Math.abs(one.term.value)).slice(0, LARGEST);
  return [...all.slice(0, FIRST), ...rest.sort((one, other) => one.place - other.place)];
}

function headRow() {
  const heads = ["page.term", "page.comes_from", "page.calculation", "page.value"].map((key) => element("th", { scope: "col" }, text(key)));
  return element("thead", {}, element("tr", {}, heads));
}

function termRow({ term, place }) {
  const places = placesIn(term);
  return element(
    "tr", {},
    element("th", { scope: "row" }, String(place + 1)),
    element("td", { class: "origin" }, places.flatMap(({ target }, number) => [number > 0 ? element("br") : null, element("a", { href: target.address }, labelOf(target))])),
    element("td", {}, calculationOf(term)),
    element("td", { class: "digits" }, closeNumber(term.value, { class: "close digits", tabindex: -1 })),
  );
}

const labelOf = ({ kind, name, index }) => `${kind === "gradient" ? "∂E/∂ " : ""}${titleOf(name, index)}`;

/** The factors of a product, each a link; any other term as a formula; nothing if the term is a single number. */
function calculationOf(term) {
  if (term.kind === "place") return null;
  if (term.kind === "product") return factorsOf(term);
  return formula([written(term, "numbers")], spoken(term, "numbers"));
}

function factorsOf(term) {
  return term.parts.flatMap((factor, number) => [number > 0 ? " × " : null, factor.kind === "place" ? numberLink(factor.value, factor.target.address) : element("span", {}, shown(factor.value))]);
}

function restRow(count, value) {
  return element("tr", { class: "rest" }, element("th", { scope: "row" }, "…"), element("td", { colspan: 2 }, text("page.others", { count })), element("td", { class: "digits" }, closeNumber(value, { class: "close digits", tabindex: -1 })));
}

/**
 * Links to the numbers in a short formula.
 * @param {any[]} places
 */
export function inputsTable(places) {
  const rows = places.map(({ target, value }) => element(
    "tr", {},
    element("td", { class: "origin" }, element("a", { href: target.address }, labelOf(target))),
    element("td", { class: "digits" }, closeNumber(value, { class: "close digits", tabindex: -1 })),
  ));
  const head = element("tr", {}, element("th", { scope: "col" }, text("page.comes_from")), element("th", { scope: "col" }, text("page.value")));
  return element("div", { class: "terms" }, element("h4", {}, text("page.numbers_used")), scroller(element("table", {}, element("thead", {}, head), element("tbody", {}, rows)), text("page.numbers_used")));
}
