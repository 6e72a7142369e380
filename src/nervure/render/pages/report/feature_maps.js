/** One image as it passes through the network, layer by layer. */

import { element } from "../shell/elements.js";
import { text } from "../shell/language.js";
import { legend } from "../shell/legend.js";
import { percentText } from "../shell/numbers.js";
import { fieldSentence } from "./fields.js";
import { captioned, mapPicture, scaleOfMaps } from "./maps.js";
import { gallery, image } from "./pictures.js";

const SIZE = 64; // px

/** @param {import("./sections.js").Page} page */
export function showFeatureMaps(page) {
  const { picture, place, label, probability, layers } = page.payload.feature_maps;
  const said = label === null ? "" : text("page.report_taken_for", { label, probability: percentText(probability, 1) });
  const entry = place === null ? captioned(image(picture, SIZE), said) : gallery(page, "feature_maps", [place], text("page.report_feature_maps"));
  return { nodes: [entry, layers.map(layerOf)] };
}

function layerOf({ layer, kind, num_units, field, maps }) {
  const scale = scaleOfMaps(maps.map(({ map }) => map));
  const said = text("page.report_maps_of", { shown: maps.length, count: num_units, height: field.map_height, width: field.map_width });
  return element(
    "div", { class: "layer" },
    element("h3", {}, layer, " ", element("small", {}, kind)),
    element("p", { class: "quiet" }, said, " ", fieldSentence(field), " ", legend(scale)),
    element("div", { class: "tiles" }, maps.map(({ unit, map }) => captioned(mapPicture(map, scale, SIZE), String(unit)))),
  );
}
