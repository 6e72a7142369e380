/** What is folded: whole sections where there is room for one column only, and what a section keeps behind a line. */

import { button } from "../shell/elements.js";
import { isNarrow } from "../shell/diagram.js";

/**
 * @param {Record<string, HTMLElement>} regions the sections by their names
 * @param {(name: string) => void} opened hears of a section that somebody opens by its heading
 */
export function foldedSections(regions, opened) {
  return {
    /** The heading of a section: where sections are folded it opens and shuts its own. */
    heading(name, title) {
      if (!isNarrow()) return title;
      const fold = button(title, () => {
        const isFolded = regions[name].classList.toggle("folded");
        fold.setAttribute("aria-expanded", String(!isFolded));
        if (!isFolded) opened(name);
      }, { class: "fold", "aria-expanded": String(!regions[name].classList.contains("folded")) });
      return fold;
    },
    /** Opens a section, and in it what is kept behind a line of that name. */
    unfold(name, inside = "") {
      const region = regions[name];
      if (!(region instanceof HTMLElement)) return null;
      region.classList.remove("folded");
      region.querySelector(".fold")?.setAttribute("aria-expanded", "true");
      const part = [...region.querySelectorAll("[data-fold]")].find((one) => one.dataset.fold === inside) ?? null;
      part?.querySelectorAll("details").forEach((one) => { one.open = true; });
      return part;
    },
  };
}
