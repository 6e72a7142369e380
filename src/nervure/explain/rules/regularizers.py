"""Penalties on weights, and their slopes."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from typing import Any, NamedTuple

from nervure.explain.recording import Array
from nervure.parameter import Parameter
from nervure.records.expression import Expression, Symbol, total
from nervure.records.place import Index, Place
from nervure.regularizers import L2


class Weights(NamedTuple):
    """A parameter that a penalty reads.

    Attributes:
        parameter: with its regularizer.
        name: ``dense/kernel``.
        numbers: its values.
    """

    parameter: Parameter
    name: str
    numbers: Array

    def w(self, index: Index) -> Symbol:
        """One weight."""
        return Symbol("w", index, float(self.numbers[index]), Place("value", self.name, index))

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


def penalty(weights: Weights) -> Expression:
    """What a parameter adds to the loss."""
    regularizer = weights.parameter.regularizer
    return RULES[type(regularizer)].value(regularizer, weights)


def penalty_slope(weights: Weights, index: Index) -> Expression:
    """What its penalty adds to the gradient of one weight."""
    regularizer = weights.parameter.regularizer
    return RULES[type(regularizer)].slope(regularizer, weights, index)
