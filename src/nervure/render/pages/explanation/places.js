/** The place of a number: its kind, its array, and its index. The same names as nervure/records/place.py. */

import { writeAddress } from "../shell/address.js";
import { language } from "../shell/language.js";

/** @typedef {"value" | "gradient" | "updated"} Kind */

export class Place {
  /**
   * @param {Kind} kind
   * @param {string} name of the array
   * @param {number[]} index
   */
  constructor(kind, name, index) {
    this.kind = kind;
    this.name = name;
    this.index = index;
  }

  /** `z[0,3,5,2]`, as in the address after the name of the layer. */
  get unit() {
    return `${partOf(this.name)}[${this.index.join(",")}]`;
  }

  get address() {
    const pass = this.kind === "value" ? "forward" : "backward";
    return writeAddress({ layer: layerOf(this.name), unit: this.unit, pass, lang: language() });
  }
}

/**
 * What a layer does, in the current language.
 * @param {Record<string, string>} names
 * @param {string} kind `dense + softmax`
 */
export const kindShown = (names, kind) => kind.replace(/[^+,]*[^+, ]/g, (found) => found.replace(found.trim(), names[found.trim()]?.[language()] ?? found.trim()));

/** @type {Map<string, import("./recording.js").Name>} */
let known = new Map();

/** @param {Map<string, import("./recording.js").Name>} names the identity of the arrays in the walk */
export function knowNames(names) {
  known = names;
}

/** The box of an array. @param {string} name */
export const layerOf = (name) => known.get(name)?.box ?? "";

/** The name of an array in its box: `z` of `conv2d/z`. @param {string} name */
export const partOf = (name) => known.get(name)?.part ?? name;

/** The array with that name in a box; null if there is none. @param {string} layer @param {string} part */
export const nameOf = (layer, part) => [...known.values()].find((one) => one.box === layer && one.part === part)?.name ?? null;

/**
 * The unit in an address: its name and its index; null if that is not valid.
 * @param {string} layer
 * @param {string} unit
 */
export function readUnit(layer, unit) {
  const found = /^(.*)\[([\d,]*)\]$/.exec(unit);
  if (found === null) return null;
  const [, part, index] = found;
  const name = nameOf(layer, part);
  return name === null ? null : { name, index: index === "" ? [] : index.split(",").map(Number) };
}

/** A number as people read it: `conv2d/z[0, 3, 5, 2]`. @param {string} name @param {number[]} index */
export const titleOf = (name, index) => (index.length === 0 ? name : `${name}[${index.join(", ")}]`);
