"""Flatten: each sample becomes one vector."""

from __future__ import annotations

from typing import Unpack

from nervure.arguments import DataFormat2D, checked
from nervure.layers.input_checks import check_one_input
from nervure.layers.layer import Layer
from nervure.layers.lowering import LayerLowering
from nervure.layers.options import PenalizedOptions
from nervure.ops.reshape import RESHAPE
from nervure.shapes import size_of
from nervure.symbolic import Shape


class Flatten(Layer):
    r"""Flattens each sample into a vector, with the last axis varying fastest.

    Use it between the convolutions and the Dense layers of a classifier. It only reshapes.

    .. math:: y_{n,\,(h W + w) C + c} = x_{n,h,w,c}

    Args:
        data_format: None or ``"channels_last"``.
        kwargs: ``name``, ``input_shape``: see :class:`Layer`.

    Input shape:
        ``(N, ...)``

    Output shape:
        ``(N, product of the other sizes)``

    Backward:
        dy in the shape of x.

    Raises:
        ArgumentError: ``data_format`` is ``"channels_first"``.

    Examples:
        >>> import numpy as np
        >>> Flatten()(np.ones((2, 3, 3, 4), "float32")).shape
        (2, 36)
    """

    passes_mask = False

    @checked
    def __init__(self, data_format: DataFormat2D | None = None, **kwargs: Unpack[PenalizedOptions]) -> None:
        super().__init__(**kwargs)

    def check_input(self, input_shape: Shape) -> None:
        """One input of any shape."""
        check_one_input(input_shape, self.where)

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        """(N, ...) -> (N, product)."""
        return (input_shape[0], size_of(input_shape[1:]))

    def lower(self, inputs: tuple[int, ...], lowering: LayerLowering) -> tuple[int, ...]:
        """One reshape. The array determines its size, so that a shared layer may take samples of two sizes."""
        return lowering.step("output", RESHAPE, inputs, target_shape=(-1,))
