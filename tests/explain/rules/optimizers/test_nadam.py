from __future__ import annotations

from nervure.optimizers import Nadam
from tests.explain.updates import assert_update_proved, formula_of


def test_every_number_agrees() -> None:
    explanation = assert_update_proved(Nadam(0.01), steps=3)
    assert "φₜ₊₁·m⁺[0,1] / (1 - Pₜ₊₁)" in formula_of(explanation, "hidden/kernel")
