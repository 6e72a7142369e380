"""The arguments of ``add_weight``: in nervure's order or in Keras', with or without a name."""

from __future__ import annotations

import operator
from collections.abc import Collection
from typing import Any, NamedTuple

from nervure.arguments.values import as_written
from nervure.errors import ArgumentError


class WeightArguments(NamedTuple):
    """A parameter's name, shape and initializer."""

    name: str
    shape: tuple[int, ...]
    initializer: Any


def weight_arguments(name: Any, shape: Any, initializer: Any, taken: Collection[str], where: str) -> WeightArguments:
    """The first arguments of ``add_weight``: ``(name, shape, initializer)``, or Keras' ``(shape, initializer)``.

    Args:
        name: the first argument; a weight without a name is called ``variable``, ``variable_1``, ..., as in Keras.
        shape: the second; a scalar by default.
        initializer: the third.
        taken: the names already in use.
        where: how errors name the layer.

    Raises:
        ArgumentError: the shape is invalid.

    Examples:
        >>> weight_arguments((2, 3), "zeros", None, (), "Mine 'mine'")
        WeightArguments(name='variable', shape=(2, 3), initializer='zeros')
    """
    if name is not None and not isinstance(name, str):  # Keras' order
        name, shape, initializer = None, name, shape if initializer is None else initializer
    initializer = "glorot_uniform" if initializer is None else initializer
    if name is None:
        name, number = "variable", 0
        while name in taken:
            number += 1
            name = f"variable_{number}"
    sizes = shape if isinstance(shape, (list, tuple)) else () if shape is None else (shape,)
    try:
        return WeightArguments(name, tuple(operator.index(size) for size in sizes), initializer)
    except TypeError as problem:
        raise ArgumentError.of("layer.weight_sizes", where=where, got=as_written(shape)) from problem
