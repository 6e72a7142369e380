"""Maxout: the largest of several linear functions."""

from __future__ import annotations

from typing import Any, Unpack

from nervure import initializers
from nervure.arguments import Count, Flag, checked
from nervure.layers.families import ConstraintLike, InitializerLike, RegularizerLike
from nervure.layers.input_checks import check_features
from nervure.layers.layer import Layer
from nervure.layers.lowering import LayerLowering
from nervure.layers.options import PenalizedOptions
from nervure.ops.maxout import MAXOUT_PRODUCT, MAXOUT_WINNER
from nervure.parameter import Initializer
from nervure.symbolic import Shape

_INPUTS_FIRST = (1, 0, 2)  # in memory (inputs, pieces, units): all pieces in one product


class Maxout(Layer):
    r"""Each unit computes several weighted sums and returns the largest: a learned activation.

    With two pieces it can become a ReLU, a leaky ReLU or an absolute value; with more, any convex piecewise linear
    function. Its derivative is zero nowhere, but it needs ``pieces`` times the weights of a Dense layer.

    .. math:: y = \max_p (x W_p + b_p), \quad \text{for two pieces } \max(w_1^T x + b_1,\; w_2^T x + b_2)

    Args:
        units: the number of units, i.e. the size of the output's last axis.
        pieces: the number of weighted sums per unit.
        use_bias: whether to add the biases b.
        kernel_initializer: draws the first W; Glorot and He count the inputs and units of one piece.
        bias_initializer: initializes b.
        kernel_regularizer: a penalty on W that is added to the loss.
        bias_regularizer: a penalty on b.
        kernel_constraint: a map applied to W after each update.
        bias_constraint: a map applied to b after each update.
        kwargs: ``name``, ``trainable``, ``input_shape``: see :class:`Layer`.

    Input shape:
        ``(N, ..., inputs)``

    Output shape:
        ``(N, ..., units)``

    Parameters:
        kernel: ``(pieces, inputs, units)``; bias: ``(pieces, units)``.

    Backward:
        ``dz_p = dy`` where piece p won, else 0; ``dW_p = x^T dz_p``, ``db_p = sum dz_p``, ``dx = sum_p dz_p W_p^T``.

    Raises:
        ArgumentError: ``units`` or ``pieces`` is not a positive whole number.
        ShapeError: the input has no feature axis, or its size differs from the one the layer was built for.

    Source:
        Goodfellow et al., "Maxout networks" (2013), https://arxiv.org/abs/1302.4389

    Examples:
        >>> import numpy as np
        >>> Maxout(3)(np.ones((2, 4), "float32")).shape
        (2, 3)
    """

    @checked
    def __init__(
        self,
        units: Count,
        pieces: Count = 2,
        use_bias: Flag = True,
        kernel_initializer: InitializerLike = "glorot_uniform",
        bias_initializer: InitializerLike = "zeros",
        kernel_regularizer: RegularizerLike = None,
        bias_regularizer: RegularizerLike = None,
        kernel_constraint: ConstraintLike = None,
        bias_constraint: ConstraintLike = None,
        **kwargs: Unpack[PenalizedOptions],
    ) -> None:
        super().__init__(**kwargs)
        self.units = units
        self.pieces = pieces
        self.use_bias = use_bias
        self.kernel_initializer, self.bias_initializer = kernel_initializer, bias_initializer
        self.kernel_regularizer = kernel_regularizer
        self.bias_regularizer = bias_regularizer
        self.kernel_constraint = kernel_constraint
        self.bias_constraint = bias_constraint

    def check_input(self, input_shape: Shape) -> None:
        """The last axis must have a known size, the one the layer was built for."""
        check_features(input_shape, self.built_shape, self.where)

    def build(self, input_shape: Shape) -> None:
        """Adds kernel (pieces, inputs, units) and bias (pieces, units)."""
        self.kernel = self.add_weight(
            "kernel", (self.pieces, int(input_shape[-1] or 0), self.units), _by_piece(self.kernel_initializer),
            regularizer=self.kernel_regularizer, constraint=self.kernel_constraint, memory_order=_INPUTS_FIRST,
        )  # fmt: skip
        self.bias = None
        if self.use_bias:
            self.bias = self.add_weight(
                "bias", (self.pieces, self.units), self.bias_initializer,
                regularizer=self.bias_regularizer, constraint=self.bias_constraint,
            )  # fmt: skip

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        """(N, ..., inputs) -> (N, ..., units)."""
        return (*input_shape[:-1], self.units)

    def lower(self, inputs: tuple[int, ...], lowering: LayerLowering) -> tuple[int, ...]:
        """The products of all pieces, then the winner."""
        z = lowering.step("z", MAXOUT_PRODUCT, inputs, self.parameters)
        return lowering.step("output", MAXOUT_WINNER, z)


def _by_piece(identifier: Any) -> Initializer:
    """The initializer with the first axis marked as pieces, which it would otherwise take for a convolution window."""
    initializer = initializers.get(identifier)
    if not isinstance(initializer, initializers.VarianceScaling) or initializer.input_axes is not None:
        return initializer
    return type(initializer).from_config({**initializer.get_config(), "input_axes": [1], "output_axes": [2]})
