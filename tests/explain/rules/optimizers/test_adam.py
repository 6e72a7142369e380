from __future__ import annotations

from nervure.optimizers import Adam, AdamW
from tests.explain.updates import assert_update_proved, formula_of


def test_every_number_agrees() -> None:
    assert_update_proved(Adam(0.01))
    assert_update_proved(Adam(0.01, amsgrad=True), steps=3)
    assert_update_proved(AdamW(0.01, weight_decay=0.1))


def test_the_averages_and_their_correction() -> None:
    explanation = assert_update_proved(Adam(0.01))
    assert formula_of(explanation, "hidden/kernel/momentum") == "m⁺[0,1] = m[0,1] + (1 - β₁)·(dE/dw[0,1] - m[0,1])"
    assert formula_of(explanation, "hidden/kernel/velocity") == "v⁺[0,1] = v[0,1] + (1 - β₂)·((dE/dw[0,1])² - v[0,1])"
    assert formula_of(explanation, "hidden/kernel") == (
        "w⁺[0,1] = w[0,1] - (η·√(1 - β₂^t) / (1 - β₁^t))·(m⁺[0,1] / (√(v⁺[0,1]) + ε̂))"
    )


def test_the_weight_decays_first() -> None:
    explanation = assert_update_proved(AdamW(0.01, weight_decay=0.1))
    assert formula_of(explanation, "hidden/kernel").startswith("w⁺[0,1] = w[0,1]·(1 - η·λ) - ")


def test_amsgrad_divides_by_the_largest_so_far() -> None:
    explanation = assert_update_proved(Adam(0.01, amsgrad=True))
    assert formula_of(explanation, "hidden/kernel/velocity_hat") == "v̂⁺[0,1] = max(v̂[0,1], v⁺[0,1])"
