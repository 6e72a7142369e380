"""Adamax."""

from __future__ import annotations

from nervure.explain.rules.optimizers.averages import toward
from nervure.explain.update_call import OptimizerRule, SlotRule, UpdateCall
from nervure.optimizers import Adamax
from nervure.records.expression import Call, Expression, maximum
from nervure.records.place import Index


def _momentum(call: UpdateCall, index: Index, gradient: Expression) -> Expression:
    """``m <- m + (1 - beta_1)(g - m)``."""
    return toward(call.slot("momentum", index), gradient, call.setting("beta_1", _own(call).beta_1))


def _norm(call: UpdateCall, index: Index, gradient: Expression) -> Expression:
    """``u <- max(beta_2 u, |g|)``."""
    faded = call.setting("beta_2", _own(call).beta_2) * call.slot("norm", index)
    return maximum(faded, Call("abs", gradient))


def _weight(call: UpdateCall, index: Index, weight: Expression, gradient: Expression) -> Expression:
    """``w - eta / (1 - beta_1^t) m / (u + epsilon)``."""
    corrected = call.rate() / (1 - call.setting("beta_1", _own(call).beta_1) ** call.t)
    divisor = call.slot_after("norm", index) + call.setting("tiny", _own(call).epsilon)
    return weight - corrected * (call.slot_after("momentum", index) / divisor)


def _own(call: UpdateCall) -> Adamax:
    assert isinstance(call.optimizer, Adamax)
    return call.optimizer


RULE = OptimizerRule(_weight, {"momentum": SlotRule(_momentum), "norm": SlotRule(_norm)})
