/** The findings about the data: counts, unused files and why, images that show the same. */

import { element } from "../shell/elements.js";
import { language, text } from "../shell/language.js";
import { countText } from "../shell/numbers.js";
import { scroller } from "../shell/scroller.js";

/** @param {import("./sections.js").Page} page */
export function showAudit({ payload }) {
  const { audit } = payload;
  return { nodes: [facts(audit), balance(audit), remarks(audit.left_out, "left_out", "page.report_left_out"), remarks(audit.notes, "notes", "page.report_notes"), duplicates(audit.duplicates)] };
}

function facts({ num_files, num_used, sizes, formats, suggestion }) {
  const size = ([height, width]) => text("page.report_size", { height, width });
  const known = [
    ["page.report_files", num_files === null ? null : countText(num_files)], ["page.report_used", num_used === null ? null : countText(num_used)],
    ["page.report_sizes", sizes && (sizes.num_sizes === 1 ? size(sizes.median) : `${size(sizes.smallest)} – ${size(sizes.largest)}`)],
    ["page.report_median_size", sizes && sizes.num_sizes > 1 ? size(sizes.median) : null],
    ["page.report_formats", formats.length > 0 ? formats.map(([name, count]) => `${name} ${countText(count)}`).join(" · ") : null],
    ["page.report_suggestion", suggestion && `${size(suggestion.size)}, ${suggestion.reading[language()]}`],
  ].filter(([, value]) => value !== null);
  return element("dl", { class: "facts" }, known.map(([key, value]) => element("div", {}, element("dt", {}, text(key)), element("dd", {}, value))));
}

/** The number of images of each class. */
function balance({ classes }) {
  if (classes.length === 0) return null;
  const most = Math.max(1, ...classes.map(({ total }) => total));
  const rows = classes.map(({ name, total, left_out }) => {
    const bar = element("span", { class: "share-bar", "aria-hidden": "true" });
    bar.style.setProperty("--share", String(total / most));
    return element("tr", {}, element("th", { scope: "row" }, name), element("td", { class: "wide" }, bar), element("td", { class: "digits" }, countText(total)), element("td", { class: "digits" }, left_out > 0 ? countText(left_out) : ""));
  });
  const heads = [text("page.report_class"), "", text("page.report_pictures"), text("page.report_left_out")];
  const head = heads.map((name, place) => (name === "" ? element("td") : element("th", { scope: "col", class: place === 0 ? null : "digits" }, name)));
  return scroller(element("table", { class: "balance", "aria-label": text("page.report_balance") }, element("thead", {}, element("tr", {}, head)), element("tbody", {}, rows)), text("page.report_balance"));
}

/** Files with their remarks, by kind, most frequent first. */
function remarks({ count, kinds }, fold, key) {
  if (count === 0) return null;
  const groups = kinds.map(({ title, count: ofKind, entries }) => element(
    "details", {},
    element("summary", {}, title[language()], " ", element("span", { class: "quiet" }, countText(ofKind))),
    element("ul", { class: "paths" }, entries.map(({ path, sentence: own }) => element("li", {}, element("code", {}, path), own[language()] === title[language()] ? null : [" ", element("span", { class: "quiet" }, own[language()])]))),
    entries.length < ofKind ? element("p", { class: "quiet" }, text("page.report_and_more", { count: countText(ofKind - entries.length) })) : null,
  ));
  return element("div", { class: "remarks", "data-fold": fold }, element("h3", {}, text(key), " ", element("small", {}, countText(count))), groups);
}

function duplicates({ count, groups }) {
  if (count === 0) return null;
  const items = groups.map(({ paths, is_exact, crosses_classes, crosses_parts }) => {
    const said = [is_exact ? "page.report_exact" : "page.report_near", crosses_classes ? "page.report_crosses_classes" : null, crosses_parts ? "page.report_crosses_parts" : null];
    return element("li", {}, element("p", { class: "quiet" }, said.filter(Boolean).map((key) => text(key)).join(" · ")), paths.map((path) => element("code", {}, path)));
  });
  return element(
    "div", { class: "remarks", "data-fold": "duplicates" }, element("h3", {}, text("page.report_duplicates"), " ", element("small", {}, countText(count))),
    element("details", {}, element("summary", {}, text("page.report_show_groups")), element("ul", { class: "groups" }, items),
      groups.length < count ? element("p", { class: "quiet" }, text("page.report_and_more", { count: countText(count - groups.length) })) : null),
  );
}
