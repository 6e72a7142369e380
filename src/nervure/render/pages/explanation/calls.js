/** A step, a loss and an update as rules see them: expressions for their inputs and outputs. */

import { derivative, named, place, product } from "../mathematics/expressions.js";
import { RULES } from "../rules/table.js";
import { LOSS_RULES } from "../rules/losses.js";
import { offsetOf } from "../shell/tensors.js";
import { Place } from "./places.js";

export class StepCall {
  constructor(step, recording, mask) {
    this.step = step;
    this.recording = recording;
    this.mask = mask;
    this.options = step.options;
    this.isTraining = recording.isTraining;
    this.inputCount = step.inputs.length;
    this.rule = step.has_rule ? RULES[step.op] ?? null : null;
    this.keptNames = {};
  }

  get hasMask() {
    return this.mask !== null;
  }

  /** The letters of the first input, the first output and the kernel, for laws. */
  get xLetter() {
    return this.step.letters[0];
  }

  get yLetter() {
    return this.recording.names.get(this.step.outputs[0]).letter;
  }

  get wLetter() {
    return this.recording.names.get(this.parameter("kernel")).letter;
  }

  xShape(position = 0) {
    return this.recording.shapeOf(this.step.inputs[position]);
  }

  yShape(position = 0) {
    return this.recording.shapeOf(this.step.outputs[position]);
  }

  wShape(name) {
    return this.recording.shapeOf(this.parameter(name));
  }

  /** Whether the step has a parameter of that role. */
  has(name) {
    return this.parameter(name) !== undefined;
  }

  /** The name of a parameter by role or position. */
  parameter(role) {
    return this.step.parameters[typeof role === "number" ? role : this.step.roles.indexOf(role)];
  }

  /** The role of a parameter in the rule. @param {string} name */
  roleOf(name) {
    return this.step.roles[this.step.parameters.indexOf(name)];
  }

  x(index, position = 0) {
    return readPlace(this.recording, "value", this.step.inputs[position], index, this.step.letters[position]);
  }

  y(index, position = 0) {
    return readPlace(this.recording, "value", this.step.outputs[position], index);
  }

  dy(index, position = 0) {
    return readPlace(this.recording, "gradient", this.step.outputs[position], index);
  }

  w(name, index) {
    return readPlace(this.recording, "value", this.parameter(name), index);
  }

  kept(name, index) {
    return readPlace(this.recording, "value", this.keptNames[name], index);
  }

  maskAt(index) {
    if (this.mask === null) return 1;
    const shape = this.step.mask_shape;
    return this.mask[offsetOf(index.map((at, axis) => (shape[axis] === 1 ? 0 : at)), shape)];
  }
}

/** One number of the recording as an expression that links to its own derivation. */
export function readPlace(recording, kind, name, index, letter = recording.names.get(name).letter) {
  const shown = recording.payload.samples > 1 ? index : withoutSample(recording, name, index);
  const symbol = named(letter, shown);
  const changed = kind === "gradient" ? derivative(symbol) : kind === "updated" ? { ...symbol, updated: true } : symbol;
  return place(new Place(kind, name, index), changed, recording.read(kind, name, index));
}

/** If there is only one sample, its number is not informative. */
function withoutSample(recording, name, index) {
  const kind = recording.kindOf(name);
  const isOfSamples = kind === "input" || kind === "output" || (kind === "kept" && recording.shapeOf(name).length > 1);
  return isOfSamples && index.length > 1 ? index.slice(1) : index;
}

export class LossCall {
  constructor(loss, recording) {
    this.loss = loss;
    this.recording = recording;
    this.options = loss.options;
    this.isFused = loss.fused;
    this.rule = LOSS_RULES[loss.op] ?? null;
  }

  oShape() {
    return this.recording.shapeOf(this.loss.reads);
  }

  /** A number that the loss reads: an output, or the input of the activation. */
  o(index) {
    return readPlace(this.recording, "value", this.loss.reads, index, this.isFused ? "z" : "o");
  }

  /** The probability for a logit. */
  p(index) {
    return readPlace(this.recording, "value", this.loss.predictions, index, "p");
  }

  t(index) {
    return readPlace(this.recording, "value", this.loss.target, index);
  }

  targetAt(index) {
    return this.loss.targets[offsetOf(index, this.loss.target_shape)];
  }

  valueAt(index) {
    return this.loss.values[offsetOf(index, this.loss.shape)];
  }

  shareAt(index) {
    return this.loss.shares[offsetOf(index, this.loss.shape)];
  }

  /** A slope, times the weight of the sample. */
  shared(slope, sample) {
    const share = readPlace(this.recording, "gradient", this.loss.name, sample);
    return share.value === 1 ? slope : product([share, slope]);
  }

  value(index) {
    return readPlace(this.recording, "value", this.loss.name, index);
  }
}

export class UpdateCall {
  constructor(recording, parameter) {
    this.recording = recording;
    this.parameter = parameter;
    this.optimizer = recording.payload.optimizer;
  }

  weight(index) {
    return readPlace(this.recording, "value", this.parameter.name, index);
  }

  gradient(index) {
    return readPlace(this.recording, "gradient", this.parameter.name, index);
  }

  before(slot, index) {
    return this.slot("value", slot, index);
  }

  after(slot, index) {
    return this.slot("updated", slot, index);
  }

  slot(kind, slot, index) {
    const { name } = this.recording.namesOf("slot").find(({ of, role }) => of === this.parameter.name && role === slot);
    return readPlace(this.recording, kind, name, index);
  }
}

