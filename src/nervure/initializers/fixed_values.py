"""Deterministic initializers: zeros, ones, a constant, the identity matrix."""

from __future__ import annotations

from typing import Annotated, Any

import numpy as np
import torch
from torch import Tensor

from nervure.arguments import checked
from nervure.arguments.kinds import Number, Range
from nervure.arguments.values import as_written
from nervure.errors import ArgumentError, ShapeError
from nervure.initializers.initializer import Initializer, constant

# Infinite values are allowed.
_NUMBER = Number(Range("{argument} = 0.5", lambda _: True, is_finite=False, key="initializer.number"))
Value = Annotated[float, _NUMBER]


class Zeros(Initializer):
    """All zeros: the usual choice for biases.

    A kernel of zeros never learns: all units of the layer stay equal.

    Examples:
        >>> Zeros()((2, 2)).tolist()
        [[0.0, 0.0], [0.0, 0.0]]
    """

    def draw(self, shape: tuple[int, ...], key: int) -> Tensor:
        """Zeros of ``shape``; the key is not used."""
        return constant(0.0, shape)


class Ones(Initializer):
    """All ones: the usual choice for scales, such as gamma in batch normalization.

    Examples:
        >>> Ones()((2,)).tolist()
        [1.0, 1.0]
    """

    def draw(self, shape: tuple[int, ...], key: int) -> Tensor:
        """Ones of ``shape``; the key is not used."""
        return constant(1.0, shape)


class Constant(Initializer):
    """All values the same number, or those of an array.

    Args:
        value: the number, or an array that broadcasts to the shape of the weight.

    Raises:
        ArgumentError: ``value`` is neither.
        ShapeError: the array does not broadcast to the shape of the weight.

    Examples:
        >>> Constant(0.5)((2,)).tolist()
        [0.5, 0.5]
        >>> Constant([1.0, 2.0])((2, 2)).tolist()
        [[1.0, 2.0], [1.0, 2.0]]
    """

    @checked
    def __init__(self, value: Any = 0.0) -> None:
        is_array = isinstance(value, (list, tuple)) or getattr(value, "ndim", 0) > 0
        self.value: Any = numbers_in(value, "Constant") if is_array else _NUMBER.take(value, "value", "Constant")

    def draw(self, shape: tuple[int, ...], key: int) -> Tensor:
        """``value`` everywhere, or the broadcast array; the key is not used."""
        if isinstance(self.value, Tensor):
            try:
                return self.value.expand(shape).clone()
            except RuntimeError as problem:
                got = tuple(self.value.shape)
                raise ShapeError.of("initializer.shape", where="Constant", expected=tuple(shape), got=got) from problem
        return constant(self.value, shape)


class Identity(Initializer):
    r"""The identity matrix, times a gain; for matrices only.

    Use it if a layer should initially pass its input through, for example in recurrent networks.

    .. math:: w_{ij} = gain \cdot [i = j]

    Args:
        gain: the number on the diagonal.

    Raises:
        ShapeError: the weight is not a matrix.

    Source:
        Le, Jaitly, Hinton, "A Simple Way to Initialize Recurrent Networks of Rectified Linear Units" (2015),
        https://arxiv.org/abs/1504.00941

    Examples:
        >>> Identity(2.0)((2, 3)).tolist()
        [[2.0, 0.0, 0.0], [0.0, 2.0, 0.0]]
    """

    @checked
    def __init__(self, gain: Value = 1.0) -> None:
        self.gain = gain

    def draw(self, shape: tuple[int, ...], key: int) -> Tensor:
        """The scaled identity; the key is not used."""
        if len(shape) != 2:
            raise ShapeError.of("initializer.not_a_matrix", where="Identity", got=tuple(shape))
        return self.gain * torch.eye(*shape, dtype=torch.float64)


def numbers_in(value: Any, where: str) -> Tensor:
    """``value`` as a float64 tensor.

    Raises:
        ArgumentError: it is not numeric, or ragged.
    """
    try:
        held = value.detach() if isinstance(value, Tensor) else torch.as_tensor(np.asarray(value))
        if held.is_complex():
            raise TypeError("complex")
        return held.to("cpu", torch.float64)
    except (TypeError, ValueError, RuntimeError) as problem:  # torch raises the last one for values it cannot convert
        raise ArgumentError.of("initializer.unusable", where=where, got=as_written(value)) from problem
