"""Cropping: the inner part of an image."""

from __future__ import annotations

from nervure.explain.call import Rule, StepCall
from nervure.explain.rules.copying import Source, copying_rule
from nervure.ops.cropping import CROPPING
from nervure.ops.op import Op
from nervure.records.place import Index


def _source(call: StepCall, index: Index) -> Source:
    return Source(shifted(index, _before(call)))


def _copies(call: StepCall, index: Index, position: int) -> list[Index]:
    place = shifted(index, tuple(-cells for cells in _before(call)))
    return [place] if is_inside(place, call.y_array().shape) else []


def _before(call: StepCall) -> Index:
    return tuple(before for before, _ in call.options["cropping"])


def shifted(index: Index, by: Index) -> Index:
    """``index`` with the axes between the first and the last shifted.

    Examples:
        >>> shifted((0, 2, 3, 1), (1, -1))
        (0, 3, 2, 1)
    """
    sample, *cell, channel = index
    return (sample, *(place + cells for place, cells in zip(cell, by, strict=True)), channel)


def is_inside(index: Index, shape: Index) -> bool:
    """Whether an array of that shape has that index."""
    return all(0 <= place < size for place, size in zip(index, shape, strict=True))


RULES: dict[Op, Rule] = {CROPPING: copying_rule(_source, _copies)}
