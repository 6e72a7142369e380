"""The names of layers: the user's, else the class name with a number, counted separately in each model."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterable, Mapping, Sequence

from nervure.errors import ArgumentError
from nervure.layers import Layer


def name_layers(layers: Sequence[Layer], where: str) -> dict[int, str]:
    """The name of each of ``layers`` in one model, by its ``id``: ``dense``, ``dense_1``, ...

    A layer numbered by another model keeps its number if that is free here. Otherwise it has another name in this model
    only, so that the names in the other model's files and gradients are kept.

    Raises:
        ArgumentError: two layers have the same name.
    """
    given = [layer.name for layer in layers if layer.has_given_name]
    for name, count in Counter(given).items():
        if count > 1:
            raise ArgumentError.of("model.name_twice", where=where, name=name)
    names = {id(layer): layer.name for layer in layers if layer.has_given_name}
    taken = set(given)
    reserved = taken | {layer.name for layer in layers if layer.has_number}
    numbers: dict[str, int] = {}
    for layer in layers:
        if layer.has_given_name:
            continue
        if layer.has_number and layer.name not in taken:
            names[id(layer)] = layer.name
        else:
            stem = layer.default_name()
            numbers[stem] = _free_number(stem, reserved, numbers.get(stem, 0))
            names[id(layer)] = _numbered(stem, numbers[stem])
            if not layer.has_number:
                layer.take_number(names[id(layer)])
        taken.add(names[id(layer)])
        reserved.add(names[id(layer)])
    return names


def free_name(stem: str, taken: Iterable[str] | Mapping[str, object]) -> str:
    """``stem``, or ``stem_1``, ``stem_2``, ...: the first that is not taken.

    Examples:
        >>> free_name("dense", {"dense", "dense_1"})
        'dense_2'
    """
    return _numbered(stem, _free_number(stem, set(taken), 0))


def distinct(names: Iterable[str]) -> list[str]:
    """``names`` with a number appended to repeated ones: a layer may have several outputs.

    Examples:
        >>> distinct(["dense", "dense", "value"])
        ['dense', 'dense_1', 'value']
    """
    found: dict[str, None] = {}
    numbers: dict[str, int] = {}
    for name in names:
        numbers[name] = _free_number(name, found, numbers.get(name, 0))
        found[_numbered(name, numbers[name])] = None
    return list(found)


def _free_number(stem: str, taken: Container[str], first: int) -> int:
    """The first number, from ``first`` on, whose name is not taken."""
    while _numbered(stem, first) in taken:
        first += 1
    return first


def _numbered(stem: str, number: int) -> str:
    return stem if number == 0 else f"{stem}_{number}"
