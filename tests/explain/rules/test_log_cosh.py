from __future__ import annotations

from nervure.losses import LogCosh
from tests.explain.losses import NUMBERS, assert_loss_proved, formula, loss_explained


def test_every_number_agrees() -> None:
    assert_loss_proved(LogCosh(), NUMBERS, None)


def test_value_and_slope_as_they_are_shown() -> None:
    explanation = loss_explained(LogCosh(), NUMBERS, None)
    assert formula(str(explanation.value_of("output/loss", (0,))))[0] == (
        "L[0] = ((abs(o[0,0] - y[0,0]) + ln(1 + exp((-2) × abs(o[0,0] - y[0,0]))) - ln(2))"
    )
    assert formula(str(explanation.gradient_of("output/output", (0, 1))))[0] == (
        "dE/do[0,1] = dE/dL[0]·(tanh(o[0,1] - y[0,1]) / 3)"
    )
