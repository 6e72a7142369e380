"""Squared errors."""

from __future__ import annotations

from nervure.explain.loss_call import LossCall, LossRule
from nervure.explain.rules.mean_loss import difference, mean_rule, sum_rule
from nervure.ops.loss_op import LossOp
from nervure.ops.squared_error import HALF_SQUARED_ERROR, MEAN_SQUARED_ERROR
from nervure.records.expression import Expression, Number
from nervure.records.place import Index


def _square(call: LossCall, index: Index) -> Expression:
    """``(o_j - y_j)^2``."""
    return difference(call, index) ** 2


def _square_slope(call: LossCall, index: Index) -> Expression:
    """``2 (o_j - y_j)``."""
    return Number(2.0) * difference(call, index)


def _half_square(call: LossCall, index: Index) -> Expression:
    """``1/2 (y_j - o_j)^2``, whose slope is simply ``o_j - y_j`` thanks to the factor 1/2."""
    return Number(0.5) * (call.t(index) - call.o(index)) ** 2


RULES: dict[LossOp, LossRule] = {
    MEAN_SQUARED_ERROR: mean_rule(_square, _square_slope),
    HALF_SQUARED_ERROR: sum_rule(_half_square, difference),
}
