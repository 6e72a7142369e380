from __future__ import annotations

import math

import pytest

from nervure.records.expression import Extremum, Number, Product, Sum, Symbol
from nervure.render.formula.abridged import abridged, abridged_extremum


def _sum(*values: float) -> Sum:
    return Sum(tuple(map(Number, values)))


def test_a_short_sum_is_shown_whole() -> None:
    assert abridged(_sum(*range(8))).shown == tuple(range(8))
    assert abridged(_sum(*range(8))).num_others == 0


def test_the_first_and_the_largest_terms_are_shown_in_order() -> None:
    values = [0.0, 0.0, 0.0, 5.0, *[0.1] * 20, -7.0, 0.2, 6.0]
    short = abridged(_sum(*values))
    assert short.shown == (0, 1, 2, 3, 24, 26)
    assert short.num_others == 21
    assert short.others == pytest.approx(20 * 0.1 + 0.2)


def test_what_is_shown_and_the_others_make_the_whole() -> None:
    values = [math.sin(n) for n in range(100)]
    short = abridged(_sum(*values))
    assert sum(values[n] for n in short.shown) + short.others == pytest.approx(sum(values))
    assert len(short.shown) + short.num_others == 100


def test_a_term_that_is_no_number_is_not_hidden() -> None:
    values = [1.0] * 20 + [math.nan] + [2.0] * 20
    assert 20 in abridged(_sum(*values)).shown


def test_a_bias_behind_products_stays_and_stands_behind_the_dots() -> None:
    products = [Product((Symbol("x", (n,), 1.0), Symbol("w", (n,), float(n)))) for n in range(20)]
    short = abridged(Sum((*products, Symbol("b", (0,), 0.0))))
    assert short.shown == (0, 1, 2, 17, 18, 19, 20)
    assert short.num_before == 6
    assert short.num_others == 14
    assert short.others == sum(range(3, 17))


def test_of_many_that_are_compared_the_winner_is_shown() -> None:
    numbers = tuple(Number(float(n % 37)) for n in range(100))
    assert abridged_extremum(Extremum("max", numbers)) == (0, 1, 2, 3, 4, 5, 36)
    assert abridged_extremum(Extremum("max", numbers[:8])) == tuple(range(8))
