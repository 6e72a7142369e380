"""Numbers with their axes in a different order, or repeated."""

from __future__ import annotations

from nervure.explain.call import Rule, StepCall
from nervure.explain.rules.copying import Source, copying_rule
from nervure.ops.op import Op
from nervure.ops.rearranging import PERMUTE, REPEAT_VECTOR
from nervure.records.place import Index


def _permuted(call: StepCall, index: Index) -> Source:
    order = _order(call)
    return Source(tuple(index[order.index(axis)] for axis in range(len(index))))


def _permuted_copies(call: StepCall, index: Index, position: int) -> list[Index]:
    return [tuple(index[axis] for axis in _order(call))]


def _order(call: StepCall) -> Index:
    return 0, *call.options["dims"]


def _repeated(call: StepCall, index: Index) -> Source:
    return Source((index[0], index[2]))


def _repeated_copies(call: StepCall, index: Index, position: int) -> list[Index]:
    return [(index[0], number, index[1]) for number in range(call.options["n"])]


RULES: dict[Op, Rule] = {
    PERMUTE: copying_rule(_permuted, _permuted_copies),
    REPEAT_VECTOR: copying_rule(_repeated, _repeated_copies),
}
