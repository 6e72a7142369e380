from __future__ import annotations

from nervure.optimizers import Adagrad
from tests.explain.updates import assert_update_proved, formula_of


def test_every_number_agrees() -> None:
    explanation = assert_update_proved(Adagrad(0.1))
    assert formula_of(explanation, "hidden/kernel/accumulator") == "G⁺[0,1] = G[0,1] + (dE/dw[0,1])²"
    assert formula_of(explanation, "hidden/kernel") == "w⁺[0,1] = w[0,1] - η·dE/dw[0,1] / √(G⁺[0,1] + ε̂)"
