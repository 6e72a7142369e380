from __future__ import annotations

from nervure.optimizers import Adamax
from tests.explain.updates import assert_update_proved, formula_of


def test_every_number_agrees() -> None:
    explanation = assert_update_proved(Adamax(0.1))
    assert formula_of(explanation, "hidden/kernel/norm") == "v_max⁺[0,1] = max(β₂·v_max[0,1], abs(dE/dw[0,1]))"
    assert formula_of(explanation, "hidden/kernel") == (
        "w⁺[0,1] = w[0,1] - (η / (1 - β₁^t))·(m⁺[0,1] / (v_max⁺[0,1] + ε̂))"
    )
