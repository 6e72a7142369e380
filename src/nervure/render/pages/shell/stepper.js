/** One of several, with buttons for the previous and the next. */

import { button, element } from "./elements.js";
import { text } from "./language.js";

/**
 * @param {string} label what is chosen
 * @param {number} value from 0
 * @param {number} count
 * @param {(value: number) => void} go
 * @param {string} [shown] the text between the buttons
 */
export function stepper(label, value, count, go, shown = `${value} / ${count - 1}`) {
  const to = (by) => () => go((value + by + count) % count);
  return element(
    "div", { class: "stepper", role: "group", "aria-label": label },
    element("span", {}, label),
    button("−", to(-1), { "aria-label": text("page.previous", { what: label }) }),
    element("output", {}, shown),
    button("+", to(1), { "aria-label": text("page.next", { what: label }) }),
  );
}
