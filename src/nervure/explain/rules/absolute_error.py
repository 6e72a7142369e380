"""The mean absolute error."""

from __future__ import annotations

from nervure.explain.loss_call import LossRule
from nervure.explain.rules.mean_loss import difference, mean_rule
from nervure.ops.absolute_error import MEAN_ABSOLUTE_ERROR
from nervure.ops.loss_op import LossOp
from nervure.records.expression import Call

RULES: dict[LossOp, LossRule] = {
    MEAN_ABSOLUTE_ERROR: mean_rule(
        lambda call, index: Call("abs", difference(call, index)),
        lambda call, index: Call("sign", difference(call, index)),
    ),
}
