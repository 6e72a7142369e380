/** Guess first: a value stays hidden until the reader has typed a guess, or asks for it. */

import { button, element, fill } from "../shell/elements.js";
import { text } from "../shell/language.js";
import { shown } from "../shell/numbers.js";

const CLOSE = 0.05; // a guess within a twentieth of the value is close

/**
 * @param {number} value
 * @param {() => void} reveal
 */
export function guessForm(value, reveal) {
  const field = /** @type {HTMLInputElement} */ (element("input", { type: "text", inputmode: "decimal", autocomplete: "off", "aria-label": text("page.your_guess"), placeholder: "?" }));
  const answer = element("p", { class: "answer", role: "status" });
  const check = (event) => {
    event.preventDefault();
    const guess = Number(field.value.trim().replace("\u2212", "-").replace(",", "."));
    if (field.value.trim() === "" || Number.isNaN(guess)) {
      fill(answer, text("page.guess_no_number"));
      return;
    }
    fill(answer, text(verdict(guess, value, field.value), { value: shown(value), difference: shown(Math.abs(guess - value), 3) }));
  };
  return element(
    "form", { class: "guess", onsubmit: check },
    field, element("button", { type: "submit" }, text("page.check")), button(text("page.reveal"), reveal), answer,
  );
}

/** Right to the typed digits, close, too low or too high; a wrong sign is reported first. */
function verdict(guess, value, typed) {
  const decimals = (typed.split(/[.,]/)[1] ?? "").length;
  if (Math.abs(guess - value) <= 0.5 * 10 ** -decimals && (guess !== 0 || Math.abs(value) < 1e-6)) return "page.guess_right";
  if (guess * value < 0) return "page.guess_sign";
  if (Math.abs(guess - value) <= CLOSE * Math.abs(value)) return "page.guess_close";
  return guess < value ? "page.guess_low" : "page.guess_high";
}
