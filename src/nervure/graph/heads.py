"""Heads: where a loss reads the network, fused with the activation before it where that is exact.

``softmax`` into a cross-entropy is computed from the logits: one pass, and no logarithm of a rounded zero.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from torch import Tensor

from nervure.graph.plan import Plan
from nervure.losses.loss import Loss
from nervure.losses.table import FUSED
from nervure.ops.loss_op import LossOp


class Head(NamedTuple):
    """One output of the network and the loss that reads it.

    Attributes:
        loss: the loss; None for an output that has none.
        op: the fused pair that reads the logits, or None where the loss reads the output itself.
    """

    loss: Loss | None
    op: LossOp | None


class HeadResult(NamedTuple):
    """What a head computed for a batch.

    Attributes:
        value: the loss, a scalar; None where the head has no loss.
        predictions: the network's output as ``predict`` gives it.
        cache: for :func:`head_backward`.
    """

    value: Tensor | None
    predictions: Tensor
    cache: Any


def with_heads(plan: Plan, losses: Sequence[Loss | None]) -> tuple[Plan, tuple[Head, ...]]:
    """``plan`` cut before the activations that fuse with their loss, and one head an output."""
    steps, outputs, heads = list(plan.steps), list(plan.outputs), []
    for position, loss in enumerate(losses):
        fusion = _fusible(plan, position, loss)
        if fusion is None:
            heads.append(Head(loss, None))
            continue
        step, op = fusion
        steps.remove(step)
        outputs[position] = step.inputs[0]
        heads.append(Head(loss, op))
    return dataclasses.replace(plan, steps=tuple(steps), outputs=tuple(outputs)), tuple(heads)


def _fusible(plan: Plan, position: int, loss: Loss | None) -> tuple[Any, LossOp] | None:
    """The last step of that output and the pair that replaces it and the loss; None where they do not fuse."""
    slot = plan.outputs[position]
    writers = [step for step in plan.steps if slot in step.outputs]
    if loss is None or not writers or plan.readers(slot) or plan.outputs.count(slot) > 1:
        return None
    step = writers[0]
    op = FUSED.get((step.op.name, loss.op.name))
    if op is None or loss.options.get("from_logits") or not _over_last_axis(step.options, loss.options):
        return None
    logits = step.inputs[0]
    if plan.readers(logits) != [plan.steps.index(step)] or logits in plan.outputs:
        return None
    return step, op


def _over_last_axis(step_options: Mapping[str, Any], loss_options: Mapping[str, Any]) -> bool:
    return all(int(options.get("axis", -1)) == -1 for options in (step_options, loss_options))


def head_forward(
    head: Head, y: Tensor, y_true: Tensor | None, sample_weight: Tensor | None, mask: Tensor | None = None
) -> HeadResult:
    """The loss at one output, over the time steps that are real where it has a mask, and the predictions."""
    if head.loss is None or y_true is None:
        return HeadResult(None, y, None)
    value, cache = head.loss.forward(y_true, y, sample_weight, head.op, mask)
    if head.op is not None and head.op.predictions is not None:
        return HeadResult(value, head.loss.predictions(cache, head.op), cache)
    return HeadResult(value, y, cache)


def head_backward(head: Head, result: HeadResult, weight: float) -> Tensor | None:
    """The gradient of ``weight`` times the loss by what the head read."""
    if head.loss is None or result.value is None:
        return None
    dy = head.loss.backward(result.cache, op=head.op)
    return dy if weight == 1.0 else dy * weight
