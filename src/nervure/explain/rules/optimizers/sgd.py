"""Gradient descent, optionally with momentum."""

from __future__ import annotations

from nervure.explain.update_call import OptimizerRule, SlotRule, UpdateCall
from nervure.optimizers import SGD
from nervure.records.expression import Expression
from nervure.records.place import Index


def _momentum(call: UpdateCall, index: Index, gradient: Expression) -> Expression:
    """``m <- μ m - η g``."""
    optimizer = call.optimizer
    assert isinstance(optimizer, SGD)
    return call.setting("momentum", optimizer.momentum) * call.slot("momentum", index) - call.rate() * gradient


def _weight(call: UpdateCall, index: Index, weight: Expression, gradient: Expression) -> Expression:
    """``w - η g``; with momentum ``w + m``, with Nesterov's ``w + μ m - η g``."""
    optimizer = call.optimizer
    assert isinstance(optimizer, SGD)
    if not optimizer.momentum:
        return weight - call.rate() * gradient
    moved = call.slot_after("momentum", index)
    if not optimizer.nesterov:
        return weight + moved
    return weight + call.setting("momentum", optimizer.momentum) * moved - call.rate() * gradient


RULE = OptimizerRule(_weight, {"momentum": SlotRule(_momentum)})
