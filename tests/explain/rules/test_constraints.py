from __future__ import annotations

import pytest

from nervure.constraints import Constraint, MaxNorm, MinMaxNorm, NonNeg, UnitNorm
from nervure.optimizers import SGD, Adam
from tests.explain.updates import X, Y, assert_update_proved, formula_of, stepped


@pytest.mark.parametrize(
    "constraint", [MaxNorm(0.5), MaxNorm(0.5, axis=[0, 1]), NonNeg(), UnitNorm(-1), MinMaxNorm(0.2, 0.4, rate=0.5)]
)
def test_every_number_agrees(constraint: Constraint) -> None:
    assert_update_proved(Adam(0.01), kernel_constraint=constraint)


def test_the_weight_before_and_its_length_have_names() -> None:
    explanation = assert_update_proved(SGD(0.1), kernel_constraint=MaxNorm(0.5))
    assert formula_of(explanation, "hidden/kernel") == ("w⁺[0,1] = ŵ[0,1]·(min(‖ŵ‖[0,1], ℓ_long) / (1e-7 + ‖ŵ‖[0,1]))")
    stepped_line = str(explanation.value_of("hidden/kernel/stepped", (0, 1))).splitlines()[1]
    assert stepped_line == "  ŵ[0,1] = w[0,1] - η·dE/dw[0,1]"
    norm_line = str(explanation.value_of("hidden/kernel/stepped_norm", (0, 1))).splitlines()[1]
    assert norm_line == "  ‖ŵ‖[0,1] = √(ŵ[0,1]² + ŵ[1,1]² + ŵ[2,1]²)"


def test_a_constraint_of_ones_own_is_opaque_behind_a_step_that_is_not() -> None:
    explanation = stepped(SGD(0.1), 1, kernel_constraint=lambda w: w.clamp(-0.1, 0.1)).explain(X, Y)
    assert explanation.verify(everything=True).opaque == 9
    assert explanation.value_of("hidden/kernel/stepped", (0, 1)).derivation.origin == "update"
