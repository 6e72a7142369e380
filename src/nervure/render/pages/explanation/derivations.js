/** From a place to its derivation: the blocks that the page shows, one after another. */

import { letter, named, number, product, quotient, sum } from "../mathematics/expressions.js";
import { indices } from "../shell/tensors.js";
import { OPTIMIZER_RULES } from "../rules/optimizers.js";
import { UpdateCall, parameterLetter, readPlace } from "./calls.js";
import { Recording } from "./recording.js";
import { parameterGradientOf, slotGradientOf } from "./sums.js";
import { writtenAhead } from "./written_ahead.js";

/**
 * @typedef {object} Block
 * @property {"value" | "gradient" | "updated"} kind
 * @property {any} subject what is derived, as an expression with its symbol
 * @property {any} expression null where the page has no rule
 * @property {string} says the key of a sentence
 * @property {string} code
 * @property {string} source where the engine computes it
 * @property {boolean} isKnown whether the engine's own number is in the page, to compare with
 * @property {any} [window] the cells that a window covers
 * @property {any} [call] the step it belongs to
 */

/**
 * The recording that a page carries, which knows how weights are updated.
 * @param {any} payload
 * @param {ArrayBuffer} buffer
 */
export function openRecording(payload, buffer) {
  const recording = new Recording(payload, buffer);
  recording.updateOf = (name, index) => updateExpression(recording, name, index);
  return recording;
}

/**
 * @param {import("./recording.js").Recording} recording
 * @param {"value" | "gradient"} kind
 * @param {string} name
 * @param {number[]} index
 * @returns {Block[]}
 */
export function derive(recording, kind, name, index) {
  const isMissing = ({ subject, expression }) => recording.hasGaps && Number.isNaN(subject.value + (expression?.value ?? 0));
  return blocksOf(recording, kind, name, index).map((found) => (isMissing(found) ? { ...found, expression: null, window: null, says: "page.left_out" } : found));
}

function blocksOf(recording, kind, name, index) {
  if (kind === "gradient" && recording.parameters.has(name)) {
    return [gradientBlock(recording, name, index), ...updateBlocks(recording, name, index)];
  }
  if (kind === "gradient" && recording.slotOf(name) !== null) return [slotUpdate(recording, recording.slotOf(name), index)];
  if (kind === "gradient" && isShare(recording, name)) return [shareBlock(recording, name, index)];
  if (kind === "gradient" && recording.values.has(name)) return [gradientBlock(recording, name, index)];
  return [valueBlock(recording, name, index)];
}

const isShare = (recording, name) => recording.losses.some((loss) => name === `${loss.name}/loss`);

function block(kind, subject, expression, rest) {
  return { kind, subject, expression, says: "page.given", code: "", source: "", isKnown: false, ...rest };
}

function valueBlock(recording, name, index) {
  const writer = recording.values.get(name)?.writer ?? null;
  if (writer !== null) return writtenBlock(recording, writer, name, index);
  const kept = recording.kept.get(name);
  if (kept !== undefined) {
    const rule = kept.call.rule.kept[kept.own];
    return block("value", kept.call.kept(kept.own, index), rule.value(kept.call, index), { says: rule.says, source: kept.call.step.source });
  }
  if (name === "loss") return block("value", subjectOf(recording, "value", name, "E", []), lossTotal(recording), { says: "page.loss_value", isKnown: true });
  const loss = recording.losses.find((found) => name === `${found.name}/loss`);
  if (loss !== undefined && loss.rule !== null) {
    return block("value", loss.value(index), loss.rule.value(loss, index), { says: loss.rule.says.value, code: loss.rule.code, source: loss.loss.source, isKnown: true });
  }
  return block("value", subjectOf(recording, "value", name, letterOf(recording, name), index), null, { says: givenBecause(recording, name) });
}

function writtenBlock(recording, call, name, index) {
  const output = call.step.outputs.indexOf(name);
  const subject = call.y(index, output);
  const isKnown = recording.values.get(name).data !== null;
  if (call.rule === null) return opaqueBlock(recording, "value", subject, name, index, call);
  return block("value", subject, call.rule.value(call, index, output), {
    says: call.rule.says.value, code: call.rule.code, source: call.step.source, isKnown, call, window: call.rule.window?.(call, index),
  });
}

function opaqueBlock(recording, kind, subject, name, index, call) {
  const expression = writtenAhead(recording, kind, name, index);
  return block(kind, subject, expression, { says: expression === null ? "page.no_rule" : "page.written_ahead", source: call?.step.source ?? "", isKnown: expression !== null, call });
}

function gradientBlock(recording, name, index) {
  const value = recording.values.get(name);
  const parameter = recording.parameters.get(name);
  const subject = subjectOf(recording, "gradient", name, letterOf(recording, name), index);
  if (!recording.hasGradient(name)) return block("gradient", subject, null, { says: noGradientBecause(recording, name) });
  const expression = value !== undefined ? slotGradientOf(recording, value, index) : parameterGradientOf(recording, parameter, index);
  const users = value !== undefined ? value.readers : parameter.users;
  const isKnown = (value ?? parameter).gradient !== null;
  if (expression === null) return opaqueBlock(recording, "gradient", subject, name, index, users[0]);
  return block("gradient", subject, expression, { ...wordsOf(recording, name, users, value !== undefined), isKnown });
}

