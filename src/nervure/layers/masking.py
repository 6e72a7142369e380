"""Masking: makes the following layers ignore time steps that are padding."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Unpack

import numpy as np
import torch

from nervure.arguments import RealNumbers, checked
from nervure.errors import ShapeError
from nervure.layers.input_checks import check_one_input
from nervure.layers.layer import Layer
from nervure.layers.lowering import LayerLowering
from nervure.layers.options import PenalizedOptions
from nervure.ops.activation import LINEAR
from nervure.ops.masking import MASKED, different_from, mask_op, not_zero
from nervure.shapes import shape_text
from nervure.symbolic import Shape


class Masking(Layer):
    r"""Marks the time steps whose features are all ``mask_value`` as padding, and sets them to 0.

    Subsequent layers that support masks (LSTM, GRU, SimpleRNN, GlobalAveragePooling1D, ...) ignore padding, layers that
    treat each step separately (Dense, Dropout, ...) pass the mask on, and the loss of an output that still has the mask
    counts only real steps.

    .. math:: m_{nt} = \exists f: x_{ntf} \neq v, \qquad y_{ntf} = m_{nt} x_{ntf}

    Args:
        mask_value: v, the padding value: a number, or one per feature.
        kwargs: ``name``, ``input_shape``: see :class:`Layer`.

    Input shape:
        ``(N, T, features)``

    Output shape:
        that of the input

    Backward:
        ``dx = m dy``

    Raises:
        ArgumentError: ``mask_value`` is not a number.
        ShapeError: the input has no feature axis.

    Examples:
        >>> Masking(-1.0)(np.array([[[1.0], [-1.0]]], "float32")).tolist()
        [[[1.0], [0.0]]]
    """

    passes_mask = False

    @checked
    def __init__(self, mask_value: RealNumbers = 0.0, **kwargs: Unpack[PenalizedOptions]) -> None:
        super().__init__(**kwargs)
        self.mask_value: Any = mask_value

    def check_input(self, input_shape: Shape) -> None:
        """One input with a feature axis."""
        check_one_input(input_shape, self.where)
        if len(input_shape) < 2:
            raise ShapeError.of("masking.rank", where=self.where, got=shape_text(input_shape))

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        """The input's shape."""
        return input_shape

    def lower(self, inputs: tuple[int, ...], lowering: LayerLowering) -> tuple[int, ...]:
        """The mask, then the values with padding replaced by zeros."""
        value = self.mask_value
        if isinstance(value, list):
            value = torch.from_numpy(np.asarray(value))
        (mask,) = lowering.step("mask", mask_op(different_from, reads_as_fed=True), inputs, value=value)
        outputs = lowering.step("output", MASKED, (*inputs, mask))
        lowering.set_mask(outputs[0], mask, rank=len(lowering.shape) - 1)
        return outputs


class AttachMask(Layer):
    r"""Attaches a mask, which is an input or another layer's output, to a value.

    .. math:: y = x, \quad \text{masked by } m \neq 0

    Args:
        kwargs: ``name``: see :class:`Layer`.

    Input shape:
        a list ``[(N, T, ...), (N, T)]``: the value, and its mask as booleans or numbers, 0 where a step is padding

    Output shape:
        that of the value

    Backward:
        ``dx = dy``; the mask has no gradient.

    Raises:
        ShapeError: the input is not a list of two, or the mask does not match the value's axes.

    Examples:
        >>> from nervure.layers import Input, LSTM
        >>> x, mask = Input((10, 3)), Input((10,))
        >>> LSTM(4)(AttachMask()([x, mask])).shape
        (None, 4)
    """

    passes_mask = False

    def check_input(self, input_shape: Sequence[Shape]) -> None:
        """A value, and a mask over its first axes."""
        fits = len(input_shape) == 2 and all(isinstance(shape, (list, tuple)) for shape in input_shape)
        if fits:
            value, mask = input_shape
            pairs = zip(value, mask, strict=False)
            fits = len(mask) <= len(value) and all(a is None or b is None or a == b for a, b in pairs)
        if not fits:
            raise ShapeError.of("attach_mask.inputs", where=self.where, got=shape_text(input_shape))

    def compute_output_shape(self, input_shape: Sequence[Shape]) -> Shape:
        """The value's shape."""
        return tuple(input_shape[0])

    def lower(self, inputs: tuple[int, ...], lowering: LayerLowering) -> tuple[int, ...]:
        """The mask as booleans, and the unchanged value."""
        (mask,) = lowering.step("mask", mask_op(not_zero, reads_as_fed=True), inputs[1:])
        outputs = lowering.step("output", LINEAR, inputs[:1])
        lowering.set_mask(outputs[0], mask, rank=len(lowering.shape[1]))
        return outputs
