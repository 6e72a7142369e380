/** A step, a loss and an update as rules see them: expressions for the numbers they read and wrote. */

import { derivative, named, place, product } from "../mathematics/expressions.js";
import { RULES } from "../rules/table.js";
import { LOSS_RULES } from "../rules/losses.js";
import { offsetOf } from "../shell/tensors.js";
import { Place } from "./places.js";

const LETTERS = {
  kernel: "w", bias: "b", gamma: "γ", beta: "β", moving_mean: "μ̄", moving_variance: "σ̄²", embeddings: "w",
  depthwise_kernel: "w", pointwise_kernel: "w", recurrent_kernel: "U", alpha: "s",
};
const KERNELS = ["kernel", "depthwise_kernel", "pointwise_kernel"];
const SUBSCRIPTS = "₀₁₂₃₄₅₆₇₈₉";

const lastPart = (name) => name.slice(name.lastIndexOf("/") + 1);

/** The letter of a parameter. @param {string} name `dense/kernel` */
export const parameterLetter = (name) => LETTERS[lastPart(name)] ?? lastPart(name);

export class StepCall {
  constructor(step, recording, mask) {
    this.step = step;
    this.recording = recording;
    this.mask = mask;
    this.options = step.options;
    this.isTraining = recording.isTraining;
    this.inputCount = step.inputs.length;
    this.rule = step.has_rule ? RULES[step.op] ?? null : null;
    this.yLetter = step.outputs.some((name) => recording.payload.outputs.includes(name)) ? "o" : step.name.endsWith("/z") ? "z" : "h";
  }

  get hasMask() {
    return this.mask !== null;
  }

  /** The letter of an input: `z` for what goes into an activation, numbered where there are several. */
  xLetter(position) {
    const letter = this.step.inputs[position].endsWith("/z") && !this.step.name.endsWith("/z") ? "z" : "x";
    return this.inputCount === 1 ? letter : letter + SUBSCRIPTS[position + 1];
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

  /** Whether the step has a parameter called so in its layer. */
  has(name) {
    return this.parameter(name) !== undefined;
  }

  /** The full name of a parameter by its own name or its position; any kernel goes by `kernel`. */
  parameter(name) {
    if (typeof name === "number") return this.step.parameters[name];
    const wanted = name === "kernel" ? KERNELS : [name];
    return this.step.parameters.find((full) => wanted.includes(lastPart(full)));
  }

  x(index, position = 0) {
    return this.read("value", this.step.inputs[position], this.xLetter(position), index);
  }

  y(index, position = 0) {
    return this.read("value", this.step.outputs[position], this.yLetter, index);
  }

  dy(index, position = 0) {
    return this.read("gradient", this.step.outputs[position], this.yLetter, index);
  }

  w(name, index) {
    const full = this.parameter(name);
    return this.read("value", full, parameterLetter(full), index);
  }

  keptName(name) {
    return `${this.step.name.slice(0, this.step.name.lastIndexOf("/"))}/${name}`;
  }

  kept(name, index) {
    return this.read("value", this.keptName(name), this.rule.kept[name].letter, index);
  }

  maskAt(index) {
    if (this.mask === null) return 1;
    const shape = this.step.mask_shape;
    return this.mask[offsetOf(index.map((at, axis) => (shape[axis] === 1 ? 0 : at)), shape)];
  }

  read(kind, name, letter, index) {
    return readPlace(this.recording, kind, name, letter, index);
  }
}

/** One number of the recording as an expression that links to its own derivation. */
export function readPlace(recording, kind, name, letter, index) {
  const shown = recording.parameters.has(name) || recording.payload.samples > 1 ? index : withoutSample(recording, name, index);
  const symbol = named(letter, shown);
  const changed = kind === "gradient" ? derivative(symbol) : kind === "updated" ? { ...symbol, updated: true } : symbol;
  return place(new Place(kind, name, index), changed, recording.read(kind, name, index));
}

/** Where there is one sample only, its number says nothing. */
function withoutSample(recording, name, index) {
  const isOfSamples = recording.values.has(name) || (recording.kept.has(name) && recording.shapeOf(name).length > 1);
  return isOfSamples && index.length > 1 ? index.slice(1) : index;
}

export class LossCall {
  constructor(loss, recording) {
    this.loss = loss;
    this.recording = recording;
    this.name = loss.name;
    this.options = loss.options;
    this.isFused = loss.fused;
    this.rule = LOSS_RULES[loss.op] ?? null;
  }

  oShape() {
    return this.recording.shapeOf(this.loss.reads);
  }

  /** A number that it reads: an output, or what would go into the activation. */
  o(index) {
    return readPlace(this.recording, "value", this.loss.reads, this.isFused ? "z" : "o", index);
  }

  /** The probability beside a logit. */
  p(index) {
    return readPlace(this.recording, "value", this.loss.predictions, "p", index);
  }

  t(index) {
    return readPlace(this.recording, "value", `${this.name}/target`, "y", index);
  }

  targetAt(index) {
    return this.loss.target[offsetOf(index, this.loss.target_shape)];
  }

  valueAt(index) {
    return this.loss.values[offsetOf(index, this.loss.shape)];
  }

  shareAt(index) {
    return this.loss.shares[offsetOf(index, this.loss.shape)];
  }

  /** A slope, times how much the sample counts. */
  shared(slope, sample) {
    const share = readPlace(this.recording, "gradient", `${this.name}/loss`, "L", sample);
    return share.value === 1 ? slope : product([share, slope]);
  }

  value(index) {
    return readPlace(this.recording, "value", `${this.name}/loss`, "L", index);
  }
}

export class UpdateCall {
  constructor(recording, parameter) {
    this.recording = recording;
    this.parameter = parameter;
    this.optimizer = recording.payload.optimizer;
  }

  weight(index) {
    return readPlace(this.recording, "value", this.parameter.name, parameterLetter(this.parameter.name), index);
  }

  gradient(index) {
    return readPlace(this.recording, "gradient", this.parameter.name, parameterLetter(this.parameter.name), index);
  }

  before(slot, index) {
    return this.slot("value", slot, index);
  }

  after(slot, index) {
    return this.slot("updated", slot, index);
  }

  slot(kind, slot, index) {
    const letter = this.optimizer.letters[slot] ?? slot;
    return readPlace(this.recording, kind, `${this.parameter.name}/${slot}`, letter, index);
  }
}

