"""Two directions of a sequence joined."""

from __future__ import annotations

from nervure.explain.call import Rule, StepCall
from nervure.ops.directions import DIRECTIONS
from nervure.ops.op import Op
from nervure.records.expression import Expression
from nervure.records.place import Index


def _value(call: StepCall, index: Index, output: int) -> Expression:
    """Their concatenation, sum, mean or product."""
    mode, size = call.options["mode"], call.x_array().shape[-1]
    if mode == "concat":
        *beside, unit = index
        return call.x(index) if unit < size else call.x((*beside, unit - size), 1)
    first, second = call.x(index), call.x(index, 1)
    if mode == "mul":
        return first * second
    return first + second if mode == "sum" else (first + second) / 2


def _input_gradient(call: StepCall, index: Index, position: int) -> Expression:
    """Each direction gets its part, or the gradient times the other's output."""
    mode = call.options["mode"]
    if mode == "concat":
        *beside, unit = index
        return call.dy((*beside, unit + position * call.x_array().shape[-1]))
    if mode == "mul":
        return call.dy(index) * call.x(index, 1 - position)
    return call.dy(index) if mode == "sum" else call.dy(index) / 2


RULES: dict[Op, Rule] = {DIRECTIONS: Rule(_value, _input_gradient)}
