/** Where a number is used: the steps that read it, and links to its gradient or value. */

import { element } from "../shell/elements.js";
import { writeAddress } from "../shell/address.js";
import { language, text } from "../shell/language.js";
import { Place, layerOf, partOf } from "./places.js";

/**
 * @param {import("./recording.js").Recording} recording
 * @param {string} name
 * @param {"value" | "gradient"} kind
 * @param {number[]} index
 */
export function usesOf(recording, name, kind, index) {
  const readers = (recording.values.get(name)?.readers ?? recording.parameters.get(name)?.users ?? []).map(({ step }) => step.outputs[0]);
  const losses = recording.losses.filter((loss) => [loss.loss.reads, loss.loss.predictions].includes(name)).map(({ loss }) => loss.name);
  const links = [...new Set([...readers, ...losses])];
  const slots = recording.namesOf("slot").filter(({ of }) => of === name).map((slot) => slot.name);
  if (links.length + slots.length === 0) return null;
  const toName = (reader) => element("a", { href: addressOf(reader, kind) }, reader);
  const toSlot = (slot) => element("a", { href: new Place(kind === "gradient" ? "updated" : "value", slot, index).address }, slot);
  return element(
    "section", { class: "uses" },
    links.length > 0 ? element("p", {}, text("page.read_by"), " ", spread(links.map(toName))) : null,
    slots.length > 0 ? element("p", {}, text("page.kept_by_optimizer"), " ", spread(slots.map(toSlot))) : null,
  );
}

function addressOf(name, kind) {
  return writeAddress({ layer: layerOf(name), unit: partOf(name), pass: kind === "gradient" ? "backward" : "forward", lang: language() });
}

const spread = (links) => links.flatMap((link, number) => (number > 0 ? [", ", link] : [link]));
