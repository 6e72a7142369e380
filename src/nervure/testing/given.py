"""The inputs of a check in canonical form: shapes, batches of numbers, weights."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from torch import Tensor

from nervure.errors import ArgumentError
from nervure.layers.layer import Layer
from nervure.ops.targets import tensor_of
from nervure.randomness import fold, uniform
from nervure.shapes import Shape

NUM_SAMPLES = 4
_UNKNOWN_SIZE = 6  # stands for an axis of any size
_NEAREST, _FARTHEST = 0.2, 1.0  # distance of a number from 0, where most activations have their kink


class Batch(NamedTuple):
    """The inputs of a check.

    Attributes:
        tensors: (N, ...), one per input, float64.
        real: for each input, whether it is real-valued, and so differentiable.
        alone: whether the layer takes a single input rather than a list of one.
    """

    tensors: tuple[Tensor, ...]
    real: tuple[bool, ...]
    alone: bool


def batch_of(layer: Layer, input_shape: Any, inputs: Any, seed: int) -> Batch:
    """The given inputs, or numbers drawn for the given shape, or for the one that the layer already knows.

    Raises:
        ArgumentError: all three are missing, or a given one is invalid.
    """
    if inputs is not None:
        return _given_batch(inputs)
    shapes, alone = _sample_shapes(layer, input_shape)
    tensors = tuple(
        away_from_zero(fold(seed, number), (NUM_SAMPLES, *(size or _UNKNOWN_SIZE for size in shape)))
        for number, shape in enumerate(shapes)
    )
    return Batch(tensors, (True,) * len(tensors), alone)


def away_from_zero(key: int, shape: tuple[int, ...], nearest: float = _NEAREST, farthest: float = _FARTHEST) -> Tensor:
    """Float64 numbers, uniform on the two intervals at a distance of ``nearest`` to ``farthest`` from 0."""
    spread = 2 * uniform(key, shape) - 1
    return spread.sign() * (nearest + (farthest - nearest) * spread.abs())


def _given_batch(inputs: Any) -> Batch:
    several = isinstance(inputs, (list, tuple)) and bool(inputs) and hasattr(inputs[0], "shape")
    arrays = [tensor_of(array) for array in (inputs if several else [inputs])]
    sizes = [array.shape[0] if array.ndim else 0 for array in arrays]
    if min(sizes) != max(sizes) or sizes[0] < 2:
        got = ", ".join(str(tuple(array.shape)) for array in arrays)
        raise ArgumentError.of("testing.given_inputs", where="check_layer", got=got)
    real = tuple(array.is_floating_point() for array in arrays)
    return Batch(tuple(array.detach().double().clone() for array in arrays), real, not several)


def _sample_shapes(layer: Layer, input_shape: Any) -> tuple[list[Shape], bool]:
    """One sample shape per input, and whether there is a single input."""
    known = input_shape
    if known is None:
        known = layer.built_shape if layer.built_shape is not None else layer.declared_shape
    if known is None:
        raise ArgumentError.of("testing.no_shape", where="check_layer", name=layer.where)
    several = _is_sequence(known) and len(known) > 0 and all(_is_sequence(shape) for shape in known)
    shapes = [_sample_shape(shape, input_shape) for shape in (known if several else [known])]
    return shapes, not several


def _sample_shape(shape: Any, given: Any) -> Shape:
    sizes: Sequence[Any] = shape if _is_sequence(shape) else ("",)
    if not all(size is None or (isinstance(size, int) and size >= 1) for size in sizes):
        raise ArgumentError.of("testing.given_input_shape", where="check_layer", got=repr(given))
    # A leading None is an explicit batch axis.
    return tuple(sizes[1:] if sizes and sizes[0] is None else sizes)


def _is_sequence(value: Any) -> bool:
    return isinstance(value, (list, tuple))
