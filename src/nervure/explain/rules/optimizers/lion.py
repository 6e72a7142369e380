"""Lion."""

from __future__ import annotations

from nervure.explain.rules.optimizers.averages import mixed
from nervure.explain.update_call import OptimizerRule, SlotRule, UpdateCall
from nervure.optimizers import Lion
from nervure.records.expression import Call, Expression
from nervure.records.place import Index


def _momentum(call: UpdateCall, index: Index, gradient: Expression) -> Expression:
    """``m <- beta_2 m + (1 - beta_2) g``."""
    return mixed(call.slot("momentum", index), gradient, call.setting("beta_2", _own(call).beta_2))


def _weight(call: UpdateCall, index: Index, weight: Expression, gradient: Expression) -> Expression:
    """``w - eta sign(beta_1 m + (1 - beta_1) g)``, with the m before this step."""
    direction = mixed(call.slot("momentum", index), gradient, call.setting("beta_1", _own(call).beta_1))
    return weight - call.rate() * Call("sign", direction)


def _own(call: UpdateCall) -> Lion:
    assert isinstance(call.optimizer, Lion)
    return call.optimizer


RULE = OptimizerRule(_weight, {"momentum": SlotRule(_momentum)})
