from __future__ import annotations

from nervure.losses import CategoricalGeneralizedCrossEntropy
from nervure.ops.generalized_cross_entropy import SOFTMAX_CATEGORICAL_GENERALIZED_CROSS_ENTROPY
from tests.explain.losses import LABELS, assert_loss_proved, formula, loss_explained


def test_every_number_agrees() -> None:
    assert_loss_proved(CategoricalGeneralizedCrossEntropy(q=0.7), LABELS, "softmax")
    assert_loss_proved(CategoricalGeneralizedCrossEntropy(), LABELS, "sigmoid")


def test_from_logits_too() -> None:
    loss = CategoricalGeneralizedCrossEntropy()
    loss.op = SOFTMAX_CATEGORICAL_GENERALIZED_CROSS_ENTROPY
    assert_loss_proved(loss, LABELS)


def test_only_the_true_class_has_a_slope() -> None:
    explanation = loss_explained(CategoricalGeneralizedCrossEntropy(), LABELS, "softmax")
    assert formula(str(explanation.value_of("output/loss", (0,))))[0] == "L[0] = (1 - o[0,0]^q) / q"
    assert explanation.gradient_of("output/output", (0, 1)).value == 0
