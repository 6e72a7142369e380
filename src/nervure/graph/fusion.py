"""Fusion: a table of rewrites over neighbouring steps.

A rule is one row: the op it starts with, and what builds the fused step from the two steps. The plan that explains
and traces stays unfused.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Any, NamedTuple

from nervure.graph.plan import Plan
from nervure.layers.step import Step
from nervure.ops.activation import ACTIVATIONS, ACTIVATIONS_FROM_OUTPUT
from nervure.ops.convolution import CONVOLUTION
from nervure.ops.dense import DENSE
from nervure.ops.fused import CONVOLUTION_ACTIVATED, DENSE_ACTIVATED
from nervure.ops.op import Op


class Rule(NamedTuple):
    """One rewrite: ``first`` followed by a step that ``merge`` accepts becomes one step.

    Attributes:
        first: the op that the pair starts with.
        merge: builds the fused step, or gives None where the pair does not fit.
    """

    first: Op
    merge: Callable[[Step, Step], Step | None]


def _with_activation(fused: Op) -> Callable[[Step, Step], Step | None]:
    def merge(linear: Step, activation: Step) -> Step | None:
        if activation.is_final or not _derivative_follows_from_output(activation):
            return None
        options: dict[str, Any] = {
            **linear.options, "activation": activation.op.name, "activation_options": dict(activation.options),
        }  # fmt: skip
        # The layer stays that of the product: it owns the parameters, also where the activation is a layer of its own.
        return dataclasses.replace(linear, name=activation.name, op=fused, outputs=activation.outputs, options=options)

    return merge


def _derivative_follows_from_output(step: Step) -> bool:
    name, options = step.op.name, step.options
    # By the pair itself: a layer of one's own may go by the name of an activation.
    if name not in ACTIVATIONS_FROM_OUTPUT or step.op is not ACTIVATIONS[name]:
        return False
    # The fused pair clips z in place, which is relu as the lecture knows it, without a limit, slope or threshold.
    plain = options.get("max_value") is None and not options.get("negative_slope") and not options.get("threshold")
    return name != "relu" or plain


RULES = (
    Rule(DENSE, _with_activation(DENSE_ACTIVATED)),
    Rule(CONVOLUTION, _with_activation(CONVOLUTION_ACTIVATED)),
)


def fuse(plan: Plan) -> Plan:
    """``plan`` with every pair of neighbours rewritten that a rule fits."""
    steps = list(plan.steps)
    number = 0
    while number < len(steps):
        fused = _fused_with_reader(plan, steps, number)
        if fused is not None:
            reader, step = fused
            steps[reader] = step
            del steps[number]
        else:
            number += 1
    return dataclasses.replace(plan, steps=tuple(steps))


def _fused_with_reader(plan: Plan, steps: list[Step], number: int) -> tuple[int, Step] | None:
    """The one reader of step ``number`` and the step that replaces both, where a rule fits."""
    step = steps[number]
    if len(step.outputs) != 1 or step.outputs[0] in plan.outputs:
        return None
    readers = [other for other, candidate in enumerate(steps) if step.outputs[0] in candidate.inputs]
    if len(readers) != 1 or len(steps[readers[0]].inputs) != 1:
        return None
    for rule in RULES:
        if rule.first is step.op:
            merged = rule.merge(step, steps[readers[0]])
            if merged is not None:
                return readers[0], merged
    return None
