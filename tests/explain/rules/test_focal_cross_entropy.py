from __future__ import annotations

from typing import Any

import pytest

from nervure.losses import BinaryFocalCrossentropy, CategoricalFocalCrossentropy
from tests.explain.losses import ONE_HOT, YES_NO, assert_loss_proved, formula, loss_explained


@pytest.mark.covering
@pytest.mark.parametrize("activation", ["sigmoid", "hard_sigmoid", None])
@pytest.mark.parametrize("options", [{}, {"apply_class_balancing": True, "label_smoothing": 0.1, "gamma": 1.5}])
def test_yes_and_no_agree_behind_every_activation(activation: str | None, options: dict[str, Any]) -> None:
    assert_loss_proved(BinaryFocalCrossentropy(from_logits=activation is None, **options), YES_NO, activation)


@pytest.mark.covering
@pytest.mark.parametrize("activation", ["softmax", "sigmoid", None])
@pytest.mark.parametrize("alpha", [0.25, [0.2, 0.3, 0.5]])
def test_classes_agree_behind_every_activation(activation: str | None, alpha: float | list[float]) -> None:
    loss = CategoricalFocalCrossentropy(alpha, from_logits=activation is None, label_smoothing=0.1)
    assert_loss_proved(loss, ONE_HOT, activation)


def test_a_sure_answer_counts_less() -> None:
    explanation = loss_explained(BinaryFocalCrossentropy(from_logits=True), YES_NO)
    line = formula(str(explanation.value_of("output/loss", (0,))))[0]
    assert line.startswith("L[0] = ((y[0,0]·(1 - σ(z[0,0])) + (1 - y[0,0])·σ(z[0,0]))^γ".replace("z", "o"))
