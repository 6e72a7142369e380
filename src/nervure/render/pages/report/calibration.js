/** Whether the network is right as often as its probabilities claim. */

import { element } from "../shell/elements.js";
import { text } from "../shell/language.js";
import { countText, percentText, shown } from "../shell/numbers.js";
import { tableBehind } from "../charts/charts.js";
import { reliabilityChart } from "../charts/reliability.js";

/** @param {import("./sections.js").Page} page */
export function showCalibration({ payload }) {
  const { bins, confidence, accuracy, interval: [low, high], expected_error, chance_error } = payload.calibration;
  if (confidence === null) return { nodes: [element("p", {}, text("page.report_no_pictures"))] };
  const key = confidence > high ? "page.report_too_sure" : confidence < low ? "page.report_too_modest" : "page.report_sure_enough";
  const said = text(key, { confidence: percentText(confidence, 1), accuracy: percentText(accuracy, 1) });
  const apart = text("page.report_expected_error", { error: shown(100 * expected_error, 2), chance: shown(100 * chance_error, 2) });
  const words = { label: text("page.report_calibration"), sure: text("page.report_how_sure"), right: text("page.report_how_right"), counts: text("page.report_how_many") };
  const heads = ["page.report_how_sure", "page.report_pictures", "page.report_mean_probability", "page.report_how_right", "page.report_interval_head"].map((head) => text(head));
  const rows = bins.filter(({ count }) => count > 0).map((bin) => [
    `${percentText(bin.low)} – ${percentText(bin.high)}`, countText(bin.count), percentText(bin.confidence, 1), percentText(bin.accuracy, 1),
    bin.interval.map((end) => percentText(end, 1)).join(" – "),
  ]);
  return { nodes: [element("p", {}, said, " ", apart), reliabilityChart(bins, words), tableBehind(heads, rows, text("page.report_calibration"))] };
}
