from __future__ import annotations

from nervure.losses import CosineSimilarity
from tests.explain.losses import NUMBERS, assert_loss_proved, formula, loss_explained


def test_every_number_agrees() -> None:
    assert_loss_proved(CosineSimilarity(), NUMBERS, None)


def test_value_and_slope_as_they_are_shown() -> None:
    explanation = loss_explained(CosineSimilarity(), NUMBERS, None)
    assert formula(str(explanation.value_of("output/loss", (0,))))[0] == (
        "L[0] = -(o[0,0]·y[0,0] + o[0,1]·y[0,1] + o[0,2]·y[0,2]) / (max(√(o[0,0]² + o[0,1]² + o[0,2]²),"
    )
    assert formula(str(explanation.gradient_of("output/output", (0, 1))))[0] == (
        "dE/do[0,1] = dE/dL[0]·{0 if √(o[0,0]² + o[0,1]² + o[0,2]²) < 1e-7,"
    )
