from __future__ import annotations

from nervure.losses import MeanAbsoluteError
from tests.explain.losses import NUMBERS, assert_loss_proved, formula, loss_explained


def test_every_number_agrees() -> None:
    assert_loss_proved(MeanAbsoluteError(), NUMBERS, None)


def test_value_and_slope_as_they_are_shown() -> None:
    explanation = loss_explained(MeanAbsoluteError(), NUMBERS, None)
    assert formula(str(explanation.value_of("output/loss", (0,))))[0] == (
        "L[0] = (abs(o[0,0] - y[0,0]) + abs(o[0,1] - y[0,1]) + abs(o[0,2] - y[0,2])) / 3"
    )
    assert formula(str(explanation.gradient_of("output/output", (0, 1))))[0] == (
        "dE/do[0,1] = dE/dL[0]·(sign(o[0,1] - y[0,1]) / 3)"
    )
