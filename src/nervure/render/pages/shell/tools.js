/** The two buttons on every page: the list of keys, and the other language. */

import { button } from "./elements.js";
import { language, text } from "./language.js";

/**
 * @param {() => void} showKeys
 * @param {() => void} toggleLanguage
 */
export function pageTools(showKeys, toggleLanguage) {
  const other = language() === "en" ? "ko" : "en";
  return [
    button("?", showKeys, { class: "quiet", "aria-label": text("page.keys"), "aria-keyshortcuts": "?" }),
    button(other === "ko" ? "한국어" : "English", toggleLanguage, { class: "quiet", lang: other, "aria-keyshortcuts": "L" }),
  ];
}
