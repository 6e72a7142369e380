"""The logarithm of the hyperbolic cosine of the error."""

from __future__ import annotations

from nervure.explain.loss_call import LossCall, LossRule
from nervure.explain.rules.mean_loss import difference, mean_rule
from nervure.ops.log_cosh import LOG_COSH
from nervure.ops.loss_op import LossOp
from nervure.records.expression import Call, Expression, Number
from nervure.records.place import Index


def _error(call: LossCall, index: Index) -> Expression:
    """``|e| + ln(1 + e^(-2|e|)) - ln 2``: the logarithm of cosh e; cosh e itself would overflow."""
    size = Call("abs", difference(call, index))
    return size + Call("ln", 1 + Call("exp", Number(-2.0) * size)) - Call("ln", Number(2.0))


RULES: dict[LossOp, LossRule] = {
    LOG_COSH: mean_rule(_error, lambda call, index: Call("tanh", difference(call, index))),
}
