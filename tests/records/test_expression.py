from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nervure.records.expression import (
    Call,
    Condition,
    Expression,
    Extremum,
    Number,
    Product,
    Selection,
    Sum,
    Symbol,
    maximum,
    minimum,
    select,
    symbols,
    total,
)

X, W = Symbol("x", (0,), 0.5), Symbol("w", (0,), -2.0)
_NUMBERS = st.floats(-1e6, 1e6)


@given(_NUMBERS, _NUMBERS, st.floats(0.1, 10))
def test_arithmetic_on_nodes_is_that_on_numbers(a: float, b: float, c: float) -> None:
    x, y = Number(a), Number(b)
    assert (x + y).value == a + b
    assert (x - y).value == a - b
    assert (x * y).value == a * b
    assert (x / c).value == a / c
    assert (-x).value == -a
    assert (1 - x).value == 1 - a
    assert (Number(c) ** 2).value == pytest.approx(c * c)


def test_sums_and_products_stay_flat() -> None:
    assert isinstance(X + W + 1, Sum)
    assert len((X + W + 1).parts) == 3
    assert len((X * W * 2).parts) == 3
    assert isinstance(X * W, Product)


def test_a_sum_is_rounded_once_whatever_the_order() -> None:
    terms = [Number(1e16), Number(1.0), Number(-1e16)]
    assert total(terms).value == 1.0


def test_a_total_of_one_is_that_one_and_of_none_zero() -> None:
    assert total([X]) is X
    assert total([]).value == 0.0


@pytest.mark.parametrize(
    ("expression", "magnitude"),
    [
        (X * W + 1, 2.0),
        (Number(1e8) - Number(1e8), 2e8),
        (-W, 2.0),
        ((Number(3.0) - Number(2.0)) / Number(0.5), 10.0),
        ((Number(3.0) - Number(1.0)) ** 2, 16.0),
        (maximum(X, W), 2.0),
    ],
)
def test_the_magnitude_is_the_size_of_what_cancels(expression: Expression, magnitude: float) -> None:
    assert expression.magnitude == magnitude


def test_the_magnitude_of_a_function_carries_the_error_of_its_argument() -> None:
    shifted = Call("exp", Number(1000.0) - Number(999.0))
    assert shifted.magnitude == pytest.approx(math.e * (1 + 1999))


def test_division_by_zero_is_infinite_or_no_number() -> None:
    assert (Number(1.0) / 0).value == math.inf
    assert (Number(-1.0) / 0).value == -math.inf
    assert math.isnan((Number(0.0) / 0).value)
    assert math.isnan((Number(-1.0) ** 0.5).value)
    assert (Number(0.0) ** -1).value == math.inf
    assert (Number(1e200) ** 2).value == math.inf


def test_infinities_add_up_as_numbers_do() -> None:
    assert math.isnan(total([Number(math.inf), Number(-math.inf)]).value)


def test_an_extremum_names_the_first_winner() -> None:
    largest = Extremum("max", (Number(1.0), Number(3.0), Number(3.0)))
    assert (largest.value, largest.winner) == (3.0, 1)
    assert minimum(3, 1, 2).value == 1.0
    assert math.isnan(maximum(1, math.nan).value)


@pytest.mark.parametrize(
    ("relation", "holds"),
    [(">", False), (">=", False), ("<", True), ("<=", True), ("=", False), ("!=", True)],
)
def test_conditions_compare_values(relation: str, holds: bool) -> None:
    assert Condition(W, relation, X).holds is holds  # type: ignore[arg-type]


def test_a_selection_takes_the_first_case_that_holds() -> None:
    steps = select(X, ">", 1, 10, select(X, ">", 0, 20, 30))
    assert isinstance(steps, Selection)
    assert (len(steps.cases), steps.value) == (2, 20.0)
    assert select(X, "<", 0, 10, 30).value == 30.0


def test_symbols_come_in_reading_order_with_those_of_conditions() -> None:
    expression = X * W + select(Symbol("z", (), 1.0), ">", 0, X, W)
    assert [symbol.letter for symbol in symbols(expression)] == ["x", "w", "z", "x"]
