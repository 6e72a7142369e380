"""RMSprop."""

from __future__ import annotations

from nervure.explain.rules.optimizers.averages import mixed
from nervure.explain.update_call import OptimizerRule, SlotRule, UpdateCall
from nervure.optimizers import RMSprop
from nervure.records.expression import Call, Expression, maximum
from nervure.records.place import Index


def _velocity(call: UpdateCall, index: Index, gradient: Expression) -> Expression:
    """``v <- rho v + (1 - rho) g^2``."""
    return mixed(call.slot("velocity", index), gradient**2, call.setting("rho", _own(call).rho))


def _average(call: UpdateCall, index: Index, gradient: Expression) -> Expression:
    """``a <- rho a + (1 - rho) g``."""
    return mixed(call.slot("average_gradient", index), gradient, call.setting("rho", _own(call).rho))


def _momentum(call: UpdateCall, index: Index, gradient: Expression) -> Expression:
    """``m <- mu m + s``."""
    momentum = call.setting("momentum", _own(call).momentum)
    return momentum * call.slot("momentum", index) + _move(call, index, gradient)


def _weight(call: UpdateCall, index: Index, weight: Expression, gradient: Expression) -> Expression:
    """``w - m``; without momentum ``w - s``."""
    if _own(call).momentum:
        return weight - call.slot_after("momentum", index)
    return weight - _move(call, index, gradient)


def _move(call: UpdateCall, index: Index, gradient: Expression) -> Expression:
    """``s = eta g / sqrt(v + epsilon)``; centered, ``eta g / sqrt(max(v - a^2, 0) + epsilon)``."""
    velocity: Expression = call.slot_after("velocity", index)
    if _own(call).centered:
        velocity = maximum(velocity - call.slot_after("average_gradient", index) ** 2, 0)
    return call.rate() * gradient / Call("sqrt", velocity + call.setting("tiny", _own(call).epsilon))


def _own(call: UpdateCall) -> RMSprop:
    assert isinstance(call.optimizer, RMSprop)
    return call.optimizer


RULE = OptimizerRule(
    _weight,
    {
        "velocity": SlotRule(_velocity),
        "momentum": SlotRule(_momentum),
        "average_gradient": SlotRule(_average),
    },
)
