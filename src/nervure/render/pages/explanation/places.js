/** Where a number stands: what it is, what it belongs to, and its index. The same names as nervure/records/place.py. */

import { writeAddress } from "../shell/address.js";
import { language } from "../shell/language.js";

/** @typedef {"value" | "gradient" | "updated"} Kind */

export class Place {
  /**
   * @param {Kind} kind
   * @param {string} name `conv2d/z`, `conv2d/kernel`, `batch_normalization/mean`, `loss`
   * @param {number[]} index
   */
  constructor(kind, name, index) {
    this.kind = kind;
    this.name = name;
    this.index = index;
  }

  /** `z[0,3,5,2]`, as the address has it behind the name of the layer. */
  get unit() {
    return `${partOf(this.name)}[${this.index.join(",")}]`;
  }

  /** The layer that the name begins with. */
  get layer() {
    return layerOf(this.name);
  }

  get address() {
    const pass = this.kind === "value" ? "forward" : "backward";
    return writeAddress({ layer: this.layer, unit: this.unit, pass, lang: language() });
  }
}

export const LOSS = "loss";

/** What a layer does, in the language in use. @param {Record<string, string>} names @param {string} kind `dense + softmax` */
export const kindShown = (names, kind) => (language() === "en" ? kind : kind.replace(/[^+,]*[^+, ]/g, (found) => found.replace(found.trim(), names[found.trim()] ?? found.trim())));

/** @type {string[]} longest first, so that the layer of a nested model is found before the model */
let layers = [];
/** @type {Set<string>} */
let ofLosses = new Set();

/**
 * @param {string[]} names of layers
 * @param {string[]} losses the names of what belongs to the losses: `dense/loss`, `dense/target`
 */
export function knowLayers(names, losses) {
  layers = [...names].sort((one, other) => other.length - one.length);
  ofLosses = new Set(losses);
}

/** The layer that a name begins with; the loss has a box of its own. @param {string} name */
export function layerOf(name) {
  if (ofLosses.has(name)) return LOSS;
  return layers.find((layer) => name === layer || name.startsWith(`${layer}/`)) ?? name.split("/")[0];
}

/** What of its layer a name is: `z` of `conv2d/z`. @param {string} name */
export function partOf(name) {
  const layer = layerOf(name);
  return layer === LOSS ? name : name.slice(layer.length + 1) || name;
}

/**
 * What an address says about a unit: its name and its index; null where that is nonsense.
 * @param {string} layer
 * @param {string} unit
 */
export function readUnit(layer, unit) {
  const found = /^(.*)\[([\d,]*)\]$/.exec(unit);
  if (found === null) return null;
  const [, part, index] = found;
  return { name: nameOf(layer, part), index: index === "" ? [] : index.split(",").map(Number) };
}

/** A number as people read it: `conv2d/z[0, 3, 5, 2]`. @param {string} name @param {number[]} index */
export const titleOf = (name, index) => (index.length === 0 ? name : `${name}[${index.join(", ")}]`);

/** The name of a part of a layer. @param {string} layer @param {string} part */
export function nameOf(layer, part) {
  return layer === LOSS || part === layer ? part : `${layer}/${part}`;
}
