"""Losses beside those of Keras: the same numbers, the same gradients."""

from __future__ import annotations

from typing import Any

import keras
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from nervure import losses
from nervure.losses.table import TABLE
from tests.parity.losses_beside_keras import VALUE, assert_same

REDUCTIONS = ["sum_over_batch_size", "sum", "mean", "mean_with_sample_weight", "none", None]
CLASSES = [
    "MeanSquaredError",
    "MeanAbsoluteError",
    "BinaryCrossentropy",
    "CategoricalCrossentropy",
    "SparseCategoricalCrossentropy",
]


def draw(kind: str, options: dict[str, Any], seed: int, places: tuple[int, ...], outputs: int) -> tuple[Any, Any]:
    """Targets and outputs that the loss ``kind`` can read, float32."""
    generator = np.random.default_rng(seed)
    shape = (*places, outputs)
    if options.get("from_logits") or kind.startswith("Mean"):
        y_pred = generator.normal(size=shape) * 3
    else:
        y_pred = generator.uniform(0.01, 0.99, shape)
    if kind.startswith("Mean"):
        y_true: NDArray[Any] = generator.normal(size=shape)
    elif kind.startswith("Binary"):
        y_true = generator.integers(0, 2, shape)
    else:
        y_true = generator.integers(0, outputs, places)
        if not kind.startswith("Sparse"):
            y_true = np.eye(outputs)[y_true]
    whole = kind.startswith("Sparse")
    return y_true if whole else y_true.astype(np.float32), y_pred.astype(np.float32)


@settings(max_examples=100)
@given(
    st.sampled_from(CLASSES),
    st.lists(st.integers(1, 4), min_size=1, max_size=2),
    st.integers(2, 5),
    st.sampled_from(REDUCTIONS),
    st.booleans(),
    st.sampled_from([0.0, 0.1, 0.5]),
    st.booleans(),
    st.integers(0, 10**6),
)
def test_values_and_gradients_are_those_of_keras(
    kind: str,
    places: list[int],
    outputs: int,
    reduction: str,
    from_logits: bool,
    smoothing: float,
    weighted: bool,
    seed: int,
) -> None:
    arguments: dict[str, Any] = {"reduction": reduction}
    if not kind.startswith("Mean"):
        arguments["from_logits"] = from_logits
        if not kind.startswith("Sparse"):
            arguments["label_smoothing"] = smoothing
    y_true, y_pred = draw(kind, arguments, seed, tuple(places), outputs)
    generator = np.random.default_rng(seed + 1)
    # One weight a value: Keras aligns weights with the last axes, so that (N,) means samples only beside values (N,).
    weights = generator.uniform(0, 2, places).astype(np.float32) if weighted else None
    assert_same(kind, arguments, y_true, y_pred, weights)


@pytest.mark.parametrize("kind", ["MeanSquaredError", "MeanAbsoluteError", "BinaryCrossentropy"])
@pytest.mark.parametrize("weighted", [False, True])
def test_labels_of_one_number_a_sample_beside_a_single_output(kind: str, weighted: bool) -> None:
    y_true, y_pred = draw(kind, {}, 0, (6,), 1)
    weights = np.arange(6, dtype=np.float32) if weighted else None
    assert_same(kind, {}, y_true[:, 0], y_pred, weights)
    assert_same(kind, {}, y_true, y_pred, None if weights is None else weights[:, None])


@pytest.mark.parametrize("from_logits", [False, True])
@pytest.mark.parametrize("ignored", [-1, 2])
@pytest.mark.parametrize("reduction", ["sum_over_batch_size", "sum", None])
@pytest.mark.parametrize("weighted", [False, True])
def test_ignored_classes_are_left_out_as_in_keras(
    from_logits: bool, ignored: int, reduction: str, weighted: bool
) -> None:
    arguments = {"from_logits": from_logits, "ignore_class": ignored, "reduction": reduction}
    y_true, y_pred = draw("SparseCategoricalCrossentropy", arguments, 0, (8,), 4)
    y_true[[1, 4]] = ignored
    weights = np.arange(8, dtype=np.float32) if weighted else None
    assert_same("SparseCategoricalCrossentropy", arguments, y_true, y_pred, weights)


