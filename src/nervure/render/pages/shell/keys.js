/** The keys of a page, and the list of them, which `?` opens. */

import { element, button, fill } from "./elements.js";
import { text } from "./language.js";

/**
 * @typedef {object} Shortcut
 * @property {string[]} keys as named by `KeyboardEvent.key`
 * @property {string} label the label in the list
 * @property {string} says the key of the sentence that describes it
 * @property {(() => void) | null} run null for keys that a part of the page handles itself
 */

/**
 * Listens for shortcuts everywhere except in input fields.
 * @param {Shortcut[]} shortcuts
 */
export function listenForKeys(shortcuts) {
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    const isOpen = document.querySelector("dialog[open]") !== null;
    if (isOpen || isTyping(event.target)) return;
    const found = shortcuts.find(({ keys, run }) => run !== null && keys.includes(event.key));
    if (found === undefined) return;
    event.preventDefault();
    found.run();
  });
}

/** @param {EventTarget | null} target */
function isTyping(target) {
  if (!(target instanceof HTMLElement)) return false;
  if (!target.checkVisibility()) return false; // a field of a closed dialog keeps the focus until the next frame
  if (target instanceof HTMLInputElement) return !["range", "checkbox", "radio"].includes(target.type);
  return target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement || target.isContentEditable;
}

/**
 * The dialog with the list of keys; `open` writes it again in the current language.
 * @param {Shortcut[]} shortcuts
 */
export function keysDialog(shortcuts) {
  const dialog = /** @type {HTMLDialogElement} */ (element("dialog", { "aria-labelledby": "keys-title" }));
  document.body.append(dialog);
  return {
    open() {
      if (dialog.open) return;
      fill(
        dialog,
        element("h2", { id: "keys-title" }, text("page.keys")),
        element("dl", { class: "keys" }, shortcuts.map(entry)),
        button(text("page.close"), () => dialog.close(), { class: "quiet" }),
      );
      dialog.showModal();
    },
  };
}

function entry({ label, says }) {
  return element(
    "div", {},
    element("dt", {}, label.split(" ").map((key) => element("kbd", {}, key))),
    element("dd", {}, text(says)),
  );
}
