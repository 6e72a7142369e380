/** The network as a diagram: a box a layer, arrows between them, and a glance at what each one gave. */

import { drawing, element, fill } from "../shell/elements.js";
import { writeAddress } from "../shell/address.js";
import { language, text } from "../shell/language.js";
import { painted } from "../shell/grids.js";
import { glance } from "./slices.js";

const NARROW = matchMedia("(max-width: 720px)");

/**
 * @param {HTMLElement} region
 * @param {import("./recording.js").Recording} recording
 * @param {import("../shell/address.js").State} state
 */
export function showNetwork(region, recording, state) {
  const { boxes, edges, wide, narrow } = recording.payload.diagram;
  const isNarrow = NARROW.matches;
  const layout = isNarrow ? narrow : wide;
  const place = ([across, along]) => (isNarrow ? [across, along] : [along, across]);
  const [width, height] = place(layout.size);
  const links = boxes.map((box, number) => boxLink(recording, box, state, place(layout.centers[number]), layout.box));
  const lines = drawing("svg", { class: "edges", width, height, "aria-hidden": "true" }, edges.map((_, number) => arrow(layout.routes[number].map(place), isNarrow)));
  const sheet = element("div", { class: "boxes" }, lines, element("ol", {}, links.map((link) => element("li", {}, link))));
  sheet.style.setProperty("width", `${width}px`);
  sheet.style.setProperty("height", `${height}px`);
  fill(region, element("h2", { class: "visually-hidden" }, text("page.network")), element("div", { class: "scroller" }, sheet));
  walkWithArrows(links);
  const current = links.find((link) => link.getAttribute("aria-current")) ?? null;
  current?.scrollIntoView({ block: "nearest", inline: "center" });
}

/** Calls back when the diagram must turn. @param {() => void} redraw */
export function onTurn(redraw) {
  NARROW.addEventListener("change", redraw);
}

function boxLink(recording, box, state, [x, y], [boxWidth, boxHeight]) {
  const isCurrent = box.layer === state.layer;
  const link = element(
    "a",
    { class: "box", href: writeAddress({ layer: box.layer, sample: state.sample || "", pass: state.pass, lang: language() }), "aria-current": isCurrent ? "true" : null, tabindex: -1 },
    element("span", { class: "glance" }),
    element("span", { class: "name" }, breakable(box.name)),
    element("span", { class: "kind" }, box.kind),
    element("span", { class: "shape" }, box.shape),
  );
  link.style.setProperty("left", `${x - boxWidth / 2}px`);
  link.style.setProperty("top", `${y - boxHeight / 2}px`);
  link.style.setProperty("width", `${boxWidth}px`);
  link.style.setProperty("height", `${boxHeight}px`);
  showGlance(link.querySelector(".glance"), recording, box, state);
  return link;
}

/** @type {Map<string, HTMLCanvasElement | null>} pictures that were drawn, by what they show */
const glances = new Map();

function showGlance(holder, recording, box, state) {
  const key = JSON.stringify([box.layer, state.pass, state.sample]);
  const put = () => {
    const canvas = glances.get(key);
    if (canvas) holder.replaceChildren(canvas);
  };
  if (glances.has(key)) {
    put();
    return;
  }
  later(() => {
    const picture = glance(recording, box, state);
    glances.set(key, picture === null ? null : painted(picture.rows, picture.columns, picture.valueAt, picture.scale));
    put();
  });
}

/** A name may go on in the next line behind each underscore. */
function breakable(name) {
  return name.split(/(?<=_)/).flatMap((part) => [part, element("wbr")]);
}

/** After the page is there; many such pictures would hold up the first one that is looked at. */
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

function arrow(points, isNarrow) {
  const [[startX, startY], ...rest] = points;
  let [fromX, fromY] = [startX, startY];
  let path = `M${startX} ${startY}`;
  for (const [x, y] of rest) {
    const control = isNarrow ? `${fromX} ${(fromY + y) / 2} ${x} ${(fromY + y) / 2}` : `${(fromX + x) / 2} ${fromY} ${(fromX + x) / 2} ${y}`;
    path += `C${control} ${x} ${y}`;
    [fromX, fromY] = [x, y];
  }
  const head = isNarrow ? `M${fromX - 4} ${fromY - 5}L${fromX} ${fromY}L${fromX + 4} ${fromY - 5}` : `M${fromX - 5} ${fromY - 4}L${fromX} ${fromY}L${fromX - 5} ${fromY + 4}`;
  return drawing("path", { d: path + head });
}

/** One stop of Tab for all boxes; arrows go from one to the next. */
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
