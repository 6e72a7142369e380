"""Functions of one number: the value, and the slope."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from nervure.explain.call import Rule, StepCall
from nervure.records.expression import Expression
from nervure.records.place import Index


class Pointwise(NamedTuple):
    """A function of each number by itself.

    Attributes:
        value: ``value(z, options)``.
        slope: ``slope(z, y, options)``: its derivative, from the number or from what became of it.
    """

    value: Callable[[Expression, Mapping[str, Any]], Expression]
    slope: Callable[[Expression, Expression, Mapping[str, Any]], Expression]


def pointwise_rule(function: Pointwise) -> Rule:
    """The rule of an op that is such a function: ``dE/dz = dE/dy f'(z)``."""

    def value(call: StepCall, index: Index, output: int) -> Expression:
        return function.value(call.x(index), call.options)

    def input_gradient(call: StepCall, index: Index, position: int) -> Expression:
        return call.dy(index) * function.slope(call.x(index), call.y(index), call.options)

    return Rule(value, input_gradient)
