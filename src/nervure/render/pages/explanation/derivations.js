/** From a place to its derivation: the blocks that the page shows, one after another. */

import { placesIn } from "../mathematics/expressions.js";
import { OPTIMIZER_RULES } from "../rules/optimizers.js";
import { UpdateCall, readPlace } from "./calls.js";
import { Recording } from "./recording.js";
import { toldApart } from "./letters.js";
import { parameterGradientOf, slotGradientOf } from "./sums.js";
import { writtenAhead } from "./written_ahead.js";

/**
 * @typedef {object} Block
 * @property {"value" | "gradient" | "updated"} kind
 * @property {any} subject the derived number, as an expression with its symbol
 * @property {any} expression null if the page has no rule
 * @property {string} says the key of a sentence
 * @property {string} code
 * @property {string} source where the engine code is
 * @property {boolean} isKnown whether the page has the engine's own number to compare with
 * @property {any} [window] the cells that a window covers
 * @property {any} [call] the step of the number
 * @property {any[]} meetings which places meet, for steps with moving windows
 * @property {number} [before] for a parameter after the update, its value before
 */

/**
 * The recording of a page, which also knows how weights are updated.
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
  const blocks = toldApart(blocksOf(recording, kind, name, index));
  return blocks.map((found) => (isMissing(found) ? { ...found, expression: null, window: null, says: "page.left_out" } : found));
}

function blocksOf(recording, kind, name, index) {
  const of = recording.kindOf(name);
  if (kind === "gradient" && of === "parameter") return [gradientBlock(recording, name, index), ...updateBlocks(recording, name, index)];
  if (kind === "gradient" && of === "slot") return [slotUpdate(recording, name, index)];
  if (kind === "gradient" && of === "sample_loss") return [shareBlock(recording, name, index)];
  if (kind === "gradient" && recording.values.has(name) && of !== "update") return [gradientBlock(recording, name, index)];
  return [valueBlock(recording, name, index)];
}

function block(kind, subject, expression, rest) {
  return { kind, subject, expression, says: "page.given", code: "", source: "", isKnown: false, meetings: [], ...rest };
}

const meetingsOf = (calls) => [...new Set(calls)].map(({ step }) => step.meeting).filter(Boolean);

function valueBlock(recording, name, index) {
  const writer = recording.values.get(name)?.writer ?? null;
  if (writer !== null) return writtenBlock(recording, writer, name, index);
  const subject = readPlace(recording, "value", name, index);
  const kept = recording.kept.get(name);
  if (kept !== undefined) {
    const rule = kept.call.rule.kept[kept.own];
    return block("value", subject, rule.value(kept.call, index), { says: rule.says, source: kept.call.step.source });
  }
  const kind = recording.kindOf(name);
  const ahead = writtenAhead(recording, "value", name, index);
  if (kind === "loss") return block("value", subject, ahead, { says: ahead === null ? "page.no_rule" : "page.loss_value", isKnown: ahead !== null });
  if (ahead !== null) return block("value", subject, ahead, { says: "page.written_ahead", isKnown: true });
  const loss = kind === "sample_loss" ? recording.lossOf(name) : null;
  if (loss?.rule) return block("value", subject, loss.rule.value(loss, index), { says: loss.rule.says.value, code: loss.rule.code, source: loss.loss.source, isKnown: true });
  return block("value", subject, null, { says: givenBecause(recording, name) });
}

function writtenBlock(recording, call, name, index) {
  const output = call.step.outputs.indexOf(name);
  const subject = call.y(index, output);
  const isKnown = recording.values.get(name).data !== null;
  if (call.rule === null) return opaqueBlock(recording, "value", subject, name, index, call);
  return block("value", subject, call.rule.value(call, index, output), {
    says: call.rule.says.value, code: call.rule.code, source: call.step.source, isKnown, call, window: call.rule.window?.(call, index), meetings: meetingsOf([call]),
  });
}

function opaqueBlock(recording, kind, subject, name, index, call) {
  const expression = writtenAhead(recording, kind, name, index);
  return block(kind, subject, expression, { says: expression === null ? "page.no_rule" : "page.written_ahead", source: call?.step.source ?? "", isKnown: expression !== null, call });
}

function gradientBlock(recording, name, index) {
  const value = recording.values.get(name);
  const parameter = recording.parameters.get(name);
  const subject = readPlace(recording, "gradient", name, index);
  if (!recording.hasGradient(name)) return block("gradient", subject, null, { says: noGradientBecause(recording, name) });
  const expression = value !== undefined ? slotGradientOf(recording, value, index) : parameterGradientOf(recording, parameter, index);
  const users = value !== undefined ? value.readers : parameter.users;
  const isKnown = (value ?? parameter).gradient !== null;
  if (expression === null) return opaqueBlock(recording, "gradient", subject, name, index, users[0]);
  return block("gradient", subject, expression, { ...wordsOf(recording, name, users, value !== undefined), isKnown, meetings: meetingsOf(users) });
}

/** The sentence, line and place that explain a gradient. */
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

