from __future__ import annotations

from nervure.losses import Huber
from tests.explain.losses import NUMBERS, assert_loss_proved, formula, loss_explained


def test_every_number_agrees() -> None:
    assert_loss_proved(Huber(delta=0.5), NUMBERS, None)


def test_value_and_slope_as_they_are_shown() -> None:
    explanation = loss_explained(Huber(delta=0.5), NUMBERS, None)
    assert formula(str(explanation.value_of("output/loss", (0,))))[0] == (
        "L[0] = ({(o[0,0] - y[0,0])² / 2 if abs(o[0,0] - y[0,0]) ≤ δ, else δ·abs(o[0,0] - y[0,0]) - δ² / 2}"
    )
    assert formula(str(explanation.gradient_of("output/output", (0, 1))))[0] == (
        "dE/do[0,1] = dE/dL[0]·(min(max(o[0,1] - y[0,1], -δ), δ) / 3)"
    )
