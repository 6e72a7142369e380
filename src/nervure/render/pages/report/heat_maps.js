/** Which parts of an image support a class, by three methods, and whether such maps depend on what was learned. */

import { element } from "../shell/elements.js";
import { breakable } from "../shell/diagram.js";
import { text } from "../shell/language.js";
import { legend } from "../shell/legend.js";
import { percentText, shown } from "../shell/numbers.js";
import { tableBehind } from "../charts/charts.js";
import { scroller } from "../shell/scroller.js";
import { captioned, mapPicture, scaleOfMaps, sized } from "./maps.js";
import { gallery, image } from "./pictures.js";

const [SIZE, SMALL, MOST_STAGES] = [96, 56, 9];
const METHODS = { grad_cam: "page.report_grad_cam", saliency: "page.report_saliency", occlusion: "page.report_occlusion" };
const ABOUT = { grad_cam: "page.report_about_grad_cam", saliency: "page.report_about_saliency", occlusion: "page.report_about_occlusion" };

/** @param {import("./sections.js").Page} page */
export function showHeatMaps(page) {
  const { examples, checks } = page.payload.heat_maps;
  const precision = page.payload.result?.precision ?? "";
  const methods = Object.keys(METHODS).filter((method) => examples.some(({ maps }) => maps.some((map) => map.method === method)));
  const about = element("dl", { class: "methods" }, methods.map((method) => element("div", {}, element("dt", {}, text(METHODS[method])), element("dd", {}, text(ABOUT[method])))));
  const strip = legend({ low: -1, high: 1, family: "values" }, [text("page.report_against"), text("page.report_for")]);
  return {
    nodes: [
      about, element("p", { class: "quiet" }, text("page.report_heat_scale"), " ", precision === "bfloat16" ? [text("page.report_maps_in_float32", { precision }), " "] : null, strip),
      element("div", { class: "heats" }, examples.map((example) => exampleOf(page, example))),
      checks.length > 0 ? [element("h3", {}, text("page.report_check")), element("p", { class: "quiet" }, text("page.report_check_lead")), checks.map((check) => checkOf(page, check)), checkTable(checks)] : null,
    ],
  };
}

function exampleOf(page, { picture, target, probability, maps }) {
  const shownPicture = page.payload.pictures[picture];
  const said = text("page.report_heat_of", { target, probability: percentText(probability, 1) });
  return element(
    "div", { class: "heat" },
    gallery(page, "heat_maps", [picture], said),
    element("div", { class: "maps" }, maps.map((map) => captioned(overlay(shownPicture, map.map, SIZE), text(METHODS[map.method]), " ", element("small", {}, detailOf(map))))),
    element("p", { class: "quiet" }, said),
  );
}

/** The image in gray with the map over it: white is transparent, color shows support or opposition. */
function overlay(picture, map, size) {
  const scale = scaleOfMaps([map], true);
  const shownPicture = image(picture, size);
  return element("span", { class: "overlay" }, shownPicture, sized(mapPicture(map, scale, size), shownPicture.width, shownPicture.height));
}

function detailOf({ method, layer, square_px, height, width }) {
  if (method === "grad_cam") return text("page.report_cam_detail", { layer, height, width });
  return method === "occlusion" ? text("page.report_occlusion_detail", { height: square_px[0], width: square_px[1] }) : "";
}

/** The maps of one image as more and more layers become random. */
function checkOf(page, { method, stages, has_changed, pictures }) {
  const verdict = { true: "page.report_check_changed", false: "page.report_check_same", null: "page.report_check_unknown" }[String(has_changed)];
  const correlation = stages[stages.length - 1].correlation;
  const row = spread(stages).map(({ layer, correlation: own, map }) => captioned(
    map === null ? element("span") : overlay(page.payload.pictures[pictures[0]], map, SMALL),
    element("span", { class: "correlation" }, own === null ? "–" : shown(own, 2)), layer === null ? text("page.report_as_it_is") : breakable(layer),
  ));
  return element(
    "div", { class: "check" },
    element("p", {}, element("strong", {}, text(METHODS[method])), " ", text(verdict, { correlation: correlation === null ? "–" : shown(correlation, 2) })),
    scroller(element("div", { class: "maps" }, row), text(METHODS[method])),
  );
}

/** At most this many, evenly spaced from the first to the last. */
function spread(stages) {
  const count = Math.min(MOST_STAGES, stages.length);
  return Array.from({ length: count }, (_, number) => stages[Math.round((number * (stages.length - 1)) / Math.max(1, count - 1))]);
}

function checkTable(checks) {
  const rows = checks.flatMap(({ method, stages }) => stages.map(({ layer, correlation }) => [text(METHODS[method]), layer ?? text("page.report_as_it_is"), correlation === null ? "–" : shown(correlation, 3)]));
  return tableBehind([text("page.report_method"), text("page.report_random_from"), text("page.report_correlation")], rows, text("page.report_check"), [1]);
}
