from __future__ import annotations

import random

import pytest

from nervure.errors import ExplanationError
from nervure.explain.reading.evaluation import Evaluation
from nervure.explain.reading.grammar import parsed
from nervure.explain.reading.tree import Cases, Literal, Multiplied, Negated, Omitted, Operand, Raised

X, Y = Operand("x"), Operand("y")


def test_a_product_binds_more_than_a_sum_and_a_power_more_than_a_product() -> None:
    found = parsed("x·y² - x / y", "xy")
    assert str(found) == str(parsed("(x·(y²)) - (x / y)", "xy"))
    assert found != parsed("(x·y)² - x / y", "xy")


def test_a_quotient_is_read_from_left_to_right() -> None:
    assert parsed("x / y·x", "xy") == Multiplied(((False, X), (True, Y), (False, X)))


def test_signs_before_a_sum_and_in_parentheses() -> None:
    assert parsed("-x", "x") == Negated(X)
    assert parsed("(-0.3)^(-1)", "") == Raised(Negated(Literal("0.3")), Negated(Literal("1")))


def test_cases_are_the_same_in_both_languages() -> None:
    english, korean = parsed("{1 if x > 0, else y}", "xy"), parsed("{x > 0이면 1, 아니면 y}", "xy")
    assert english == korean == Cases(((Literal("1"), X, ">", Literal("0")),), Y)


def test_terms_left_out_stand_where_a_term_stands() -> None:
    found = parsed("x + … (7 more: 0.5) - y", "xy")
    assert found.terms[1] == Omitted(7, "0.5")  # type: ignore[union-attr]


@pytest.mark.parametrize("formula", ["x +", "x y", "(x", "x)", "", "{1 if x > 0}", "tanh(x, y)", "x··y", "exp()"])
def test_what_is_no_formula_is_refused(formula: str) -> None:
    with pytest.raises(ExplanationError, match="cannot be read back"):
        parsed(formula, "xy")


def drawn(draw: random.Random, depth: int) -> tuple[str, str]:
    """A formula as text is printed, and the same in Python's words."""
    if depth == 0:
        value = str(round(draw.uniform(0.1, 3), 2))
        return value, value
    a, b = drawn(draw, depth - 1), drawn(draw, depth - 1)
    return draw.choice(
        [
            (f"({a[0]} + {b[0]})", f"({a[1]} + {b[1]})"),
            (f"({a[0]} - {b[0]} + 1)", f"({a[1]} - {b[1]} + 1)"),
            (f"({a[0]} × {b[0]} / {b[0]})", f"({a[1]} * {b[1]} / {b[1]})"),
            (f"({a[0]})²", f"({a[1]}) ** 2"),
            (f"({a[0]} × (-{b[0]}))", f"({a[1]} * -({b[1]}))"),
            (f"tanh({a[0]})", f"math.tanh({a[1]})"),
            (f"max({a[0]}, {b[0]}, 0)", f"max({a[1]}, {b[1]}, 0)"),
            (f"√(abs({a[0]}))", f"math.sqrt(abs({a[1]}))"),
            (f"{{{a[0]} if {b[0]} > 1, else 2}}", f"({a[1]} if {b[1]} > 1 else 2)"),
        ]
    )


def test_three_hundred_drawn_formulas_come_to_what_python_says() -> None:
    draw = random.Random(5)
    for _ in range(300):
        printed, python = drawn(draw, draw.randint(1, 4))
        try:
            expected = eval(python, {"math": __import__("math")})  # noqa: S307
        except (ZeroDivisionError, OverflowError):
            continue
        found = Evaluation(lambda operand: 0.0).of(parsed(printed, ""))
        assert found.full == pytest.approx(expected, rel=1e-9, abs=1e-12), printed
