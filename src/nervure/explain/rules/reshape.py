"""The same numbers in another shape."""

from __future__ import annotations

import numpy as np

from nervure.explain.call import Rule, StepCall
from nervure.explain.rules.copying import Source, copying_rule
from nervure.ops.op import Op
from nervure.ops.reshape import RESHAPE
from nervure.records.place import Index


def _source(call: StepCall, index: Index) -> Source:
    return Source(same_place(index, call.y_array().shape, call.x_array().shape))


def _copies(call: StepCall, index: Index, position: int) -> list[Index]:
    return [same_place(index, call.x_array().shape, call.y_array().shape)]


def same_place(index: Index, shape: Index, other: Index) -> Index:
    """The index of the same number in another shape.

    Examples:
        >>> same_place((0, 5), (2, 6), (2, 2, 3))
        (0, 1, 2)
    """
    return tuple(int(i) for i in np.unravel_index(np.ravel_multi_index(index, shape), other))


RULES: dict[Op, Rule] = {RESHAPE: copying_rule(_source, _copies)}
