"""Operations that only move numbers: each output is one of the inputs, or 0."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple

from nervure.explain.call import Rule, StepCall
from nervure.records.expression import Expression, Number, total
from nervure.records.place import Index


class Source(NamedTuple):
    """Where a number came from: its index, and in which input."""

    at: Index
    position: int = 0


def copying_rule(
    source: Callable[[StepCall, Index], Source | None],
    copies: Callable[[StepCall, Index, int], Iterable[Index]],
    not_differentiable: tuple[int, ...] = (),
) -> Rule:
    """The rule of an op that moves numbers: ``y = x``, ``dE/dx = dE/dy`` summed over the copies.

    Args:
        source: ``source(call, index)``: where an output number was read; None for an inserted 0.
        copies: ``copies(call, index, input)``: where an input number was written.
        not_differentiable: as in :class:`nervure.explain.call.Rule`.
    """

    def value(call: StepCall, index: Index, output: int) -> Expression:
        found = source(call, index)
        return Number(0.0) if found is None else call.x(found.at, found.position)

    def input_gradient(call: StepCall, index: Index, position: int) -> Expression:
        return total(call.dy(copy) for copy in copies(call, index, position))

    return Rule(value, input_gradient, not_differentiable=not_differentiable)
