/** A command to type. */

import { element } from "../shell/elements.js";
import { text } from "../shell/language.js";

/**
 * A line may break between two words, but not after the dashes of an option.
 * @param {string} command
 */
export function typed(command) {
  const words = command.split(" ").flatMap((word, place) => [place > 0 ? " " : "", element("span", { class: "word" }, word)]);
  return element("pre", { tabindex: 0, role: "group", "aria-label": text("page.report_command") }, element("code", {}, words));
}
