/** Gradients as sums: over all steps that read a value, and over all steps that used a parameter. */

import { letter, named, number, product, sum } from "../mathematics/expressions.js";
import { readPlace } from "./calls.js";

/** What the loss passes back to one number that it reads; null if the page has no rule. */
export function lossGradient(loss, index) {
  return loss.rule === null ? null : loss.rule.gradient(loss, index);
}

/** What all steps that read a value pass back; null if the page has no rule for one of them. */
export function slotGradientOf(recording, value, index) {
  const terms = recording.lossGradients(value.name, index);
  for (const call of value.readers) {
    call.step.inputs.forEach((name, position) => {
      if (name !== value.name || call.step.not_differentiable.includes(position)) return;
      terms.push(call.rule?.inputGradient ? call.rule.inputGradient(call, index, position) : null);
    });
  }
  return terms.includes(null) ? null : terms.length === 0 ? number(0) : sum(terms);
}

/** What every step that used a parameter adds to its gradient, and its penalty; null if the page has no rule. */
export function parameterGradientOf(recording, parameter, index) {
  const terms = parameter.users
    .filter((call) => !call.step.fused)
    .map((call) => call.rule?.parameterGradient?.(call, index, call.roleOf(parameter.name)) ?? null);
  if (terms.includes(null) || parameter.penalty === "unknown") return null;
  return sum([...terms, ...penaltySlope(recording, parameter, index)]);
}

function penaltySlope(recording, parameter, index) {
  if (parameter.penalty === null) return [];
  const { l1, l2 } = parameter.penalty;
  const w = readPlace(recording, "value", parameter.name, index);
  return [
    ...(l1 ? [product([letter(named("λ₁"), l1), number(Math.sign(w.value))])] : []),
    ...(l2 ? [product([number(2), letter(named("λ₂"), l2), w])] : []),
  ];
}
