/**
 * The step that the page explains: the numbers it carries, and those it computes from them by the engine's rules.
 *
 * Inputs of products with many terms are carried; everything between them (activations, pooling, normalization) is
 * computed one number at a time, on request, and cached.
 */

import { indices, offsetOf, sizeOf, tensorView } from "../shell/tensors.js";
import { LossCall, StepCall } from "./calls.js";
import { swept } from "./sweeps.js";
import { lossGradient, parameterGradientOf, slotGradientOf } from "./sums.js";

/**
 * The identity of an array, as given by Python: names are never parsed.
 * @typedef {object} Name
 * @property {string} name
 * @property {"input" | "output" | "parameter" | "slot" | "update" | "kept" | "target" | "sample_loss" | "loss"} kind
 * @property {string} box
 * @property {string} part its name in its box
 * @property {string} letter
 * @property {string} of its owner: the parameter, or the output of the step
 * @property {string} role its role: `momentum`, `mean`
 */

/**
 * @typedef {object} Value
 * @property {string} name
 * @property {number[]} shape
 * @property {Float32Array | null} data
 * @property {Float32Array | null} gradient
 * @property {StepCall | null} writer
 * @property {StepCall[]} readers
 */

/** Unique for each place: a kind has no space, an index none. */
export const aheadKey = (kind, name, index) => `${kind} ${index.join(",")} ${name}`;

export class Recording {
  /**
   * @param {any} payload described in nervure/records/explanation_page.py
   * @param {ArrayBuffer} buffer
   */
  constructor(payload, buffer) {
    const view = (number) => (number === null ? null : tensorView(buffer, payload.tensors[number]));
    this.payload = payload;
    this.isTraining = payload.training;
    this.hasLoss = payload.losses.length > 0;
    this.hasGaps = ["page.left_weights", "page.left_values"].some((key) => payload.left_out?.includes(key));
    /** @type {Map<string, Name>} */
    this.names = new Map(payload.names.map(([name, kind, box, part, letter, of, role]) => [name, { name, kind, box, part, letter, of, role }]));
    this.ahead = new Map(payload.derivations.map(([kind, name, index, tree]) => [aheadKey(kind, name, index), { kind, name, index, tree }]));
    this.values = new Map(payload.values.map((value) => [value.name, { ...value, data: view(value.data), gradient: view(value.gradient), writer: null, readers: [] }]));
    this.parameters = new Map(payload.parameters.map((parameter) => [parameter.name, {
      ...parameter, data: view(parameter.data), gradient: view(parameter.gradient), updated: view(parameter.updated), users: [],
      slots: Object.fromEntries(Object.entries(parameter.slots).map(([name, number]) => [name, number === "zero" ? "zero" : view(number)])),
    }]));
    this.steps = payload.steps.map((step) => new StepCall(step, this, view(step.mask)));
    this.losses = payload.losses.map((loss) => new LossCall({ ...loss, targets: view(loss.targets), values: view(loss.values), shares: view(loss.shares) }, this));
    this.kept = new Map();
    this.worked = new Map();
    this.swept = new Map();
    this.steps.forEach((call) => this.connect(call));
    this.namesOf("kept").forEach(({ name, of, role }) => this.keep(name, this.values.get(of).writer, role));
  }

  /** The names of some kinds, one kind after another. @param {...string} kinds */
  namesOf(...kinds) {
    return kinds.flatMap((wanted) => [...this.names.values()].filter(({ kind }) => kind === wanted));
  }

  kindOf(name) {
    return this.names.get(name)?.kind;
  }

  /** The loss of an array. @param {string} name */
  lossOf(name) {
    return this.losses.find(({ loss }) => loss.name === name || loss.target === name);
  }

  keep(name, call, own) {
    this.kept.set(name, { call, own });
    call.keptNames[own] = name;
  }

  connect(call) {
    call.step.outputs.forEach((name) => { this.values.get(name).writer = call; });
    if (!call.step.fused) new Set(call.step.inputs).forEach((name) => this.values.get(name).readers.push(call));
    call.step.parameters.forEach((name) => this.parameters.get(name).users.push(call));
  }

  /** The shape of an array; null if there is none. @param {string} name @returns {number[] | null} */
  shapeOf(name) {
    const kind = this.kindOf(name);
    if (kind === "loss") return [];
    const known = this.values.get(name) ?? this.parameters.get(name);
    if (known !== undefined) return known.shape;
    const kept = this.kept.get(name);
    if (kept !== undefined) return kept.call.rule.kept[kept.own].shape(kept.call);
    const loss = this.lossOf(name)?.loss;
    if (loss !== undefined) return kind === "target" ? loss.target_shape : loss.shape;
    const slot = this.slotOf(name);
    return slot === null ? null : slot.parameter.shape;
  }

  /** The parameter of an optimizer slot and its key; null for another array. @param {string} name */
  slotOf(name) {
    const { kind, of, role } = this.names.get(name) ?? {};
    return kind === "slot" ? { parameter: this.parameters.get(of), slot: role } : null;
  }

