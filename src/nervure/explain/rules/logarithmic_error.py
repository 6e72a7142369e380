"""The mean squared logarithmic error."""

from __future__ import annotations

from nervure.explain.loss_call import LossCall, LossRule
from nervure.explain.rules.mean_loss import mean_rule
from nervure.ops.logarithmic_error import MEAN_SQUARED_LOGARITHMIC_ERROR, SMALLEST
from nervure.ops.loss_op import LossOp
from nervure.records.expression import Call, Expression, Number, maximum, select
from nervure.records.place import Index


def _square(call: LossCall, index: Index) -> Expression:
    """``(ln(1 + o_j) - ln(1 + y_j))^2``, with both at least 1e-7."""
    return _ratio(call, index) ** 2


def _square_slope(call: LossCall, index: Index) -> Expression:
    """``2 (ln(1 + o_j) - ln(1 + y_j)) / (1 + o_j)``, 0 for outputs below 1e-7."""
    o = call.o(index)
    return select(o, "<", SMALLEST, 0, Number(2.0) * _ratio(call, index) / (1 + o))


def _ratio(call: LossCall, index: Index) -> Expression:
    outputs, targets = maximum(call.o(index), SMALLEST), maximum(call.t(index), SMALLEST)
    return Call("ln", 1 + outputs) - Call("ln", 1 + targets)


RULES: dict[LossOp, LossRule] = {MEAN_SQUARED_LOGARITHMIC_ERROR: mean_rule(_square, _square_slope)}
