"""Heads: where a loss reads the network, fused with the preceding activation if that is exact.

``softmax`` followed by a cross-entropy is computed from the logits: one pass, and no logarithm of a rounded zero.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from torch import Tensor

from nervure.graph.plan import Plan
from nervure.layers.step import Step
from nervure.losses.loss import Loss
from nervure.ops.cross_entropy import FUSED
from nervure.ops.loss_op import LossOp


class Head(NamedTuple):
    """One output of the network and the loss that reads it.

    Attributes:
        loss: the loss; None for an output without one.
        op: the fused pair that reads the logits, or None if the loss reads the output itself.
    """

    loss: Loss | None
    op: LossOp | None


class HeadResult(NamedTuple):
    """The results of a head for a batch.

    Attributes:
        value: the loss, a scalar; None if the head has no loss.
        predictions: the network's output as ``predict`` returns it.
        cache: for :func:`head_backward`.
    """

    value: Tensor | None
    predictions: Tensor
    cache: Any


def with_heads(plan: Plan, losses: Sequence[Loss | None]) -> tuple[Plan, tuple[Head, ...]]:
    """``plan`` cut before the activations that fuse with their loss, and one head per output.

    Args:
        plan: the unfused plan: the cut needs to see the activation.
        losses: the loss of each output, or None.
    """
    steps, outputs, heads = list(plan.steps), list(plan.outputs), []
    for position, loss in enumerate(losses):
        fusion = _fusible(plan, position, loss)
        if fusion is None:
            heads.append(Head(loss, None))
            continue
        steps.remove(fusion.activation)
        outputs[position] = fusion.activation.inputs[0]
        heads.append(Head(loss, fusion.op))
    return dataclasses.replace(plan, steps=tuple(steps), outputs=tuple(outputs)), tuple(heads)


class _Fusion(NamedTuple):
    """The last step of an output, and the pair that replaces it and the loss."""

    activation: Step
    op: LossOp


def _fusible(plan: Plan, position: int, loss: Loss | None) -> _Fusion | None:
    """The fusion at that output; None if no pair matches, or another step reads the activation or the logits."""
    slot = plan.outputs[position]
    step = plan.writer(slot)
    if loss is None or step is None or plan.readers(slot) or plan.outputs.count(slot) > 1:
        return None
    # Compared by the pairs themselves: a custom layer or loss may have a built-in name.
    op = FUSED.get((step.op, loss.op))
    if op is None:
        return None
    logits = step.inputs[0]
    if not _over_last_axis(step.options, loss.options) or logits in plan.outputs or len(plan.readers(logits)) > 1:
        return None
    return _Fusion(step, op)


def _over_last_axis(step_options: Mapping[str, Any], loss_options: Mapping[str, Any]) -> bool:
    return all(int(options.get("axis", -1)) == -1 for options in (step_options, loss_options))


def head_forward(
    head: Head, y: Tensor, y_true: Tensor | None, sample_weight: Tensor | None, mask: Tensor | None = None
) -> HeadResult:
    """The loss at one output, and the predictions.

    Args:
        head: the loss, and the pair that computes it.
        y: the output of the cut plan: logits if the head is fused.
        y_true: the targets; optional only for a head without a loss.
        sample_weight: the weights of the samples, or None.
        mask: (N, T), True where a time step is real: only these count; None if all are.

    Returns:
        The loss as a scalar; with reduction "none" the sum of its values, whose gradient :func:`head_backward`
        computes.
    """
    if head.loss is None:
        return HeadResult(None, y, None)
    assert y_true is not None
    value, cache = head.loss.forward(y_true, y, sample_weight, head.op, mask)
    predictions = y if head.op is None else head.loss.predictions(cache, head.op)
    return HeadResult(value.sum() if value.ndim else value, predictions, cache)


def head_backward(head: Head, result: HeadResult, weight: float) -> Tensor | None:
    """The gradient of ``weight`` times the loss with respect to the head's input; None if there is no loss."""
    if head.loss is None:
        return None
    dy = head.loss.backward(result.cache, op=head.op)
    return dy if weight == 1.0 else dy * weight
