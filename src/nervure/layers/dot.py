"""Dot: dot products of two inputs, sample by sample."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Unpack

from nervure.arguments import Axes, Flag, checked
from nervure.arguments.values import as_written
from nervure.errors import ArgumentError, ShapeError
from nervure.layers.input_checks import check_axis
from nervure.layers.layer import Layer
from nervure.layers.lowering import LayerLowering
from nervure.layers.merge import check_list
from nervure.layers.not_called import OF_MERGE
from nervure.layers.options import PenalizedOptions
from nervure.ops.batch_dot import BATCH_DOT
from nervure.shapes import shape_text
from nervure.symbolic import Shape

Shapes = Sequence[Shape]


class Dot(Layer):
    r"""Dot products of two inputs: how similar they are, for example two embeddings.

    .. math:: y_{npq} = \sum_d a_{npd}\, b_{nqd}

    Args:
        axes: the axis of each input to multiply and sum over: one number for both, or two.
        normalize: whether to divide both by their norms along that axis first: y is then their cosine similarity.
        kwargs: ``name``: see :class:`Layer`.

    Input shape:
        a list of two, ``(N, ..., D, ...)`` each, with equal D at ``axes``

    Output shape:
        ``(N, the other axes of the first, the other axes of the second)``; ``(N, 1)`` for vectors

    Backward:
        ``da = sum_q dy b``, ``db = sum_p dy a``

    Raises:
        ArgumentError: ``axes`` is not one or two whole numbers, or includes the batch axis.
        ShapeError: there are not exactly two inputs, the axis does not exist, or the sizes along it differ.

    Examples:
        >>> import numpy as np
        >>> Dot(1)([np.array([[1.0, 2.0]]), np.array([[3.0, 4.0]])]).tolist()
        [[11.0]]
        >>> Dot((1, 2))([np.ones((2, 5)), np.ones((2, 3, 5))]).shape
        (2, 3)
    """

    not_called = OF_MERGE

    passes_mask = False

    @checked
    def __init__(self, axes: Axes, normalize: Flag = False, **kwargs: Unpack[PenalizedOptions]) -> None:
        super().__init__(**kwargs)
        if isinstance(axes, (list, tuple)) and len(axes) != 2:
            raise ArgumentError.of("dot.axes", where="Dot", got=as_written(axes))
        pair = tuple(axes) if isinstance(axes, (list, tuple)) else (axes, axes)
        if 0 in pair:
            raise ArgumentError.of("dot.axes", where="Dot", got=as_written(axes))
        self.axes, self.normalize = (pair[0], pair[1]), normalize

    def check_input(self, input_shape: Shapes) -> None:
        """Two shapes with equal sizes along the axes."""
        check_list(input_shape, self)
        if len(input_shape) != 2:
            got = shape_text(input_shape)
            raise ShapeError.of("merge.two", where=self.where, count=len(input_shape), got=got, kind="Dot")
        for axis, shape in zip(self.axes, input_shape, strict=True):
            check_axis(axis, shape, self.where)
            if axis == -len(shape):
                raise ShapeError.of("dot.batch_axis", where=self.where, axes=self.axes, got=shape_text(input_shape))
        first, second = (shape[axis] for axis, shape in zip(self.axes, input_shape, strict=True))
        if None not in (first, second) and first != second:
            raise ShapeError.of(
                "dot.sizes", where=self.where, first=first, second=second, axes=self.axes, got=shape_text(input_shape)
            )

    def compute_output_shape(self, input_shape: Shapes) -> Shape:
        """The batch axis, the other axes of the first, then those of the second."""
        rest = [
            size
            for axis, shape in zip(self.axes, input_shape, strict=True)
            for number, size in enumerate(shape)
            if number not in (0, axis % len(shape))
        ]
        return (input_shape[0][0], *(rest or [1]))

    def lower(self, inputs: tuple[int, ...], lowering: LayerLowering) -> tuple[int, ...]:
        """One step."""
        first, second = (axis % len(shape) for axis, shape in zip(self.axes, lowering.shape, strict=True))
        return lowering.step("output", BATCH_DOT, inputs, axes=(first, second), normalize=self.normalize)


def dot(inputs: Sequence[Any], axes: Axes = -1, **kwargs: Any) -> Any:
    """Dot products of two ``inputs``: ``Dot(axes, **kwargs)(inputs)``.

    Examples:
        >>> import numpy as np
        >>> dot([np.array([[1.0, 2.0]]), np.array([[3.0, 4.0]])]).tolist()
        [[11.0]]
    """
    return Dot(axes=axes, **kwargs)(inputs)
