"""How constraints move a weight back into its set, from where the optimizer left it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from nervure.constraints import EPSILON, MaxNorm, MinMaxNorm, NonNeg, UnitNorm
from nervure.explain.update_call import UpdateCall
from nervure.records.expression import Expression, maximum, minimum
from nervure.records.place import Index

ConstraintRule = Callable[[Any, UpdateCall, Index], Expression]


def _max_norm(constraint: MaxNorm, call: UpdateCall, index: Index) -> Expression:
    """``w min(|w|, max) / (1e-7 + |w|)``."""
    norm = call.stepped_norm(index)
    allowed = minimum(norm, call.setting("longest", constraint.max_value))
    return call.stepped(index) * (allowed / (EPSILON + norm))


def _non_neg(constraint: NonNeg, call: UpdateCall, index: Index) -> Expression:
    """``max(w, 0)``."""
    return maximum(call.stepped(index), 0)


def _unit_norm(constraint: UnitNorm, call: UpdateCall, index: Index) -> Expression:
    """``w / (1e-7 + |w|)``."""
    return call.stepped(index) / (EPSILON + call.stepped_norm(index))


def _min_max_norm(constraint: MinMaxNorm, call: UpdateCall, index: Index) -> Expression:
    """``w (rate clip(|w|, min, max) + (1 - rate) |w|) / (1e-7 + |w|)``."""
    norm, rate = call.stepped_norm(index), call.setting("constraint_rate", constraint.rate)
    longest = call.setting("longest", constraint.max_value)
    allowed = minimum(maximum(norm, call.setting("shortest_allowed", constraint.min_value)), longest)
    desired = allowed if rate.value == 1 else rate * allowed + (1 - rate) * norm
    return call.stepped(index) * (desired / (EPSILON + norm))


CONSTRAINT_RULES: dict[type[Any], ConstraintRule] = {
    MaxNorm: _max_norm,
    NonNeg: _non_neg,
    UnitNorm: _unit_norm,
    MinMaxNorm: _min_max_norm,
}
