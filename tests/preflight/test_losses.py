from __future__ import annotations

from typing import Any

import pytest

from nervure import losses
from nervure.errors import ArgumentError
from nervure.layers import Activation, Dense, Dropout, Layer, LayerNormalization, Reshape, Softmax, UnitNormalization
from nervure.losses import BinaryCrossentropy, BinaryFocalCrossentropy, CosineSimilarity, Loss, TorchFunction
from nervure.preflight.losses import (
    check_loss,
    compares_numbers,
    is_crossentropy,
    reads_class_numbers,
    tells_classes_apart,
)
from tests.layers.layer_rules import assert_says
from tests.preflight.network_rules import chain, said

FROM_LOGITS: list[Loss] = [BinaryCrossentropy(from_logits=True), BinaryFocalCrossentropy(from_logits=True)]


def check(loss: Any, *layers: Layer, shape: tuple[int, ...] = (6,)) -> None:
    model = chain(*layers, shape=shape)
    plan = model.network().plan
    check_loss(plan, plan.outputs[0], model.output_names[0], model.graph.output_shapes[0], losses.get(loss))


@pytest.mark.parametrize("loss", ["kl_divergence", "categorical_generalized_cross_entropy", "dice", "tversky"])
@pytest.mark.parametrize("activation", [None, "relu", "tanh", "softplus", "log_softmax", "gelu"])
def test_losses_of_probabilities_without_logits_name_the_activation_that_is_missing(
    loss: str, activation: str | None
) -> None:
    wanted = "sigmoid" if loss in ("dice", "tversky") else "softmax"
    assert_says(
        ArgumentError, lambda: check(loss, Dense(3, activation=activation, name="a")), f"loss='{loss}'",
        f"Change the activation of 'a' to '{wanted}'",
    )  # fmt: skip


def test_the_divergence_of_single_rates_wants_a_sigmoid() -> None:
    assert_says(ArgumentError, lambda: check("kl_divergence", Dense(1, name="a")), "to 'sigmoid'")


@pytest.mark.parametrize("loss", ["kl_divergence", "dice", "tversky", "categorical_generalized_cross_entropy"])
@pytest.mark.parametrize("activation", ["softmax", "sparsemax"])
def test_losses_of_probabilities_take_probabilities(
    loss: str, activation: str, caplog: pytest.LogCaptureFixture
) -> None:
    assert said(lambda: check(loss, Dense(3, activation=activation)), caplog) == []


def test_a_relu_before_a_binary_loss_of_logits_is_said(caplog: pytest.LogCaptureFixture) -> None:
    for loss in FROM_LOGITS:
        (line,) = said(lambda loss=loss: check(loss, Dense(1, activation="relu", name="a")), caplog)
        assert "the probability is never below 0.5. Remove the relu from 'a'" in line
        assert said(lambda loss=loss: check(loss, Dense(1, activation="leaky_relu")), caplog) == []
        (line,) = said(lambda loss=loss: check(loss, Dense(1, activation="sigmoid", name="a")), caplog)
        assert "from_logits=True, but 'a' ends in sigmoid" in line


@pytest.mark.parametrize("loss", ["poisson", "msle"])
def test_logarithms_want_outputs_that_are_positive(loss: str, caplog: pytest.LogCaptureFixture) -> None:
    for activation in (None, "tanh", "elu", "leaky_relu"):
        (line,) = said(lambda a=activation: check(loss, Dense(1, activation=a, name="a")), caplog)
        assert f"'a' can be below 0, but {loss} takes the logarithm" in line
    for activation in ("exponential", "softplus", "relu", "sigmoid"):
        assert said(lambda a=activation: check(loss, Dense(1, activation=a)), caplog) == []


