/** The walks of a page: the prediction, and the training step with the given targets or a chosen class. */

import { openRecording } from "./derivations.js";

/** @typedef {"predict" | "train"} Walk */

export class Walks {
  /**
   * @param {any} payload written by nervure/render/explanation_page.py
   * @param {ArrayBuffer} buffer
   */
  constructor(payload, buffer) {
    const { prediction, given, chosen, ...shared } = payload;
    const [, first] = chosen[0] ?? [];
    this.prediction = openRecording({ ...prediction, ...shared }, buffer);
    this.given = given === null ? null : openRecording({ ...given, ...shared }, buffer);
    /** The walk of a class, by its number; the parts that all share are in the first. */
    this.chosen = new Map(chosen);
    this.opened = new Map();
    this.open = (target) => openRecording({ ...first, ...this.chosen.get(target), ...shared }, buffer);
    this.isOpen = given === null && payload.classes > 0;
    this.hasStep = given !== null || this.isOpen;
  }

  /** Classes that can be chosen, in their own order. */
  get classes() {
    return [...this.chosen.keys()].map(Number).sort((one, other) => one - other);
  }

  /**
   * The current walk; without a target the prediction, whatever is requested.
   * @param {Walk} walk
   * @param {string} target the number of a chosen class
   */
  recording(walk, target) {
    if (walk === "predict" || !this.hasStep) return this.prediction;
    if (this.given !== null) return this.given;
    if (!this.chosen.has(target)) return this.prediction;
    if (!this.opened.has(target)) this.opened.set(target, this.open(target));
    return this.opened.get(target);
  }
}
