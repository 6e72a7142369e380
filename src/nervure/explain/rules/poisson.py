"""The Poisson loss."""

from __future__ import annotations

from nervure.explain.loss_call import LossCall, LossRule
from nervure.explain.rules.mean_loss import mean_rule
from nervure.ops.loss_op import LossOp
from nervure.ops.poisson import EPSILON, POISSON
from nervure.records.expression import Call, Expression
from nervure.records.place import Index


def _error(call: LossCall, index: Index) -> Expression:
    """``o_j - y_j ln(o_j + 1e-7)``."""
    return call.o(index) - call.t(index) * Call("ln", call.o(index) + EPSILON)


def _slope(call: LossCall, index: Index) -> Expression:
    """``1 - y_j / (o_j + 1e-7)``."""
    return 1 - call.t(index) / (call.o(index) + EPSILON)


RULES: dict[LossOp, LossRule] = {POISSON: mean_rule(_error, _slope)}
