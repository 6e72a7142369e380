from __future__ import annotations

import pytest

from nervure.records.expression import Call, Expression, Number, Product, Sum, Symbol, maximum, select
from nervure.render.formula.drawing import Drawing
from nervure.render.formula.text import TextNotation

A, B, C = Symbol("a", (), 2.0), Symbol("b", (), -3.0), Symbol("c", (1, 2), 0.5)


@pytest.mark.parametrize(
    ("expression", "symbols", "numbers"),
    [
        (A + B, "a + b", "2 - 3"),
        (A - B, "a - b", "2 - (-3)"),
        (A * B, "a·b", "2 × (-3)"),
        ((A + B) * C, "(a + b)·c[1,2]", "(2 - 3) × 0.5"),
        (A * (1 - A), "a·(1 - a)", "2 × (1 - 2)"),
        (A / B, "a / b", "2 / (-3)"),
        (A / (B + C), "a / (b + c[1,2])", "2 / (-3 + 0.5)"),
        (A / (B * C), "a / (b·c[1,2])", "2 / ((-3) × 0.5)"),
        ((A / B) * C, "(a / b)·c[1,2]", "(2 / (-3)) × 0.5"),
        (B**2, "b²", "(-3)²"),
        ((A + B) ** 3, "(a + b)^3", "(2 - 3)^3"),
        (-A, "-a", "-2"),
        (-(A + B), "-(a + b)", "-(2 - 3)"),
        (A - (B + C), "a - (b + c[1,2])", "2 - (-3 + 0.5)"),
        (Number(0.5) * (A - B) ** 2, "0.5 × (a - b)²", "0.5 × (2 - (-3))²"),
        (Call("exp", -A), "exp(-a)", "exp(-2)"),
        (1 / (1 + Call("exp", -A)), "1 / (1 + exp(-a))", "1 / (1 + exp(-2))"),
        (maximum(0, B), "max(0, b)", "max(0, -3)"),
        (select(B, ">", 0, 1, C), "{1 if b > 0, else c[1,2]}", "0.5"),
        (Sum((A, Product((A, B)))), "a + a·b", "2 + 2 × (-3)"),
    ],
)
def test_parentheses_stand_where_they_are_needed_and_nowhere_else(
    expression: Expression, symbols: str, numbers: str
) -> None:
    assert Drawing(TextNotation()).draw(expression) == symbols
    assert Drawing(TextNotation(), in_numbers=True).draw(expression) == numbers


def test_long_sums_are_cut_short_unless_all_terms_are_asked_for() -> None:
    long_sum = Sum(tuple(Symbol("x", (n,), float(n)) for n in range(50)))
    short = Drawing(TextNotation()).draw(long_sum)
    assert short == "x[0] + x[1] + x[2] + x[47] + x[48] + x[49] + … (44 more)"
    numbers = Drawing(TextNotation(), in_numbers=True).draw(long_sum)
    assert numbers.endswith("+ 49 + … (44 more: 1078)")
    assert Drawing(TextNotation(), all_terms=True).draw(long_sum).count("+") == 49


def test_what_is_no_known_node_is_refused() -> None:
    class Strange(Expression):
        value = 0.0

    with pytest.raises(KeyError):
        Drawing(TextNotation()).draw(Strange())
