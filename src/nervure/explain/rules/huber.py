"""The Huber loss."""

from __future__ import annotations

from nervure.explain.loss_call import LossCall, LossRule
from nervure.explain.rules.mean_loss import difference, mean_rule
from nervure.ops.huber import HUBER
from nervure.ops.loss_op import LossOp
from nervure.records.alphabet import letter_of
from nervure.records.expression import Call, Expression, Symbol, maximum, minimum, select
from nervure.records.place import Index


def _error(call: LossCall, index: Index) -> Expression:
    """``e^2 / 2`` up to delta, then ``delta |e| - delta^2 / 2``."""
    e, delta = difference(call, index), _delta(call)
    size = Call("abs", e)
    return select(size, "<=", delta, e**2 / 2, delta * size - delta**2 / 2)


def _slope(call: LossCall, index: Index) -> Expression:
    """``e``, limited to delta in size."""
    delta = _delta(call)
    return minimum(maximum(difference(call, index), -delta), delta)


def _delta(call: LossCall) -> Symbol:
    return Symbol(letter_of("huber_delta"), (), float(call.options.get("delta", 1.0)))


RULES: dict[LossOp, LossRule] = {HUBER: mean_rule(_error, _slope)}
