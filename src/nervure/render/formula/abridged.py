"""Which terms of a long sum are shown: the first, the largest, and how much the others come to."""

from __future__ import annotations

import math
from typing import NamedTuple

from nervure.records.expression import Expression, Sum

NUM_FIRST, NUM_LARGEST = 3, 3


class Abridged(NamedTuple):
    """A sum, cut short.

    Attributes:
        shown: positions of the terms that are shown, in order.
        num_others: how many are not.
        others: what these add up to.
    """

    shown: tuple[int, ...]
    num_others: int
    others: float


def abridged(long_sum: Sum, num_first: int = NUM_FIRST, num_largest: int = NUM_LARGEST) -> Abridged:
    """The first terms, and the largest of the others; all of them where hardly any would be left out.

    Examples:
        >>> from nervure.records.expression import Number
        >>> abridged(Sum(tuple(Number(float(n)) for n in range(100))))
        Abridged(shown=(0, 1, 2, 97, 98, 99), num_others=94, others=4653.0)
    """
    terms = long_sum.terms
    if len(terms) <= num_first + num_largest + 2:
        return Abridged(tuple(range(len(terms))), 0, 0.0)
    rest = range(num_first, len(terms))
    largest = sorted(rest, key=lambda position: -_size(terms[position]))[:num_largest]
    shown = (*range(num_first), *sorted(largest))
    hidden = set(rest) - set(shown)
    others = Sum(tuple(terms[position] for position in sorted(hidden))).value
    return Abridged(shown, len(hidden), others)


def _size(term: Expression) -> float:
    return math.inf if math.isnan(term.value) else abs(term.value)
