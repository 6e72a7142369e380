"""Arrays passed to a layer: data to compute with, and weights to load."""

from __future__ import annotations

from typing import Any

import numpy as np
from torch import Tensor

from nervure.errors import DataError, ShapeError
from nervure.ops.targets import tensor_of
from nervure.parameter import Parameter

_SHOWN = 60  # characters of a wrong value


def set_parameters(where: str, parameters: tuple[Parameter, ...], weights: list[Any]) -> None:
    """Copies ``weights`` into ``parameters``, or raises a :class:`ShapeError` and changes nothing."""
    if len(weights) != len(parameters):
        raise ShapeError.of("layer.number_of_weights", where=where, expected=len(parameters), got=len(weights))
    arrays = [numbers(weight, where, keeps_digits=True) for weight in weights]
    for parameter, array in zip(parameters, arrays, strict=True):
        parameter.check_shape(array, where=where)
    for parameter, array in zip(parameters, arrays, strict=True):
        parameter.array.copy_(array)


def numbers(value: Any, where: str, *, keeps_digits: bool = False) -> Tensor:
    """``value`` as a tensor; raises a :class:`DataError` if it is not numeric.

    A list of Python's numbers becomes float32, as in Keras, unless ``keeps_digits``.
    """
    try:
        return tensor_of(np.asarray(value) if keeps_digits and not isinstance(value, Tensor) else value)
    except (TypeError, ValueError, RuntimeError) as problem:
        got = " ".join(repr(value).split())[:_SHOWN]
        raise DataError.of("layer.no_numbers", where=where, got=got) from problem
