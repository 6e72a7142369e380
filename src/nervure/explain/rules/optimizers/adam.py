"""Adam, and AdamW, whose weights decay first."""

from __future__ import annotations

from nervure.explain.rules.optimizers.averages import corrected_rate, toward
from nervure.explain.update_call import OptimizerRule, SlotRule, UpdateCall
from nervure.optimizers import Adam
from nervure.records.expression import Call, Expression, Symbol, maximum
from nervure.records.place import Index


def _momentum(call: UpdateCall, index: Index, gradient: Expression) -> Expression:
    """``m <- m + (1 - beta_1)(g - m)``."""
    return toward(call.slot("momentum", index), gradient, _betas(call)[0])


def _velocity(call: UpdateCall, index: Index, gradient: Expression) -> Expression:
    """``v <- v + (1 - beta_2)(g^2 - v)``."""
    return toward(call.slot("velocity", index), gradient**2, _betas(call)[1])


def _largest_velocity(call: UpdateCall, index: Index, gradient: Expression) -> Expression:
    """``v^ <- max(v^, v)``."""
    return maximum(call.slot("velocity_hat", index), call.slot_after("velocity", index))


def _weight(call: UpdateCall, index: Index, weight: Expression, gradient: Expression) -> Expression:
    """``w - alpha m / (sqrt(v) + epsilon)`` with ``alpha = eta sqrt(1 - beta_2^t) / (1 - beta_1^t)``."""
    optimizer = call.optimizer
    assert isinstance(optimizer, Adam)
    slot = "velocity_hat" if optimizer.amsgrad else "velocity"
    divisor = Call("sqrt", call.slot_after(slot, index)) + call.setting("tiny", optimizer.epsilon)
    return weight - corrected_rate(call, *_betas(call)) * (call.slot_after("momentum", index) / divisor)


def _betas(call: UpdateCall) -> tuple[Symbol, Symbol]:
    optimizer = call.optimizer
    assert isinstance(optimizer, Adam)
    return call.setting("beta_1", optimizer.beta_1), call.setting("beta_2", optimizer.beta_2)


RULE = OptimizerRule(
    _weight,
    {
        "momentum": SlotRule(_momentum),
        "velocity": SlotRule(_velocity),
        "velocity_hat": SlotRule(_largest_velocity),
    },
)
