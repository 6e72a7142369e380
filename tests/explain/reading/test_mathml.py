from __future__ import annotations

from xml.etree import ElementTree

import pytest

from nervure.errors import ExplanationError
from nervure.explain.reading.mathml import plain_text
from nervure.explain.reading.spelling import by_spelling
from nervure.records.expression import Call, Expression, Number, Symbol, maximum, select
from nervure.render.formula.drawing import Drawing
from nervure.render.formula.mathml import MathmlNotation, as_math

LETTERS = by_spelling(["w", "x", "β₁", "σ²", "z′", "E", "w_s"])
X, W = Symbol("x", (0, 1), 0.5), Symbol("w", (1,), -2.0, is_new=True)
GRADIENT = Symbol("z′", (0,), 1e-7, is_gradient=True)


def translated(expression: Expression, *, in_numbers: bool = False) -> str:
    """What is drawn, read."""
    drawn = Drawing(MathmlNotation(), in_numbers=in_numbers).draw(expression)
    (math,) = ElementTree.fromstring(f"<all>{as_math(drawn)}</all>")
    return plain_text(math[0], LETTERS)


@pytest.mark.parametrize(
    ("expression", "symbols", "numbers"),
    [
        (X * W - 1, "x[0,1]·w⁺[1] - 1", "0.5 × (-2) - 1"),
        ((X + 1) ** 2, "(x[0,1] + 1)^(2)", "(0.5 + 1)^(2)"),
        (X / GRADIENT, "((x[0,1]) / (dE/dz′[0]))", "((0.5) / (1e-7))"),
        (Symbol("β₁", (), 0.9) ** X, "β₁^(x[0,1])", "0.9^(0.5)"),
        (Symbol("σ²", (3,), 4.0) + Symbol("w_s", (0,), 1.0), "σ²[3] + w_s[0]", "4 + 1"),
        (Call("sqrt", X) + Call("abs", W), "√(x[0,1]) + abs(w⁺[1])", "√(0.5) + abs(-2)"),
        (Call("sigmoid", X) * Call("exp", X), "σ(x[0,1])·exp(x[0,1])", "σ(0.5) × exp(0.5)"),
        (maximum(X, 0), "max(x[0,1], 0)", "max(0.5, 0)"),
        (select(X, ">=", 0, X, 0), "{x[0,1] if x[0,1] ≥ 0, else 0}", "0.5"),
        (-X * Number(float("inf")), "(-x[0,1]) × inf", "(-0.5) × inf"),
    ],
)
def test_what_is_seen_is_what_the_text_says(expression: Expression, symbols: str, numbers: str) -> None:
    assert translated(expression) == symbols
    assert translated(expression, in_numbers=True) == numbers


def test_terms_left_out_are_counted() -> None:
    many = sum((X * Number(float(count)) for count in range(30)), start=Number(0.0))
    assert "… (25 more)" in translated(many)
    assert "… (25 more: " in translated(many, in_numbers=True)


def test_what_is_no_formula_is_refused() -> None:
    with pytest.raises(ExplanationError):
        plain_text(ElementTree.fromstring("<math><p>x</p></math>")[0], LETTERS)
