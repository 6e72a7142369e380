"""Arithmetic: samples are independent, memory order does not matter, float32 is close to float64."""

from __future__ import annotations

from collections.abc import Iterator

import torch
from torch import Tensor

from nervure.language import text
from nervure.testing.rules.rule import SAME, Finding, farthest
from nervure.testing.specimen import Specimen, ramp_like
from nervure.testing.walk import walk_backward, walk_forward

NARROW = 1e-4


def batch_independence(specimen: Specimen) -> Iterator[Finding]:
    """At inference the output of a sample depends neither on the other samples nor on its position in the batch."""
    layer, inputs = specimen.layer(), specimen.inputs()
    context = specimen.context(training=False)
    together = walk_forward(layer, inputs, context).outputs
    backwards = walk_forward(layer, tuple(x.flip(0) for x in inputs), context).outputs
    measured = farthest([y.flip(0) for y in backwards], together)
    for place in range(len(inputs[0])):
        alone = walk_forward(layer, tuple(x[place : place + 1] for x in inputs), context).outputs
        measured = max(measured, farthest(alone, [y[place : place + 1] for y in together]))
    yield Finding(measured, SAME, text("testing.other_samples"))


def memory_order(specimen: Specimen) -> Iterator[Finding]:
    """Non-contiguous inputs give the same output and gradients."""
    measured = 0.0
    for training in (True, False):
        results: list[list[Tensor | None]] = []
        for arranged in (lambda x: x, scattered):
            layer = specimen.layer()
            forward = walk_forward(layer, tuple(map(arranged, specimen.inputs())), specimen.context(training))
            gradients = walk_backward(layer, forward, tuple(arranged(ramp_like(y)) for y in forward.outputs))
            results.append([*forward.outputs, *gradients.inputs, *gradients.parameters.values()])
        measured = max(measured, farthest(results[0], results[1]))
    yield Finding(measured, SAME, text("testing.other_memory_order"))


def float32(specimen: Specimen) -> Iterator[Finding]:
    """In float32, output and gradients equal those in float64, except for rounding."""
    measured = 0.0
    for training in (True, False):
        results: list[list[Tensor | None]] = []
        for dtype in (torch.float32, torch.float64):
            layer = specimen.layer(dtype)
            # Both start from the same rounded numbers.
            inputs = tuple(x.float().to(dtype) for x in specimen.inputs())
            for parameter in layer.parameters:
                parameter.array.copy_(parameter.array.float())
            forward = walk_forward(layer, inputs, specimen.context(training))
            gradients = walk_backward(layer, forward, tuple(ramp_like(y) for y in forward.outputs))
            results.append([*forward.outputs, *gradients.inputs, *gradients.parameters.values()])
        measured = max(measured, farthest(results[0], results[1]))
    yield Finding(measured, NARROW, text("testing.far_in_float32"))


def scattered(x: Tensor) -> Tensor:
    """The same values, with axes in reverse memory order, and NaN in the gaps between them."""
    wide = torch.full((*reversed(x.shape), 2), torch.nan, dtype=x.dtype)
    view = wide[..., 0].permute(*reversed(range(x.ndim)))
    view.copy_(x)
    return view
