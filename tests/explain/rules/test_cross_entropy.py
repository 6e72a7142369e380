from __future__ import annotations

import pytest

from nervure.losses import BinaryCrossentropy, CategoricalCrossentropy, SparseCategoricalCrossentropy
from tests.explain.losses import (
    FRACTIONS,
    LABELS,
    ONE_HOT,
    YES_NO,
    assert_loss_proved,
    formula,
    loss_explained,
)


@pytest.mark.parametrize("activation", ["softmax", "sigmoid", "hard_sigmoid", None])
def test_one_hot_targets_agree_behind_every_activation(activation: str | None) -> None:
    for smoothing in (0.0, 0.2):
        is_logits = activation is None
        loss = CategoricalCrossentropy(from_logits=is_logits, label_smoothing=smoothing)
        assert_loss_proved(loss, ONE_HOT, activation)
    if activation in ("softmax", None):
        assert_loss_proved(loss, FRACTIONS, activation)


@pytest.mark.parametrize("activation", ["softmax", "sigmoid", None])
def test_class_numbers_agree_behind_every_activation(activation: str | None) -> None:
    for ignored in (None, 1):
        loss = SparseCategoricalCrossentropy(from_logits=activation is None, ignore_class=ignored)
        assert_loss_proved(loss, LABELS, activation)


@pytest.mark.parametrize("activation", ["sigmoid", "hard_sigmoid", "softmax", None])
def test_yes_and_no_agree_behind_every_activation(activation: str | None) -> None:
    for smoothing in (0.0, 0.2):
        loss = BinaryCrossentropy(from_logits=activation is None, label_smoothing=smoothing)
        assert_loss_proved(loss, YES_NO, activation)


def test_with_the_softmax_the_error_is_the_probability_that_went_to_the_wrong_place() -> None:
    explanation = loss_explained(SparseCategoricalCrossentropy(), LABELS, "softmax")
    assert formula(str(explanation.value_of("output/loss", (0,))))[0] == "L[0] = -ln(p[0,0])"
    assert formula(str(explanation.gradient_of("output/z", (0, 0))))[0] == "dE/dz[0,0] = dE/dL[0]·(p[0,0] - 1)"
    assert formula(str(explanation.gradient_of("output/z", (0, 1))))[0] == "dE/dz[0,1] = dE/dL[0]·p[0,1]"


def test_targets_that_add_up_to_one_leave_probability_less_target() -> None:
    explanation = loss_explained(CategoricalCrossentropy(), ONE_HOT, "softmax")
    line = formula(str(explanation.gradient_of("output/z", (0, 1))))[0]
    assert line == "dE/dz[0,1] = dE/dL[0]·(p[0,1] - y[0,1])"


def test_the_clip_is_shown_as_a_selection() -> None:
    explanation = loss_explained(BinaryCrossentropy(), YES_NO, "hard_sigmoid")
    assert "{1e-7 if o[0,0] < 1e-7, 1 - 1e-7 if o[0,0] > 1 - 1e-7, else o[0,0]}" in str(
        explanation.value_of("output/loss", (0,))
    )


def test_an_ignored_class_counts_nothing() -> None:
    explanation = loss_explained(SparseCategoricalCrossentropy(ignore_class=2), LABELS, "softmax")
    assert explanation.value_of("output/loss", (1,)).value == 0
    assert explanation.gradient_of("output/loss", (1,)).value == 0
    assert explanation.gradient_of("output/loss", (0,)).value == pytest.approx(1 / 3)


def test_logits_too_large_for_their_exponentials_are_shifted() -> None:
    loss = SparseCategoricalCrossentropy(from_logits=True)
    explanation = loss_explained(loss, LABELS)
    network_gradient = explanation.gradient_of("output/output", (0, 1))
    assert "max" not in str(network_gradient)
