"""The names of layers: the user's, else the class name with a number, counted anew in each model."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from nervure.errors import ArgumentError
from nervure.layers import Layer


def name_layers(layers: Sequence[Layer], where: str) -> dict[int, str]:
    """What each of ``layers`` is called in one model, by its ``id``: ``dense``, ``dense_1``, ...

    A layer that another model numbered keeps its number where it is free here. Where it is not, it goes by another
    name in this model alone, so that the other one's files and gradients keep their names.

    Raises:
        ArgumentError: two layers were given the same name.
    """
    given = [layer.name for layer in layers if layer.has_given_name]
    for name in given:
        if given.count(name) > 1:
            raise ArgumentError.of("model.name_twice", where=where, name=name)
    names = {id(layer): layer.name for layer in layers if layer.has_given_name}
    taken = set(given)
    for layer in layers:
        if layer.has_given_name:
            continue
        if layer.has_number and layer.name not in taken:
            names[id(layer)] = layer.name
        else:
            reserved = taken | {other.name for other in layers if other.has_number}
            names[id(layer)] = free_name(layer.default_name(), reserved)
            if not layer.has_number:
                layer.take_number(names[id(layer)])
        taken.add(names[id(layer)])
    return names


def free_name(stem: str, taken: Iterable[str] | Mapping[str, object]) -> str:
    """``stem``, or ``stem_1``, ``stem_2``, ...: the first that is not taken.

    Examples:
        >>> free_name("dense", {"dense", "dense_1"})
        'dense_2'
    """
    known = set(taken)
    number = 0
    while (name := stem if number == 0 else f"{stem}_{number}") in known:
        number += 1
    return name


def distinct(names: Iterable[str]) -> list[str]:
    """``names`` with a number behind those that stood before: a layer may give several outputs.

    Examples:
        >>> distinct(["dense", "dense", "value"])
        ['dense', 'dense_1', 'value']
    """
    found: list[str] = []
    for name in names:
        found.append(free_name(name, found))
    return found
