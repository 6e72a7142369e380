from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import pytest
import torch

from nervure import losses, metrics
from nervure.errors import ArgumentError
from nervure.layers import Dense, Layer, TorchModule
from nervure.losses import BinaryCrossentropy, CategoricalCrossentropy
from nervure.metrics import AUC, Accuracy, BinaryAccuracy, F1Score, Metric, Precision, Recall
from nervure.preflight.metrics import check_metrics
from tests.layers.layer_rules import assert_says
from tests.preflight.network_rules import chain, said


class Entry(NamedTuple):
    """A metric of the only output."""

    label: str
    output: int
    metric: Metric


def check(given: Any, loss: Any, last: Layer, y: Any, *others: Any, weighted: bool = False) -> None:
    model = chain(Dense(4, activation="relu"), last)
    target = torch.as_tensor(np.asarray(y))
    shapes = model.graph.output_shapes
    entries = []
    for metric in (given, *others):
        found = metrics.get(metric, y_true_shape=tuple(target.shape), y_pred_shape=shapes[0], loss=losses.get(loss))
        entries.append(Entry(found.name, 0, found))
    check_metrics(entries, model.network().plan, [losses.get(loss)], shapes, [target], weighted)


SIDE, KIND = np.arange(120) % 2, np.eye(3)[np.arange(120) % 3]
MEASURED = np.random.default_rng(0).standard_normal((120, 1))
LOGITS = BinaryCrossentropy(from_logits=True)


def test_an_accuracy_of_measured_numbers_is_said_with_one_of_them(caplog: pytest.LogCaptureFixture) -> None:
    (line,) = said(lambda: check("accuracy", "mse", Dense(1), MEASURED), caplog)
    assert "'accuracy' counts exact answers, but the targets are continuous values (0.1257" in line
    (line,) = said(lambda: check("accuracy", "mse", Dense(2), np.repeat(MEASURED, 2, 1)), caplog)
    assert "metrics=['mae']" in line
    (line,) = said(lambda: check("accuracy", "bce", Dense(1, activation="sigmoid"), np.clip(MEASURED, 0, 1)), caplog)
    assert "never met exactly" in line
    assert said(lambda: check("mae", "mse", Dense(1), MEASURED), caplog) == []


def test_an_accuracy_of_classes_is_left_in_peace_whatever_the_loss(caplog: pytest.LogCaptureFixture) -> None:
    for loss, last, y in (
        ("mse", Dense(1, activation="sigmoid"), SIDE),
        ("mse", Dense(3), KIND),
        ("categorical_crossentropy", Dense(3, activation="softmax"), 0.9 * KIND + 0.1 / 3),
        (CategoricalCrossentropy(from_logits=True), Dense(3), KIND),
        ("hinge", Dense(1, activation="tanh"), SIDE),
    ):
        assert said(lambda args=(loss, last, y): check("accuracy", *args), caplog) == []


def test_targets_of_both_signs_have_a_sentence_of_their_own(caplog: pytest.LogCaptureFixture) -> None:
    (line,) = said(lambda: check("accuracy", "hinge", Dense(1, activation="tanh"), 2 * SIDE - 1), caplog)
    assert "(y + 1) / 2" in line


@pytest.mark.parametrize(
    ("metric", "instead"),
    [
        ("accuracy", "BinaryAccuracy(threshold=0)"),
        (AUC(), "AUC(from_logits=True)"),
        (Precision(), "activation='sigmoid', from_logits=False"),
        (Recall(thresholds=0.4), "activation='sigmoid', from_logits=False"),
        (F1Score(threshold=0.5), "activation='sigmoid', from_logits=False"),
    ],
)
def test_a_metric_of_probabilities_beside_a_loss_of_logits_is_said(
    metric: Any, instead: str, caplog: pytest.LogCaptureFixture
) -> None:
    (line,) = said(lambda: check(metric, LOGITS, Dense(1), SIDE), caplog)
    assert f"Write {instead}." in line


@pytest.mark.parametrize("metric", [BinaryAccuracy(threshold=0.0), AUC(from_logits=True), "mae", F1Score()])
def test_a_metric_that_takes_logits_is_left_in_peace(metric: Any, caplog: pytest.LogCaptureFixture) -> None:
    assert said(lambda: check(metric, LOGITS, Dense(1), SIDE), caplog) == []


def test_binary_accuracy_of_several_classes_is_said_with_the_score_of_a_guess(
    caplog: pytest.LogCaptureFixture,
) -> None:
    softmax = "categorical_crossentropy", Dense(3, activation="softmax")
    (line,) = said(lambda: check("binary_accuracy", *softmax, KIND), caplog)
    assert "each of the 3 classes separately, so even guessing scores about 67%" in line
    assert said(lambda: check("binary_accuracy", "bce", Dense(3, activation="sigmoid"), KIND), caplog) == []


def test_equality_of_floats_is_said_unless_the_output_is_ones_own(caplog: pytest.LogCaptureFixture) -> None:
    (line,) = said(lambda: check(Accuracy(), "bce", Dense(1, activation="sigmoid"), SIDE), caplog)
    assert "exactly equal the target" in line
    assert said(lambda: check(Accuracy(), "mse", TorchModule(torch.nn.Hardsigmoid()), np.zeros((120, 4))), caplog) == []


@pytest.mark.parametrize("metric", ["categorical_accuracy", "sparse_categorical_accuracy"])
def test_an_accuracy_of_one_output_is_refused(metric: str) -> None:
    assert_says(
        ArgumentError, lambda: check(metric, "bce", Dense(1, activation="sigmoid"), SIDE), metric,
        "metrics=['accuracy']",
    )  # fmt: skip


RARE = (np.arange(120) % 40 == 0).astype("int64")


@pytest.mark.parametrize(
    ("last", "loss", "y", "label"),
    [
        (Dense(1, activation="sigmoid"), "bce", RARE, "0"),
        (Dense(1, activation="sigmoid"), "bce", 1.0 - RARE[:, None], "1"),
        (Dense(1, activation="sigmoid"), "bce", RARE == 0, "1"),
        (Dense(3, activation="softmax"), "sparse_categorical_crossentropy", 2 * RARE, "0"),
        (Dense(2, activation="softmax"), "categorical_crossentropy", np.eye(2)[RARE], "0"),
    ],
)
def test_accuracy_of_nearly_one_class_is_said_with_its_share(
    last: Layer, loss: str, y: Any, label: str, caplog: pytest.LogCaptureFixture
) -> None:
    (line,) = said(lambda: check("accuracy", loss, last, y), caplog)
    assert f"98% of the labels are {label}, so always answering {label} scores just as well" in line


def test_a_rare_class_that_is_weighed_or_measured_otherwise_is_left_in_peace(
    caplog: pytest.LogCaptureFixture,
) -> None:
    sigmoid = Dense(1, activation="sigmoid")
    assert said(lambda: check("accuracy", "bce", sigmoid, RARE, weighted=True), caplog) == []
    assert said(lambda: check("accuracy", "bce", Dense(1, activation="sigmoid"), RARE, AUC()), caplog) == []
    assert said(lambda: check("accuracy", "bce", Dense(1, activation="sigmoid"), RARE[:60]), caplog) == []
    assert said(lambda: check("accuracy", "bce", Dense(1, activation="sigmoid"), SIDE), caplog) == []
