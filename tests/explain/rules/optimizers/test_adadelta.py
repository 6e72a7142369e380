from __future__ import annotations

from nervure.optimizers import Adadelta
from tests.explain.updates import assert_update_proved, formula_of


def test_every_number_agrees() -> None:
    explanation = assert_update_proved(Adadelta(0.5))
    assert formula_of(explanation, "hidden/kernel/accumulated_grad") == "v⁺[0,1] = ρ·v[0,1] + (1 - ρ)·(dE/dw[0,1])²"
    assert "√(v_move[0,1] + ε̂)" in formula_of(explanation, "hidden/kernel")
