from __future__ import annotations

from nervure.optimizers import RMSprop
from tests.explain.updates import assert_update_proved, formula_of


def test_every_number_agrees() -> None:
    assert_update_proved(RMSprop(0.01))
    assert_update_proved(RMSprop(0.01, momentum=0.5, centered=True))


def test_the_average_stands_under_the_root() -> None:
    explanation = assert_update_proved(RMSprop(0.01))
    assert formula_of(explanation, "hidden/kernel") == "w⁺[0,1] = w[0,1] - η·dE/dw[0,1] / √(v⁺[0,1] + ε̂)"
    assert formula_of(explanation, "hidden/kernel/velocity") == "v⁺[0,1] = ρ·v[0,1] + (1 - ρ)·(dE/dw[0,1])²"
