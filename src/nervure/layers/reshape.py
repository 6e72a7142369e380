"""Reshape: gives each sample a new shape."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Unpack

from nervure.arguments import checked
from nervure.arguments.values import as_written, listed, whole
from nervure.errors import ArgumentError, ShapeError
from nervure.layers.input_checks import check_one_input
from nervure.layers.layer import Layer
from nervure.layers.lowering import LayerLowering
from nervure.layers.options import PenalizedOptions
from nervure.ops.reshape import RESHAPE
from nervure.shapes import reshaped, shape_text, size_of
from nervure.symbolic import Shape


class Reshape(Layer):
    """Gives each sample a new shape of equal total size; the order of the elements is kept.

    Args:
        target_shape: the new shape without the batch axis. One size may be -1: it is inferred.
        kwargs: ``name``, ``input_shape``: see :class:`Layer`.

    Input shape:
        ``(N, ...)`` with as many elements per sample as ``target_shape`` has.

    Output shape:
        ``(N, *target_shape)``

    Backward:
        dy in the shape of x.

    Raises:
        ArgumentError: ``target_shape`` is not a shape.
        ShapeError: the size of a sample differs from that of the target.

    Examples:
        >>> import numpy as np
        >>> Reshape((28, 28, 1))(np.ones((2, 784), "float32")).shape
        (2, 28, 28, 1)
    """

    passes_mask = False

    @checked
    def __init__(self, target_shape: Sequence[int | None], **kwargs: Unpack[PenalizedOptions]) -> None:
        super().__init__(**kwargs)
        self.target_shape = _sizes(target_shape)

    def check_input(self, input_shape: Shape) -> None:
        """A sample must have as many elements as the new shape."""
        check_one_input(input_shape, self.where)
        if reshaped(input_shape[1:], self.target_shape) is None:
            raise ShapeError.of(
                "reshape.sizes", where=self.where, size=size_of(input_shape[1:]),
                target_shape=self.target_shape, got=shape_text(input_shape),
            )  # fmt: skip

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        """(N, ...) -> (N, *target_shape)."""
        return (input_shape[0], *(reshaped(input_shape[1:], self.target_shape) or ()))

    def lower(self, inputs: tuple[int, ...], lowering: LayerLowering) -> tuple[int, ...]:
        """One reshape."""
        return lowering.step("output", RESHAPE, inputs, target_shape=self.target_shape)


def _sizes(target_shape: Any) -> tuple[int, ...]:
    """``target_shape`` as a tuple of sizes; None, Keras' unknown size, becomes -1."""
    items = listed(target_shape)
    sizes = tuple(-1 if size is None else whole(size) or 0 for size in items or ())
    if items is None or not all(size >= 1 or size == -1 for size in sizes) or sizes.count(-1) > 1:
        raise ArgumentError.of("reshape.target_shape", where="Reshape", got=as_written(target_shape))
    return sizes
