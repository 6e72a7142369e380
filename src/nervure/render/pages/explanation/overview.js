/** The whole step at a glance: its input, its output, the loss. */

import { element, fill } from "../shell/elements.js";
import { text } from "../shell/language.js";
import { cssColor, colorOf } from "../shell/colors.js";
import { shown } from "../shell/numbers.js";
import { stepper } from "../shell/stepper.js";
import { numberLink } from "../shell/values.js";
import { sizeOf } from "../shell/tensors.js";
import { Place, kindShown } from "./places.js";
import { pictureOf, rangeScale } from "./slices.js";

const MOST_OUTPUTS = 12;
const PICTURE = 168; // px
const LEFT_OUT = ["page.left_sweeps", "page.left_slots", "page.left_ahead", "page.left_weights", "page.left_values"];

/**
 * @param {HTMLElement} region
 * @param {import("./walks.js").Walks} walks
 * @param {import("./recording.js").Recording} recording
 * @param {import("../shell/address.js").State} state
 * @param {(sample: number) => void} chooseSample
 */
export function showOverview(region, walks, recording, state, chooseSample) {
  const { payload } = recording;
  const other = recording === walks.prediction ? walks.recording("train", state.target) : walks.prediction;
  fill(
    region,
    element("p", { class: "lead" }, text(payload.training ? "page.lead_training" : "page.lead_prediction", { count: payload.samples })),
    payload.samples > 1 ? stepper(text("page.sample"), state.sample, payload.samples, chooseSample) : null,
    element(
      "div", { class: "overview" },
      payload.inputs.map((name) => inputPicture(recording, name, state.sample)),
      payload.outputs.map((name) => outputList(recording, other, name, state.sample)),
      recording.hasLoss ? lossPart(recording, state) : null,
    ),
    LEFT_OUT.filter((key) => payload.left_out.includes(key)).map((key) => element("p", { class: "quiet" }, text(key))),
    element("p", { class: "quiet" }, text("page.how")),
  );
}

function inputPicture(recording, name, sample) {
  const shape = recording.shapeOf(name).slice(1);
  const canvas = pictureOf(recording, "value", name, sample, true);
  const size = Math.max(1, Math.floor(PICTURE / Math.max(canvas.height, canvas.width)));
  canvas.style.setProperty("width", `${canvas.width * size}px`);
  canvas.style.setProperty("height", `${canvas.height * size}px`);
  return element("figure", {}, canvas, element("figcaption", {}, name, " ", element("small", {}, `(${shape.join(", ")})`)));
}

/** The outputs of one sample, largest first if there are many. */
function outputList(recording, other, name, sample) {
  const shape = recording.shapeOf(name).slice(1);
  const count = sizeOf(shape);
  const all = Array.from({ length: Math.min(count, 4096) }, (_, number) => ({ number, index: [sample, ...unfold(number, shape)] }))
    .map((unit) => ({ ...unit, value: recording.value(name, unit.index) }));
  const chosen = count <= MOST_OUTPUTS ? all : [...all].sort((one, other) => other.value - one.value).slice(0, MOST_OUTPUTS);
  const scale = rangeScale(recording, "value", name);
  const { labels } = recording.payload;
  const hasBoth = all.some(({ index, value }) => other.value(name, index) !== value);
  const rows = chosen.map(({ number, index, value }) => element(
    "tr", {},
    element("th", { scope: "row" }, labels?.[count === 1 ? 1 : number] ?? String(number)), // a single output is for the second class
    element("td", { class: "bar" }, bar(value, scale)),
    element("td", { class: "digits" }, numberLink(value, new Place("value", name, index).address)),
    hasBoth ? element("td", { class: "digits quiet" }, shown(other.value(name, index))) : null,
  ));
  const keys = ["page.output", "page.bar", ...(hasBoth ? [walkOf(recording), walkOf(other)] : ["page.value"])];
  const head = element("tr", { class: hasBoth ? null : "visually-hidden" }, keys.map((key, place) => element("th", { scope: "col", class: place > 1 ? "digits" : null }, place < 2 && hasBoth ? element("span", { class: "visually-hidden" }, text(key)) : text(key))));
  return element("table", { class: "outputs" }, element("caption", {}, name), element("thead", {}, head), element("tbody", {}, rows));
}

const walkOf = ({ isTraining }) => (isTraining ? "page.train" : "page.predict");

function unfold(number, shape) {
  const index = [];
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    index.unshift(number % shape[axis]);
    number = Math.floor(number / shape[axis]);
  }
  return index;
}

function bar(value, scale) {
  const strip = element("span", { class: "strip", "aria-hidden": "true" });
  const share = Math.min(1, Math.abs(value) / scale.high);
  strip.style.setProperty("width", `${Math.round(100 * share)}%`);
  strip.style.setProperty("background-color", cssColor(colorOf(Math.sign(value) * scale.high * 0.75, scale)));
  return strip;
}

function lossPart(recording, { sample, target: chosen }) {
  const own = recording.losses.map((loss) => ({ loss, index: loss.loss.shape.length === 0 ? [] : [sample, ...loss.loss.shape.slice(1).map(() => 0)] }));
  return element(
    "dl", { class: "losses" },
    element("div", {}, element("dt", {}, text("page.loss")), element("dd", {}, numberLink(recording.payload.loss, new Place("value", recording.namesOf("loss")[0].name, []).address))),
    own.map(({ loss, index }) => element("div", {}, element("dt", {}, text("page.loss_of_sample", { name: kindShown(recording.payload.operations, loss.loss.op.replaceAll("_", " ")) })), element("dd", {}, numberLink(loss.valueAt(index), new Place("value", loss.loss.name, index).address)))),
    own.map(({ loss }) => targetOf(loss, sample, recording.payload.labels)).filter((target) => target !== null)
      .map((target) => element("div", {}, element("dt", {}, text(chosen === "" ? "page.target" : "page.target_chosen")), element("dd", {}, target))),
  );
}

/** The target of a sample: a class, by name if it has one, or a number; null for several numbers. */
function targetOf(loss, sample, labels) {
  const [, count] = loss.loss.target_shape;
  const shares = Array.from({ length: count ?? 1 }, (_, place) => loss.targetAt(count === undefined ? [sample] : [sample, place]));
  const number = shares.length === 1 ? shares[0] : shares.indexOf(Math.max(...shares));
  return labels?.[number] ?? (count === undefined ? shown(number) : null);
}
