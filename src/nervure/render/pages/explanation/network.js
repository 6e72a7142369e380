/** The network of an explanation: its diagram, a link for each layer, and a preview of each output. */

import { element, fill } from "../shell/elements.js";
import { boxDiagram, breakable } from "../shell/diagram.js";
import { writeAddress } from "../shell/address.js";
import { language, text } from "../shell/language.js";
import { scroller } from "../shell/scroller.js";
import { kindShown } from "./places.js";
import { glance } from "./slices.js";

/**
 * @param {HTMLElement} region
 * @param {import("./recording.js").Recording} recording
 * @param {import("../shell/address.js").State} state
 */
export function showNetwork(region, recording, state) {
  const { sheet, drawn } = boxDiagram(recording.payload.diagram, (box) => boxLink(recording, box, state));
  fill(region, element("h2", { class: "visually-hidden" }, text("page.network")), scroller(sheet, null));
  walkWithArrows(drawn);
  const current = drawn.find((link) => link.getAttribute("aria-current")) ?? null;
  current?.scrollIntoView({ block: "nearest", inline: "center" });
}

function boxLink(recording, box, state) {
  const kind = kindShown(recording.payload.operations, box.kind);
  const link = element(
    "a",
    { class: "box", href: writeAddress({ layer: box.layer, sample: state.sample || "", pass: state.pass, lang: language() }), "aria-current": box.layer === state.layer ? "true" : null, tabindex: -1 },
    element("span", { class: "glance" }),
    element("span", { class: "name" }, breakable(box.name)),
    element("span", { class: "kind", title: kind }, kind),
    element("span", { class: "shape" }, box.shape),
  );
  showGlance(link.querySelector(".glance"), recording, box, state);
  return link;
}

/** @type {Map<string, HTMLCanvasElement | null>} pictures that were drawn, by what they show */
const glances = new Map();

function showGlance(holder, recording, box, state) {
  const key = JSON.stringify([box.layer, state.pass, state.sample, state.walk, state.target]);
  const put = () => {
    const canvas = glances.get(key);
    if (canvas) holder.replaceChildren(canvas);
  };
  if (glances.has(key)) {
    put();
    return;
  }
  later(() => {
    glances.set(key, glance(recording, box, state));
    put();
  });
}

/** After the page is shown; many such images would delay the first one that is looked at. */
const waiting = [];
function later(work) {
  waiting.push(work);
  if (waiting.length === 1) setTimeout(workThrough, 30);
}
function workThrough() {
  const until = performance.now() + 12;
  while (waiting.length > 0 && performance.now() < until) waiting.shift()();
  if (waiting.length > 0) setTimeout(workThrough, 0);
}

/** One Tab stop for all boxes; arrow keys move from one to the next. */
function walkWithArrows(links) {
  const start = links.find((link) => link.getAttribute("aria-current")) ?? links[0];
  if (start === undefined) return;
  start.tabIndex = 0;
  links.forEach((link, number) => {
    link.addEventListener("keydown", (event) => {
      const steps = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1, Home: -links.length, End: links.length };
      if (!(event.key in steps)) return;
      event.preventDefault();
      const next = links[Math.min(links.length - 1, Math.max(0, number + steps[event.key]))];
      link.tabIndex = -1;
      next.tabIndex = 0;
      next.focus();
    });
  });
}
