"""The Kullback-Leibler divergence."""

from __future__ import annotations

from nervure.explain.loss_call import LossCall, LossRule
from nervure.explain.rules.mean_loss import sum_rule
from nervure.ops.kl_divergence import EPSILON, KL_DIVERGENCE
from nervure.ops.loss_op import LossOp
from nervure.records.expression import Call, Expression, select
from nervure.records.place import Index


def _term(call: LossCall, index: Index) -> Expression:
    """``y_c ln(y_c / p_c)``, both clipped to [1e-7, 1]."""
    target = _clipped(call.t(index))
    return target * Call("ln", target / _clipped(call.o(index)))


def _slope(call: LossCall, index: Index) -> Expression:
    """``-y_c / p_c`` inside the clip, 0 outside."""
    p = call.o(index)
    return select(p, "<", EPSILON, 0, select(p, ">", 1, 0, -(_clipped(call.t(index)) / p)))


def _clipped(p: Expression) -> Expression:
    return select(p, "<", EPSILON, EPSILON, select(p, ">", 1, 1, p))


RULES: dict[LossOp, LossRule] = {KL_DIVERGENCE: sum_rule(_term, _slope)}
