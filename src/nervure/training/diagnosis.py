"""Where a loss that is no number began: the first step of the plan whose values are not finite."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, NamedTuple

import torch
from torch import Tensor

from nervure.data import Batch
from nervure.graph.plan import Plan
from nervure.ops.op import Context


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


def first_non_finite(plan: Plan, batch: Batch, context: Context) -> NonFinite:
    """Walks ``plan`` on ``batch`` once more and looks at inputs, targets, weights and values in order."""
    for number, x in enumerate(batch.x):
        if not _is_finite(x):
            return NonFinite("input", f"x[{number}]", context.step)
    targets: Sequence[Tensor | None] = batch.y  # None at an output without a loss
    for number, y in enumerate(targets):
        if y is not None and not _is_finite(y):
            return NonFinite("target", f"y[{number}]", context.step)
    for visit in plan.visits(batch.x, context):
        for parameter in visit.step.parameters:
            if not _is_finite(parameter.array):
                return NonFinite("weight", f"{visit.step.layer}/{parameter.name}", context.step)
        if not all(_is_finite(value) for value in visit.values):
            return NonFinite("output", visit.step.name, context.step)
    return NonFinite("loss", "loss", context.step)


def _is_finite(tensor: Tensor) -> bool:
    return not tensor.is_floating_point() or bool(torch.isfinite(tensor).all())