@pytest.mark.parametrize("kind", ["CategoricalCrossentropy", "SparseCategoricalCrossentropy"])
@pytest.mark.parametrize("from_logits", [False, True])
def test_the_class_axis_may_be_another(kind: str, from_logits: bool) -> None:
    arguments = {"from_logits": from_logits, "axis": 1}
    y_true, y_pred = draw(kind, arguments, 0, (3, 5), 4)
    if kind.startswith("Categorical"):
        y_true = np.moveaxis(y_true, -1, 1).copy()
    assert_same(kind, arguments, y_true, np.moveaxis(y_pred, -1, 1).copy(), None)


@pytest.mark.parametrize("kind", ["BinaryCrossentropy", "CategoricalCrossentropy", "SparseCategoricalCrossentropy"])
def test_sure_probabilities_are_clipped_as_in_keras(kind: str) -> None:
    y_pred = np.array([[1, 0], [0, 1], [1 - 1e-7, 1e-7], [1 - 1e-8, 1e-8], [0.5, 0.5]], np.float32)
    numbers = np.array([0, 0, 1, 1, 0])
    assert_same(kind, {}, numbers if kind.startswith("Sparse") else np.eye(2, dtype=np.float32)[numbers], y_pred, None)


@pytest.mark.parametrize("kind", ["BinaryCrossentropy", "CategoricalCrossentropy", "SparseCategoricalCrossentropy"])
def test_logits_of_a_thousand_are_no_more_trouble_than_in_keras(kind: str) -> None:
    y_pred = np.array([[1000, -1000], [-1000, 1000], [0, 1000]], np.float32)
    numbers = np.array([0, 0, 1])
    y_true = numbers if kind.startswith("Sparse") else np.eye(2, dtype=np.float32)[numbers]
    assert_same(kind, {"from_logits": True}, y_true, y_pred, None)


@pytest.mark.parametrize(
    "name",
    [
        "mean_squared_error",
        "mean_absolute_error",
        "binary_crossentropy",
        "categorical_crossentropy",
        "sparse_categorical_crossentropy",
    ],
)
def test_functions_give_one_value_a_sample_as_in_keras(name: str) -> None:
    kind = "".join(word.capitalize() for word in name.split("_"))
    y_true, y_pred = draw(kind, {}, 0, (4, 3), 5)
    expected = getattr(keras.losses, name)(y_true, y_pred).numpy()
    values = getattr(losses, name)(y_true, y_pred)
    assert values.shape == expected.shape == (4, 3)
    np.testing.assert_allclose(values, expected, rtol=VALUE, atol=VALUE)


@pytest.mark.parametrize("units", [1, 2, 10])
def test_the_lectures_error_is_units_over_two_times_that_of_keras(units: int) -> None:
    y_true, y_pred = draw("MeanSquaredError", {}, units, (7,), units)
    expected = float(keras.losses.MeanSquaredError()(y_true, y_pred)) * units / 2
    assert float(losses.HalfSquaredError()(y_true, y_pred)) == pytest.approx(expected, rel=1e-6)


@pytest.mark.parametrize("kind", CLASSES)
def test_arguments_defaults_and_order_are_those_of_keras(kind: str) -> None:
    theirs = keras.losses.deserialize({"class_name": kind, "config": {}}).get_config()
    ours = getattr(losses, kind)().get_config()
    assert {name: ours[name] for name in theirs} == theirs
    positions = getattr(keras.losses, kind).__init__.__code__.co_varnames[1 : len(ours) + 1]
    assert tuple(ours) == positions


def test_every_name_that_keras_knows_of_these_losses_is_known() -> None:
    from keras.src.losses import ALL_OBJECTS_DICT

    functions = {name.lower() for name in CLASSES}
    for name, item in ALL_OBJECTS_DICT.items():
        if item.__name__.replace("_", "").lower() in functions:
            assert name in TABLE
            assert type(TABLE[name]()).__name__.lower() == item.__name__.replace("_", "").lower()
