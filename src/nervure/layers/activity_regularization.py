"""ActivityRegularization: a penalty on large activations between two layers."""

from __future__ import annotations

from typing import Unpack

from nervure.arguments import Factor, checked
from nervure.errors import ArgumentError
from nervure.language import text
from nervure.layers.input_checks import check_one_input
from nervure.layers.layer import Layer
from nervure.layers.lowering import LayerLowering
from nervure.layers.options import LayerOptions
from nervure.ops.activation import LINEAR
from nervure.regularizers import L1L2
from nervure.symbolic import Shape


class ActivityRegularization(Layer):
    r"""Passes its input through unchanged and adds a penalty on it to the loss, which favors few or small activations.

    .. math:: y = x, \qquad L' = L + \frac{1}{N} \left( l_1 \sum_i |x_i| + l_2 \sum_i x_i^2 \right)

    Every other layer can do the same with ``activity_regularizer=...``, as in a sparse autoencoder: ``Dense(64,
    activation="relu", activity_regularizer="l1")``.

    Args:
        l1: the factor of the absolute values.
        l2: the factor of the squares.
        kwargs: ``name``, ``input_shape``: see :class:`Layer`.

    Input shape:
        any, the batch axis first

    Output shape:
        that of the input

    Backward:
        ``dx = dy + (l1 sign(x) + 2 l2 x) / N``

    Raises:
        ArgumentError: a factor is negative, infinite or not a number.
        ShapeError: it was called with a list.

    Source:
        Olshausen and Field, "Emergence of simple-cell receptive field properties by learning a sparse code for natural
        images" (1996), https://doi.org/10.1038/381607a0

    Examples:
        >>> import numpy as np
        >>> ActivityRegularization(l1=0.01)(np.array([[1.0, -2.0]])).tolist()
        [[1.0, -2.0]]
    """

    @checked
    def __init__(self, l1: Factor = 0.0, l2: Factor = 0.0, **kwargs: Unpack[LayerOptions]) -> None:
        if "activity_regularizer" in kwargs:
            raise ArgumentError.of(
                "registry.unknown_argument", where="ActivityRegularization", name="activity_regularizer",
                known="l1, l2", fix=text("registry.choose_one"),
            )  # fmt: skip
        super().__init__(activity_regularizer=L1L2(l1, l2) if l1 or l2 else None, **kwargs)
        self.l1, self.l2 = l1, l2

    def check_input(self, input_shape: Shape) -> None:
        """One input of any shape."""
        check_one_input(input_shape, self.where)

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        """The input's shape."""
        return input_shape

    def lower(self, inputs: tuple[int, ...], lowering: LayerLowering) -> tuple[int, ...]:
        """One identity step; the penalty works as for any layer with an ``activity_regularizer``."""
        return lowering.step("output", LINEAR, inputs)
