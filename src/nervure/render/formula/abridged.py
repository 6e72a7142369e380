"""Which terms of a long sum are shown: the first, the largest, and the sum of the others."""

from __future__ import annotations

import heapq
import math
from typing import NamedTuple

from nervure.records.expression import Expression, Extremum, Sum
from nervure.records.functions import added

NUM_FIRST, NUM_LARGEST = 3, 3


class Abridged(NamedTuple):
    """An abridged sum.

    Attributes:
        shown: positions of the terms that are shown, in order.
        num_others: the number of omitted terms.
        others: the sum of the omitted terms.
        num_before: the number of shown terms before the dots.
    """

    shown: tuple[int, ...]
    num_others: int
    others: float
    num_before: int


def abridged(long_sum: Sum, num_first: int = NUM_FIRST, num_largest: int = NUM_LARGEST) -> Abridged:
    """The first terms, and the largest of the others; all of them if hardly any would be omitted.

    A bias after products, a single term of another kind, ends the sum and is kept.

    Examples:
        >>> from nervure.records.expression import Number
        >>> abridged(Sum(tuple(Number(float(n)) for n in range(100))))
        Abridged(shown=(0, 1, 2, 97, 98, 99), num_others=94, others=4653.0, num_before=6)
    """
    terms = long_sum.terms
    end = len(terms) - _has_ending(terms)
    if end <= num_first + num_largest + 2:
        return Abridged(tuple(range(len(terms))), 0, 0.0, len(terms))
    values = [term.value for term in terms]
    sizes = [abs(value) if value == value else math.inf for value in values]
    largest = heapq.nlargest(num_largest, range(num_first, end), key=sizes.__getitem__)
    shown = (*range(num_first), *sorted(largest))
    hidden = [values[position] for position in range(num_first, end) if position not in largest]
    return Abridged((*shown, *range(end, len(terms))), len(hidden), added(hidden), len(shown))


def abridged_extremum(many: Extremum, num_first: int = NUM_FIRST + NUM_LARGEST) -> tuple[int, ...]:
    """The positions shown of compared values: the first, and the winner; all if they are few."""
    if len(many.arguments) <= num_first + 2:
        return tuple(range(len(many.arguments)))
    return tuple(sorted({*range(num_first), many.winner}))


def _has_ending(terms: tuple[Expression, ...]) -> bool:
    return len(terms) > 2 and type(terms[-1]) is not type(terms[-2]) and type(terms[0]) is type(terms[-2])
