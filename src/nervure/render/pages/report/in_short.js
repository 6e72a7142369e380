/** What a reader should look at first, each as a link to its section. */

import { element } from "../shell/elements.js";
import { text } from "../shell/language.js";
import { countText, percentText } from "../shell/numbers.js";
import { isWeak } from "./mistakes.js";

const MOST_NAMES = 5;
const APART = 0.005; // the difference in accuracy from which the mean over the classes is worth reporting

/** @param {import("./sections.js").Page} page */
export function inShort(page) {
  const looks = [unjudged, alike, hardest, confused, tooSure, otherLabels, labels, data];
  const found = looks.map((look) => look(page.payload)).filter((one) => one !== null);
  if (found.length === 0) return null;
  const items = found.map(({ section, fold = "", cell = "", says, ...values }) => element("li", {}, element("a", { href: page.address({ section, fold, cell, picture: "", of: "" }), onclick: () => page.show(section, fold) }, text(says, values))));
  return [element("h3", {}, text("page.report_in_short")), element("ul", { class: "short" }, items)];
}

/** Classes that the result says nothing about. */
function unjudged({ classes }) {
  const names = (classes?.rows ?? []).filter(({ count }) => count === 0).map(({ label }) => label);
  if (names.length === 0) return null;
  const labels = [...names.slice(0, MOST_NAMES), ...(names.length > MOST_NAMES ? ["…"] : [])].join(", ");
  return { section: "classes", says: "page.report_short_unjudged", labels };
}

/** If large classes dominate the accuracy: its value with all classes weighted equally. */
function alike({ classes, result }) {
  const share = classes?.balanced_accuracy ?? null;
  if (share === null || result === null || Math.abs(share - result.accuracy) < APART) return null;
  return { section: "classes", says: "page.report_short_alike", share: percentText(share, 1) };
}

function hardest({ classes }) {
  const known = (classes?.rows ?? []).filter(({ recall }) => recall !== null && recall < 1);
  if (known.length === 0) return null;
  const { label, count, recall } = known.reduce((one, other) => (other.recall < one.recall ? other : one));
  return { section: "classes", says: "page.report_short_hardest", label, right: countText(Math.round(recall * count)), count: countText(count) };
}

function confused({ confusion }) {
  let most = { count: 0, truth: 0, label: 0 };
  (confusion?.counts ?? []).forEach((row, truth) => row.forEach((count, label) => {
    if (truth !== label && count > most.count) most = { count, truth, label };
  }));
  if (most.count === 0) return null;
  const { counts, labels: names } = confusion;
  const sum = counts[most.truth].reduce((one, other) => one + other, 0);
  return { section: "confusion", cell: `${most.truth},${most.label}`, says: "page.report_short_confused", truth: names[most.truth], label: names[most.label], count: countText(most.count), sum: countText(sum) };
}

function tooSure({ calibration }) {
  if (calibration === null || calibration.confidence <= calibration.interval[1]) return null;
  return { section: "calibration", says: "page.report_short_too_sure", confidence: percentText(calibration.confidence, 1), accuracy: percentText(calibration.accuracy, 1) };
}

function otherLabels({ audit }) {
  const count = audit?.duplicates.num_crossing_classes ?? 0;
  return count === 0 ? null : { section: "audit", fold: "duplicates", says: "page.report_short_other_labels", count: countText(count) };
}

/** The doubts of a network that is often wrong are its own mistakes. */
function labels({ wrong_labels, mistakes }) {
  if (wrong_labels === null || wrong_labels.num_found === 0 || isWeak(mistakes)) return null;
  return { section: "wrong_labels", says: "page.report_short_labels", found: countText(wrong_labels.num_found), count: countText(wrong_labels.count) };
}

function data({ audit }) {
  if (audit === null || audit.left_out.count + audit.notes.count === 0) return null;
  return { section: "audit", fold: audit.left_out.count > 0 ? "left_out" : "notes", says: "page.report_short_data", left_out: countText(audit.left_out.count), notes: countText(audit.notes.count) };
}