/** Which sentence, line and place say where a gradient comes from. */
function wordsOf(recording, name, users, isValue) {
  const losses = recording.losses.filter((loss) => loss.loss.reads === name);
  if (isValue && losses.length + users.length !== 1) return { says: "page.several_readers" };
  if (isValue && losses.length === 1) return { says: losses[0].rule.says.gradient, source: losses[0].loss.source.replace("_forward", "_backward") };
  const { rule, step } = users[0];
  const way = isValue ? "inputGradient" : "parameterGradient";
  return { says: rule.says[way], code: rule.back?.[way] ?? "", source: step.source.replace("_forward", "_backward"), call: users[0] };
}

function noGradientBecause(recording, name) {
  if (!recording.hasLoss) return "page.no_loss";
  const writer = recording.values.get(name)?.writer;
  if (writer?.step.fused) return "page.fused_gradient";
  return recording.parameters.has(name) ? "page.frozen_gradient" : "page.no_gradient";
}

function givenBecause(recording, name) {
  if (recording.parameters.has(name)) return recording.parameters.get(name).trainable ? "page.stored_weight" : "page.stored_state";
  if (recording.slotOf(name) !== null) return "page.stored_slot";
  if (name.endsWith("/target")) return "page.given_target";
  return name.endsWith("/loss") ? "page.no_rule" : "page.given";
}

/** The letter of a value, a parameter or what an optimizer keeps. */
function letterOf(recording, name) {
  const value = recording.values.get(name);
  if (value !== undefined) return value.writer === null ? "x" : value.writer.yLetter;
  const slot = recording.slotOf(name);
  if (slot !== null) return recording.payload.optimizer?.letters[slot.slot] ?? slot.slot;
  return name.endsWith("/target") ? "y" : parameterLetter(name);
}

function subjectOf(recording, kind, name, base, index) {
  return readPlace(recording, kind, name, base, index);
}

/** All losses with their shares, and the penalties. */
function lossTotal(recording) {
  const terms = recording.losses.flatMap((loss) =>
    [...indices(loss.loss.shape)].map((index) => {
      const share = readPlace(recording, "gradient", `${loss.name}/loss`, "L", index);
      return share.value === 1 ? loss.value(index) : product([share, loss.value(index)]);
    }));
  const penalty = recording.payload.penalty;
  return sum(penalty === 0 ? terms : [...terms, letter(named("R"), penalty)]);
}

function shareBlock(recording, name, index) {
  const loss = recording.losses.find((found) => name === `${found.name}/loss`);
  const subject = subjectOf(recording, "gradient", name, "L", index);
  const { weight, count } = loss.loss;
  const expression = count === null ? null : count === 1 ? number(weight) : quotient(number(weight), number(count));
  return block("gradient", subject, expression, { says: expression === null ? "page.share_given" : "page.share_value" });
}

function updateBlocks(recording, name, index) {
  const parameter = recording.parameters.get(name);
  if (parameter.moves) return [moveBlock(recording, parameter, index)];
  if (!recording.payload.optimizer || !parameter.trainable || !recording.hasLoss) return [];
  const rule = optimizerRule(recording);
  const subject = subjectOf(recording, "updated", name, parameterLetter(name), index);
  if (rule === null && writtenAhead(recording, "updated", name, index) !== null) return [opaqueBlock(recording, "updated", subject, name, index)];
  const expression = rule === null ? null : updateExpression(recording, name, index);
  const isWhole = expression !== null && !Number.isNaN(expression.value);
  return [block("updated", subject, isWhole ? expression : null, {
    says: isWhole ? rule.says.weight : "page.update_elsewhere", code: rule?.code ?? "", source: recording.payload.optimizer.source, isKnown: isWhole && parameter.updated !== null,
  })];
}

/** A moving statistic: the steps that use it move it too. */
function moveBlock(recording, parameter, index) {
  const expression = moveExpression(recording, parameter, index);
  const subject = subjectOf(recording, "updated", parameter.name, parameterLetter(parameter.name), index);
  return block("updated", subject, expression, { says: expression === null ? "page.update_elsewhere" : "page.moving_value", source: parameter.users[0].step.source });
}

function moveExpression(recording, parameter, index) {
  const [call] = parameter.users;
  if (parameter.users.length > 1 || !call.rule?.moves) return null;
  return call.rule.moves[parameter.name.slice(parameter.name.lastIndexOf("/") + 1)]?.(call, index) ?? null;
}

function slotUpdate(recording, { parameter, slot }, index) {
  const rule = optimizerRule(recording);
  const call = new UpdateCall(recording, parameter);
  const derivation = rule?.slots[slot];
  const expression = derivation === undefined ? null : derivation(call, index);
  const isWhole = expression !== null && !Number.isNaN(expression.value);
  return block("updated", call.after(slot, index), isWhole ? expression : null, { says: isWhole ? rule.says[slot] : "page.update_elsewhere", source: recording.payload.optimizer?.source ?? "" });
}

const optimizerRule = (recording) => (recording.payload.optimizer?.plain ? OPTIMIZER_RULES[recording.payload.optimizer.kind] ?? null : null);

/** The new value of a weight, or of what the optimizer keeps of it; null where the page has no rule. */
function updateExpression(recording, name, index) {
  if (recording.parameters.get(name)?.moves) return moveExpression(recording, recording.parameters.get(name), index);
  const rule = optimizerRule(recording);
  if (rule === null) return null;
  const parameter = recording.parameters.get(name);
  if (parameter !== undefined) return rule.weight(new UpdateCall(recording, parameter), index);
  const found = recording.slotOf(name);
  return found === null ? null : rule.slots[found.slot]?.(new UpdateCall(recording, found.parameter), index) ?? null;
}
