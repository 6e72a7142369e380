/** The result of the run: the share of images it recognized, how certain that is, and which baselines it beats. */

import { element } from "../shell/elements.js";
import { language, text } from "../shell/language.js";
import { countText, percentText, shown } from "../shell/numbers.js";
import { intervalChart } from "../charts/intervals.js";
import { tableBehind } from "../charts/charts.js";
import { inShort } from "./in_short.js";

const BASELINES = {
  majority_class: "page.report_majority_class", linear_model: "page.report_linear_model", nearest_neighbor: "page.report_nearest_neighbor",
};
const MANY = 1000; // images from which a second decimal is meaningful
const PARTS = {
  validation: "page.report_on_validation", test: "page.report_on_test", other: "page.report_on_other", learned: "page.report_on_learned",
};

/** @param {import("./sections.js").Page} page */
export function showResult(page) {
  const { result } = page.payload;
  return { nodes: [result === null ? null : [headline(result, page.payload.origin), verdict(result), rivals(result)], inShort(page), facts(page.payload)] };
}

function headline({ accuracy, low, high, independent, num_right, count, part, precision }, origin) {
  const between = low === null ? "" : text("page.report_interval", { low: percentText(low, 1), high: percentText(high, 1) });
  const alike = independent === null ? "" : text("page.report_alike", { count: countText(count), independent: countText(independent) });
  return element(
    "div", { class: "headline" },
    element("p", { class: "figure" }, percentText(accuracy, decimalsFor(count))),
    element("p", {}, text(PARTS[part], { right: countText(num_right), count: countText(count) }), " ", element("span", { class: "quiet" }, between, " ", alike, " ", ...computedIn(precision, origin))),
  );
}

const CHOICES = { rule: "page.report_by_rule", measured: "page.report_measured", given: "page.report_head_only" };

/** The precision of the evaluated network; and that of training, if it was left open or differs. */
function computedIn(precision, { precision: { asked, used, choice } }) {
  if (precision === "") return [];
  const judged = text("page.report_judged_in", { precision });
  if (used === undefined) return [judged];
  if (asked === "auto" && Object.hasOwn(CHOICES, choice)) return [judged, " ", text(CHOICES[choice], { used })];
  return used === precision ? [judged] : [judged, " ", text("page.report_trained_in", { used })];
}

/** Whether it beats the simple baselines, as far as this number of images can show. */
function verdict({ accuracy, low, baselines: [best], neighbor_size: size }) {
  if (best === undefined) return null;
  const key = best.accuracy >= accuracy ? "page.report_is_beaten" : best.accuracy >= low ? "page.report_hardly_beats" : "page.report_beats";
  return element("p", { class: "verdict" }, text(key, { name: nameOf(best.name, size), share: percentText(best.accuracy, 1) }));
}

function nameOf(baseline, size) {
  if (baseline === "nearest_neighbor" && size !== null) return text("page.report_nearest_at", { height: size[0], width: size[1] });
  return Object.hasOwn(BASELINES, baseline) ? text(BASELINES[baseline]) : baseline;
}

/** The number of meaningful decimals. */
function decimalsFor(count) {
  return count < MANY ? 1 : 2;
}

function rivals({ accuracy, low, high, baselines, count, neighbor_size: size }) {
  // A chart has room for short names only: the size of the neighbor's images is given below it.
  const rows = [{ name: text("page.report_this_network"), share: accuracy, low: low ?? undefined, high: high ?? undefined, isMain: true },
    ...baselines.map(({ name, accuracy: share }) => ({ name: nameOf(name, null), share }))];
  const label = text(baselines.length > 0 ? "page.report_rivals" : "page.report_accuracy");
  const heads = [text("page.report_model"), text("page.report_accuracy"), text("page.report_interval_head")];
  const numbers = rows.map(({ name, share, low: from, high: to }) => [name, percentText(share, 2), from === undefined ? "" : `${percentText(from, 2)} – ${percentText(to, 2)}`]);
  const hasNeighbor = size !== null && baselines.some(({ name }) => name === "nearest_neighbor");
  const shrunk = !hasNeighbor ? null : element("p", { class: "quiet" }, text("page.report_nearest_shrunk", { height: size[0], width: size[1] }));
  return element("figure", {}, element("figcaption", {}, label), intervalChart(rows, label, decimalsFor(count)), shrunk, tableBehind(heads, numbers, label));
}

function facts({ result, network, origin, labels }) {
  const known = [
    ["page.report_model", network?.name], ["page.report_parameters", network && countText(network.parameters)],
    ["page.report_num_classes", labels.length > 0 ? countText(labels.length) : null],
    ["page.report_pictures", origin.data.count === undefined ? null : countText(origin.data.count)],
    ["page.report_epochs", result?.epochs ? countText(result.epochs) : null],
    ["page.report_seconds", result?.epochs ? result.time[language()] : null],
    ["page.loss", result && shown(result.loss, 4)],
  ];
  const shownFacts = known.filter(([, value]) => value !== null && value !== undefined);
  return element("dl", { class: "facts" }, shownFacts.map(([key, value]) => element("div", {}, element("dt", {}, text(key)), element("dd", {}, value))));
}
