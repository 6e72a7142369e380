/** What the units of a layer can see of an image, as a sentence. */

import { text } from "../shell/language.js";

/** @param {{height: number, width: number, picture_height: number, picture_width: number, sees_all: boolean, is_cut: boolean}} field */
export function fieldSentence(field) {
  const { height, width, picture_height, picture_width } = field;
  const key = field.sees_all || field.is_cut ? "page.report_sees_all" : "page.report_sees";
  return text(key, { height, width, picture_height, picture_width });
}