  /**
   * One number.
   * @param {"value" | "gradient" | "updated"} kind
   * @param {string} name
   * @param {number[]} index
   * @returns {number} NaN if the page does not know it
   */
  read(kind, name, index) {
    if (kind === "value") return this.value(name, index);
    return kind === "gradient" ? this.gradient(name, index) : this.updated(name, index);
  }

  /** The same for a preview: null if it did not fit into the file. */
  shown(kind, name, index) {
    const number = this.read(kind, name, index);
    return this.hasGaps && Number.isNaN(number) ? null : number;
  }

  value(name, index) {
    const known = this.values.get(name) ?? this.parameters.get(name);
    if (known !== undefined && known.data !== null) return known.data[offsetOf(index, known.shape)];
    if (known !== undefined) return this.remembered("value", name, known.shape, index, () => this.written(known, index));
    const kept = this.kept.get(name);
    if (kept !== undefined) {
      const rule = kept.call.rule.kept[kept.own];
      return this.remembered("value", name, rule.shape(kept.call), index, () => rule.value(kept.call, index).value);
    }
    return this.lossOrSlot(name, index);
  }

  lossOrSlot(name, index) {
    const kind = this.kindOf(name);
    if (kind === "loss") return this.payload.loss ?? Number.NaN;
    if (kind === "target") return this.lossOf(name).targetAt(index);
    if (kind === "sample_loss") return this.lossOf(name).valueAt(index);
    const found = this.slotOf(name);
    if (found === null) return Number.NaN;
    const data = found.parameter.slots[found.slot];
    return data === "zero" ? 0 : data === null ? Number.NaN : data[offsetOf(index, found.parameter.shape)];
  }

  written({ writer, name, shape }, index) {
    if (!writer?.rule) return Number.NaN; // there is no rule, or the weights did not fit into the file
    if (writer.rule.meeting) return this.sweep(writer, false)[offsetOf(index, shape)];
    return writer.rule.value(writer, index, writer.step.outputs.indexOf(name)).value;
  }

  gradient(name, index) {
    if (this.kindOf(name) === "sample_loss") return this.lossOf(name).shareAt(index);
    const known = this.values.get(name) ?? this.parameters.get(name);
    if (known === undefined || !this.hasGradient(name)) return Number.NaN;
    if (known.gradient !== null) return known.gradient[offsetOf(index, known.shape)];
    const derive = () => (this.values.has(name) ? this.handedBack(known, index) : parameterGradientOf(this, known, index)?.value ?? Number.NaN);
    return this.remembered("gradient", name, known.shape, index, derive);
  }

  /** The gradient of one number, from every step that read the value. */
  handedBack(value, index) {
    const products = value.readers.filter(({ rule }) => rule?.meeting);
    const offset = offsetOf(index, value.shape);
    const others = { ...value, readers: value.readers.filter((call) => !products.includes(call)) };
    const swept = products.reduce((added, call) => added + this.sweep(call, true)[offset], 0);
    const rest = products.length > 0 && others.readers.length === 0 && !this.losses.some(({ loss }) => loss.reads === value.name)
      ? 0 : slotGradientOf(this, others, index)?.value ?? Number.NaN;
    return swept + rest;
  }

  /** All numbers of a product, or of the gradient of its input; computed once. */
  sweep(call, isBack) {
    const key = `${isBack} ${call.step.outputs[0]}`;
    if (!this.swept.has(key)) this.swept.set(key, swept(call, isBack));
    return this.swept.get(key);
  }

  /** All numbers of an array. @param {"value" | "gradient"} kind @param {string} name */
  all(kind, name) {
    const { shape, data, gradient } = this.values.get(name) ?? this.parameters.get(name);
    const held = kind === "value" ? data : gradient;
    return held ?? Float64Array.from(indices(shape), (index) => this.read(kind, name, index));
  }

  /** Whether the engine computes the derivative of the loss with respect to it. @param {string} name */
  hasGradient(name) {
    if (!this.hasLoss) return false;
    const parameter = this.parameters.get(name);
    if (parameter !== undefined) return parameter.trainable;
    const value = this.values.get(name);
    if (value !== undefined) return value.has_gradient;
    return this.kindOf(name) === "sample_loss";
  }

  /** Its value after the update; NaN if the page cannot know it. */
  updated(name, index) {
    const parameter = this.parameters.get(name);
    if (parameter?.updated) return parameter.updated[offsetOf(index, parameter.shape)];
    return this.updateOf(name, index)?.value ?? Number.NaN;
  }

  /** Set by the derivations, which know the optimizers. @type {(name: string, index: number[]) => any} */
  updateOf = () => null;

  remembered(kind, name, shape, index, work) {
    const key = `${kind} ${name}`;
    let found = this.worked.get(key);
    if (found === undefined) {
      const count = sizeOf(shape);
      found = { numbers: new Float64Array(count), known: new Uint8Array(count) };
      this.worked.set(key, found);
    }
    const offset = offsetOf(index, shape);
    if (found.known[offset] === 0) {
      found.numbers[offset] = work();
      found.known[offset] = 1;
    }
    return found.numbers[offset];
  }

  /** The gradient of the loss at an output, from the loss itself. */
  lossGradients(name, index) {
    return this.losses.filter((loss) => loss.loss.reads === name).map((loss) => lossGradient(loss, index));
  }
}
