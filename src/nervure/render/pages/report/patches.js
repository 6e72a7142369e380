/** For each layer, the parts of images that most strongly activate its units: the hierarchy from edges on. */

import { element } from "../shell/elements.js";
import { text } from "../shell/language.js";
import { countText, shown } from "../shell/numbers.js";
import { fieldSentence } from "./fields.js";
import { image } from "./pictures.js";

const SIZE = 48; // px

/** @param {import("./sections.js").Page} page */
export function showPatches({ payload }) {
  const { count, layers } = payload.patches;
  return { nodes: [element("p", {}, text("page.report_patches_from", { count: countText(count) })), layers.map(layerOf)] };
}

function layerOf({ layer, kind, num_units, field, units }) {
  return element(
    "div", { class: "layer" },
    element("h3", {}, layer, " ", element("small", {}, kind)),
    element("p", { class: "quiet" }, text("page.report_units_of", { shown: units.length, count: num_units }), " ", fieldSentence(field)),
    element("div", { class: "units" }, units.map(unitOf)),
  );
}

function unitOf({ unit, patches }) {
  const pictures = patches.map((patch) => element("span", { class: "patch", title: [patch.truth, patch.path, shown(patch.value, 4)].filter(Boolean).join("\n") }, image(patch.picture, SIZE, text("page.report_patch", { value: shown(patch.value, 3), truth: patch.truth ?? "" }))));
  const answers = patches.map(({ value }) => shown(value, 3));
  const said = answers.length > 0 ? text("page.report_answers", { high: answers[0], low: answers[answers.length - 1] }) : text("page.report_silent");
  return element("figure", {}, element("div", { class: "strip" }, pictures), element("figcaption", {}, text("page.report_unit", { unit }), " · ", said));
}
