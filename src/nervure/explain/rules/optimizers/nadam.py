"""Nadam."""

from __future__ import annotations

import math

from nervure.explain.rules.optimizers.averages import mixed, toward
from nervure.explain.update_call import OptimizerRule, SlotRule, UpdateCall
from nervure.optimizers import Nadam
from nervure.records.expression import Call, Expression, Symbol
from nervure.records.place import Index


def _momentum(call: UpdateCall, index: Index, gradient: Expression) -> Expression:
    """``m <- m + (1 - beta_1)(g - m)``."""
    return toward(call.slot("momentum", index), gradient, call.setting("beta_1", _own(call).beta_1))


def _velocity(call: UpdateCall, index: Index, gradient: Expression) -> Expression:
    """``v <- beta_2 v + (1 - beta_2) g^2``."""
    return mixed(call.slot("velocity", index), gradient**2, call.setting("beta_2", _own(call).beta_2))


def _weight(call: UpdateCall, index: Index, weight: Expression, gradient: Expression) -> Expression:
    """``w - eta m^ / (sqrt(v / (1 - beta_2^t)) + epsilon)``.

    ``m^`` combines the momentum of the next step with the gradient of this one: ``mu_(t+1) m / (1 - P_(t+1)) + (1 -
    mu_t) g / (1 - P_t)``, each corrected for the start at 0.
    """
    velocity = call.slot_after("velocity", index) / (1 - call.setting("beta_2", _own(call).beta_2) ** call.t)
    ahead = _momentum_at(call, 1) * call.slot_after("momentum", index) / (1 - _product_at(call, 1))
    now = (1 - _momentum_at(call, 0)) * gradient / (1 - _product_at(call, 0))
    return weight - call.rate() * ((ahead + now) / (Call("sqrt", velocity) + call.setting("tiny", _own(call).epsilon)))


def _momentum_at(call: UpdateCall, later: int) -> Symbol:
    """``mu_t = beta_1 (1 - 0.5 0.96^t)``, for this step or the next."""
    return call.setting("momentum_next" if later else "momentum_now", _momentum_of(call, int(call.t.value) + later))


def _product_at(call: UpdateCall, later: int) -> Symbol:
    """``P_t = mu_1 mu_2 ... mu_t``."""
    product = math.prod(_momentum_of(call, step) for step in range(1, int(call.t.value) + later + 1))
    return call.setting("product_next" if later else "product_now", product)


def _momentum_of(call: UpdateCall, step: int) -> float:
    return float(_own(call).beta_1 * (1 - 0.5 * 0.96**step))


def _own(call: UpdateCall) -> Nadam:
    assert isinstance(call.optimizer, Nadam)
    return call.optimizer


RULE = OptimizerRule(_weight, {"momentum": SlotRule(_momentum), "velocity": SlotRule(_velocity)})
