/** How well each class is recognized: a table that can be sorted by any column. */

import { button, element, fill } from "../shell/elements.js";
import { text } from "../shell/language.js";
import { countText, percentText, shown } from "../shell/numbers.js";
import { scroller } from "../shell/scroller.js";

const FEW = 50; // images of a class, up to which one of them changes a share by two percentage points or more
const COLUMNS = [
  { name: "label", head: "page.report_class", of: ({ label }) => label },
  { name: "count", head: "page.report_pictures", of: ({ count }) => count },
  { name: "recall", head: "page.report_recall", of: ({ recall }) => recall },
  { name: "precision", head: "page.report_precision", of: ({ precision }) => precision },
  { name: "f1", head: "page.report_f1", of: ({ f1 }) => f1 },
  { name: "taken", head: "page.report_often_taken_for", of: ({ taken }) => taken?.count ?? 0 },
];

/** @param {import("./sections.js").Page} page */
export function showClasses(page) {
  const { balanced_accuracy, macro_f1 } = page.payload.classes;
  const rows = page.payload.classes.rows.map((row, truth) => ({ ...row, taken: oftenTakenFor(page.payload.confusion, truth) }));
  const body = element("tbody");
  const heads = COLUMNS.map(({ name, head }) => element("th", { scope: "col", class: name === "label" || name === "taken" ? null : "digits" }, button(text(head), () => order(page, name), { class: "sort" })));
  const table = element("table", { class: "classes", "aria-label": text("page.report_classes") }, element("thead", {}, element("tr", {}, heads)), body);
  const means = balanced_accuracy === null ? null : element("p", { class: "quiet" }, text("page.report_means", { recall: percentText(balanced_accuracy, 1), f1: percentText(macro_f1, 1) }));
  return { nodes: [scroller(table, text("page.report_classes")), means, weightOfOne(rows)], update: ({ sort }) => drawRows(body, heads, rows, sort) };
}

/** How much one image more or less changes, if that is a lot. */
function weightOfOne(rows) {
  const fewest = Math.min(...rows.map(({ count }) => count).filter((count) => count > 0));
  if (fewest > FEW) return null;
  return element("p", { class: "quiet" }, text("page.report_weight_of_one", { count: countText(fewest), points: shown(100 / fewest, 2) }));
}

/** The same column again reverses the order. */
function order(page, name) {
  const now = new URLSearchParams(location.hash.slice(1)).get("sort");
  page.go({ sort: now === name ? `-${name}` : name }, true);
}

function drawRows(body, heads, rows, sort) {
  const isDown = sort.startsWith("-");
  const column = COLUMNS.find(({ name }) => name === sort.replace("-", ""));
  COLUMNS.forEach(({ name }, place) => heads[place].setAttribute("aria-sort", name === column?.name ? (isDown ? "descending" : "ascending") : "none"));
  const sorted = column === undefined ? rows : [...rows].sort((one, other) => compared(column.of(one), column.of(other)) * (isDown ? -1 : 1));
  fill(body, sorted.map(({ label, count, recall, precision, f1, taken }) => element(
    "tr", {}, element("th", { scope: "row" }, label), element("td", { class: "digits" }, countText(count)),
    shareCell(recall), shareCell(precision), element("td", { class: "digits" }, f1 === null ? "–" : percentText(f1, 1)),
    element("td", {}, taken === null ? "" : [taken.label, " ", element("span", { class: "quiet" }, countText(taken.count))]),
  )));
}

/** The class that images of a class are most often confused with. */
function oftenTakenFor(confusion, truth) {
  if (confusion === null) return null;
  const others = confusion.counts[truth].map((count, label) => ({ count: label === truth ? 0 : count, label: confusion.labels[label] }));
  const [most] = others.sort((one, other) => other.count - one.count);
  return most.count > 0 ? most : null;
}

function compared(one, other) {
  if (typeof one === "string") return one.localeCompare(other, undefined, { numeric: true });
  return (one ?? -1) - (other ?? -1);
}

/** A share as a number, with a bar below it. */
function shareCell(share) {
  if (share === null) return element("td", { class: "digits" }, "–");
  const bar = element("span", { class: "share-bar", "aria-hidden": "true" });
  bar.style.setProperty("--share", String(share));
  return element("td", { class: "digits" }, percentText(share, 1), bar);
}
