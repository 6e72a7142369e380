from __future__ import annotations

import random
from dataclasses import replace

import pytest

from nervure.records.derivation import Derivation
from nervure.records.expression import Call, Expression, Negative, Number, Sum, Symbol, maximum, select
from nervure.records.place import Place
from nervure.records.reference import Reference
from nervure.render.derivation import derivation_text
from nervure.render.reach import is_explained, reach

PLACE = Place("value", Reference("output", 0, name="line/z"), (0,))
UNIT = 1e-6  # of the sixth digit of numbers from 0.1 to 1


def _derivation(expression: Expression, value: float) -> Derivation:
    return Derivation(Symbol("z", (0,), value, PLACE), expression, "step", "line")


def _operand(value: float) -> Symbol:
    return Symbol("x", (0,), value, Place("value", Reference("input", 0, name="x"), (0,)))


THIRD, EXACT = _operand(1 / 3), _operand(0.5)


@pytest.mark.parametrize(
    ("expression", "low", "high"),
    [
        (THIRD, 0.333333 - UNIT / 2, 0.333333 + UNIT / 2),
        (EXACT + 1, 1.5, 1.5),
        (THIRD * 3, 0.999999 - 1.5 * UNIT, 0.999999 + 1.5 * UNIT),
        (Negative(THIRD), -0.333333 - UNIT / 2, -0.333333 + UNIT / 2),
        (THIRD**2, (0.333333 - UNIT / 2) ** 2, (0.333333 + UNIT / 2) ** 2),
        (1 / THIRD, 1 / (0.333333 + UNIT / 2), 1 / (0.333333 - UNIT / 2)),
        (Call("exp", Number(0.0)), 1.0, 1.0),
        (maximum(THIRD, 0), 0.333333 - UNIT / 2, 0.333333 + UNIT / 2),
        (select(1, ">", 0, THIRD, 0), 0.333333 - UNIT / 2, 0.333333 + UNIT / 2),
    ],
)
def test_each_printed_number_stands_for_half_a_unit_to_both_sides(
    expression: Expression, low: float, high: float
) -> None:
    assert reach(expression) == (pytest.approx(low, rel=1e-12), pytest.approx(high, rel=1e-12))


@pytest.mark.parametrize("side", [-1, 1])
@pytest.mark.parametrize(("share", "is_so"), [(0.99, True), (1.01, False)])
def test_a_near_miss_is_told_from_rounding_to_a_hundredth_of_a_unit(side: int, share: float, is_so: bool) -> None:
    expression = THIRD * 3
    value = 0.999999 + side * share * 1.5 * UNIT
    assert is_explained(_derivation(expression, value)) is is_so
    assert ("WARNING" in derivation_text(_derivation(expression, value))) is (not is_so)


def test_what_rounding_cannot_explain_is_no_note_but_a_warning() -> None:
    wrong = derivation_text(_derivation(_operand(3.0) * 1 + 1, 3.0))
    assert "they are rounded" not in wrong
    assert "WARNING: do not trust this: the digits shown give 4" in wrong
    right = derivation_text(_derivation(THIRD * 3, 1.0))
    assert "the digits shown give 0.999999: they are rounded" in right
    assert "WARNING" not in right


def test_a_term_cut_off_stands_for_what_the_others_come_to() -> None:
    values = [1 / 3] * 3 + [2 / 3] * 3 + [1e-3 / 3] * 50
    long = Sum(tuple(map(_operand, values)))
    assert is_explained(_derivation(long, long.value))
    assert not is_explained(_derivation(long, long.value + 1e-5))
    assert is_explained(_derivation(long, long.value), all_terms=True)


def test_float32_may_round_more_and_overflow() -> None:
    expression = EXACT + 1
    off = replace(_derivation(expression, 1.500001), precision="float32")
    assert is_explained(off)
    assert not is_explained(replace(off, precision="float64"))
    huge = replace(_derivation(_operand(1e30) * 1e9, float("inf")), precision="float32")
    assert is_explained(huge)


@pytest.mark.parametrize("seed", range(200))
def test_right_formulas_are_always_explained_and_their_double_never_is(seed: int) -> None:
    draw = random.Random(seed)
    formula: Expression = _operand(draw.uniform(-3, 3))
    for _ in range(draw.randint(1, 6)):
        other = _operand(draw.uniform(-3, 3))
        formula = draw.choice(
            [
                lambda f, o: f + o, lambda f, o: f * o, lambda f, o: f - o, lambda f, o: f / (o**2 + 1),
                lambda f, o: Call("tanh", f), maximum, lambda f, o: Call("sigmoid", f) * o,
            ]
        )(formula, other)  # fmt: skip
    assert is_explained(_derivation(formula, formula.value))
    assert not is_explained(_derivation(formula, 2 * formula.value + 1e-3))
