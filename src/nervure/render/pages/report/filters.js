/** The filters of the first convolution: the small patterns that it looks for. */

import { element } from "../shell/elements.js";
import { text } from "../shell/language.js";
import { legend } from "../shell/legend.js";
import { image } from "./pictures.js";
import { captioned, mapPicture, scaleOfMaps } from "./maps.js";

const SIZE = 44; // px
const COLORS = ["page.report_red", "page.report_green", "page.report_blue"];

/** @param {import("./sections.js").Page} page */
export function showFilters({ payload }) {
  const { layer, kind, height, width, channels, filters } = payload.filters;
  const scale = scaleOfMaps(filters.flatMap(({ maps }) => maps), true);
  const said = text("page.report_filters_of", { layer, kind, count: filters.length, height, width });
  const figures = filters.map(({ unit, maps, color }) => captioned(
    element("span", { class: "maps" }, color ? image(color, SIZE) : null, maps.map((map) => mapPicture(map, scale, SIZE))), String(unit),
  ));
  const order = channels === 3 ? element("p", { class: "quiet" }, [filters[0]?.color ? text("page.report_all_colors") : null, ...COLORS.map((key) => text(key))].filter(Boolean).join(" · ")) : null;
  return { nodes: [element("p", {}, said, " ", legend(scale)), order, element("div", { class: channels === 1 ? "tiles" : "tiles wide" }, figures)] };
}
