from __future__ import annotations

from nervure.losses import Poisson
from tests.explain.losses import YES_NO, assert_loss_proved, formula, loss_explained


def test_every_number_agrees() -> None:
    assert_loss_proved(Poisson(), YES_NO, "softplus")


def test_value_and_slope_as_they_are_shown() -> None:
    explanation = loss_explained(Poisson(), YES_NO, "softplus")
    assert formula(str(explanation.value_of("output/loss", (0,))))[0] == (
        "L[0] = ((o[0,0] - y[0,0]·ln(o[0,0] + 1e-7)) + (o[0,1] - y[0,1]·ln(o[0,1] + 1e-7))"
    )
    assert formula(str(explanation.gradient_of("output/output", (0, 1))))[0] == (
        "dE/do[0,1] = dE/dL[0]·((1 - y[0,1] / (o[0,1] + 1e-7)) / 3)"
    )
