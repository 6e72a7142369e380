from __future__ import annotations

from nervure.losses import KLDivergence
from tests.explain.losses import FRACTIONS, assert_loss_proved, formula, loss_explained


def test_every_number_agrees() -> None:
    assert_loss_proved(KLDivergence(), FRACTIONS, "softmax")


def test_value_and_slope_as_they_are_shown() -> None:
    explanation = loss_explained(KLDivergence(), FRACTIONS, "softmax")
    assert formula(str(explanation.value_of("output/loss", (0,))))[0] == (
        "L[0] = {1e-7 if y[0,0] < 1e-7, 1 if y[0,0] > 1, else y[0,0]}·ln({1e-7 if y[0,0] < 1e-7,"
    )
    assert formula(str(explanation.gradient_of("output/output", (0, 1))))[0] == (
        "dE/do[0,1] = dE/dL[0]·{0 if o[0,1] < 1e-7, 0 if o[0,1] > 1,"
    )


def test_what_lies_outside_the_clip_has_no_slope() -> None:
    assert_loss_proved(KLDivergence(), FRACTIONS, "hard_sigmoid")
