/** Looking for a layer, a tensor or one number by name. */

import { element, fill } from "../shell/elements.js";
import { visit, writeAddress } from "../shell/address.js";
import { language, text } from "../shell/language.js";
import { isInside } from "../shell/tensors.js";
import { Place, layerOf, partOf } from "./places.js";
import { namesOf } from "./layer_view.js";

const MOST_FOUND = 12;

/** @param {import("./recording.js").Recording} recording */
export function searchDialog(recording) {
  const dialog = /** @type {HTMLDialogElement} */ (element("dialog", { class: "search" }));
  document.body.append(dialog);
  return {
    open() {
      if (dialog.open) return;
      fillDialog(dialog, recording);
      dialog.showModal();
    },
  };
}

function fillDialog(dialog, recording) {
  const field = /** @type {HTMLInputElement} */ (element("input", { type: "search", "aria-label": text("page.search"), placeholder: "conv2d/z[0,3,5,2]", autocomplete: "off" }));
  const list = element("ul", {});
  const refresh = () => fill(list, found(recording, field.value).map(({ label, address }) =>
    element("li", {}, element("a", { href: address, onclick: () => dialog.close() }, label))));
  field.addEventListener("input", refresh);
  const form = element("form", {
    onsubmit: (event) => {
      event.preventDefault();
      const [first] = found(recording, field.value);
      if (first === undefined) return;
      dialog.close();
      visit(first.address);
    },
  }, field);
  fill(dialog, element("h2", {}, text("page.search")), form, list);
  dialog.setAttribute("aria-label", text("page.search"));
  refresh();
}

/** What matches: first the number that was written, then tensors and layers whose name holds what was typed. */
function found(recording, typed) {
  const wanted = typed.trim().toLowerCase();
  const exact = exactPlace(recording, typed.trim());
  const layers = recording.payload.diagram.boxes.map(({ layer }) => layer);
  const named = layers.map((layer) => ({ label: layer, address: writeAddress({ layer, lang: language() }) }));
  const tensors = layers.flatMap((layer) => namesOf(recording, layer)).map((name) => ({
    label: name, address: writeAddress({ layer: layerOf(name), unit: partOf(name), lang: language() }),
  }));
  const all = [...named, ...tensors].filter(({ label }) => label.toLowerCase().includes(wanted.split("[")[0]));
  return [...(exact === null ? [] : [exact]), ...all].slice(0, MOST_FOUND);
}

function exactPlace(recording, typed) {
  const match = /^(.+)\[([\d,\s]*)\]$/.exec(typed);
  if (match === null) return null;
  const shape = recording.shapeOf(match[1]);
  const index = match[2].split(",").map(Number);
  return shape !== null && isInside(index, shape) ? { label: typed, address: new Place("value", match[1], index).address } : null;
}
