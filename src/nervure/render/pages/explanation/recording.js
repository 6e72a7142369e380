/**
 * The step that the page explains: what it carries, and what it works out from that by the same rules as the engine.
 *
 * Numbers that a product of many needs are carried; everything between them (activations, pooling, normalisation) is
 * worked out one number at a time, when somebody asks, and kept.
 */

import { indices, offsetOf, sizeOf, tensorView } from "../shell/tensors.js";
import { LossCall, StepCall } from "./calls.js";
import { swept } from "./sweeps.js";
import { lossGradient, parameterGradientOf, slotGradientOf } from "./sums.js";

/**
 * @typedef {object} Value
 * @property {string} name
 * @property {number[]} shape
 * @property {Float32Array | null} data
 * @property {Float32Array | null} gradient
 * @property {StepCall | null} writer
 * @property {StepCall[]} readers
 */

export class Recording {
  /**
   * @param {any} payload what nervure/records/explanation_page.py describes
   * @param {ArrayBuffer} buffer
   */
  constructor(payload, buffer) {
    const view = (number) => (number === null ? null : tensorView(buffer, payload.tensors[number]));
    this.payload = payload;
    this.isTraining = payload.training;
    this.hasLoss = payload.losses.length > 0;
    this.hasGaps = ["page.left_weights", "page.left_values"].some((key) => payload.left_out?.includes(key));
    this.values = new Map(payload.values.map((value) => [value.name, { ...value, data: view(value.data), gradient: view(value.gradient), writer: null, readers: [] }]));
    this.parameters = new Map(payload.parameters.map((parameter) => [parameter.name, {
      ...parameter, data: view(parameter.data), gradient: view(parameter.gradient), updated: view(parameter.updated), users: [],
      slots: Object.fromEntries(Object.entries(parameter.slots).map(([name, number]) => [name, number === "zero" ? "zero" : view(number)])),
    }]));
    this.steps = payload.steps.map((step) => new StepCall(step, this, view(step.mask)));
    this.losses = payload.losses.map((loss) => new LossCall({ ...loss, target: view(loss.target), values: view(loss.values), shares: view(loss.shares) }, this));
    this.kept = new Map();
    this.worked = new Map();
    this.swept = new Map();
    this.steps.forEach((call) => this.connect(call));
  }

  /** The names of what belongs to the losses. */
  get lossNames() {
    return this.losses.flatMap(({ name }) => [`${name}/loss`, `${name}/target`]);
  }

  connect(call) {
    call.step.outputs.forEach((name) => { this.values.get(name).writer = call; });
    if (!call.step.fused) new Set(call.step.inputs).forEach((name) => this.values.get(name).readers.push(call));
    call.step.parameters.forEach((name) => this.parameters.get(name).users.push(call));
    for (const name of Object.keys(call.rule?.kept ?? {})) this.kept.set(call.keptName(name), { call, own: name });
  }

  /** The shape of what goes by a name; null where nothing does. @param {string} name @returns {number[] | null} */
  shapeOf(name) {
    if (name === "loss") return [];
    const known = this.values.get(name) ?? this.parameters.get(name);
    if (known !== undefined) return known.shape;
    const kept = this.kept.get(name);
    if (kept !== undefined) return kept.call.rule.kept[kept.own].shape(kept.call);
    const loss = this.losses.find((found) => name === `${found.name}/loss` || name === `${found.name}/target`);
    if (loss !== undefined) return name.endsWith("/loss") ? loss.loss.shape : loss.loss.target_shape;
    const slot = this.slotOf(name);
    return slot === null ? null : slot.parameter.shape;
  }

  /** What the optimizer keeps of a parameter: `conv2d/kernel/momentum`. @param {string} name */
  slotOf(name) {
    const cut = name.lastIndexOf("/");
    const parameter = this.parameters.get(name.slice(0, cut));
    const slot = name.slice(cut + 1);
    return parameter !== undefined && slot in parameter.slots ? { parameter, slot } : null;
  }

  /**
   * One number.
   * @param {"value" | "gradient" | "updated"} kind
   * @param {string} name
   * @param {number[]} index
   * @returns {number} NaN where the page does not know it
   */
  read(kind, name, index) {
    if (kind === "value") return this.value(name, index);
    return kind === "gradient" ? this.gradient(name, index) : this.updated(name, index);
  }

  /** The same for a picture: null where it would not fit into the file. */
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
    if (name === "loss") return this.payload.loss ?? Number.NaN;
    for (const loss of this.losses) {
      if (name === `${loss.name}/target`) return loss.targetAt(index);
      if (name === `${loss.name}/loss`) return loss.valueAt(index);
    }
    const found = this.slotOf(name);
    if (found === null) return Number.NaN;
    const data = found.parameter.slots[found.slot];
    return data === "zero" ? 0 : data === null ? Number.NaN : data[offsetOf(index, found.parameter.shape)];
  }

  written({ writer, name, shape }, index) {
    if (!writer?.rule) return Number.NaN; // nothing says how, or the weights would not fit into the file
    if (writer.rule.meeting) return this.sweep(writer, false)[offsetOf(index, shape)];
    return writer.rule.value(writer, index, writer.step.outputs.indexOf(name)).value;
  }

  gradient(name, index) {
    const loss = this.losses.find((found) => name === `${found.name}/loss`);
    if (loss !== undefined) return loss.shareAt(index);
    const known = this.values.get(name) ?? this.parameters.get(name);
    if (known === undefined || !this.hasGradient(name)) return Number.NaN;
    if (known.gradient !== null) return known.gradient[offsetOf(index, known.shape)];
    const derive = () => (this.values.has(name) ? this.handedBack(known, index) : parameterGradientOf(this, known, index)?.value ?? Number.NaN);
    return this.remembered("gradient", name, known.shape, index, derive);
  }

  /** What everybody who read a value hands back to one number of it. */
  handedBack(value, index) {
    const products = value.readers.filter(({ rule }) => rule?.meeting);
    const offset = offsetOf(index, value.shape);
    const others = { ...value, readers: value.readers.filter((call) => !products.includes(call)) };
    const swept = products.reduce((added, call) => added + this.sweep(call, true)[offset], 0);
    const rest = products.length > 0 && others.readers.length === 0 && !this.losses.some(({ loss }) => loss.reads === value.name)
      ? 0 : slotGradientOf(this, others, index)?.value ?? Number.NaN;
    return swept + rest;
  }

  /** All numbers of a product, or of the gradient of what it read; worked out once. */
  sweep(call, isBack) {
    const key = `${isBack} ${call.step.name}`;
    if (!this.swept.has(key)) this.swept.set(key, swept(call, isBack));
    return this.swept.get(key);
  }

  /** All numbers that go by a name. @param {"value" | "gradient"} kind @param {string} name */
  all(kind, name) {
    const { shape, data, gradient } = this.values.get(name) ?? this.parameters.get(name);
    const held = kind === "value" ? data : gradient;
    return held ?? Float64Array.from(indices(shape), (index) => this.read(kind, name, index));
  }

  /** Whether the loss has a derivative by it that the engine works out. @param {string} name */
  hasGradient(name) {
    if (!this.hasLoss) return false;
    const parameter = this.parameters.get(name);
    if (parameter !== undefined) return parameter.trainable;
    const value = this.values.get(name);
    if (value !== undefined) return value.has_gradient;
    return this.losses.some((loss) => name === `${loss.name}/loss`);
  }

  /** What the optimizer made of it; NaN where the page cannot know. */
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
