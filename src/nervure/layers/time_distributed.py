"""TimeDistributed: applies one layer, with the same weights, to every time step."""

from __future__ import annotations

from typing import Any, Unpack

from nervure.arguments import checked
from nervure.errors import ArgumentError, ShapeError
from nervure.layers.dense import Dense
from nervure.layers.input_checks import check_one_input
from nervure.layers.layer import Layer
from nervure.layers.lowering import LayerLowering
from nervure.layers.nested import Nested, layer_of
from nervure.layers.options import PenalizedOptions
from nervure.ops.masking import any_step, folded_mask, mask_op, one_step
from nervure.ops.time_axis import FOLD_TIME, STACK_TIME, TIME_STEP, UNFOLD_TIME
from nervure.shapes import shape_text
from nervure.symbolic import Shape

_EXAMPLE = "Dense(10)"


class TimeDistributed(Nested):
    r"""Applies a layer to every time step separately, with the same weights.

    Use it to apply the same convolution to each frame of a video, or the same LSTM to each sentence of a text. All time
    steps of all samples are computed as one batch; only a layer that depends on the whole batch, such as
    BatchNormalization, is applied step by step, as in Keras.

    .. math:: y_{nt} = \text{layer}(x_{nt})

    A mask (N, T) is passed on to the output. With a mask (N, T, S), for nested sequences, the layer inside reads its
    part; if it consumes that part, the output mask says whether a step has any real part (Keras passes on the whole
    mask, which subsequent layers cannot read).

    Args:
        layer: the layer, or a model.
        kwargs: ``name``, ``trainable``, ``input_shape``: see :class:`Layer`.

    Input shape:
        ``(N, T, ...)``

    Output shape:
        ``(N, T, ...)``, with the layer's output sizes for one step

    Parameters:
        those of the layer, such as kernel and bias

    Backward:
        that of the layer, summed over the steps

    Raises:
        ArgumentError: ``layer`` is not a layer.
        ShapeError: the input has no time axis, the layer has several inputs or outputs or carries a state, or it must
            be applied step by step and the number of steps is unknown.

    Examples:
        >>> import numpy as np
        >>> from nervure.layers import Conv2D
        >>> TimeDistributed(Conv2D(8, 3))(np.ones((2, 5, 16, 16, 3), "float32")).shape
        (2, 5, 14, 14, 8)
    """

    nested_arguments = ("layer",)

    @checked
    def __init__(self, layer: Any, **kwargs: Unpack[PenalizedOptions]) -> None:
        super().__init__(**kwargs)
        self.layer = layer_of(layer, "layer", "TimeDistributed", _EXAMPLE)
        if self.layer.activity_regularizer is not None:
            raise ArgumentError.of("time_distributed.activity", where="TimeDistributed", got=self.layer.where)
        if not self._trainable:
            self.layer.trainable = False

    @property
    def inner_layers(self) -> tuple[Layer, ...]:
        """The layer."""
        return (self.layer,)

    def check_input(self, input_shape: Shape) -> None:
        """Sequences, and a layer that can be repeated."""
        check_one_input(input_shape, self.where)
        kind = type(self.layer).__name__
        if len(input_shape) < 3:
            raise ShapeError.of("time_distributed.rank", where=self.where, got=shape_text(input_shape), layer=kind)
        if self.layer.fixes_batch_size:
            raise ShapeError.of("time_distributed.stateful", where=self.where, got=self.layer.where)
        if self.is_stepwise and input_shape[1] is None:
            raise ShapeError.of(
                "time_distributed.unknown_time", where=self.where, layer=kind, got=shape_text(input_shape)
            )
        if self.layer.built:
            self.layer.check_input(_step_shape(input_shape))

    def build(self, input_shape: Shape) -> None:
        """Builds the layer for one step."""
        self.layer.ensure_built(_step_shape(input_shape))
        if self.layer.num_outputs > 1:
            raise ShapeError.of("time_distributed.one_input", where=self.where, got=self.layer.where)

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        """(N, T, ...) -> (N, T, *output of the layer for one step)."""
        inner = self.layer.compute_output_shape(_step_shape(input_shape))
        return (input_shape[0], input_shape[1], *inner[1:])

    @property
    def is_stepwise(self) -> bool:
        """Whether the layer is applied step by step because it depends on the whole batch."""
        return _mixes_samples(self.layer)

    def lower(self, inputs: tuple[int, ...], lowering: LayerLowering) -> tuple[int, ...]:
        """The steps of the layer, once for all time steps or once per time step."""
        if type(self.layer) is Dense:  # it acts on the last axis, whatever the rank
            return self.layer.lower(inputs, lowering.inner(self.layer.name, lowering.stream, lowering.shape))
        return self._step_by_step(inputs[0], lowering) if self.is_stepwise else self._at_once(inputs[0], lowering)

    def _inside(self, lowering: LayerLowering) -> LayerLowering:
        return lowering.inner(self.layer.name, lowering.stream, _step_shape(lowering.shape))

    def _at_once(self, sequences: int, lowering: LayerLowering) -> tuple[int, ...]:
        mask = lowering.mask_to_pass(sequences)
        (folded,) = lowering.step("steps", FOLD_TIME, (sequences,))
        if mask is not None and lowering.mask_rank(mask) > 2:
            (part,) = lowering.step("steps_mask", mask_op(folded_mask), (mask,))
            lowering.set_mask(folded, part, rank=lowering.mask_rank(mask) - 1)
        (inner,) = self.layer.place((folded,), self._inside(lowering))
        outputs = lowering.step("output", UNFOLD_TIME, (inner, sequences))
        if mask is not None:
            ends_inside = lowering.mask_rank(mask) > 2 and lowering.mask_to_pass(inner) is None
            going_on = lowering.step("mask", mask_op(any_step), (mask,))[0] if ends_inside else mask
            lowering.set_mask(outputs[0], going_on)
        return outputs

    def _step_by_step(self, sequences: int, lowering: LayerLowering) -> tuple[int, ...]:
        mask = lowering.mask_to_pass(sequences)
        results: list[int] = []
        for step in range(int(lowering.shape[1])):
            (one,) = lowering.step(f"step_{step}", TIME_STEP, (sequences,), step=step)
            if mask is not None:
                (part,) = lowering.step(f"step_{step}_mask", mask_op(one_step), (mask,), step=step)
                lowering.set_mask(one, part, rank=lowering.mask_rank(mask) - 1)
            results += self.layer.place((one,), self._inside(lowering))
        outputs = lowering.step("output", STACK_TIME, tuple(results))
        lowering.set_mask(outputs[0], mask)
        return outputs

    def pass_masks(self, inputs: tuple[int, ...], outputs: tuple[int, ...], lowering: LayerLowering) -> None:
        """The mask is passed on, unless :meth:`lower` replaced it."""
        if lowering.mask_to_pass(outputs[0]) is None:
            lowering.set_mask(outputs[0], lowering.mask_to_pass(inputs[0]))


def _step_shape(shape: Shape) -> Shape:
    return (shape[0], *shape[2:])


def _mixes_samples(layer: Layer) -> bool:
    return layer.mixes_samples or any(_mixes_samples(inner) for inner in layer.sublayers)
