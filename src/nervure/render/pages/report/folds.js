/** What is folded: whole sections if there is room for only one column, and the parts that a section keeps folded. */

import { button } from "../shell/elements.js";
import { isNarrow } from "../shell/diagram.js";

/**
 * @param {Record<string, HTMLElement>} regions the sections by name
 * @param {(name: string) => void} opened called when the reader opens a section by its heading
 */
export function foldedSections(regions, opened) {
  return {
    /** The heading of a section: if sections are folded, it opens and closes its own. */
    heading(name, title) {
      if (!isNarrow()) return title;
      const fold = button(title, () => {
        const isFolded = regions[name].classList.toggle("folded");
        fold.setAttribute("aria-expanded", String(!isFolded));
        if (!isFolded) opened(name);
      }, { class: "fold", "aria-expanded": String(!regions[name].classList.contains("folded")) });
      return fold;
    },
    /** Opens a section, and the folded part of that name in it. */
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
