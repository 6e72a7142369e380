from __future__ import annotations

import math

from nervure.explain.rules.winner import handed_to, winner
from nervure.records.expression import Symbol

GRADIENT = Symbol("y", (0,), 0.25, is_gradient=True)


def _number(value: float) -> Symbol:
    return Symbol("x", (0,), value)


def test_the_first_of_equal_numbers_wins_and_what_is_no_number_beats_all() -> None:
    assert winner([2.0, 5.0, 5.0]) == 1
    assert winner([2.0, 5.0, 2.0], largest=False) == 0
    assert winner([2.0, math.nan, 7.0, math.nan]) == 3


def test_the_winner_is_handed_the_gradient_and_the_others_nothing() -> None:
    won = handed_to(_number(3.0), _number(3.0), GRADIENT, is_winner=True)
    lost = handed_to(_number(2.0), _number(3.0), GRADIENT, is_winner=False)
    assert won is not None
    assert lost is not None
    assert (won.value, lost.value) == (0.25, 0.0)


def test_an_equal_one_behind_the_first_is_no_term() -> None:
    assert handed_to(_number(3.0), _number(3.0), GRADIENT, is_winner=False) is None


def test_what_is_no_number_is_handed_the_gradient() -> None:
    assert handed_to(_number(math.nan), _number(math.nan), GRADIENT, is_winner=True) is GRADIENT
