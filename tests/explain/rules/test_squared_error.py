from __future__ import annotations

from nervure.losses import HalfSquaredError, MeanSquaredError
from tests.explain.losses import NUMBERS, assert_loss_proved, formula, loss_explained
from tests.explain.networks import explained


def test_every_number_agrees() -> None:
    assert_loss_proved(MeanSquaredError(), NUMBERS)
    assert_loss_proved(HalfSquaredError(), NUMBERS, "sigmoid")


def test_the_mean_is_over_the_outputs() -> None:
    explanation = loss_explained(MeanSquaredError(), NUMBERS)
    assert formula(str(explanation.value_of("output/loss", (0,))))[0] == (
        "L[0] = ((o[0,0] - y[0,0])² + (o[0,1] - y[0,1])² + (o[0,2] - y[0,2])²) / 3"
    )
    assert formula(str(explanation.gradient_of("output/output", (0, 1))))[0] == (
        "dE/do[0,1] = dE/dL[0]·(2 × (o[0,1] - y[0,1]) / 3)"
    )


def test_the_half_is_there_so_that_the_slope_is_the_difference() -> None:
    lines = formula(str(explained().gradient_of("output/output", (0, 1))))
    assert lines[0] == "dE/do[0,1] = o[0,1] - y[0,1]"
