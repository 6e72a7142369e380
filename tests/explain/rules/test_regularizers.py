from __future__ import annotations

from typing import Any

import pytest

from nervure.optimizers import SGD
from nervure.regularizers import L1, L1L2, L2, OrthogonalRegularizer, Regularizer
from tests.explain.updates import X, Y, assert_update_proved, stepped


class Fourth(Regularizer):
    """The sum of fourth powers."""

    def penalty(self, value: Any) -> Any:
        return (value**4).sum()

    def gradient(self, value: Any) -> Any:
        return 4 * value**3


@pytest.mark.parametrize(
    "penalty", [L1(0.1), L2(0.1), L1L2(0.1, 0.2), OrthogonalRegularizer(0.1), OrthogonalRegularizer(0.1, "columns")]
)
def test_every_number_agrees(penalty: Regularizer) -> None:
    assert_update_proved(SGD(0.1), kernel_regularizer=penalty)
    assert_update_proved(SGD(0.1), 0, activity_regularizer=penalty)


def test_a_slope_is_added_to_the_gradient() -> None:
    explanation = stepped(SGD(0.1), 0, kernel_regularizer=L2(0.1)).explain(X, Y)
    assert "+ 2 × λ₂ × w[0,1]" in str(explanation.gradient_of("hidden/kernel", (0, 1)))
    assert str(explanation.value_of("loss")).splitlines()[-1].endswith("R is hidden/kernel/penalty")


def test_lengths_and_angles_of_rows_have_names() -> None:
    explanation = stepped(SGD(0.1), 0, kernel_regularizer=OrthogonalRegularizer(0.1)).explain(X, Y)
    line = str(explanation.value_of("hidden/kernel/penalty")).splitlines()[1]
    assert line == "  R = (λ_orth / 6) × 2 × (abs(cosine[1,0]) + abs(cosine[2,0]) + abs(cosine[2,1]))"
    line = str(explanation.value_of("hidden/kernel/row_length", 1)).splitlines()[1]
    assert line == "  ℓ[1] = max(√(w[1,0]² + w[1,1]² + w[1,2]²), 1e-7)"
    assert explanation.value_of("hidden/kernel/row_cosine", (1, 1)).value == pytest.approx(1.0)


def test_a_row_of_zeros_has_no_direction() -> None:
    network = stepped(SGD(0.1), 0, kernel_regularizer=OrthogonalRegularizer(0.1))
    weights = network.get_weights()
    weights[0][1] = 0.0
    network.set_weights(weights)
    network.explain(X, Y).verify(everything=True)


def test_a_penalty_of_ones_own_is_a_number_that_is_added() -> None:
    explanation = stepped(SGD(0.1), 0, kernel_regularizer=Fourth()).explain(X, Y)
    assert explanation.verify(everything=True).opaque == 1  # the penalty itself
    assert "+ R'[0,1]" in str(explanation.gradient_of("hidden/kernel", (0, 1)))
