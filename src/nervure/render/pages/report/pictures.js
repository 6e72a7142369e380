/** Images that a network has seen: small ones in rows, and one opened with its details. */

import { button, element, fill } from "../shell/elements.js";
import { breakable } from "../shell/diagram.js";
import { text } from "../shell/language.js";
import { percentText } from "../shell/numbers.js";
import { typed } from "./command.js";

const SMALL = 84; // px: the longer side of an image in a row
const LARGE = 280;

/** @typedef {import("./sections.js").Page} Page */

/**
 * The picture at about that size: small ones are enlarged by whole pixels.
 * @param {{source: string, height: number, width: number}} picture
 * @param {number} size its longer side in px
 * @param {string} [label] empty if the text next to it says everything
 */
export function image({ source, height, width }, size, label = "") {
  const longer = Math.max(height, width);
  const isSmall = longer * 2 <= size;
  const factor = isSmall ? Math.floor(size / longer) : size / longer;
  return element("img", { src: source, alt: label, width: Math.round(width * factor), height: Math.round(height * factor), class: isSmall ? "pixels" : "photograph" });
}

/** A description of the image in one sentence. */
export function sentenceOf(picture) {
  const said = { label: picture.label, probability: percentText(picture.probability, 1), truth: picture.truth ?? "" };
  if (picture.truth === null) return text("page.report_taken_for", said);
  return text(picture.truth === picture.label ? "page.report_seen_right" : "page.report_seen_wrong", said);
}

/**
 * A row of images: one Tab stop, arrow keys inside, Enter opens one.
 * @param {Page} page
 * @param {string} name of the list, in the address
 * @param {number[]} places the positions of the images in the payload
 * @param {string} label
 * @param {(picture: any, place: number) => any[]} [caption]
 */
export function gallery(page, name, places, label, caption = captionOf) {
  const buttons = places.map((place, number) => {
    const picture = page.payload.pictures[place];
    return element(
      "button", { type: "button", class: "thumb", tabindex: number === 0 ? 0 : -1, "aria-label": nameOf(picture), title: nameOf(picture), "data-picture": place, onclick: () => page.go({ of: name, picture: place }) },
      image(picture, SMALL), caption(picture, number),
    );
  });
  const list = element("ul", { class: "gallery", "aria-label": label }, buttons.map((one) => element("li", {}, one)));
  list.addEventListener("focusin", ({ target }) => buttons.forEach((one) => { one.tabIndex = one === target.closest("button") ? 0 : -1; }));
  list.addEventListener("keydown", (event) => {
    const steps = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1, Home: -buttons.length, End: buttons.length };
    if (!(event.key in steps)) return;
    event.preventDefault();
    const at = buttons.indexOf(document.activeElement);
    buttons[Math.min(buttons.length - 1, Math.max(0, at + steps[event.key]))].focus();
  });
  return list;
}

function captionOf(picture) {
  const isWrong = picture.truth !== null && picture.truth !== picture.label;
  return [
    isWrong ? element("span", { class: "truth" }, breakable(picture.truth)) : null,
    element("span", { class: isWrong ? "label wrong" : "label" }, isWrong ? "→\u00a0" : null, breakable(picture.label)),
    element("span", { class: "sure" }, percentText(picture.probability, 1)),
  ];
}

function nameOf(picture) {
  return [sentenceOf(picture), picture.path].filter(Boolean).join(" ");
}

/** Every list of images by name, so that the next one can be opened from the current one. */
export function listsOf(payload, state) {
  return {
    mistakes: payload.mistakes?.pictures ?? [],
    wrong_labels: payload.wrong_labels?.pictures ?? [],
    heat_maps: payload.heat_maps?.examples.map(({ picture }) => picture) ?? [],
    feature_maps: [payload.feature_maps?.place ?? -1],
    confusion: Object.hasOwn(payload.confusion?.cells ?? {}, state.cell) ? payload.confusion.cells[state.cell] : [],
  };
}

/** @param {Page} page */
export function pictureDialog(page) {
  const dialog = /** @type {HTMLDialogElement} */ (element("dialog", { class: "picture", "aria-labelledby": "picture-title" }));
  document.body.append(dialog);
  let list = [];
  let at = -1;
  const step = (by) => {
    if (at + by >= 0 && at + by < list.length) page.go({ picture: list[at + by] }, true);
  };
  dialog.addEventListener("close", () => page.go({ picture: "", of: "" }));
  dialog.addEventListener("keydown", (event) => {
    const steps = { ArrowRight: 1, ".": 1, ArrowLeft: -1, ",": -1 };
    if (!(event.key in steps) || event.target instanceof HTMLInputElement) return;
    event.preventDefault();
    step(steps[event.key]);
  });
  return {
    follow({ of, picture }, lists) {
      list = Object.hasOwn(lists, of) ? lists[of] : [];
      at = list.indexOf(Number.parseInt(picture, 10));
      if (at < 0) {
        if (dialog.open) dialog.close();
        return;
      }
      fill(dialog, opened(page.payload.pictures[list[at]], { place: at + 1, count: list.length, step, shut: () => dialog.close() }));
      if (!dialog.open) dialog.showModal();
      dialog.querySelector("h2").focus();
    },
  };
}

function opened(picture, { place, count, step, shut }) {
  return [
    element("h2", { id: "picture-title", tabindex: -1 }, sentenceOf(picture)),
    image(picture, LARGE, text("page.report_picture")),
    picture.path === null ? null : element("p", { class: "path" }, element("code", {}, picture.path)),
    numbersOf(picture),
    element(
      "div", { class: "steps" },
      count > 1 ? [button("←", () => step(-1), { "aria-label": text("page.report_previous_picture"), disabled: place === 1 }),
        element("span", { class: "quiet" }, `${place} / ${count}`),
        button("→", () => step(1), { "aria-label": text("page.report_next_picture"), disabled: place === count })] : null,
      button(text("page.close"), shut, { class: "shut" }),
    ),
  ];
}

/** The link to every number that was computed for an image. */
function numbersOf({ link }) {
  if (link === null) return null;
  if (link.page !== null) return element("p", {}, element("a", { href: link.page }, text("page.report_open_numbers")));
  return element("div", { class: "numbers-of" }, element("p", { class: "quiet" }, text("page.report_write_numbers")), typed(link.command));
}
