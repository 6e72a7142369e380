from __future__ import annotations

from nervure.losses import MeanSquaredLogarithmicError
from tests.explain.losses import FRACTIONS, assert_loss_proved, formula, loss_explained


def test_every_number_agrees() -> None:
    assert_loss_proved(MeanSquaredLogarithmicError(), FRACTIONS, "softplus")


def test_value_and_slope_as_they_are_shown() -> None:
    explanation = loss_explained(MeanSquaredLogarithmicError(), FRACTIONS, "softplus")
    assert formula(str(explanation.value_of("output/loss", (0,))))[0] == (
        "L[0] = ((ln(1 + max(o[0,0], 1e-7)) - ln(1 + max(y[0,0], 1e-7)))²"
    )
    assert formula(str(explanation.gradient_of("output/output", (0, 1))))[0] == (
        "dE/do[0,1] = dE/dL[0]·({0 if o[0,1] < 1e-7,"
    )


def test_outputs_below_the_smallest_have_no_slope() -> None:
    assert_loss_proved(MeanSquaredLogarithmicError(), FRACTIONS)
