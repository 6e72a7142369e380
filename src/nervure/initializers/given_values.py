"""Initializers from user-provided values: an array, or a function of the shape."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any

from torch import Tensor

from nervure.arguments import Procedure, checked
from nervure.errors import ShapeError
from nervure.initializers.fixed_values import numbers_in
from nervure.initializers.initializer import Initializer


class GivenArray(Initializer):
    """The values of an array, unchanged.

    Args:
        value: an array, tensor or nested list; its shape must be the weight's.

    Raises:
        ShapeError: the weight has another shape.

    Examples:
        >>> GivenArray([[1.0, 2.0]])((1, 2)).tolist()
        [[1.0, 2.0]]
    """

    @checked
    def __init__(self, value: Any) -> None:
        self.value = numbers_in(value, "initializer")

    def draw(self, shape: tuple[int, ...], key: int) -> Tensor:
        """A copy of the array; the key is not used."""
        return _of_shape(self.value, shape, "initializer").clone()


class GivenFunction(Initializer):
    """The values that a function of the shape returns.

    Args:
        function: ``function(shape)`` or ``function(shape, dtype)``, as Keras' own initializers are; returns an array.

    Raises:
        ShapeError: the function returned another shape.

    Examples:
        >>> import numpy as np
        >>> GivenFunction(lambda shape: np.full(shape, 7.0))((2,)).tolist()
        [7.0, 7.0]
    """

    @checked
    def __init__(self, function: Procedure) -> None:
        self.function = function

    def draw(self, shape: tuple[int, ...], key: int) -> Tensor:
        """What the function returns; any randomness is its own."""
        arguments = {"dtype": "float32"} if _needs_dtype(self.function) else {}
        value = numbers_in(self.function(tuple(shape), **arguments), "initializer")
        return _of_shape(value, shape, getattr(self.function, "__name__", type(self.function).__name__))


def _of_shape(value: Tensor, shape: tuple[int, ...], where: str) -> Tensor:
    if tuple(value.shape) != tuple(shape):
        raise ShapeError.of("initializer.shape", where=where, expected=tuple(shape), got=tuple(value.shape))
    return value


def _needs_dtype(function: Callable[..., Any]) -> bool:
    """Whether ``dtype`` is a required argument."""
    try:
        parameter = inspect.signature(function).parameters.get("dtype")
    except ValueError:  # C functions have no signature
        return False
    return parameter is not None and parameter.default is parameter.empty
