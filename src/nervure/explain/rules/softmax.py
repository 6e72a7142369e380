"""Softmax."""

from __future__ import annotations

from nervure.explain.call import Derive, Kept, Rule, StepCall
from nervure.explain.recording import Array
from nervure.ops.op import Op
from nervure.ops.softmax import SOFTMAX
from nervure.records.alphabet import letter_of
from nervure.records.expression import Call, Expression, maximum, total
from nervure.records.place import Index


def along(index: Index, axis: int, size: int) -> list[Index]:
    """The indices next to ``index`` along an axis, including itself."""
    position = axis % len(index)
    return [(*index[:position], i, *index[position + 1 :]) for i in range(size)]


SHIFT = "shift"


def shift_of(call: StepCall, index: Index) -> Expression:
    """``m = max z``, kept under a separate name, so that no exponential overflows."""
    return call.kept(SHIFT, _sample(call, index))


def beside(call: StepCall, index: Index) -> list[Index]:
    """The numbers that one number is compared with."""
    return along(index, _axis(call), call.x_array().shape[_axis(call)])


def _largest(call: StepCall, index: Index) -> Expression:
    axis = _axis(call)
    return maximum(*(call.x((*index[:axis], i, *index[axis:])) for i in range(call.x_array().shape[axis])))


def _shifts(call: StepCall) -> dict[str, Array]:
    return {SHIFT: call.x_array().max(_axis(call))}


KEPT = {SHIFT: Kept(letter_of("largest"), _largest)}


def _value(call: StepCall, index: Index, output: int) -> Expression:
    """``e^(z_k - m) / sum_j e^(z_j - m)``."""
    shift = shift_of(call, index)
    return Call("exp", call.x(index) - shift) / total(Call("exp", call.x(j) - shift) for j in beside(call, index))


def _input_gradient(call: StepCall, index: Index, position: int) -> Expression:
    """``y_k (dE/dy_k - sum_j dE/dy_j y_j)``: what raises one probability lowers the others."""
    mixed = total(call.dy(j) * call.y(j) for j in beside(call, index))
    return call.y(index) * (call.dy(index) - mixed)


def _sample(call: StepCall, index: Index) -> Index:
    axis = _axis(call)
    return (*index[:axis], *index[axis + 1 :])


def _axis(call: StepCall) -> int:
    return int(call.options.get("axis", -1)) % call.x_array().ndim


def shifted_rule(value: Derive, input_gradient: Derive) -> Rule:
    """The rule of an activation that uses exponentials along an axis."""
    return Rule(value, input_gradient, kept=KEPT, kept_arrays=_shifts)


RULES: dict[Op, Rule] = {SOFTMAX: shifted_rule(_value, _input_gradient)}
