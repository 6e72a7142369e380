/** How to repeat the run: the command, the options, and the environment. */

import { element } from "../shell/elements.js";
import { text } from "../shell/language.js";
import { countText } from "../shell/numbers.js";
import { typed } from "./command.js";

/** @param {import("./sections.js").Page} page */
export function showOrigin({ payload }) {
  const { command, again, options } = payload.origin;
  const listed = Object.entries(options).map(([name, value]) => [name, written(value)]);
  return {
    nodes: [
      command === "" ? null : [typed(command), element("p", { class: "quiet" }, text("page.report_again")), typed(again)],
      table(facts(payload.origin), text("page.report_origin")),
      listed.length === 0 ? null : element("details", { class: "behind" }, element("summary", {}, text("page.report_options")), table(listed, text("page.report_options"))),
    ],
  };
}

function facts({ seed, data, split, versions, code, weights, device, threads, precision: { asked, used = "" } }) {
  const parts = Object.entries({ train: "page.report_training", validation: "page.report_validation", test: "page.report_test" })
    .filter(([name]) => split[name] !== undefined).map(([name, key]) => `${text(key)} ${countText(split[name])}`);
  return [
    [text("page.report_seed"), seed === null ? "" : String(seed)], [text("page.report_data"), data.path ?? ""], [text("page.report_data_digest"), data.digest ?? ""],
    [text("page.report_split"), parts.join(" · ")], [text("page.report_weights_digest"), weights], [text("page.report_code_digest"), code],
    [text("page.report_computed_in"), used === asked || used === "" ? used : `${used} (${asked})`], [text("page.report_device"), device], [text("page.report_threads"), threads === null ? "" : countText(threads)],
    ...Object.entries(versions).map(([name, version]) => [name, version]),
  ].filter(([, value]) => value !== "");
}

function table(rows, label) {
  return element("table", { class: "origin-table", "aria-label": label }, element("tbody", {}, rows.map(([name, value]) => element("tr", {}, element("th", { scope: "row" }, name), element("td", {}, element("code", {}, value))))));
}

function written(value) {
  return typeof value === "string" ? value : JSON.stringify(value);
}
