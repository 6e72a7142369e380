from __future__ import annotations

import math
from typing import Any

import keras
import numpy as np
import pytest
import torch

from nervure import losses, metrics
from nervure.errors import ArgumentError, UnknownNameError
from nervure.models.compilation import Compilation
from nervure.optimizers import Adam
from tests.models.networks import assert_explained, numbers, two_ended, two_ended_data
from tests.parity.both import KERAS_CONVERSION

ONE, TWO = ["dense"], ["kind", "size"]
ARGUMENTS: dict[str, Any] = {
    "optimizer": "adam", "loss": None, "loss_weights": None, "metrics": None, "weighted_metrics": None,
    "precision": "float32", "device": "cpu",
}  # fmt: skip


def compilation(**given: Any) -> Compilation:
    return Compilation.of({**ARGUMENTS, **given})


@pytest.mark.parametrize(
    ("argument", "wrong", "near"),
    [
        ("optimizer", "adamm", "adam"),
        ("loss", "categorical_crosentropy", "categorical_crossentropy"),
        ("loss", ["mse", "mean_absolut_error"], "mean_absolute_error"),
        ("loss", {"kind": "half_squared_eror"}, "half_squared_error"),
        ("metrics", ["acuracy"], "accuracy"),
        ("metrics", [["accuracy"], ["confusion_matrx"]], "confusion_matrix"),
        ("weighted_metrics", {"kind": "accurracy"}, "accuracy"),
        ("precision", "float23", "float32"),
    ],
)
def test_a_misspelled_name_is_found_at_once(argument: str, wrong: Any, near: str) -> None:
    assert_explained(UnknownNameError, lambda: compilation(**{argument: wrong}), f"'{near}'")


def test_a_device_that_is_not_there_is_an_error() -> None:
    assert_explained(ArgumentError, lambda: compilation(device="gpu"), "'gpu'")
    assert compilation(device="auto").device.type in ("cpu", "cuda", "mps")


def test_losses_are_one_for_all_a_list_or_a_mapping() -> None:
    squared, absolute = losses.MeanSquaredError(), losses.MeanAbsoluteError()
    assert compilation(loss=squared).losses_of(TWO) == (squared, squared)
    assert compilation(loss=[squared, absolute]).losses_of(TWO) == (squared, absolute)
    assert compilation(loss=[squared, None]).losses_of(TWO) == (squared, None)
    assert compilation(loss={"size": absolute}).losses_of(TWO) == (None, absolute)
    assert compilation().losses_of(TWO) == (None, None)


def test_a_list_of_another_length_or_another_name_is_an_error() -> None:
    assert_explained(ArgumentError, lambda: compilation(loss=["mse"]).losses_of(TWO), "kind, size", "compile(loss=...)")
    assert_explained(
        ArgumentError, lambda: compilation(loss="mse", loss_weights=[1, 2, 3]).loss_weights_of(TWO), "loss_weights"
    )
    assert_explained(UnknownNameError, lambda: compilation(loss={"sise": "mse"}).losses_of(TWO), "'sise'", "'size'")
    assert_explained(ArgumentError, lambda: compilation(metrics=["mae"]).labels(TWO), "compile(metrics=...)")
    assert_explained(
        UnknownNameError, lambda: compilation(weighted_metrics={"kinds": "mae"}).labels(TWO), "weighted_metrics"
    )


def test_a_cross_entropy_that_shapes_decide_is_resolved_by_them() -> None:
    made = compilation(loss="crossentropy")
    assert made.losses_of(ONE) == (None,)
    assert made.needs_targets(ONE) == (True,)
    for target, output, kind in (
        ((None,), (None, 10), losses.SparseCategoricalCrossentropy),
        ((None, 10), (None, 10), losses.CategoricalCrossentropy),
        ((None, 1), (None, 1), losses.BinaryCrossentropy),
    ):
        assert type(made.losses_of(ONE, [target], [output])[0]) is kind


def test_weights_of_losses_are_one_unless_given() -> None:
    assert compilation(loss="mse").loss_weights_of(TWO) == (1.0, 1.0)
    assert compilation(loss="mse", loss_weights={"size": 3}).loss_weights_of(TWO) == (1.0, 3.0)
    assert compilation(loss="mse", loss_weights=[0.5, 2]).loss_weights_of(TWO) == (0.5, 2.0)
    assert compilation(loss="mse", loss_weights=[0.5]).loss_weights_of(ONE) == (0.5,)


