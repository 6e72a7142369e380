from __future__ import annotations

import math
import random

import pytest

from nervure.records.functions import FUNCTIONS
from nervure.records.interval import Interval, added, applied, extreme


def _drawn(draw: random.Random) -> Interval:
    ends = sorted((draw.uniform(-3, 3), draw.uniform(-3, 3)))
    return Interval(ends[0], ends[1])


def _inside(draw: random.Random, one: Interval) -> float:
    return draw.choice([one.low, one.high, draw.uniform(one.low, one.high)])


@pytest.mark.parametrize("seed", range(100))
def test_whatever_two_numbers_give_lies_in_what_their_intervals_give(seed: int) -> None:
    draw = random.Random(seed)
    a, b = _drawn(draw), _drawn(draw)
    for _ in range(20):
        x, y = _inside(draw, a), _inside(draw, b)
        assert added([a, b]).has(x + y, 1e-12)
        assert (a * b).has(x * y, 1e-12)
        assert (-a).has(-x)
        assert (a ** Interval(2.0, 2.0)).has(x * x, 1e-12)
        assert (a ** Interval(3.0, 3.0)).has(x**3, 1e-12)
        assert extreme(max, [a, b]).has(max(x, y))
        assert extreme(min, [a, b]).has(min(x, y))
        assert y == 0 or (a / b).has(x / y, 1e-9 * abs(x / y))


@pytest.mark.parametrize("function", FUNCTIONS)
def test_whatever_a_function_gives_lies_in_what_it_gives_for_the_interval(function: str) -> None:
    draw = random.Random(function)
    for _ in range(50):
        argument = _drawn(draw)
        if function in ("ln", "log1p", "sqrt"):
            argument = Interval(abs(argument.low), abs(argument.low) + abs(argument.high))
        for _ in range(10):
            assert applied(function, argument).has(FUNCTIONS[function].value(_inside(draw, argument)), 1e-12)


def test_ends_are_met_exactly_and_nothing_beyond_them() -> None:
    product = Interval(-2.0, 1.0) * Interval(-3.0, 4.0)
    assert product == (-8.0, 6.0)
    assert not product.has(6.0000001)
    assert product.has(6.0000001, 1e-6)


def test_where_nothing_is_known_anything_may_be() -> None:
    everything = Interval(1.0, 1.0) / Interval(-1.0, 1.0)
    assert everything == (-math.inf, math.inf)
    assert everything.has(math.inf)
    assert Interval(0.0, 1.0).has(math.nan)
    assert not Interval(0.0, 1.0).has(math.inf)
    assert (Interval(0.0, 0.0) * Interval(math.inf, math.inf)).has(5.0)
