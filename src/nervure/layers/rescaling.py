"""Rescaling: scales and shifts its input."""

from __future__ import annotations

import numbers
from collections.abc import Sequence
from typing import Any, Unpack

from nervure.arguments import checked
from nervure.arguments.values import as_written
from nervure.errors import ArgumentError, ShapeError
from nervure.layers.input_checks import check_one_input
from nervure.layers.layer import Layer
from nervure.layers.lowering import LayerLowering
from nervure.layers.options import PenalizedOptions
from nervure.ops.rescaling import RESCALING
from nervure.shapes import shape_text
from nervure.symbolic import Shape


class Rescaling(Layer):
    r"""Rescales the input to another range, for example images from 0...255 to 0...1.

    Make it the first layer of a network, so that predictions work on unscaled images.

    .. math:: y = \text{scale} \cdot x + \text{offset}

    Args:
        scale: the factor, or a list with one per channel.
        offset: the value to add, or a list with one per channel.
        kwargs: ``name``, ``input_shape``: see :class:`Layer`.

    Input shape:
        any

    Output shape:
        that of the input

    Backward:
        ``dx = scale dy``

    Raises:
        ArgumentError: ``scale`` or ``offset`` is not numeric.
        ShapeError: a list does not match the length of the last axis.

    Examples:
        >>> import numpy as np
        >>> Rescaling(1 / 127.5, offset=-1)(np.array([[0, 255]], "uint8")).tolist()
        [[-1.0, 1.0]]
    """

    @checked
    def __init__(
        self, scale: float | Sequence[float], offset: float | Sequence[float] = 0.0, **kwargs: Unpack[PenalizedOptions]
    ) -> None:
        super().__init__(**kwargs)
        self.scale, self.offset = _numbers(scale, "scale"), _numbers(offset, "offset")

    def check_input(self, input_shape: Shape) -> None:
        """A list must hold one number per channel."""
        check_one_input(input_shape, self.where)
        for argument, value in (("scale", self.scale), ("offset", self.offset)):
            if isinstance(value, tuple) and len(value) not in (1, input_shape[-1]):
                raise ShapeError.of(
                    "rescaling.channels",
                    where=self.where,
                    argument=argument,
                    count=len(value),
                    got=shape_text(input_shape),
                )

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        """The input's shape."""
        return input_shape

    def lower(self, inputs: tuple[int, ...], lowering: LayerLowering) -> tuple[int, ...]:
        """One step."""
        return lowering.step("output", RESCALING, inputs, scale=self.scale, offset=self.offset)


def _numbers(value: Any, argument: str) -> float | tuple[float, ...]:
    """One number, or a tuple from a list or from an array with at most one axis longer than 1."""
    items = value.tolist() if hasattr(value, "tolist") else value
    while isinstance(items, (list, tuple)) and len(items) == 1 and isinstance(items[0], (list, tuple)):
        items = items[0]
    listed = items if isinstance(items, (list, tuple)) else [items]
    if not listed or not all(isinstance(item, numbers.Real) and not isinstance(item, bool) for item in listed):
        raise ArgumentError.of("rescaling.number", where="Rescaling", argument=argument, got=as_written(value))
    found = tuple(float(item) for item in listed)
    return found if isinstance(items, (list, tuple)) else found[0]
