from __future__ import annotations

import random

import pytest

from nervure.records.expression import Call, Expression, Negative, Number, Sum, maximum, select
from nervure.render.recombined import as_shown


@pytest.mark.parametrize(
    ("expression", "shown"),
    [
        (Number(1 / 3) * 3, 0.999999),
        (Number(1.0) / Number(1 / 3), 1 / 0.333333),
        (Number(1 / 3) ** 2, 0.333333**2),
        (Call("exp", Number(1 / 3)), 1.3956119597),
        (Negative(Number(1 / 3)), -0.333333),
        (maximum(1 / 3, 0), 0.333333),
        (select(1, ">", 0, 1 / 3, 0), 0.333333),
    ],
)
def test_what_is_shown_is_computed_from_the_digits_on_the_screen(expression: Expression, shown: float) -> None:
    assert as_shown(expression) == pytest.approx(shown, rel=1e-9)


@pytest.mark.parametrize("seed", range(20))
def test_a_sum_in_full_is_the_sum_of_the_digits_of_its_terms(seed: int) -> None:
    draw = random.Random(seed)
    values = [draw.uniform(-1, 1) * 10 ** draw.randint(-3, 3) for _ in range(draw.randint(1, 60))]
    digits = [float(f"{value:.6g}") for value in values]
    assert as_shown(Sum(tuple(map(Number, values))), all_terms=True) == pytest.approx(sum(digits), rel=1e-12)


def test_a_sum_cut_short_uses_the_digits_of_what_the_others_come_to() -> None:
    values = [1 / 3] * 3 + [2 / 3] * 3 + [1e-3 / 3] * 50
    shown = 3 * 0.333333 + 3 * 0.666667 + float(f"{50e-3 / 3:.6g}")
    assert as_shown(Sum(tuple(map(Number, values)))) == pytest.approx(shown, rel=1e-12)
