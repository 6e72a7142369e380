/** The confident mistakes of the network, and images whose labels look wrong. */

import { element } from "../shell/elements.js";
import { breakable } from "../shell/diagram.js";
import { text } from "../shell/language.js";
import { countText, percentText } from "../shell/numbers.js";
import { gallery } from "./pictures.js";

const WEAK = 0.2; // the share of mistakes from which most doubts about labels are mistakes too

/** Whether a network is wrong too often to judge labels. */
export function isWeak(mistakes) {
  return mistakes !== null && mistakes.num_wrong > WEAK * mistakes.count;
}

/** @param {import("./sections.js").Page} page */
export function showMistakes(page) {
  const { count, num_wrong, pictures } = page.payload.mistakes;
  const key = pictures.length < num_wrong ? "page.report_num_wrong" : "page.report_all_wrong";
  const said = num_wrong === 0 ? text("page.report_no_mistakes") : text(key, { wrong: countText(num_wrong), count: countText(count), shown: pictures.length });
  return { nodes: [element("p", {}, said), pictures.length > 0 ? gallery(page, "mistakes", pictures, text("page.report_mistakes")) : null] };
}

/** @param {import("./sections.js").Page} page */
export function showWrongLabels(page) {
  const { count, num_found, pictures, given, weak } = page.payload.wrong_labels;
  if (weak !== null) return { nodes: [element("p", {}, text("page.report_too_weak", { agreement: percentText(weak.agreement), chance: percentText(weak.chance), needed: percentText(weak.needed) }))] };
  if (pictures.length === 0) return { nodes: [element("p", {}, text("page.report_no_wrong_labels", { count: countText(count) }))] };
  const caption = (picture, number) => [
    element("span", { class: "truth" }, text("page.report_given"), " ", breakable(picture.truth)),
    element("span", { class: "sure" }, percentText(given[number], 1)),
    element("span", { class: "label" }, text("page.report_likely"), " ", breakable(picture.label)),
    element("span", { class: "sure" }, percentText(picture.probability, 1)),
  ];
  const key = pictures.length < num_found ? "page.report_num_wrong_labels" : "page.report_all_wrong_labels";
  const said = text(key, { found: countText(num_found), count: countText(count), shown: pictures.length });
  const { mistakes } = page.payload;
  const doubts = isWeak(mistakes) ? text("page.report_weak", { share: percentText(mistakes.num_wrong / mistakes.count) }) : "";
  return { nodes: [element("p", {}, said, " ", doubts), gallery(page, "wrong_labels", pictures, text("page.report_wrong_labels"), caption)] };
}
