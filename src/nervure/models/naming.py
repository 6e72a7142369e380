"""The names of layers: the user's, else the class name with a number, counted anew in each model."""

from __future__ import annotations

from collections.abc import Sequence

from nervure.errors import ArgumentError
from nervure.layers import Layer


def name_layers(layers: Sequence[Layer], where: str) -> None:
    """Numbers the layers without a name of their own: ``dense``, ``dense_1``, ...

    A layer that another model numbered keeps its number where it is free here.

    Raises:
        ArgumentError: two layers were given the same name.
    """
    given = [layer.name for layer in layers if layer.has_given_name]
    for name in given:
        if given.count(name) > 1:
            raise ArgumentError.of("model.name_twice", where=where, name=name)
    taken = set(given)
    for layer in layers:
        if layer.has_given_name:
            continue
        if layer.has_number and layer.name not in taken:
            taken.add(layer.name)
            continue
        layer.take_number(_free_name(layer.default_name(), taken, layers))
        taken.add(layer.name)


def _free_name(stem: str, taken: set[str], layers: Sequence[Layer]) -> str:
    numbered = {layer.name for layer in layers if layer.has_number}
    number = 0
    while (name := stem if number == 0 else f"{stem}_{number}") in taken | numbered:
        number += 1
    return name
