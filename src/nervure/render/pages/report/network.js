/** The network as boxes and arrows, and as a table with each layer's output and parameter count. */

import { element } from "../shell/elements.js";
import { boxDiagram, breakable } from "../shell/diagram.js";
import { text } from "../shell/language.js";
import { countText } from "../shell/numbers.js";
import { tableBehind } from "../charts/charts.js";
import { scroller } from "../shell/scroller.js";

// Layers that wrap modules computed and differentiated by torch.
const CLOSED = ["TorchModule", "TorchProgram", "Lambda"];

/** @param {import("./sections.js").Page} page */
export function showNetwork({ payload }) {
  const { diagram, parameters, trainable, rows } = payload.network;
  const { sheet } = boxDiagram(diagram, boxOf);
  const sum = text("page.report_parameters_sum", { total: countText(parameters), trainable: countText(trainable) });
  const closed = rows.filter(({ kind }) => CLOSED.includes(kind)).map(({ name }) => name);
  const notes = closed.length ? [element("p", { class: "quiet" }, text("page.report_closed", { names: closed.join(", ") }))] : [];
  const heads = ["page.report_layer", "page.report_kind", "page.report_shape", "page.report_parameters"].map((key) => text(key));
  const lines = rows.map((row) => [row.name, row.kind, row.shape, row.parameters === null ? "" : countText(row.parameters)]);
  return { nodes: [scroller(sheet, text("page.report_diagram")), element("p", { class: "quiet" }, sum), ...notes, tableBehind(heads, lines, text("page.network"), [1, 2])] };
}

function boxOf({ name, kind, shape, parameters, activation }) {
  const does = [kind, activation].filter(Boolean).join(" · ");
  return element(
    "div", { class: "box" },
    element("span", { class: "name" }, breakable(name)),
    element("span", { class: "kind" }, does),
    element("span", { class: "shape" }, shape),
    element("span", { class: "weights" }, parameters ? text("page.report_box_parameters", { count: countText(parameters) }) : ""),
  );
}