@pytest.mark.parametrize(
    ("given", "names", "labels"),
    [
        ({"loss": "mse"}, ONE, ["loss"]),
        ({"loss": "mse", "metrics": ["accuracy", "mae"]}, ONE, ["loss", "accuracy", "mae"]),
        ({"loss": "mse", "metrics": "mae"}, ONE, ["loss", "mae"]),
        ({"loss": "mse", "metrics": {"dense": "mae"}}, ONE, ["loss", "mae"]),
        ({"loss": "mse", "metrics": ["mae", "mae"]}, ONE, ["loss", "mae", "mae_1"]),
        ({"loss": "mse", "metrics": ["mae"], "weighted_metrics": ["mae"]}, ONE, ["loss", "mae", "weighted_mae"]),
        ({"loss": "mse"}, TWO, ["loss", "kind_loss", "size_loss"]),
        ({"loss": [None, "mse"]}, TWO, ["loss"]),
        ({"loss": "mse", "metrics": []}, TWO, ["loss", "kind_loss", "size_loss"]),
        (
            {"loss": "mse", "metrics": ["acc", None], "weighted_metrics": {"size": ["mae"]}},
            TWO,
            ["loss", "kind_loss", "size_loss", "kind_acc", "size_mae"],
        ),
    ],
)
def test_labels_tell_what_is_counted_before_there_are_shapes(given: Any, names: Any, labels: Any) -> None:
    made = compilation(**given)
    assert made.labels(names) == labels
    shapes = [(None, 3), (None, 1)][: len(names)]
    tally = made.tally(names, made.losses_of(names), shapes, shapes)
    assert [*tally.results()] == labels


@pytest.mark.filterwarnings(KERAS_CONVERSION)
@pytest.mark.parametrize(
    "given",
    [
        {"loss": ["sparse_categorical_crossentropy", "mse"], "metrics": [["accuracy"], ["mae", "mse"]]},
        {"loss": ["sparse_categorical_crossentropy", "mse"], "loss_weights": [0.3, 2.0]},
        {"loss": ["sparse_categorical_crossentropy", "mse"], "metrics": [None, ["mae"]],
         "weighted_metrics": [["accuracy"], []]},
        {"loss": ["sparse_categorical_crossentropy", "mse"], "metrics": [None, ["mse", "mae"]]},
        {"loss": ["sparse_categorical_crossentropy", None], "metrics": [["accuracy"], None]},
    ],
)  # fmt: skip
def test_numbers_come_in_the_order_of_keras(given: dict[str, Any]) -> None:
    ours = two_ended()
    left, right = keras.Input((6,)), keras.Input((6,))
    layers = keras.layers
    shared, inner = layers.Dense(6, "tanh"), keras.Sequential([layers.Dense(6, "elu"), layers.BatchNormalization()])
    link = layers.Concatenate()([layers.Add()([shared(left), inner(shared(left))]), shared(right)])
    ends = [layers.Dense(3, "softmax", name="kind")(link), layers.Dense(1, name="size")(link)]
    theirs = keras.Model([left, right], ends)
    ours.set_weights([variable.value.detach().numpy() for variable in theirs.weights])
    x, y = two_ended_data()
    for model in (ours, theirs):
        model.compile("sgd", **given)
    np.testing.assert_allclose(ours.evaluate(x, y, verbose=0), theirs.evaluate(x, y, verbose=0), rtol=1e-4)
    by_label, expected = (model.evaluate(x, y, verbose=0, return_dict=True) for model in (ours, theirs))
    assert set(by_label) == set(expected)
    assert list(by_label) == ours.metrics_names


def test_a_metric_object_is_counted_on_a_copy() -> None:
    mine = metrics.MeanAbsoluteError()
    tally = compilation(loss="mse", metrics=[mine]).tally(ONE, [losses.MeanSquaredError()], [(None, 2)], [(None, 2)])
    tally.metrics[0].metric.update_state(torch.ones(3, 2), torch.zeros(3, 2))
    assert tally.results()["mean_absolute_error"] == 1.0
    assert mine.result() == 0.0


def test_an_optimizer_object_is_used_as_it_is() -> None:
    mine = Adam(0.5)
    assert compilation(optimizer=mine).optimizer is mine


def test_accuracy_of_an_output_is_resolved_by_its_shapes() -> None:
    made = compilation(loss="mse", metrics={"kind": "accuracy", "size": "accuracy"})
    tally = made.tally(TWO, made.losses_of(TWO), [(None,), (None, 1)], [(None, 3), (None, 1)])
    assert [type(entry.metric) for entry in tally.metrics] == [
        metrics.SparseCategoricalAccuracy, metrics.BinaryAccuracy,
    ]  # fmt: skip


def test_a_model_without_a_loss_at_one_output_trains_on_the_other() -> None:
    model = two_ended()
    model.compile("sgd", {"size": "mse"})
    x, (_, size) = two_ended_data()
    before = model.get_layer("kind").get_weights()
    history = model.fit(x, {"size": size}, epochs=2, verbose=0).history
    assert list(history) == ["loss"]
    np.testing.assert_array_equal(model.get_layer("kind").get_weights()[0], before[0])
    assert model.predict(x, verbose=0)[0].shape == (24, 3)
    assert isinstance(model.evaluate(x, [numbers(24, 3), size], verbose=0), float)


@pytest.mark.parametrize(
    ("weights", "fix"),
    [
        (["accuracy"], "metrics="),
        ("accuracy", "metrics="),
        ({"size": math.nan}, "[1.0, 0.3]"),
        ([True], "[1.0, 0.3]"),
    ],
)
def test_weights_of_losses_that_are_no_numbers_are_found_at_compile(weights: Any, fix: str) -> None:
    assert_explained(ArgumentError, lambda: compilation(loss="mse", loss_weights=weights), "loss_weights", fix)
