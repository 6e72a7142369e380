"""Softmax."""

from __future__ import annotations

from nervure.explain.call import Rule, StepCall
from nervure.ops.op import Op
from nervure.ops.softmax import SOFTMAX
from nervure.records.expression import Call, Expression, maximum, total
from nervure.records.place import Index


def along(index: Index, axis: int, size: int) -> list[Index]:
    """The indices beside ``index`` along an axis, itself among them."""
    position = axis % len(index)
    return [(*index[:position], i, *index[position + 1 :]) for i in range(size)]


def _value(call: StepCall, index: Index, output: int) -> Expression:
    """``e^(z_k - m) / sum_j e^(z_j - m)`` with ``m = max z``, so that nothing overflows."""
    beside = _beside(call, index)
    shift = maximum(*(call.x(j) for j in beside))
    return Call("exp", call.x(index) - shift) / total(Call("exp", call.x(j) - shift) for j in beside)


def _input_gradient(call: StepCall, index: Index, position: int) -> Expression:
    """``y_k (dE/dy_k - sum_j dE/dy_j y_j)``: what raises one probability lowers the others."""
    mixed = total(call.dy(j) * call.y(j) for j in _beside(call, index))
    return call.y(index) * (call.dy(index) - mixed)


def _beside(call: StepCall, index: Index) -> list[Index]:
    axis = int(call.options.get("axis", -1))
    return along(index, axis, call.x_array().shape[axis])


RULES: dict[Op, Rule] = {SOFTMAX: Rule(_value, _input_gradient)}
