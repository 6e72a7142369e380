"""Hinge losses."""

from __future__ import annotations

import numpy as np

from nervure.explain.loss_call import LossCall, LossRule
from nervure.explain.rules.class_axis import classes, without_class
from nervure.explain.rules.mean_loss import mean_rule
from nervure.ops.hinge import CATEGORICAL_HINGE, HINGE, SQUARED_HINGE
from nervure.ops.loss_op import LossOp
from nervure.records.expression import Expression, Extremum, Number, maximum, select, total
from nervure.records.place import Index


def _hinge(call: LossCall, index: Index) -> Expression:
    """``max(1 - y_j o_j, 0)``."""
    return maximum(_slack(call, index), 0)


def _hinge_slope(call: LossCall, index: Index) -> Expression:
    """``-y_j`` if the margin is not exceeded, otherwise 0."""
    return select(_slack(call, index), ">=", 0, -_sign(call, index), 0)


def _squared_hinge(call: LossCall, index: Index) -> Expression:
    """``max(1 - y_j o_j, 0)^2``."""
    return _hinge(call, index) ** 2


def _squared_hinge_slope(call: LossCall, index: Index) -> Expression:
    """``-2 y_j max(1 - y_j o_j, 0)``."""
    return Number(-2.0) * _sign(call, index) * _hinge(call, index)


def _slack(call: LossCall, index: Index) -> Expression:
    """``1 - y_j o_j``: how far an output is below the margin."""
    return 1 - _sign(call, index) * call.o(index)


def _sign(call: LossCall, index: Index) -> Expression:
    """The target; if all in a batch are 0 or 1, 0 stands for -1."""
    target, targets = call.t(index), call.t_array()
    return 2 * target - 1 if np.isin(targets, (0, 1)).all() else target


def _categorical_value(call: LossCall, index: Index) -> Expression:
    """``max(max_c (1 - y_c) o_c - sum_c y_c o_c + 1, 0)``."""
    return maximum(_shortfall(call, index), 0)


def _categorical_gradient(call: LossCall, index: Index) -> Expression:
    """``1 - y_c`` for the worst class, shared if several are worst, minus ``y_c``; 0 beyond the margin."""
    sample = without_class(call, index)
    others = [_other(call, each) for each in classes(call, sample)]
    worst = Extremum("max", tuple(others))
    num_worst = sum(not other.value < worst.value for other in others)
    share = _other_slope(call, index) if num_worst == 1 else _other_slope(call, index) / num_worst
    slope = select(_other(call, index), ">=", worst, share, 0) - call.t(index)
    is_on_the_margin = _shortfall(call, sample).value == 0
    return call.shared(slope if is_on_the_margin else select(call.value(sample), ">", 0, slope, 0), sample)


def _shortfall(call: LossCall, index: Index) -> Expression:
    beside = classes(call, index)
    worst = Extremum("max", tuple(_other(call, each) for each in beside))
    return worst - total(call.t(each) * call.o(each) for each in beside) + 1


def _other(call: LossCall, index: Index) -> Expression:
    """``(1 - y_c) o_c``: the output for a wrong class, 0 for the true one."""
    return _other_slope(call, index) * call.o(index)


def _other_slope(call: LossCall, index: Index) -> Expression:
    return 1 - call.t(index)


RULES: dict[LossOp, LossRule] = {
    HINGE: mean_rule(_hinge, _hinge_slope),
    SQUARED_HINGE: mean_rule(_squared_hinge, _squared_hinge_slope),
    CATEGORICAL_HINGE: LossRule(_categorical_value, _categorical_gradient),
}
