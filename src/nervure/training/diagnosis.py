"""Where a non-finite loss began: the first step of the plan with non-finite values, and the likely cause."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Literal, NamedTuple

import torch
from torch import Tensor

from nervure.data import Batch
from nervure.graph.heads import Head
from nervure.graph.plan import Plan, Visit
from nervure.layers.step import Step
from nervure.layers.torch_module import TORCH_MODULE
from nervure.losses.torch_function import TORCH_FUNCTION
from nervure.ops.op import Context
from nervure.training.loss_course import LossCourse

_LARGE = 1e4  # weights and activations of sound training are far below


class NonFinite(NamedTuple):
    """The first place with a NaN or an infinity.

    Attributes:
        what: "input", "target", "weight", "output" or "loss".
        place: the name of the input, target, parameter or step: ``x[0]``, ``dense_1/kernel``, ``conv2d/z``.
        step: the number of the training step, from 0.
    """

    what: Literal["input", "target", "weight", "output", "loss"]
    place: str
    step: int


class Cause(NamedTuple):
    """The likely cause.

    Attributes:
        advice: the key of the sentence that explains it and what to do.
        values: the names and numbers in it.
    """

    advice: str
    values: Mapping[str, int | float | str]


class Search(NamedTuple):
    """The findings of a walk over the plan.

    Attributes:
        found: the first place that is not finite.
        layer: the layer it belongs to; "" for data and for the loss.
        is_own: whether the values come from custom code.
        largest: the largest input value of the layer or the loss.
        last_weight: the last layer, in the order of the plan, with a trainable weight that is not finite; "" for none.
    """

    found: NonFinite
    layer: str = ""
    is_own: bool = False
    largest: float = math.inf
    last_weight: str = ""


def first_non_finite(plan: Plan, batch: Batch, context: Context) -> NonFinite:
    """Runs ``plan`` on ``batch`` once more and checks inputs, targets, weights and values in order."""
    return search(plan, batch, context).found


def search(plan: Plan, batch: Batch, context: Context) -> Search:
    """:func:`first_non_finite`, with the details that :func:`likely_cause` needs."""
    for number, x in enumerate(batch.x):
        if not _is_finite(x):
            return Search(NonFinite("input", f"x[{number}]", context.step))
    targets: Sequence[Tensor | None] = batch.y  # None at an output without a loss
    for number, y in enumerate(targets):
        if y is not None and not _is_finite(y):
            return Search(NonFinite("target", f"y[{number}]", context.step))
    largest = {slot: _largest(x) for slot, x in enumerate(batch.x)}
    for visit in plan.visits(batch.x, context):
        found = _not_finite_at(visit, context)
        if found is not None:
            read = max((largest[slot] for slot in visit.step.inputs), default=0.0)
            # A torch module, a Lambda and a layer with its own forward run custom code.
            is_own = visit.step.op.is_checked or visit.step.op is TORCH_MODULE
            return Search(found, visit.step.layer, is_own, read, _last_lost_weight(plan))
        largest.update(zip(visit.step.outputs, map(_largest, visit.values), strict=True))
    read = max((largest[slot] for slot in plan.outputs), default=0.0)
    return Search(NonFinite("loss", "loss", context.step), largest=read)


def _not_finite_at(visit: Visit, context: Context) -> NonFinite | None:
    for parameter in visit.step.parameters:
        if not _is_finite(parameter.array):
            return NonFinite("weight", f"{visit.step.layer}/{parameter.name}", context.step)
    if not all(_is_finite(value) for value in visit.values):
        return NonFinite("output", visit.step.name, context.step)
    return None


def _last_lost_weight(plan: Plan) -> str:
    for step in reversed(plan.steps):
        if any(parameter.gradient is not None and not _is_finite(parameter.array) for parameter in step.parameters):
            return step.layer
    return ""


def likely_cause(
    searched: Search, plan: Plan, heads: Sequence[Head], course: LossCourse, learning_rate: float
) -> Cause | None:
    """The likely cause; None if the place already says everything (non-finite data).

    Args:
        searched: where it began.
        plan: the steps, with the current weights.
        heads: the losses.
        course: the losses of the previous steps.
        learning_rate: of the optimizer.
    """
    found = searched.found
    if found.what in ("input", "target"):
        return None
    own = _own_code(searched, heads)
    if own is not None and searched.largest < _LARGE:
        return own
    if course.has_risen:
        return Cause("watching.cause_rate", {"rate": learning_rate, "first": course.first, "last": course.peak})
    size, layer = _largest_weight(plan.steps)
    if size > _LARGE:
        return Cause("watching.cause_large_weights", {"rate": learning_rate, "layer": layer, "size": size})
    return _cause_at(searched, course)


def _cause_at(searched: Search, course: LossCourse) -> Cause | None:
    """What the place itself reveals, if losses and weights were normal before."""
    found = searched.found
    if found.what == "weight" and searched.last_weight and course.count:
        loss = course.recent[-1]
        return Cause("watching.cause_gradient", {"layer": searched.last_weight, "before": found.step, "loss": loss})
    if found.what == "output":
        return Cause("watching.cause_overflow", {"layer": searched.layer, "largest": searched.largest})
    return None


def _own_code(searched: Search, heads: Sequence[Head]) -> Cause | None:
    """The custom layer or loss in which it occurred; None if it was neither."""
    if searched.found.what == "output" and searched.is_own:
        return Cause("watching.cause_own_layer", {"layer": searched.layer, "largest": searched.largest})
    losses = (head.loss for head in heads if head.loss is not None and head.loss.op is TORCH_FUNCTION)
    own = next(losses, None) if searched.found.what == "loss" else None
    return None if own is None else Cause("watching.cause_own_loss", {"loss": own.name, "largest": searched.largest})


def _largest_weight(steps: Sequence[Step]) -> tuple[float, str]:
    """The largest finite trainable weight, and its layer."""
    sizes = [
        (_largest(parameter.array), step.layer)
        for step in steps
        for parameter in step.parameters
        if parameter.gradient is not None
    ]
    return max(sizes, default=(0.0, ""))


def _largest(tensor: Tensor) -> float:
    if tensor.dtype == torch.bool or not tensor.numel():
        return 0.0
    numbers = (tensor if tensor.is_floating_point() else tensor.float()).abs()
    return float(torch.where(torch.isfinite(numbers), numbers, torch.zeros_like(numbers)).max())


def _is_finite(tensor: Tensor) -> bool:
    return not tensor.is_floating_point() or bool(torch.isfinite(tensor).all())
