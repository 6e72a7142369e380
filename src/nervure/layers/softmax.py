"""Softmax: turns scores into probabilities of mutually exclusive classes."""

from __future__ import annotations

from typing import Unpack

from nervure.arguments import Axes, checked
from nervure.errors import ArgumentError
from nervure.layers.activation_function import ActivationFunction, Pointwise
from nervure.layers.input_checks import check_axis, check_one_input
from nervure.layers.lowering import LayerLowering
from nervure.layers.options import PenalizedOptions
from nervure.ops.masking import MASKED
from nervure.symbolic import Shape

# Replaces masked scores, as in Keras: its exponential is 0 next to any unmasked score.
_MASKED_SCORE = -1e9


class Softmax(Pointwise):
    r"""Softmax: positive numbers along one axis that add up to 1.

    The final step of a classifier with mutually exclusive classes.

    .. math:: y_i = \frac{e^{x_i}}{\sum_j e^{x_j}}

    With a mask, ``layer(x, mask=m)`` on arrays or an input's mask of equal rank, only scores where it is True count;
    the others get 0.

    Args:
        axis: the axis along which the outputs add up to 1; negative numbers count from the end.
        kwargs: ``name``, ``input_shape``: see :class:`Layer`.

    Input shape:
        any

    Output shape:
        that of the input

    Backward:
        ``dx = y (dy - sum(dy y))``, the sum along the axis.

    Raises:
        ArgumentError: ``axis`` is neither a whole number nor several.
        ShapeError: the input has no such axis.

    Source:
        Bridle, "Probabilistic interpretation of feedforward classification network outputs" (1990),
        https://doi.org/10.1007/978-3-642-76153-9_28

    Examples:
        >>> import numpy as np
        >>> Softmax()(np.zeros((1, 4))).tolist()
        [[0.25, 0.25, 0.25, 0.25]]
    """

    @checked
    def __init__(self, axis: Axes = -1, **kwargs: Unpack[PenalizedOptions]) -> None:
        super().__init__(**kwargs)
        axes = axis if isinstance(axis, (list, tuple)) else (axis,)
        if len(axes) != 1:
            raise ArgumentError.of("softmax.axes", where="Softmax", got=axis)
        self.axis = axes[0]
        self.function = ActivationFunction("softmax", {"axis": self.axis})

    aligns_masks_at_end = True

    def lower(self, inputs: tuple[int, ...], lowering: LayerLowering) -> tuple[int, ...]:
        """The function, between steps that exclude masked scores if there is a mask per score."""
        mask = lowering.mask_to_pass(inputs[0])
        if mask is None or lowering.mask_rank(mask) < len(lowering.shape):
            return super().lower(inputs, lowering)
        lowering.mask(inputs[0])
        scores = lowering.step("scores", MASKED, (*inputs, mask), value=_MASKED_SCORE)
        probabilities = lowering.step("softmax", self.function.op, scores, **self.function.options)
        return lowering.step("output", MASKED, (*probabilities, mask))

    def pass_masks(self, inputs: tuple[int, ...], outputs: tuple[int, ...], lowering: LayerLowering) -> None:
        """A mask of time steps is passed on; a mask of scores is used up."""
        mask = lowering.mask_to_pass(inputs[0])
        if mask is None or lowering.mask_rank(mask) < len(lowering.shape):
            super().pass_masks(inputs, outputs, lowering)

    def check_input(self, input_shape: Shape) -> None:
        """The axis must exist."""
        check_one_input(input_shape, self.where)
        check_axis(self.axis, input_shape, self.where)
