/** A dialog that finds places by name and goes there. */

import { element, fill } from "./elements.js";
import { visit } from "./address.js";
import { text } from "./language.js";

/**
 * @param {string} example what may be typed
 * @param {(typed: string) => {label: string, address: string}[]} found
 */
export function searchDialog(example, found) {
  const dialog = /** @type {HTMLDialogElement} */ (element("dialog", { class: "search" }));
  document.body.append(dialog);
  return {
    open() {
      if (dialog.open) return;
      fillDialog(dialog, example, found);
      dialog.showModal();
    },
  };
}

function fillDialog(dialog, example, found) {
  const field = /** @type {HTMLInputElement} */ (element("input", { type: "search", "aria-label": text("page.search"), placeholder: example, autocomplete: "off" }));
  const list = element("ul", { "aria-live": "polite" });
  const refresh = () => {
    const places = found(field.value).map(({ label, address }) => element("a", { href: address, onclick: () => dialog.close() }, label));
    fill(list, (places.length > 0 ? places : [text("page.nothing_found")]).map((shown) => element("li", {}, shown)));
  };
  field.addEventListener("input", refresh);
  const form = element("form", {
    onsubmit: (event) => {
      event.preventDefault();
      const [first] = found(field.value);
      if (first === undefined) return;
      dialog.close();
      visit(first.address);
    },
  }, field);
  fill(dialog, element("h2", {}, text("page.search")), form, list);
  dialog.setAttribute("aria-label", text("page.search"));
  refresh();
}
