"""Weights and gradients to optimize: real shapes of the lecture's small CNN, drawn from fixed streams."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from typing import Any

import numpy as np
import torch

from nervure.initializers import RandomNormal
from nervure.parameter import Parameter, Segment
from nervure.randomness import normal

Array = np.ndarray[Any, np.dtype[np.float64]]
KERNEL_MEMORY = (3, 0, 1, 2)
SHAPES: tuple[tuple[int, ...], ...] = ((3, 3, 2, 4), (4,), (20, 5), (5,))


def parameters(shapes: Sequence[tuple[int, ...]] = SHAPES) -> list[Parameter]:
    """Kernels and biases; kernels of convolutions lie in the order the kernels want them in."""
    made = []
    for shape in shapes:
        order = KERNEL_MEMORY if len(shape) == 4 else None
        name = "bias" if len(shape) == 1 else "kernel"
        made.append(Parameter(name, shape, RandomNormal(stddev=0.5), memory_order=order))
    return made


def segment_of(
    weights: Sequence[Parameter] | None = None, dtype: torch.dtype = torch.float64, first_key: int = 100
) -> Segment:
    """A segment with values and a gradient buffer."""
    weights = parameters() if weights is None else weights
    for number, parameter in enumerate(weights):
        parameter.initialise(first_key + number, dtype)
    segment = Segment(weights, dtype)
    segment.add_gradients()
    return segment


def gradients_of_step(shapes: Sequence[tuple[int, ...]], step: int) -> list[Array]:
    """One array a weight: noise of changing size around a direction that stays."""
    return [_gradient(tuple(shape), number, step).copy() for number, shape in enumerate(shapes)]


@functools.cache  # hundreds of tests take the same fifty steps, and drawing them takes as long as the steps
def _gradient(shape: tuple[int, ...], number: int, step: int) -> Array:
    direction = np.sin(np.arange(np.prod(shape))).reshape(shape)
    return np.asarray((1 + step % 5) * normal(1000 * step + number, shape).numpy() + direction)


def set_gradients(segment: Segment, gradients: Sequence[Any]) -> None:
    """Copies one array a parameter into the gradient buffer."""
    for parameter, gradient in zip(segment.parameters, gradients, strict=True):
        assert parameter.gradient is not None
        parameter.gradient.copy_(torch.from_numpy(np.asarray(gradient)))


def values_of(segment: Segment) -> list[np.ndarray[Any, Any]]:
    """Copies of the values, one a parameter."""
    return [parameter.array.numpy().copy() for parameter in segment.parameters]


def gaps_of(segment: Segment, flat: torch.Tensor) -> torch.Tensor:
    """What lies between the parameters."""
    inside = torch.zeros(segment.length, dtype=torch.bool)
    for parameter, offset in zip(segment.parameters, segment.offsets, strict=True):
        inside[offset : offset + parameter.size] = True
    return flat[~inside]
