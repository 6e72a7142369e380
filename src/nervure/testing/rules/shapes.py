"""Shapes: the output has the shape given by ``compute_output_shape``, for any number of samples."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from nervure.language import text
from nervure.shapes import shape_text
from nervure.testing.rules.rule import Finding, counted
from nervure.testing.specimen import Specimen, ramp_like
from nervure.testing.walk import walk_backward, walk_forward


def output_shape(specimen: Specimen) -> Iterator[Finding]:
    """``compute_output_shape`` gives the actual output shape, for one, two and more samples."""
    problems: list[str] = []
    layer = specimen.layer()
    promised = _shapes(layer.compute_output_shape(specimen.shape), layer.num_outputs)
    whole = specimen.inputs()
    for count in (1, 2, len(whole[0])):
        inputs = tuple(x[:count] for x in whole)
        told = tuple(tuple(x.shape) for x in inputs)
        exact = _shapes(layer.compute_output_shape(told[0] if specimen.batch.alone else told), layer.num_outputs)
        for training in (True, False):
            outputs = walk_forward(layer, inputs, specimen.context(training)).outputs
            for number, y in enumerate(outputs):
                problems += _different(promised[number], tuple(y.shape), unknown_batch=True)
                problems += _different(exact[number], tuple(y.shape), unknown_batch=False)
    yield counted(problems)


def empty_batch(specimen: Specimen) -> Iterator[Finding]:
    """An empty batch gives an empty output, and gradients of zero."""
    problems: list[str] = []
    for training in (True, False):
        layer = specimen.layer()
        promised = _shapes(layer.compute_output_shape(specimen.shape), layer.num_outputs)
        forward = walk_forward(layer, tuple(x[:0] for x in specimen.inputs()), specimen.context(training))
        for expected, y in zip(promised, forward.outputs, strict=True):
            problems += _different((0, *expected[1:]), tuple(y.shape), unknown_batch=False)
        gradients = walk_backward(layer, forward, tuple(map(ramp_like, forward.outputs)))
        for name, gradient in gradients.parameters.items():
            if gradient is not None and not bool((gradient == 0).all()):
                problems.append(text("testing.empty_gradient", name=name))
    yield counted(problems)


def _shapes(promised: Any, num_outputs: int) -> list[tuple[Any, ...]]:
    return [tuple(shape) for shape in promised] if num_outputs > 1 else [tuple(promised)]


def _different(promised: tuple[Any, ...], real: tuple[int, ...], *, unknown_batch: bool) -> Iterator[str]:
    """A sentence if a computed shape is not the actual one; a size of None matches any."""
    fits = len(promised) == len(real) and all(
        size is None or size == found for size, found in zip(promised, real, strict=True)
    )
    if not fits or (unknown_batch and promised[0] is not None):
        yield text("testing.other_shape", promised=shape_text(promised), got=shape_text(real))
