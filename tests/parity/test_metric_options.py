"""The options of metrics that no other comparison reaches, over several weighted batches, within 1e-6."""

from __future__ import annotations

import inspect
from typing import Any

import keras
import numpy as np
import pytest
from numpy.typing import NDArray

import nervure
from nervure import metrics
from tests.parity.test_further_metrics import COUNTED, MEANS, SCORES, UNIONS, weighing
from tests.parity.test_metrics import CLASSES

NEAR = 1e-6
CASES: list[tuple[str, dict[str, Any]]] = [
    ("BinaryAccuracy", {"threshold": 0.3}),
    ("BinaryCrossentropy", {"from_logits": True}),
    ("BinaryCrossentropy", {"label_smoothing": 0.2}),
    ("BinaryCrossentropy", {"from_logits": True, "label_smoothing": 0.1}),
    ("CategoricalCrossentropy", {"from_logits": True}),
    ("CategoricalCrossentropy", {"label_smoothing": 0.2}),
    ("CategoricalCrossentropy", {"axis": 1}),
    ("CategoricalCrossentropy", {"axis": 1, "from_logits": True}),
    ("SparseCategoricalCrossentropy", {"from_logits": True}),
    ("SparseCategoricalCrossentropy", {"ignore_class": 2}),
    ("SparseCategoricalCrossentropy", {"axis": 1}),
    ("SparseCategoricalCrossentropy", {"axis": 1, "from_logits": True, "ignore_class": 0}),
    ("CosineSimilarity", {"axis": 1}),
    ("PearsonCorrelation", {"axis": 1}),
    ("ConcordanceCorrelation", {"axis": 1}),
    ("SparseTopKCategoricalAccuracy", {"k": 2, "from_sorted_ids": True}),
    ("OneHotMeanIoU", {"num_classes": 4, "ignore_class": 1}),
]
EVERY_WEIGHT = ["no weights", "one a sample", "one a value"]
# Keras counts what a class that is ignored leaves out only where each value has a weight, and weighs places of unions.
WEIGHTS = {"ignore_class": ["one a value"], "num_classes": ["no weights", "one a value"]}
# Compared in tests of their own: what wraps, and the axis of a union, which Keras moves.
ELSEWHERE = {"Mean": set(), "Sum": set(), "Metric": set(), "MeanMetricWrapper": {"fn", "kwargs"}} | {
    name: {"axis"} for name in ("IoU", "MeanIoU", "OneHotIoU", "OneHotMeanIoU")
}


def batch(kind: str, options: dict[str, Any], size: int, generator: np.random.Generator) -> tuple[Any, Any]:
    """Targets and outputs of four classes at three places a sample; along axis 1 the classes come first."""
    places = (size, 3)
    y_pred: NDArray[Any] = generator.uniform(0.05, 0.95, (*places, 4))
    if options.get("from_logits") or "Correlation" in kind or kind == "CosineSimilarity":
        y_pred = generator.normal(size=y_pred.shape) * 2
    numbers = generator.integers(0, 4, places)
    y_true: NDArray[Any] = numbers if kind.startswith("Sparse") else np.eye(4)[numbers]
    if kind.startswith("Binary"):
        y_true = generator.integers(0, 2, y_pred.shape)
    elif "Correlation" in kind or kind == "CosineSimilarity":
        y_true = generator.normal(size=y_pred.shape)
    if options.get("from_sorted_ids"):
        y_pred = np.argsort(-y_pred, -1)
    if options.get("axis") == 1:
        y_pred = np.moveaxis(y_pred, -1, 1)
        y_true = y_true if kind.startswith("Sparse") else np.moveaxis(y_true, -1, 1)
    return y_true.astype("int64" if kind.startswith("Sparse") else "float32"), y_pred.astype("float32")


