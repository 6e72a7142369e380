"""Wrong input: a layer that cannot take a shape should raise a four-line error."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import torch

from nervure.errors import NervureError
from nervure.language import text
from nervure.shapes import shape_text
from nervure.testing.rules.rule import Finding, counted
from nervure.testing.specimen import Specimen
from nervure.testing.walk import walk_forward


def wrong_input(specimen: Specimen) -> Iterator[Finding]:
    """Inputs of other shapes are accepted, or rejected with one of nervure's own errors."""
    problems = []
    for shapes in _other_shapes(specimen):
        told: Any = shapes[0] if specimen.batch.alone else shapes
        layer = specimen.layer()
        try:
            layer.ensure_built(told)
            inputs = tuple(torch.full((2, *shape[1:]), 0.5, dtype=torch.float64) for shape in shapes)
            walk_forward(layer, inputs, specimen.context(training=False))
        except NervureError:
            continue
        except Exception as problem:  # any error of the layer is the finding
            line = (str(problem).strip() or type(problem).__name__).splitlines()[0]
            problems.append(text("testing.crash", shape=shape_text(told), kind=type(problem).__name__, problem=line))
    yield counted(problems)


def _other_shapes(specimen: Specimen) -> Iterator[tuple[tuple[Any, ...], ...]]:
    """The shapes of the specimen with one more axis, one fewer, and a larger last axis."""
    shapes = tuple((None, *x.shape[1:]) for x in specimen.batch.tensors)
    yield tuple((*shape, 3) for shape in shapes)
    if all(len(shape) > 1 for shape in shapes):
        yield tuple(shape[:-1] for shape in shapes)
        yield tuple((*shape[:-1], int(shape[-1] or 0) + 1) for shape in shapes)
