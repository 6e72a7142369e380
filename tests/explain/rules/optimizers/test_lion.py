from __future__ import annotations

from nervure.optimizers import Lion
from tests.explain.updates import assert_update_proved, formula_of


def test_every_number_agrees() -> None:
    explanation = assert_update_proved(Lion(0.0001))
    assert formula_of(explanation, "hidden/kernel") == ("w⁺[0,1] = w[0,1] - η·sign(β₁·m[0,1] + (1 - β₁)·dE/dw[0,1])")
