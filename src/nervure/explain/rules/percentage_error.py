"""The mean absolute percentage error."""

from __future__ import annotations

from nervure.explain.loss_call import LossCall, LossRule
from nervure.explain.rules.mean_loss import difference, mean_rule
from nervure.ops.loss_op import LossOp
from nervure.ops.percentage_error import MEAN_ABSOLUTE_PERCENTAGE_ERROR, SMALLEST_TARGET
from nervure.records.expression import Call, Expression, maximum
from nervure.records.place import Index


def _percentage(call: LossCall, index: Index) -> Expression:
    """``100 |o_j - y_j| / max(|y_j|, 1e-7)``."""
    return 100 * Call("abs", difference(call, index)) / _size(call, index)


def _percentage_slope(call: LossCall, index: Index) -> Expression:
    """``100 sign(o_j - y_j) / max(|y_j|, 1e-7)``."""
    return 100 * Call("sign", difference(call, index)) / _size(call, index)


def _size(call: LossCall, index: Index) -> Expression:
    return maximum(Call("abs", call.t(index)), SMALLEST_TARGET)


RULES: dict[LossOp, LossRule] = {MEAN_ABSOLUTE_PERCENTAGE_ERROR: mean_rule(_percentage, _percentage_slope)}
