"""How a weight is asked for: in nervure's order of arguments, or in Keras', with a name or without one."""

from __future__ import annotations

import operator
from collections.abc import Collection
from typing import Any, NamedTuple

from nervure.arguments.values import as_written
from nervure.errors import ArgumentError


class WeightArguments(NamedTuple):
    """What a parameter is made of: its name, its shape, and what draws its first value."""

    name: str
    shape: tuple[int, ...]
    initializer: Any


def weight_arguments(name: Any, shape: Any, initializer: Any, taken: Collection[str], where: str) -> WeightArguments:
    """The first arguments of ``add_weight``: ``(name, shape, initializer)``, or Keras' ``(shape, initializer)``.

    Args:
        name: the first argument; a weight without a name is called ``variable``, ``variable_1``, ..., as in Keras.
        shape: the second; no axes unless given.
        initializer: the third.
        taken: the names of the weights that are there.
        where: how errors name the layer.

    Raises:
        ArgumentError: the shape is none.

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
