"""Adadelta."""

from __future__ import annotations

from nervure.explain.rules.optimizers.averages import mixed
from nervure.explain.update_call import OptimizerRule, SlotRule, UpdateCall
from nervure.optimizers import Adadelta
from nervure.records.expression import Call, Expression
from nervure.records.place import Index

_GRADIENTS, _MOVES = "accumulated_grad", "accumulated_delta_var"


def _squares(call: UpdateCall, index: Index, gradient: Expression) -> Expression:
    """``a <- rho a + (1 - rho) g^2``."""
    return mixed(call.slot(_GRADIENTS, index), gradient**2, call.setting("rho", _own(call).rho))


def _moves(call: UpdateCall, index: Index, gradient: Expression) -> Expression:
    """``d <- rho d + (1 - rho) delta^2``."""
    move = _move(call, index, gradient)
    return mixed(call.slot(_MOVES, index), move**2, call.setting("rho", _own(call).rho))


def _weight(call: UpdateCall, index: Index, weight: Expression, gradient: Expression) -> Expression:
    """``w - eta delta``."""
    return weight - call.rate() * _move(call, index, gradient)


def _move(call: UpdateCall, index: Index, gradient: Expression) -> Expression:
    """``delta = g sqrt(d + epsilon) / sqrt(a + epsilon)``, with the d before this step."""
    epsilon = call.setting("tiny", _own(call).epsilon)
    recent = Call("sqrt", call.slot(_MOVES, index) + epsilon)
    return gradient * recent / Call("sqrt", call.slot_after(_GRADIENTS, index) + epsilon)


def _own(call: UpdateCall) -> Adadelta:
    assert isinstance(call.optimizer, Adadelta)
    return call.optimizer


RULE = OptimizerRule(_weight, {_GRADIENTS: SlotRule(_squares), _MOVES: SlotRule(_moves)})
