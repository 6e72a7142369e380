"""The winner among compared numbers, and the gradient it receives."""

from __future__ import annotations

import math
from collections.abc import Sequence

from nervure.records.expression import Expression, Symbol, select


def winner(values: Sequence[float], *, largest: bool = True) -> int:
    """The position of the largest or smallest; the first of equal ones, and the last NaN.

    Examples:
        >>> winner([1.0, 3.0, 3.0]), winner([1.0, 3.0], largest=False), winner([math.nan, 2.0])
        (1, 0, 0)
    """
    not_a_number = [position for position, value in enumerate(values) if math.isnan(value)]
    if not_a_number:
        return not_a_number[-1]
    return values.index(max(values) if largest else min(values))


def handed_to(number: Symbol, best: Symbol, gradient: Symbol, *, is_winner: bool) -> Expression | None:
    """The gradient if ``number`` is the best, otherwise 0; None if an equal one precedes it."""
    if is_winner and math.isnan(number.value):
        return gradient
    if not is_winner and number.value == best.value:
        return None
    return select(number, "=", best, gradient, 0)
