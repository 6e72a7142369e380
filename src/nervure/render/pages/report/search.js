/** Finds a section, a class or an image by name. */

import { text } from "../shell/language.js";

const MOST_FOUND = 12;

/**
 * @param {import("./sections.js").Page} page
 * @param {import("./sections.js").Section[]} sections
 * @param {string} typed
 */
export function placesNamed({ payload, address }, sections, typed) {
  const wanted = typed.trim().toLowerCase();
  const places = [
    ...sections.map(({ name, title }) => ({ label: text(title), address: address({ section: name, fold: "", picture: "", of: "" }) })),
    ...(payload.confusion?.labels ?? []).map((label, place) => ({ label, address: address({ section: "confusion", fold: "", cell: `${place},${place}`, picture: "", of: "" }) })),
    ...(payload.mistakes?.pictures ?? []).filter((place) => payload.pictures[place].path !== null)
      .map((place) => ({ label: payload.pictures[place].path, address: address({ section: "mistakes", fold: "", of: "mistakes", picture: place }) })),
  ];
  return places.filter(({ label }) => label.toLowerCase().includes(wanted)).slice(0, MOST_FOUND);
}