@pytest.mark.parametrize("loss", ["hinge", "squared_hinge"])
def test_a_hinge_wants_outputs_of_both_signs(loss: str, caplog: pytest.LogCaptureFixture) -> None:
    for activation in ("sigmoid", "relu", "softmax", "softplus"):
        (line,) = said(lambda a=activation: check(loss, Dense(2, activation=a)), caplog)
        assert f"ends in {activation}, which is never below 0" in line
    for activation in (None, "tanh", "softsign"):
        assert said(lambda a=activation: check(loss, Dense(2, activation=a)), caplog) == []
    assert said(lambda: check("categorical_hinge", Dense(2, activation="softmax")), caplog) == []


def test_the_axis_of_a_softmax_is_that_of_the_classes(caplog: pytest.LogCaptureFixture) -> None:
    loss = "categorical_crossentropy"
    (line,) = said(lambda: check(loss, Dense(3), Softmax(axis=1), shape=(5, 4)), caplog)
    assert "along axis 1, but categorical_crossentropy compares classes along axis 2" in line
    assert said(lambda: check(loss, Dense(3), Softmax(axis=2), shape=(5, 4)), caplog) == []
    first_axis = losses.CategoricalCrossentropy(axis=1)
    assert said(lambda: check(first_axis, Dense(3), Softmax(axis=1), shape=(5, 4)), caplog) == []
    assert said(lambda: check("mse", Dense(3), Softmax(axis=1), shape=(5, 4)), caplog) == []
    for axis in (0, -2):
        assert_says(ArgumentError, lambda axis=axis: check(loss, Dense(3), Softmax(axis=axis)), "over the samples")


def test_a_normalization_behind_the_last_activation_is_refused() -> None:
    assert_says(
        ArgumentError, lambda: check("bce", Dense(2, activation="sigmoid"), LayerNormalization(name="n")),
        "'n' comes last", "end in activation='sigmoid'",
    )  # fmt: skip


def test_the_cosine_of_single_numbers_is_refused_that_of_vectors_is_not(caplog: pytest.LogCaptureFixture) -> None:
    assert_says(ArgumentError, lambda: check("cosine_similarity", Dense(1, name="a")), "'a'", "more units")
    assert said(lambda: check("cosine_similarity", Dense(2), UnitNormalization()), caplog) == []
    along_time = CosineSimilarity(axis=1)
    assert said(lambda: check(along_time, Dense(1), shape=(5, 4)), caplog) == []


def test_a_dropout_right_before_the_loss_is_said(caplog: pytest.LogCaptureFixture) -> None:
    for last in ([Dropout(0.5, name="d")], [Dropout(0.5, name="d"), Reshape((3, 1)), Activation("linear")]):
        (line,) = said(lambda last=last: check("mse", Dense(3), *last), caplog)
        assert "'d' drops outputs (rate=0.5) right before mse" in line
    assert said(lambda: check("mse", Dense(3), Dropout(0.0)), caplog) == []
    assert said(lambda: check("mse", Dropout(0.5), Dense(3)), caplog) == []


def test_losses_are_told_apart_by_what_they_compare() -> None:
    kinds = {
        name: (is_crossentropy(loss), tells_classes_apart(loss), reads_class_numbers(loss), compares_numbers(loss))
        for name in ("mse", "poisson", "bce", "hinge", "sparse_categorical_crossentropy", "dice", "kld")
        for loss in [losses.get(name)]
    }
    assert kinds == {
        "mse": (False, False, False, True),
        "poisson": (False, False, False, True),
        "bce": (True, True, False, False),
        "hinge": (False, True, False, False),
        "sparse_categorical_crossentropy": (True, True, True, False),
        "dice": (False, False, False, False),
        "kld": (False, False, False, False),
    }
    own = TorchFunction(lambda y_true, y_pred: (y_true - y_pred).square().mean(-1))
    for question in (is_crossentropy, tells_classes_apart, reads_class_numbers, compares_numbers):
        assert not question(own)
        assert not question(None)
    assert reads_class_numbers(losses.SparseCategoricalCrossentropy(from_logits=True))
