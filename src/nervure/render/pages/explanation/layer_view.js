/** One layer: its values, its weights and its intermediate numbers, as maps and matrices to walk through. */

import { button, element, fill } from "../shell/elements.js";
import { visit } from "../shell/address.js";
import { text } from "../shell/language.js";
import { scaleOf } from "../shell/colors.js";
import { mapGrid, numberGrid, painted } from "../shell/grids.js";
import { legend } from "../shell/legend.js";
import { shown } from "../shell/numbers.js";
import { scroller } from "../shell/scroller.js";
import { stepper } from "../shell/stepper.js";
import { indices, sizeOf } from "../shell/tensors.js";
import { Place, kindShown, partOf } from "./places.js";
import { layoutOf, rangeScale, sheetOf } from "./slices.js";

const WITH_DIGITS = 49; // a grid of up to this many cells has room for digits
const LARGEST_CELL = 24;
const MARGIN = 6; // px around a map, for the frame of the cursor
const PICTURES = 64; // this many small images at a time

/** @typedef {{kind: "value" | "gradient", name: string, index: number[] | null}} Looked */

/**
 * The names of a layer, in order of computation.
 * @param {import("./recording.js").Recording} recording
 * @param {string} layer
 */
export function namesOf(recording, layer) {
  return recording.namesOf("input", "output", "parameter", "kept", "loss", "sample_loss", "target")
    .filter(({ name, kind, box }) => box === layer && (kind !== "output" || recording.shapeOf(name).length > 0)).map(({ name }) => name);
}

/**
 * @param {HTMLElement} region
 * @param {import("./recording.js").Recording} recording
 * @param {import("../shell/address.js").State} state
 * @param {Looked} looked
 * @param {{choose: (name: string) => void, chooseSample: (sample: number) => void}} actions
 */
export function showLayer(region, recording, state, looked, { choose, chooseSample }) {
  const box = recording.payload.diagram.boxes.find(({ layer }) => layer === state.layer);
  const heading = element("h2", { id: "layer-title", tabindex: -1 }, state.layer, " ", element("small", {}, kindShown(recording.payload.operations, box?.kind ?? "")));
  const names = namesOf(recording, state.layer);
  const tabs = element("div", { role: "group", class: "tabs", "aria-label": text("page.tensors") }, names.map((name) =>
    button(partOf(name), () => choose(name), { "aria-pressed": String(name === looked.name), class: "tab" })));
  fill(region, heading, box?.shape ? element("p", { class: "quiet" }, box.shape) : null, names.length > 1 ? tabs : null, viewOfTensor(recording, state, looked, chooseSample, region.clientWidth));
}

function viewOfTensor(recording, state, { kind, name, index }, chooseSample, width) {
  const shape = recording.shapeOf(name);
  const isOfSamples = isPerSample(recording, name);
  const kindShown = kind === "gradient" && !recording.hasGradient(name) ? "value" : kind;
  const own = isOfSamples ? shape.slice(1) : shape;
  const start = index === null ? own.map(() => 0) : isOfSamples ? index.slice(1) : index;
  const whole = (at) => (isOfSamples ? [state.sample, ...at] : at);
  const view = { recording, kind: kindShown, name, layout: layoutOf(own, !isOfSamples), whole, at: start, marked: index !== null, width };
  const holder = element("div", { class: "tensor" });
  drawTensor(holder, view);
  return [
    kindShown === kind ? null : element("p", { class: "quiet" }, text("page.shows_values")),
    isOfSamples && shape[0] > 1 ? stepper(text("page.sample"), state.sample, shape[0], chooseSample) : null,
    holder,
  ];
}

/** Whether the first axis of an array counts samples. */
export function isPerSample(recording, name) {
  const kind = recording.kindOf(name);
  return ["input", "output", "sample_loss", "target"].includes(kind) || (kind === "kept" && recording.shapeOf(name).length > 1);
}

