"""Penalties on weights, and their slopes."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from typing import Any, NamedTuple

from nervure.explain.recording import Array
from nervure.parameter import Penalty
from nervure.records.expression import Expression, Symbol, total
from nervure.records.place import Index, Place
from nervure.regularizers import L2


class Weights(NamedTuple):
    """What a penalty reads: a parameter, or what a layer gives.

    Attributes:
        name: ``dense/kernel``.
        numbers: its values.
        letter: what formulas call it.
    """

    name: str
    numbers: Array
    letter: str = "w"

    def w(self, index: Index) -> Symbol:
        """One weight."""
        return Symbol(self.letter, index, float(self.numbers[index]), Place("value", self.name, index))

    def every(self) -> list[Symbol]:
        """All weights in order."""
        return [self.w(index) for index in itertools.product(*map(range, self.numbers.shape))]


class PenaltyRule(NamedTuple):
    """How a penalty comes about.

    Attributes:
        value: ``value(regularizer, weights)``.
        slope: ``slope(regularizer, weights, index)``: its derivative by one weight.
    """

    value: Callable[[Any, Weights], Expression]
    slope: Callable[[Any, Weights, Index], Expression]


def _l2(regularizer: L2, weights: Weights) -> Expression:
    return Symbol("λ", (), regularizer.l2) * total(w**2 for w in weights.every())


def _l2_slope(regularizer: L2, weights: Weights, index: Index) -> Expression:
    return 2 * Symbol("λ", (), regularizer.l2) * weights.w(index)


RULES: dict[type[Any], PenaltyRule] = {L2: PenaltyRule(_l2, _l2_slope)}


def penalty(regularizer: Penalty, weights: Weights) -> Expression:
    """What a parameter adds to the loss."""
    return RULES[type(regularizer)].value(regularizer, weights)


def penalty_slope(regularizer: Penalty, weights: Weights, index: Index) -> Expression:
    """What its penalty adds to the gradient of one weight."""
    return RULES[type(regularizer)].slope(regularizer, weights, index)
