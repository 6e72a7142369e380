/** What is wider than its place scrolls inside it, and fades at the side where it goes on. */

import { element } from "./elements.js";

/**
 * @param {any} content
 * @param {string | null} label for who moves it by key; null where what lies inside can be focused
 * @param {string} [kind] a class
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
