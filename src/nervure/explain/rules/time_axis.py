"""Time steps as samples and back: numbers change places, nothing is computed."""

from __future__ import annotations

from nervure.explain.call import Rule, StepCall
from nervure.ops.op import Op
from nervure.ops.time_axis import FOLD_TIME, STACK_TIME, TIME_STEP, UNFOLD_TIME
from nervure.records.expression import Expression, Number
from nervure.records.place import Index


def _apart(index: Index, length: int) -> Index:
    """``(n T + t, ...)`` -> ``(n, t, ...)``."""
    return *divmod(index[0], length), *index[1:]


def _together(index: Index, length: int) -> Index:
    """``(n, t, ...)`` -> ``(n T + t, ...)``."""
    return index[0] * length + index[1], *index[2:]


def _folded(call: StepCall, index: Index, output: int) -> Expression:
    return call.x(_apart(index, call.x_array().shape[1]))


def _folded_gradient(call: StepCall, index: Index, position: int) -> Expression:
    return call.dy(_together(index, call.x_array().shape[1]))


def _unfolded(call: StepCall, index: Index, output: int) -> Expression:
    return call.x(_together(index, call.y_array().shape[1]))


def _unfolded_gradient(call: StepCall, index: Index, position: int) -> Expression:
    return call.dy(_apart(index, call.y_array().shape[1]))


def _step(call: StepCall, index: Index, output: int) -> Expression:
    n, *beside = index
    return call.x((n, call.options["step"], *beside))


def _step_gradient(call: StepCall, index: Index, position: int) -> Expression:
    """To the selected step; nothing to the others."""
    n, t, *beside = index
    return call.dy((n, *beside)) if t == call.options["step"] else Number(0.0)


def _stacked(call: StepCall, index: Index, output: int) -> Expression:
    n, t, *beside = index
    return call.x((n, *beside), t)


def _stacked_gradient(call: StepCall, index: Index, position: int) -> Expression:
    n, *beside = index
    return call.dy((n, position, *beside))


RULES: dict[Op, Rule] = {
    FOLD_TIME: Rule(_folded, _folded_gradient),
    UNFOLD_TIME: Rule(_unfolded, _unfolded_gradient, not_differentiable=(1,)),
    TIME_STEP: Rule(_step, _step_gradient),
    STACK_TIME: Rule(_stacked, _stacked_gradient),
}
