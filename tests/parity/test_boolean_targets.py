"""Targets given as booleans, one-hot or yes and no, beside Keras: every loss and metric reads them as 1 and 0."""

from __future__ import annotations

import inspect
from typing import Any

import numpy as np
import pytest

import nervure.keras as ours
from nervure.metrics import ConfusionMatrix

keras = pytest.importorskip("keras")

RANDOM = np.random.default_rng(0)
OUTPUTS = RANDOM.random((6, 4)).astype("float32")
OUTPUTS /= OUTPUTS.sum(1, keepdims=True)
ONE_HOT = np.eye(4, dtype="float32")[RANDOM.integers(0, 4, 6)]
OPTIONS: dict[str, dict[str, Any]] = {
    "IoU": {"num_classes": 2, "target_class_ids": [0]},
    "MeanIoU": {"num_classes": 2},
    "OneHotIoU": {"num_classes": 4, "target_class_ids": [0]},
    "OneHotMeanIoU": {"num_classes": 4},
    "PrecisionAtRecall": {"recall": 0.5},
    "RecallAtPrecision": {"precision": 0.5},
    "SensitivityAtSpecificity": {"specificity": 0.5},
    "SpecificityAtSensitivity": {"sensitivity": 0.5},
    "TopKCategoricalAccuracy": {"k": 2},
}
# Those of class numbers, of numbers without targets, and bases.
OTHERS = ("Metric", "Loss", "Mean", "Sum", "MeanMetricWrapper", "CTC", "Circle", "CategoricalGeneralizedCrossEntropy")


def classes(package: str) -> list[str]:
    of_keras = getattr(keras, package)
    return [
        name
        for name in sorted(vars(of_keras))
        if inspect.isclass(getattr(of_keras, name)) and "Sparse" not in name and name not in OTHERS
        and inspect.isclass(getattr(getattr(ours, package), name, None))
    ]  # fmt: skip


def value(made: Any, y_true: Any) -> Any:
    result = made(y_true, OUTPUTS)
    return np.asarray(result.detach().numpy() if hasattr(result, "detach") else result, "float64")


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize(
    ("package", "name"), [(kind, name) for kind in ("losses", "metrics") for name in classes(kind)]
)
def test_booleans_count_as_ones_and_zeros(package: str, name: str) -> None:
    mine, theirs = (getattr(getattr(library, package), name)(**OPTIONS.get(name, {})) for library in (ours, keras))
    found = value(mine, ONE_HOT > 0)
    np.testing.assert_allclose(found, value(theirs, ONE_HOT > 0), rtol=1e-4, atol=1e-5)
    fresh = getattr(getattr(ours, package), name)(**OPTIONS.get(name, {}))
    np.testing.assert_array_equal(found, value(fresh, ONE_HOT))


def test_a_confusion_matrix_reads_them_too() -> None:
    found = [ConfusionMatrix(4)(targets, OUTPUTS) for targets in (ONE_HOT, ONE_HOT > 0)]
    np.testing.assert_array_equal(*found)


def test_fit_reads_one_hot_targets_of_every_axis_given_as_booleans() -> None:
    logs = []
    for library in (ours, keras):
        model = library.Sequential([
            library.Input((2, 4)), library.layers.Dense(4, activation="softmax", kernel_initializer="ones"),
        ])  # fmt: skip
        model.compile("sgd", "categorical_crossentropy", metrics=["accuracy"])
        targets = np.ones((3, 1, 1)) * np.eye(4)[:2] > 0
        logs.append(model.fit(np.ones((3, 2, 4), "float32"), targets, verbose=0).history)
    assert logs[0].keys() == logs[1].keys()
    for label in logs[0]:
        np.testing.assert_allclose(logs[0][label], logs[1][label], rtol=1e-4)
