from __future__ import annotations

import pytest

from nervure.losses import Circle
from tests.explain.losses import LABELS, assert_loss_proved, loss_explained


@pytest.mark.covering
@pytest.mark.parametrize("activation", [None, "tanh", "softmax"])
@pytest.mark.parametrize("removed", [True, False])
def test_every_number_agrees(activation: str | None, removed: bool) -> None:
    assert_loss_proved(Circle(gamma=4.0, remove_diagonal=removed), LABELS, activation)


def test_a_large_scale_overflows_nothing() -> None:
    assert_loss_proved(Circle(gamma=1000.0), LABELS, "tanh")


def test_an_embedding_without_a_pair_loses_nothing() -> None:
    explanation = loss_explained(Circle(gamma=4.0), LABELS)
    assert explanation.value_of("output/loss", (0,)).value == 0  # nobody else is of class 0
    assert explanation.gradient_of("output/loss", (0,)).value == 0
    assert explanation.value_of("output/loss", (2,)).value > 0
