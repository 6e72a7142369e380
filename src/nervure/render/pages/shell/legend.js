/** The legend of a scale, next to what it explains. */

import { element } from "./elements.js";
import { colorOf, cssColor } from "./colors.js";
import { shown, signed } from "./numbers.js";

const STEPS = 24;

/**
 * @param {import("./colors.js").Scale} scale
 * @param {string[]} [ends] the labels before and after the strip
 */
export function legend(scale, ends = endsOf(scale)) {
  const { low, high } = scale;
  const strip = element("span", { class: "strip", "aria-hidden": "true" });
  for (let step = 0; step < STEPS; step++) {
    const part = element("span");
    part.style.setProperty("background-color", cssColor(colorOf(low + ((high - low) * (step + 0.5)) / STEPS, scale)));
    strip.append(part);
  }
  return element("span", { class: "legend" }, element("span", {}, ends[0]), strip, element("span", {}, ends[1]));
}

function endsOf({ low, high, family }) {
  return family === "unsigned" ? ["0", shown(high, 3)] : [shown(low, 3), signed(high, 3)];
}
