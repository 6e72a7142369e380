/** Content wider than its container scrolls inside it, and fades at the side where it continues. */

import { element } from "./elements.js";

/**
 * @param {any} content
 * @param {string | null} label for keyboard users; null if its content can be focused
 * @param {string} [kind] a CSS class
 */
export function scroller(content, label, kind = "") {
  const reached = label === null ? {} : { tabindex: 0, role: "group", "aria-label": label };
  const holder = element("div", { class: `scroller ${kind}`.trim(), ...reached }, ...[content].flat());
  const look = () => {
    const { scrollLeft, scrollWidth, clientWidth } = holder;
    holder.classList.toggle("more-left", scrollLeft > 1);
    holder.classList.toggle("more-right", scrollLeft + clientWidth < scrollWidth - 1);
  };
  holder.addEventListener("scroll", look, { passive: true });
  new ResizeObserver(look).observe(holder);
  return holder;
}
