"""Permute, RepeatVector, Identity: reorder axes, repeat vectors, or pass the input through."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Unpack

from nervure.arguments import Count, checked
from nervure.arguments.values import as_written, listed, whole
from nervure.errors import ArgumentError, ShapeError
from nervure.layers.input_checks import check_one_input
from nervure.layers.layer import Layer
from nervure.layers.lowering import LayerLowering
from nervure.layers.options import PenalizedOptions
from nervure.ops.activation import LINEAR
from nervure.ops.rearranging import PERMUTE, REPEAT_VECTOR
from nervure.shapes import shape_text
from nervure.symbolic import Shape


class Permute(Layer):
    """Permutes the axes of each sample: the columns of an image can become the steps of a sequence.

    .. math:: y_{nji} = x_{nij}

    Args:
        dims: for each output axis, the number of the input axis, counted from 1: ``(2, 1)`` swaps two.
        kwargs: ``name``, ``input_shape``: see :class:`Layer`.

    Input shape:
        ``(N, ...)`` with as many axes after the first as ``dims`` has numbers.

    Output shape:
        the sizes in the new order

    Backward:
        dy with the axes in their original order.

    Raises:
        ArgumentError: ``dims`` is not a permutation of 1, 2, ...
        ShapeError: the number of axes differs.

    Examples:
        >>> import numpy as np
        >>> Permute((2, 1))(np.ones((4, 10, 64), "float32")).shape
        (4, 64, 10)
    """

    passes_mask = False

    @checked
    def __init__(self, dims: Sequence[int], **kwargs: Unpack[PenalizedOptions]) -> None:
        super().__init__(**kwargs)
        axes = tuple(whole(axis) or 0 for axis in listed(dims) or ())
        if not axes or sorted(axes) != list(range(1, len(axes) + 1)):
            raise ArgumentError.of("permute.dims", where="Permute", got=as_written(dims))
        self.dims = axes

    def check_input(self, input_shape: Shape) -> None:
        """As many axes as ``dims`` has numbers."""
        check_one_input(input_shape, self.where)
        if len(input_shape) != len(self.dims) + 1:
            raise ShapeError.of(
                "permute.rank", where=self.where, count=len(self.dims), dims=self.dims, got=shape_text(input_shape)
            )

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        """The sizes in the new order."""
        return (input_shape[0], *(input_shape[axis] for axis in self.dims))

    def lower(self, inputs: tuple[int, ...], lowering: LayerLowering) -> tuple[int, ...]:
        """One step."""
        return lowering.step("output", PERMUTE, inputs, dims=self.dims)


class RepeatVector(Layer):
    r"""Repeats each vector as the steps of a sequence, for example between encoder and decoder.

    .. math:: y_{ntf} = x_{nf}, \quad t = 1, \dots, n

    Args:
        n: the number of repetitions.
        kwargs: ``name``, ``input_shape``: see :class:`Layer`.

    Input shape:
        ``(N, features)``

    Output shape:
        ``(N, n, features)``

    Backward:
        ``dx``: the sum of dy over the copies.

    Raises:
        ArgumentError: ``n`` is not a positive whole number.
        ShapeError: the input is not a batch of vectors.

    Examples:
        >>> import numpy as np
        >>> RepeatVector(3)(np.ones((4, 10), "float32")).shape
        (4, 3, 10)
    """

    passes_mask = False

    @checked
    def __init__(self, n: Count, **kwargs: Unpack[PenalizedOptions]) -> None:
        super().__init__(**kwargs)
        self.n = n

    def check_input(self, input_shape: Shape) -> None:
        """One vector per sample."""
        check_one_input(input_shape, self.where)
        if len(input_shape) != 2:
            raise ShapeError.of("repeat_vector.rank", where=self.where, got=shape_text(input_shape))

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        """(N, features) -> (N, n, features)."""
        return (input_shape[0], self.n, input_shape[1])

    def lower(self, inputs: tuple[int, ...], lowering: LayerLowering) -> tuple[int, ...]:
        """One step."""
        return lowering.step("output", REPEAT_VECTOR, inputs, n=self.n)


class Identity(Layer):
    """Passes its input through unchanged: a named position, or a layer that is switched off.

    .. math:: y = x

    Args:
        kwargs: ``name``, ``input_shape``: see :class:`Layer`.

    Input shape:
        any

    Output shape:
        that of the input

    Backward:
        ``dx = dy``

    Raises:
        ShapeError: it was called with a list.

    Examples:
        >>> import numpy as np
        >>> Identity()(np.array([[1.0, 2.0]])).tolist()
        [[1.0, 2.0]]
    """

    def check_input(self, input_shape: Shape) -> None:
        """One input of any shape."""
        check_one_input(input_shape, self.where)

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        """The input's shape."""
        return input_shape

    def lower(self, inputs: tuple[int, ...], lowering: LayerLowering) -> tuple[int, ...]:
        """One identity step."""
        return lowering.step("output", LINEAR, inputs)
