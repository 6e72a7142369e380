/** Numbers on the page: six digits, the exact value on focus, and a link if they have a derivation. */

import { element } from "./elements.js";
import { fullText, shown } from "./numbers.js";

/**
 * A number that links to its own derivation.
 * @param {number} value
 * @param {string} address
 */
export function numberLink(value, address) {
  return element("a", { class: "number", href: address, title: fullText(value) }, shown(value));
}

/**
 * A number that shows its exact value on hover or focus.
 * @param {number} value
 * @param {Record<string, any>} [properties]
 */
export function closeNumber(value, properties = {}) {
  return element("span", { class: "close", tabindex: 0, "data-value": String(value), "data-full": fullText(value), ...properties }, shown(value));
}
