"""Adagrad."""

from __future__ import annotations

from nervure.explain.update_call import OptimizerRule, SlotRule, UpdateCall
from nervure.optimizers import Adagrad
from nervure.records.expression import Call, Expression
from nervure.records.place import Index


def _accumulator(call: UpdateCall, index: Index, gradient: Expression) -> Expression:
    """``a <- a + g^2``."""
    return call.slot("accumulator", index) + gradient**2


def _weight(call: UpdateCall, index: Index, weight: Expression, gradient: Expression) -> Expression:
    """``w - eta g / sqrt(a + epsilon)``."""
    optimizer = call.optimizer
    assert isinstance(optimizer, Adagrad)
    gathered = call.slot_after("accumulator", index) + call.setting("tiny", optimizer.epsilon)
    return weight - call.rate() * gradient / Call("sqrt", gathered)


RULE = OptimizerRule(_weight, {"accumulator": SlotRule(_accumulator)})
