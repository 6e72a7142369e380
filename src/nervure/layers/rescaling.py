"""Rescaling: each number is multiplied and shifted."""

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
    r"""Brings the input to another range: pictures of 0 to 255 to 0 to 1, say.

    Put it first in a network, so that whoever predicts feeds the pictures as they are.

    .. math:: y = \text{scale} \cdot x + \text{offset}

    Args:
        scale: the factor; a list holds one a channel.
        offset: what is added; a list holds one a channel.
        kwargs: ``name``, ``input_shape``: see :class:`Layer`.

    Input shape:
        any

    Output shape:
        that of the input

    Backward:
        ``dx = scale dy``

    Raises:
        ArgumentError: ``scale`` or ``offset`` holds something other than numbers.
        ShapeError: a list is not as long as the last axis.

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
        """A list must hold one number a channel."""
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
    """One number, or a tuple of them: of a list, or of an array with at most one axis longer than 1."""
    items = value.tolist() if hasattr(value, "tolist") else value
    while isinstance(items, (list, tuple)) and len(items) == 1 and isinstance(items[0], (list, tuple)):
        items = items[0]
    listed = items if isinstance(items, (list, tuple)) else [items]
    if not listed or not all(isinstance(item, numbers.Real) and not isinstance(item, bool) for item in listed):
        raise ArgumentError.of("rescaling.number", where="Rescaling", argument=argument, got=as_written(value))
    found = tuple(float(item) for item in listed)
    return found if isinstance(items, (list, tuple)) else found[0]
