/** The whole path from the loss to a gradient, at each fork along the largest term, as `why` prints it. */

import { element } from "../shell/elements.js";
import { text } from "../shell/language.js";
import { shown } from "../shell/numbers.js";
import { scroller } from "../shell/scroller.js";
import { numberLink } from "../shell/values.js";
import { placesIn } from "../mathematics/expressions.js";
import { derive } from "./derivations.js";
import { titleOf } from "./places.js";

const MOST_HOPS = 64;

/** Each gradient on the path with the term that continues it, starting with the requested gradient. */
function hopsTo(recording, name, index) {
  const hops = [];
  let target = { name, index };
  while (target !== null && hops.length < MOST_HOPS) {
    const [{ subject, expression }] = derive(recording, "gradient", target.name, target.index);
    const terms = expression === null ? [] : ["sum", "total"].includes(expression.kind) ? expression.parts : [expression];
    const ways = terms.map((term) => ({ term, handed: placesIn(term).find(({ target: { kind, name: of } }) => kind === "gradient" && recording.kindOf(of) !== "sample_loss") }))
      .filter(({ handed }) => handed || recording.kindOf(target.name) !== "parameter");
    const largest = ways.length === 0 ? null : ways.reduce((one, other) => (Math.abs(other.term.value) > Math.abs(one.term.value) ? other : one));
    // For a value, a term that passes on nothing is the loss's: the path starts there.
    const way = largest?.handed ? largest : null;
    hops.push({ subject, way, terms });
    target = way?.handed.target ?? null;
  }
  return hops;
}

/** The note at a fork: which term continues, and the term of a penalty if it is larger. */
function forkOf(way, terms) {
  if (way === null || terms.length < 2) return "";
  const most = terms.reduce((one, other) => (Math.abs(other.value) > Math.abs(one.value) ? other : one));
  const said = { share: shown(way.term.value), ways: terms.length, larger: shown(most.value) };
  return ` (${text(Math.abs(most.value) > Math.abs(way.term.value) ? "explain.hop_beside_penalty" : "explain.hop", said)})`;
}

const inBrackets = (value) => (value < 0 ? `(${shown(value)})` : shown(value));

/**
 * @param {import("./recording.js").Recording} recording
 * @param {string} name
 * @param {number[]} index
 */
export function chainOf(recording, name, index) {
  if (!recording.hasGradient(name)) return null;
  const hops = hopsTo(recording, name, index);
  if (hops.length < 2) return null;
  const rows = hops.reverse().map(({ subject: { target, value }, way, terms }) => element(
    "tr", {},
    element("td", { class: "digits" }, way === null ? "" : `× ${inBrackets(way.term.value / way.handed.value)}`),
    element("td", { class: "digits" }, numberLink(value, target.address)),
    element("td", {}, `∂E/∂ ${titleOf(target.name, target.index)}`, forkOf(way, terms)),
  ));
  return element(
    "section", { class: "block gradient chain" },
    element("h3", {}, text("page.chain")), element("p", { class: "sentence" }, text("page.chain_about")),
    scroller(element("table", {}, element("tbody", {}, rows)), text("page.chain")),
  );
}
