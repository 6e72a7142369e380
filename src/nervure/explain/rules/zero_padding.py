"""Zero padding: an image with zeros around it."""

from __future__ import annotations

from nervure.explain.call import Rule, StepCall
from nervure.explain.rules.copying import Source, copying_rule
from nervure.explain.rules.cropping import is_inside, shifted
from nervure.ops.op import Op
from nervure.ops.zero_padding import ZERO_PADDING
from nervure.records.place import Index


def _source(call: StepCall, index: Index) -> Source | None:
    place = shifted(index, tuple(-cells for cells in _before(call)))
    return Source(place) if is_inside(place, call.x_array().shape) else None


def _copies(call: StepCall, index: Index, position: int) -> list[Index]:
    return [shifted(index, _before(call))]


def _before(call: StepCall) -> Index:
    return tuple(before for before, _ in call.options["padding"])


RULES: dict[Op, Rule] = {ZERO_PADDING: copying_rule(_source, _copies)}
