"""Several tensors become one: their sum, or their concatenation along an axis."""

from __future__ import annotations

import itertools

from nervure.explain.call import Rule, StepCall
from nervure.explain.rules.copying import Source, copying_rule
from nervure.ops.merge import ADD, CONCATENATE, aligned_shape
from nervure.ops.op import Op
from nervure.records.expression import Expression, total
from nervure.records.place import Index


def _sum(call: StepCall, index: Index, output: int) -> Expression:
    """``x_1 + x_2 + ...``."""
    return total(call.x(read_at(call, index, position), position) for position in range(len(call.step.inputs)))


def _sum_input_gradient(call: StepCall, index: Index, position: int) -> Expression:
    """``dE/dy``, summed over the places that a broadcast number went to."""
    return total(call.dy(place) for place in places_of(call, index, position))


def read_at(call: StepCall, index: Index, position: int) -> Index:
    """The index of the input number that went into ``y[index]``: axes of size 1 are broadcast."""
    shape = call.x_array(position).shape
    aligned = aligned_shape(shape, len(index))
    stretched = tuple(0 if size == 1 else place for size, place in zip(aligned, index, strict=True))
    return (*stretched[:1], *stretched[1 + len(index) - len(shape) :])


def places_of(call: StepCall, index: Index, position: int) -> list[Index]:
    """Where an input number went: one place, or all places along the axes it was broadcast over."""
    shape, result = call.x_array(position).shape, call.y_array().shape
    places = aligned_shape(index, len(result))
    lacking = range(1, 1 + len(result) - len(shape))
    aligned = aligned_shape(shape, len(result))
    along = [
        range(result[axis]) if axis in lacking or (aligned[axis] == 1 and result[axis] != 1) else (places[axis],)
        for axis in range(len(result))
    ]
    return list(itertools.product(*along))


def _joined(call: StepCall, index: Index) -> Source:
    axis = _axis(call)
    place = index[axis]
    for position in range(len(call.step.inputs)):
        size = call.x_array(position).shape[axis]
        if place < size:
            return Source((*index[:axis], place, *index[axis + 1 :]), position)
        place -= size
    raise IndexError(index)


def _joined_copies(call: StepCall, index: Index, position: int) -> list[Index]:
    axis = _axis(call)
    before = sum(call.x_array(earlier).shape[axis] for earlier in range(position))
    return [(*index[:axis], index[axis] + before, *index[axis + 1 :])]


def _axis(call: StepCall) -> int:
    return int(call.options.get("axis", -1)) % call.y_array().ndim


RULES: dict[Op, Rule] = {
    ADD: Rule(_sum, _sum_input_gradient),
    CONCATENATE: copying_rule(_joined, _joined_copies),
}