function drawTensor(holder, view) {
  const { recording, kind, name, layout, whole } = view;
  const scale = scaleFor(view);
  const sheet = sheetOf(layout, view.at);
  const read = (at) => (at === null ? null : recording.shown(kind, name, whole(at)));
  const readout = element("p", { class: "readout", "aria-hidden": "true" }, "\u00a0");
  const choose = (axis) => (place) => {
    view.at = view.at.map((old, other) => (other === axis ? place : old));
    view.marked = false;
    drawTensor(holder, view);
  };
  const spoken = (row, column) => {
    const at = sheet.indexAt(row, column);
    return read(at) === null ? text("page.no_cell") : text("page.cell", { place: whole(at).join(", "), value: shown(read(at)) });
  };
  const parts = {
    label: text(kind === "gradient" ? "page.gradients_of" : "page.values_of", { name }),
    rows: sheet.rows, columns: sheet.columns, scale, spoken,
    valueAt: (row, column) => read(sheet.indexAt(row, column)),
    open: (row, column) => {
      const at = sheet.indexAt(row, column);
      if (at !== null) visit(new Place(kind, name, whole(at)).address);
    },
    marked: view.marked ? sheet.cellOf(view.at) : null,
    moved: (row, column) => { readout.textContent = spoken(row, column); },
  };
  fill(
    holder,
    layout.chosen.slice(0, -1).map((axis) => stepper(text("page.axis", { axis }), view.at[axis], layout.shape[axis], choose(axis))),
    layout.chosen.length > 0 ? pictures(view, scale, choose(layout.chosen.at(-1))) : null,
    element("div", { class: "sheet" }, gridFor(parts, view.width), element("div", { class: "under" }, readout, legend(scale))),
  );
}

function gridFor(parts, width) {
  const { rows, columns } = parts;
  if (rows * columns <= WITH_DIGITS && columns <= 16) return scroller(numberGrid(parts), null);
  const room = Math.min(width - 2 * MARGIN, 560);
  const size = Math.max(1, Math.min(LARGEST_CELL, Math.floor(room / columns), Math.floor(560 / Math.min(rows, 560))));
  return scroller(mapGrid(parts, size), null);
}

/** One small image for each cell of the last chosen axis: the channels, the filters. */
function pictures(view, scale, choose) {
  const { recording, kind, name, layout, whole } = view;
  const axis = layout.chosen.at(-1);
  const count = layout.shape[axis];
  const first = Math.floor(view.at[axis] / PICTURES) * PICTURES;
  const shownNow = Array.from({ length: Math.min(PICTURES, count - first) }, (_, place) => first + place);
  const options = shownNow.map((place) => {
    const sheet = sheetOf(layout, view.at.map((old, other) => (other === axis ? place : old)));
    const valueAt = (row, column) => recording.shown(kind, name, whole(sheet.indexAt(row, column)));
    const isCurrent = place === view.at[axis];
    return element("div", {
      role: "option", class: "picture", "aria-selected": String(isCurrent), "aria-label": text("page.channel", { number: place }),
      tabindex: isCurrent ? 0 : -1, onclick: () => choose(place),
    }, painted(sheet.rows, sheet.columns, valueAt, scale), element("span", { "aria-hidden": "true" }, String(place)));
  });
  const list = element("div", { role: "listbox", class: "pictures", "aria-label": text("page.channels"), "aria-orientation": "horizontal" }, options);
  list.addEventListener("keydown", (event) => {
    const steps = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };
    if (!(event.key in steps)) return;
    event.preventDefault();
    const holder = list.parentElement;
    choose(Math.min(count - 1, Math.max(0, view.at[axis] + steps[event.key])));
    holder.querySelector('[role="option"][aria-selected="true"]').focus();
  });
  return list;
}

function scaleFor({ recording, kind, name, layout, whole }) {
  const known = recording.values.get(name) ?? recording.parameters.get(name);
  if (known?.range && (kind === "value" || known.gradient_range)) return rangeScale(recording, kind, name);
  if (sizeOf(layout.shape) > 60000) return scaleOf([1, -1], kind !== "value");
  return scaleOf([...indices(layout.shape)].map((at) => recording.read(kind, name, whole(at))), kind !== "value");
}
