/** A dialog that finds places by name and goes there. */

import { element, fill } from "./elements.js";
import { text } from "./language.js";

/**
 * @param {string} example an example of what to type
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
  const list = element("ul", {});
  const refresh = () => {
    const places = found(field.value).map(({ label, address }) =>
      element("li", {}, element("a", { href: address, onclick: () => dialog.close() }, label)));
    fill(list, places[0] ? places : element("li", {}, text("page.nothing_found")));
  };
  field.addEventListener("input", refresh);
  const form = element("form", {
    onsubmit: (event) => {
      event.preventDefault();
      list.querySelector("a")?.click();
    },
  }, field);
  fill(dialog, element("h2", {}, text("page.search")), form, list);
  dialog.setAttribute("aria-label", text("page.search"));
  refresh();
}
