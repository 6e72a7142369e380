"""Add and Concatenate: merge several inputs into one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Unpack

from nervure.arguments import Axis, checked
from nervure.errors import ArgumentError, ShapeError
from nervure.layers.input_checks import check_axis
from nervure.layers.layer import Layer
from nervure.layers.lowering import LayerLowering
from nervure.layers.merged_masks import pass_either_mask, pass_joined_mask
from nervure.layers.not_called import OF_MERGE
from nervure.layers.options import PenalizedOptions
from nervure.ops.merge import ADD, CONCATENATE
from nervure.shapes import concatenated, merged, shape_text
from nervure.symbolic import Shape

Shapes = Sequence[Shape]


class Add(Layer):
    r"""Adds its inputs element by element, as at the end of a residual connection.

    Inputs with fewer axes, and axes of size 1, are broadcast.

    .. math:: y = x_1 + x_2 + \dots

    Args:
        kwargs: ``name``: see :class:`Layer`.

    Input shape:
        a list of ``(N, ...)``

    Output shape:
        the shape they broadcast to

    Backward:
        ``dx_i = dy``, summed over the axes along which x_i was broadcast.

    Raises:
        ShapeError: it was called with one input instead of a list, or the shapes cannot be added.

    Source:
        He et al., "Deep residual learning for image recognition" (2016), https://arxiv.org/abs/1512.03385

    Examples:
        >>> import numpy as np
        >>> Add()([np.array([[1.0, 2.0]]), np.array([[10.0, 20.0]])]).tolist()
        [[11.0, 22.0]]
    """

    not_called = OF_MERGE

    def check_input(self, input_shape: Shapes) -> None:
        """A list of shapes that broadcast to one."""
        check_list(input_shape, self)
        if merged(input_shape) is None:
            raise ShapeError.of("add.shapes", where=self.where, got=shape_text(input_shape))

    def compute_output_shape(self, input_shape: Shapes) -> Shape:
        """The shape that the inputs broadcast to."""
        return merged(input_shape) or ()

    def lower(self, inputs: tuple[int, ...], lowering: LayerLowering) -> tuple[int, ...]:
        """One step."""
        return lowering.step("output", ADD, inputs)

    def pass_masks(self, inputs: tuple[int, ...], outputs: tuple[int, ...], lowering: LayerLowering) -> None:
        """A time step is real if it is real in any input."""
        pass_either_mask(inputs, outputs, lowering)


class Concatenate(Layer):
    """Joins its inputs end to end along one axis.

    Args:
        axis: the axis to join along; all other sizes must agree.
        kwargs: ``name``: see :class:`Layer`.

    Input shape:
        a list of ``(N, ..., size_i, ...)``

    Output shape:
        ``(N, ..., sum of size_i, ...)``

    Backward:
        dy split into the part of each input.

    Raises:
        ArgumentError: ``axis`` is not a whole number, or is the batch axis.
        ShapeError: it was called with one input instead of a list, or the shapes differ along another axis.

    Source:
        Huang et al., "Densely connected convolutional networks" (2017), https://arxiv.org/abs/1608.06993

    Examples:
        >>> import numpy as np
        >>> Concatenate()([np.ones((2, 3)), np.ones((2, 4))]).shape
        (2, 7)
    """

    not_called = OF_MERGE

    @checked
    def __init__(self, axis: Axis = -1, **kwargs: Unpack[PenalizedOptions]) -> None:
        super().__init__(**kwargs)
        self.axis = axis
        if self.axis == 0:
            raise ArgumentError.of("concatenate.batch_axis", where="Concatenate", got=axis)

    def check_input(self, input_shape: Shapes) -> None:
        """A list of shapes that agree except along the axis."""
        check_list(input_shape, self)
        for shape in input_shape:
            check_axis(self.axis, shape, self.where)
            if self.axis == -len(shape):
                raise ShapeError.of("concatenate.batch_axis", where=self.where, got=self.axis)
        if concatenated(input_shape, self.axis) is None:
            raise ShapeError.of("concatenate.shapes", where=self.where, axis=self.axis, got=shape_text(input_shape))

    def compute_output_shape(self, input_shape: Shapes) -> Shape:
        """The sizes along the axis add up."""
        return concatenated(input_shape, self.axis) or ()

    def lower(self, inputs: tuple[int, ...], lowering: LayerLowering) -> tuple[int, ...]:
        """One step."""
        return lowering.step("output", CONCATENATE, inputs, axis=self.axis)

    def pass_masks(self, inputs: tuple[int, ...], outputs: tuple[int, ...], lowering: LayerLowering) -> None:
        """A time step is real if any of its features is."""
        pass_joined_mask(inputs, outputs, lowering, self.axis)


def add(inputs: Sequence[Any], **kwargs: Any) -> Any:
    """The sum of ``inputs``: ``Add(**kwargs)(inputs)``.

    Examples:
        >>> import numpy as np
        >>> add([np.array([[1.0]]), np.array([[2.0]])]).tolist()
        [[3.0]]
    """
    return Add(**kwargs)(inputs)


def concatenate(inputs: Sequence[Any], axis: int = -1, **kwargs: Any) -> Any:
    """``inputs`` joined along ``axis``: ``Concatenate(axis, **kwargs)(inputs)``.

    Examples:
        >>> import numpy as np
        >>> concatenate([np.array([[1.0]]), np.array([[2.0]])]).tolist()
        [[1.0, 2.0]]
    """
    return Concatenate(axis=axis, **kwargs)(inputs)


def check_list(shapes: Any, layer: Layer) -> None:
    """Checks for several inputs with equal batch sizes.

    Raises:
        ShapeError: it was called with one input instead of a list, or the batch sizes differ.
    """
    if not isinstance(shapes[0], (list, tuple)):
        raise ShapeError.of("merge.one_input", where=layer.where, got=shape_text(shapes), kind=type(layer).__name__)
    if len({shape[0] for shape in shapes} - {None}) > 1:
        raise ShapeError.of("merge.batch", where=layer.where, got=shape_text(shapes))
