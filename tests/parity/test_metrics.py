"""Metrics beside those of Keras, batch by batch."""

from __future__ import annotations

from typing import Any

import keras
import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from keras.src.trainers.compile_utils import get_metric
from numpy.typing import NDArray

from nervure import metrics
from nervure.metrics.table import TABLE

CLASSES = [
    "Accuracy",
    "BinaryAccuracy",
    "CategoricalAccuracy",
    "SparseCategoricalAccuracy",
    "MeanSquaredError",
    "MeanAbsoluteError",
    "BinaryCrossentropy",
    "CategoricalCrossentropy",
    "SparseCategoricalCrossentropy",
]


def draw(kind: str, generator: np.random.Generator, places: tuple[int, ...], outputs: int) -> tuple[Any, Any]:
    """Targets and outputs that the metric ``kind`` can read."""
    y_pred: NDArray[Any] = generator.uniform(0.05, 0.95, (*places, outputs)).astype(np.float32)
    if kind.startswith("Sparse"):
        return generator.integers(0, outputs, places), y_pred
    if kind.startswith("Categorical"):
        return np.eye(outputs, dtype=np.float32)[generator.integers(0, outputs, places)], y_pred
    if kind == "Accuracy":
        y_pred = np.round(y_pred)
    return generator.integers(0, 2, y_pred.shape).astype(np.float32), y_pred


@settings(max_examples=100)
@given(
    st.sampled_from(CLASSES),
    st.lists(st.integers(1, 6), min_size=1, max_size=3),
    st.lists(st.integers(2, 3), max_size=1),
    st.integers(2, 4),
    st.sampled_from(["no weights", "one a sample", "one a value"]),
    st.integers(0, 10**6),
)
def test_results_over_batches_are_those_of_keras(
    kind: str, sizes: list[int], inner: list[int], outputs: int, weighing: str, seed: int
) -> None:
    generator = np.random.default_rng(seed)
    ours, theirs = getattr(metrics, kind)(), getattr(keras.metrics, kind)()
    for size in sizes:
        places = (size, *inner)
        y_true, y_pred = draw(kind, generator, places, outputs)
        shape = {"no weights": None, "one a sample": (size,), "one a value": places}[weighing]
        weights = None if shape is None else generator.uniform(0, 2, shape).astype(np.float32)
        theirs.update_state(y_true, y_pred, sample_weight=weights)
        ours.update_state(y_true, y_pred, sample_weight=weights)
        assert ours.result() == pytest.approx(float(theirs.result()), rel=2e-6, abs=1e-6)


@settings(max_examples=20)
@given(st.lists(st.integers(1, 4), min_size=1, max_size=3), st.booleans(), st.integers(0, 10**6))
def test_means_are_those_of_keras(shape: list[int], weighted: bool, seed: int) -> None:
    generator = np.random.default_rng(seed)
    values = generator.normal(size=shape).astype(np.float32)
    weights = generator.uniform(0.1, 2, shape[0]).astype(np.float32) if weighted else None
    ours, theirs = metrics.Mean(), keras.metrics.Mean()
    theirs.update_state(values, sample_weight=weights)
    ours.update_state(values, sample_weight=weights)
    assert ours.result() == pytest.approx(float(theirs.result()), rel=1e-5, abs=1e-6)


@pytest.mark.parametrize(
    ("kind", "options"),
    [
        ("BinaryAccuracy", {"threshold": 0.3}),
        ("BinaryCrossentropy", {"from_logits": True, "label_smoothing": 0.2}),
        ("CategoricalCrossentropy", {"from_logits": True, "label_smoothing": 0.2}),
        ("SparseCategoricalCrossentropy", {"from_logits": True}),
    ],
)
def test_options_do_what_they_do_in_keras(kind: str, options: dict[str, Any]) -> None:
    y_true, y_pred = draw(kind, np.random.default_rng(0), (8,), 3)
    ours, theirs = getattr(metrics, kind)(**options), getattr(keras.metrics, kind)(**options)
    theirs.update_state(y_true, y_pred)
    assert ours(y_true, y_pred) == pytest.approx(float(theirs.result()), rel=1e-6)


def test_an_ignored_class_is_left_out_as_keras_does_where_samples_are_weighted() -> None:
    y_true, y_pred = draw("SparseCategoricalCrossentropy", np.random.default_rng(0), (8,), 3)
    weights = np.arange(8, dtype=np.float32)
    ours = metrics.SparseCategoricalCrossentropy(ignore_class=2)
    theirs = keras.metrics.SparseCategoricalCrossentropy(ignore_class=2)
    theirs.update_state(y_true, y_pred, sample_weight=weights)
    assert ours(y_true, y_pred, weights) == pytest.approx(float(theirs.result()), rel=1e-6)


@pytest.mark.parametrize("name", ["accuracy", "acc", "Accuracy", "mse", "mean_absolute_error"])
@pytest.mark.parametrize(
    ("y_true", "y_pred"),
    [((8,), (8, 1)), ((8, 1), (8, 1)), ((8,), (8, 5)), ((8, 1), (8, 5)), ((8, 5), (8, 5)), ((8, 4), (8, 4, 5))],
)
def test_names_are_resolved_to_the_class_and_the_name_that_keras_takes(
    name: str, y_true: tuple[int, ...], y_pred: tuple[int, ...]
) -> None:
    theirs = get_metric(name, torch.zeros(y_true), torch.zeros(y_pred))
    ours = metrics.get(name, y_true, y_pred)
    assert (type(ours).__name__, ours.name) == (type(theirs).__name__, theirs.name)


@pytest.mark.parametrize("name", ["binary_accuracy", "categorical_accuracy", "sparse_categorical_accuracy"])
def test_functions_give_one_value_a_sample_as_in_keras(name: str) -> None:
    kind = "".join(word.capitalize() for word in name.split("_"))
    y_true, y_pred = draw(kind, np.random.default_rng(0), (6,), 4)
    expected = getattr(keras.metrics, name)(y_true, y_pred).numpy()
    np.testing.assert_array_equal(getattr(metrics, name)(y_true, y_pred), expected)


@pytest.mark.parametrize("kind", [*CLASSES, "Mean"])
def test_arguments_and_defaults_are_those_of_keras(kind: str) -> None:
    theirs = getattr(keras.metrics, kind).__init__
    ours = getattr(metrics, kind)().get_config()
    count = theirs.__code__.co_argcount
    assert tuple(ours) == theirs.__code__.co_varnames[1:count]
    assert tuple(ours.values()) == theirs.__defaults__


def test_the_better_direction_is_that_of_keras() -> None:
    for kind in CLASSES:
        assert getattr(metrics, kind)().direction == getattr(keras.metrics, kind)()._direction


def test_every_name_that_keras_knows_of_these_metrics_is_known() -> None:
    from keras.src.metrics import ALL_OBJECTS_DICT

    for name, item in ALL_OBJECTS_DICT.items():
        if item.__name__ in CLASSES:
            assert name in TABLE
            assert type(TABLE[name]()).__name__ == item.__name__
