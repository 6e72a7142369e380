/** The history of training: loss and metrics by epoch, on training and validation images. */

import { element } from "../shell/elements.js";
import { language, text } from "../shell/language.js";
import { shown } from "../shell/numbers.js";
import { tableBehind } from "../charts/charts.js";
import { lineChart } from "../charts/lines.js";

const QUANTITIES = {
  loss: "page.loss", accuracy: "page.report_accuracy", sparse_categorical_accuracy: "page.report_accuracy",
  categorical_accuracy: "page.report_accuracy", learning_rate: "page.report_learning_rate", lr: "page.report_learning_rate",
};

/** @param {import("./sections.js").Page} page */
export function showCurves({ payload }) {
  const { epochs, quantities, findings } = payload.curves;
  const panels = quantities.map((quantity) => panel(quantity, epochs));
  return { nodes: [found(findings), element("div", { class: "panels" }, panels), allNumbers(quantities, epochs)] };
}

function panel({ name, training, validation }, epochs) {
  const title = titleOf(name);
  const lines = [];
  if (training) lines.push({ name: validation ? text("page.report_training") : "", kind: validation ? "training" : "plain", values: training });
  if (validation) lines.push({ name: text("page.report_validation"), kind: "validation", values: validation });
  const label = text("page.report_curve_of", { name: title });
  return element("figure", {}, element("figcaption", {}, title), lineChart({ label, across: text("page.report_epoch"), places: epochs, lines }));
}

function titleOf(name) {
  return Object.hasOwn(QUANTITIES, name) ? text(QUANTITIES[name]) : name;
}

function allNumbers(quantities, epochs) {
  const columns = quantities.flatMap(({ name, training, validation }) => [
    training ? { head: titleOf(name), values: training } : null,
    validation ? { head: `${titleOf(name)} (${text("page.report_validation")})`, values: validation } : null,
  ]).filter((column) => column !== null);
  const rows = epochs.map((epoch, number) => [String(epoch), ...columns.map(({ values }) => (values[number] === null ? "" : shown(values[number], 4)))]);
  return tableBehind([text("page.report_epoch"), ...columns.map(({ head }) => head)], rows, text("page.report_curves"));
}

/** The problems found in training. */
function found(findings) {
  if (findings.length === 0) return null;
  return element("ul", { class: "findings" }, findings.map(({ problem, fix }) => element("li", {}, element("p", {}, problem[language()]), element("p", { class: "quiet" }, fix[language()]))));
}
