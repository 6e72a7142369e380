"""A penalty on the output of a layer."""

from __future__ import annotations

from nervure.explain.call import Rule, StepCall
from nervure.explain.rules.regularizers import Weights, penalty, penalty_slope
from nervure.ops.activity_penalty import ACTIVITY_PENALTY
from nervure.ops.op import Op
from nervure.records.expression import Expression
from nervure.records.place import Index


def _value(call: StepCall, index: Index, output: int) -> Expression:
    """``R(x) / N``."""
    return penalty(call.options["regularizer"], _activities(call)) / _num_samples(call)


def _input_gradient(call: StepCall, index: Index, position: int) -> Expression:
    """``dE/dR R'(x) / N``."""
    slope = penalty_slope(call.options["regularizer"], _activities(call), index)
    return call.dy(()) * (slope / _num_samples(call))


def _activities(call: StepCall) -> Weights:
    return Weights(call.input(), call.x_array(), call.x_letter())


def _num_samples(call: StepCall) -> int:
    return max(len(call.x_array()), 1)


RULES: dict[Op, Rule] = {ACTIVITY_PENALTY: Rule(_value, _input_gradient)}