@pytest.mark.parametrize(
    ("kind", "options", "weights"),
    [
        (kind, options, weights)
        for kind, options in CASES
        for weights in next((WEIGHTS[name] for name in WEIGHTS if name in options), EVERY_WEIGHT)
    ],
)
def test_options_over_weighted_batches_are_those_of_keras(kind: str, options: dict[str, Any], weights: str) -> None:
    generator = np.random.default_rng(7)
    ours = getattr(metrics, kind)(**options)
    # With its default dtype Keras cuts the weights of a union to whole numbers.
    theirs = getattr(keras.metrics, kind)(**options, **({"dtype": "float32"} if "IoU" in kind else {}))
    for size in (5, 1, 8):
        y_true, y_pred = batch(kind, options, size, generator)
        places = y_pred.shape[:1] + y_pred.shape[2:] if options.get("axis") == 1 else y_pred.shape[:-1]
        given = weighing(weights, places, generator)
        theirs.update_state(y_true, y_pred, sample_weight=given)
        ours.update_state(y_true, y_pred, sample_weight=given)
        expected = np.asarray(theirs.result())
        np.testing.assert_allclose(np.asarray(ours.result()), expected, rtol=NEAR, atol=NEAR)


@pytest.mark.parametrize("weighted", [False, True])
def test_a_function_of_your_own_is_averaged_over_batches_as_in_keras(weighted: bool) -> None:
    generator = np.random.default_rng(0)
    ours = metrics.MeanMetricWrapper(lambda y_true, y_pred, power: abs(y_true - y_pred) ** power, power=3)
    theirs = keras.metrics.MeanMetricWrapper(lambda y_true, y_pred, power: abs(y_true - y_pred) ** power, power=3)
    for size in (5, 1, 8):
        y_true, y_pred = generator.normal(size=(2, size)).astype("float32")
        weights = generator.uniform(0.1, 2, size).astype("float32") if weighted else None
        theirs.update_state(y_true, y_pred, sample_weight=weights)
        ours.update_state(y_true, y_pred, sample_weight=weights)
        assert float(np.asarray(ours.result())) == pytest.approx(float(theirs.result()), rel=NEAR, abs=NEAR)


def test_what_an_ignored_class_leaves_is_averaged_as_in_the_loss_where_keras_counts_zeros() -> None:
    y_true, y_pred = np.array([0, 1, 2, 2]), np.full((4, 3), 1 / 3, "float32")
    ours = metrics.SparseCategoricalCrossentropy(ignore_class=2)(y_true, y_pred)
    theirs = keras.metrics.SparseCategoricalCrossentropy(ignore_class=2)(y_true, y_pred)
    assert ours == pytest.approx(np.log(3), rel=NEAR)
    assert ours == pytest.approx(float(keras.losses.SparseCategoricalCrossentropy(ignore_class=2)(y_true, y_pred)))
    assert float(theirs) == pytest.approx(np.log(3) / 2, rel=NEAR)


@pytest.mark.parametrize("room", ["losses", "metrics"])
def test_smooth_labels_sum_to_1_along_any_axis_where_keras_counts_classes_along_the_last(room: str) -> None:
    generator = np.random.default_rng(0)
    y_true = np.moveaxis(np.eye(4, dtype="float32")[generator.integers(0, 4, (5, 3))], -1, 1)
    y_pred = generator.normal(size=y_true.shape).astype("float32")
    options: dict[str, Any] = {"from_logits": True, "label_smoothing": 0.1}
    of_ours, of_keras = getattr(nervure, room), getattr(keras, room)
    ours = of_ours.CategoricalCrossentropy(axis=1, **options)(y_true, y_pred)
    turned = np.moveaxis(y_true, 1, -1), np.moveaxis(y_pred, 1, -1)
    assert ours == pytest.approx(float(of_keras.CategoricalCrossentropy(**options)(*turned)), rel=1e-5)
    assert abs(ours - float(of_keras.CategoricalCrossentropy(axis=1, **options)(y_true, y_pred))) > 0.01


def test_every_option_of_every_metric_of_keras_is_compared() -> None:
    rows = [*CASES, *MEANS, *COUNTED, *SCORES, *UNIONS, *((kind, {}) for kind in CLASSES)]
    kinds = [name for name in dir(keras.metrics) if name[0].isupper()]
    assert {kind for kind, _ in rows} == set(kinds) - {"Mean", "MeanMetricWrapper", "Metric", "Sum"}
    for kind in kinds:
        compared = {option for name, options in rows if name == kind for option in options}
        arguments = set(inspect.signature(getattr(metrics, kind)).parameters) - {"name", "dtype"}
        assert arguments - ELSEWHERE.get(kind, set()) <= compared, kind
