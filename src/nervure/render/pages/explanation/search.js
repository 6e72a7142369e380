/** Finds a layer, a tensor or one number by name. */

import { writeAddress } from "../shell/address.js";
import { language } from "../shell/language.js";
import { isInside } from "../shell/tensors.js";
import { Place, layerOf, partOf } from "./places.js";
import { namesOf } from "./layer_view.js";

const MOST_FOUND = 12;

/**
 * Matches: first the typed number, then tensors and layers whose name contains the typed text.
 * @param {import("./recording.js").Recording} recording
 * @param {string} typed
 */
export function placesNamed(recording, typed) {
  const wanted = typed.trim().toLowerCase();
  const exact = exactPlace(recording, typed.trim());
  const layers = recording.payload.diagram.boxes.map(({ layer }) => layer);
  const named = layers.map((layer) => ({ label: layer, address: writeAddress({ layer, lang: language() }) }));
  const tensors = layers.flatMap((layer) => namesOf(recording, layer)).map((name) => ({
    label: name, address: writeAddress({ layer: layerOf(name), unit: partOf(name), lang: language() }),
  }));
  const all = [...named, ...tensors].filter(({ label }) => label.toLowerCase().includes(wanted.replace(/\[[\d,\s]*\]?$/, "")));
  return [...(exact === null ? [] : [exact]), ...all].slice(0, MOST_FOUND);
}

function exactPlace(recording, typed) {
  const match = /^(.+)\[([\d,\s]*)\]$/.exec(typed);
  if (match === null) return null;
  const shape = recording.shapeOf(match[1]);
  const index = match[2].split(",").map(Number);
  return shape !== null && isInside(index, shape) ? { label: typed, address: new Place("value", match[1], index).address } : null;
}
