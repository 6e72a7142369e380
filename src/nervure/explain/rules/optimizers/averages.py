"""Moving averages and their corrections, shared by most optimizers."""

from __future__ import annotations

from nervure.explain.update_call import UpdateCall
from nervure.records.expression import Call, Expression, Symbol


def toward(before: Symbol, number: Expression, kept: Symbol) -> Expression:
    """``a + (1 - beta)(x - a)``: the rest of the average, and the new part."""
    return before + (1 - kept) * (number - before)


def mixed(before: Symbol, number: Expression, kept: Symbol) -> Expression:
    """``beta a + (1 - beta) x``: the same, written as a mixture."""
    return kept * before + (1 - kept) * number


def corrected_rate(call: UpdateCall, beta_1: Symbol, beta_2: Symbol) -> Expression:
    """``eta sqrt(1 - beta_2^t) / (1 - beta_1^t)``: corrects for the start of both averages at 0."""
    return call.rate() * Call("sqrt", 1 - beta_2**call.t) / (1 - beta_1**call.t)