const GIVEN = { slot: "page.stored_slot", target: "page.given_target", sample_loss: "page.no_rule", update: "page.update_elsewhere" };

function givenBecause(recording, name) {
  const parameter = recording.parameters.get(name);
  if (parameter !== undefined) return parameter.trainable ? "page.stored_weight" : "page.stored_state";
  return GIVEN[recording.kindOf(name)] ?? "page.given";
}

function shareBlock(recording, name, index) {
  const expression = writtenAhead(recording, "gradient", name, index);
  return block("gradient", readPlace(recording, "gradient", name, index), expression, { says: expression === null ? "page.share_given" : "page.share_value" });
}

function updateBlocks(recording, name, index) {
  const parameter = recording.parameters.get(name);
  const before = recording.value(name, index);
  if (parameter.moves) return [{ ...moveBlock(recording, parameter, index), before }];
  if (!recording.payload.optimizer || !parameter.trainable || !recording.hasLoss) return [];
  const expression = updateExpression(recording, name, index);
  const isKnown = isWhole(expression) && parameter.updated !== null;
  const update = updateBlock(recording, readPlace(recording, "updated", name, index), expression, { isKnown, code: optimizerRule(recording)?.code ?? "", before });
  return [update, ...tiesOf(recording, update)];
}

const isWhole = (expression) => expression !== null && !Number.isNaN(expression.value);

/** What the optimizer does, with the sentence of its rule. */
function updateBlock(recording, subject, expression, rest = {}) {
  const says = optimizerRule(recording)?.says[recording.slotOf(subject.target.name)?.slot ?? "weight"] ?? "page.written_ahead";
  return block("updated", subject, isWhole(expression) ? expression : null, {
    says: isWhole(expression) ? says : "page.update_elsewhere", source: recording.payload.optimizer?.source ?? "", ...rest,
  });
}

/** The numbers between the new weight and its gradient: averages, the clipped gradient, the weight in between. */
function tiesOf(recording, update) {
  const found = new Map();
  const waiting = [update];
  const own = update.subject.target;
  while (waiting.length > 0) {
    for (const { target } of placesIn(waiting.shift().expression ?? { parts: [] })) {
      const isOfUpdate = target.kind === "updated" || (target.kind === "value" && recording.kindOf(target.name) === "update");
      const isOfOne = String(target.index) === String(own.index) || recording.names.get(target.name).role.endsWith("_norm");
      if (!isOfUpdate || !isOfOne || target.address === own.address || found.has(target.address)) continue;
      const tie = target.kind === "updated" ? slotUpdate(recording, target.name, target.index) : valueBlock(recording, target.name, target.index);
      found.set(target.address, tie);
      waiting.push(tie);
    }
  }
  return [...found.values()];
}

/** A moving statistic: the steps that use it also move it. */
function moveBlock(recording, parameter, index) {
  const expression = moveExpression(recording, parameter, index);
  const subject = readPlace(recording, "updated", parameter.name, index);
  return block("updated", subject, expression, { says: expression === null ? "page.update_elsewhere" : "page.moving_value", source: parameter.users[0].step.source });
}

function moveExpression(recording, parameter, index) {
  const [call] = parameter.users;
  if (parameter.users.length > 1 || !call.rule?.moves) return null;
  return call.rule.moves[call.roleOf(parameter.name)]?.(call, index) ?? null;
}

const slotUpdate = (recording, name, index) => updateBlock(recording, readPlace(recording, "updated", name, index), updateExpression(recording, name, index));

const optimizerRule = (recording) => (recording.payload.optimizer?.plain ? OPTIMIZER_RULES[recording.payload.optimizer.kind] ?? null : null);

/** The new value of a weight or of an optimizer slot; null if it is unknown. */
function updateExpression(recording, name, index) {
  const parameter = recording.parameters.get(name);
  if (parameter?.moves) return moveExpression(recording, parameter, index);
  const rule = optimizerRule(recording);
  if (rule === null) return writtenAhead(recording, "updated", name, index);
  if (parameter !== undefined) return rule.weight(new UpdateCall(recording, parameter), index);
  const { parameter: of, slot } = recording.slotOf(name) ?? {};
  return rule.slots[slot]?.(new UpdateCall(recording, of), index) ?? null;
}
