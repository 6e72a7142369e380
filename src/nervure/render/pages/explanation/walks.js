/** The walks of a page: the prediction, and the training step with the targets that were given, or a class that is chosen. */

import { openRecording } from "./derivations.js";

/** @typedef {"predict" | "train"} Walk */

export class Walks {
  /**
   * @param {any} payload what nervure/render/explanation_page.py writes
   * @param {ArrayBuffer} buffer
   */
  constructor(payload, buffer) {
    const { prediction, given, chosen, ...shared } = payload;
    const [, first] = chosen[0] ?? [];
    this.prediction = openRecording({ ...prediction, ...shared }, buffer);
    this.given = given === null ? null : openRecording({ ...given, ...shared }, buffer);
    /** What belongs to a class, by its number; what all have in common stands in the first. */
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
   * What is shown; without a target the prediction, whatever walk is asked for.
   * @param {Walk} walk
   * @param {string} target the number of a class that was chosen
   */
  recording(walk, target) {
    if (walk === "predict" || !this.hasStep) return this.prediction;
    if (this.given !== null) return this.given;
    if (!this.chosen.has(target)) return this.prediction;
    if (!this.opened.has(target)) this.opened.set(target, this.open(target));
    return this.opened.get(target);
  }
}
