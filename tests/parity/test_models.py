"""Whole runs beside Keras: losses, weights of samples and classes, graphs with several ends, frozen layers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from tests.parity.both import (
    KERAS_CONVERSION,
    assert_close,
    assert_same_numbers,
    built_twice,
    convolutional_network,
    pictures,
    regularized_network,
    residual_network,
    small_pictures,
    two_ends,
    two_ends_data,
    vectors,
    weights_of,
)

pytestmark = pytest.mark.filterwarnings(KERAS_CONVERSION)

ONE_HOT = np.eye(10, dtype="float32")


def head(units: int, activation: str | None, **arguments: Any) -> Callable[[Any], Any]:
    """A small network that ends in a layer of ``units``."""
    return lambda library: library.models.Sequential(
        [
            library.Input((196,)),
            library.layers.Dense(12, activation="elu"),
            library.layers.Dense(units, activation=activation, **arguments),
        ]
    )


# What ends the network, the arguments of compile, and the targets made from labels 0..9.
TASKS: dict[str, tuple[Callable[[Any], Any], dict[str, Any], Callable[[Any], Any]]] = {
    "binary": (head(1, "sigmoid"), {"loss": "binary_crossentropy"}, lambda y: y >= 5),
    "binary, a column": (head(1, "sigmoid"), {"loss": "binary_crossentropy"}, lambda y: (y[:, None] >= 5) * 1.0),
    "several yes or no": (head(3, "sigmoid"), {"loss": "binary_crossentropy"}, lambda y: ONE_HOT[y][:, 2:5]),
    "categorical": (head(10, "softmax"), {"loss": "categorical_crossentropy"}, lambda y: ONE_HOT[y]),
    "sparse": (head(10, "softmax"), {"loss": "sparse_categorical_crossentropy"}, lambda y: y),
    "sparse, a column": (head(10, "softmax"), {"loss": "sparse_categorical_crossentropy"}, lambda y: y[:, None]),
    "mean squared": (head(1, None), {"loss": "mse", "metrics": ["mae", "mse"]}, lambda y: y / 9),
    "mean absolute": (head(2, "tanh"), {"loss": "mae", "metrics": ["mse"]}, lambda y: ONE_HOT[y][:, :2]),
    "the lecture's pairing": (head(10, "softmax"), {"loss": "binary_crossentropy"}, lambda y: ONE_HOT[y]),
}
COUNT, HELD_OUT = 118, 50  # neither is a multiple of the batch
WITHOUT_CLASSES = ("several yes or no", "mean squared", "mean absolute")
RUNS = [(task, weighing) for task in TASKS for weighing in ("plain", "sample_weight")]
RUNS += [(task, "class_weight") for task in TASKS if task not in WITHOUT_CLASSES]


def compiled(arguments: dict[str, Any], **more: Any) -> Callable[[Any], dict[str, Any]]:
    return lambda library: {"optimizer": library.optimizers.Adam(0.005), "metrics": ["accuracy"], **arguments, **more}


def assert_same_runs(ours: Any, theirs: Any, *data: Any, **arguments: Any) -> None:
    """Three epochs of both in the order of the arrays; the histories and the weights must agree."""
    arguments = {"batch_size": 16, "epochs": 3, "shuffle": False, "verbose": 0, **arguments}
    history, expected = (model.fit(*data, **arguments) for model in (ours, theirs))
    assert history.epoch == expected.epoch
    assert_same_numbers(history.history, expected.history)
    # Adam divides by the size of a gradient: what rounding makes of one near zero becomes a whole step.
    assert_close(ours.get_weights(), weights_of(theirs), 1e-3)


def assert_same_answers(ours: Any, theirs: Any, x: Any, y: Any, **arguments: Any) -> None:
    """``evaluate`` lists the same numbers in the same order; ``predict`` gives the same arrays."""
    evaluated, expected = (model.evaluate(x, y, batch_size=16, verbose=0, **arguments) for model in (ours, theirs))
    assert_close(np.array(evaluated), np.array(expected))
    assert_close(ours.predict(x, batch_size=16, verbose=0), theirs.predict(x, batch_size=16, verbose=0))


@pytest.mark.parametrize(("task", "weighing"), RUNS)
def test_a_run_is_the_same_for_every_loss_and_weighing(task: str, weighing: str) -> None:
    build, arguments, target = TASKS[task]
    weighted = arguments.get("metrics", ["accuracy"])[:1]
    ours, theirs = built_twice(build, compiled(arguments, weighted_metrics=weighted))
    (x, labels), (x_held_out, labels_held_out) = vectors(COUNT), vectors(HELD_OUT, seed=1)
    y, y_held_out = (np.asarray(target(each), "float32") for each in (labels, labels_held_out))
    generator = np.random.default_rng(2)
    options: dict[str, Any] = {"validation_data": (x_held_out, y_held_out)}
    if weighing == "sample_weight":
        options["sample_weight"] = generator.uniform(0, 2, COUNT).astype("float32")
        options["validation_data"] += (generator.uniform(0, 2, HELD_OUT).astype("float32"),)
    elif weighing == "class_weight":
        options["class_weight"] = {label: 0.25 * (label + 1) for label in range(10)}
    assert_same_runs(ours, theirs, x, y, **options)
    arguments = {"batch_size": 16, "verbose": 0, "return_dict": True}
    for weights in (None, generator.uniform(0, 2, HELD_OUT).astype("float32")):
        found, expected = (
            model.evaluate(x_held_out, y_held_out, sample_weight=weights, **arguments) for model in (ours, theirs)
        )
        assert_same_numbers(found, expected)


def test_numbers_are_listed_in_the_order_of_compile() -> None:
    metrics = ["mse", "accuracy", "mae"]
    ours, theirs = built_twice(head(1, "sigmoid"), compiled({"loss": "binary_crossentropy", "metrics": metrics}))
    x, y = vectors(HELD_OUT)
    assert_same_answers(ours, theirs, x, (y >= 5).astype("float32"))
    assert list(ours.evaluate(x, y >= 5, verbose=0, return_dict=True)) == ["loss", *metrics]


@pytest.mark.parametrize(
    ("units", "kind", "options", "targets"),
    [
        (1, "BinaryCrossentropy", {"from_logits": True, "label_smoothing": 0.1}, lambda y: (y >= 5) * 1.0),
        (10, "CategoricalCrossentropy", {"from_logits": True, "label_smoothing": 0.1}, lambda y: ONE_HOT[y]),
        (10, "SparseCategoricalCrossentropy", {"from_logits": True}, lambda y: y),
        (10, "SparseCategoricalCrossentropy", {"from_logits": True, "ignore_class": 3}, lambda y: y),
        (10, "CategoricalCrossentropy", {"from_logits": True, "reduction": "sum"}, lambda y: ONE_HOT[y]),
    ],
)
def test_a_run_from_logits_is_the_same(units: int, kind: str, options: dict[str, Any], targets: Any) -> None:
    ours, theirs = built_twice(
        head(units, None),
        lambda library: {"optimizer": library.optimizers.SGD(0.01), "loss": getattr(library.losses, kind)(**options)},
    )
    (x, labels), (x_held_out, labels_held_out) = vectors(COUNT), vectors(HELD_OUT, seed=1)
    assert_same_runs(ours, theirs, x, np.asarray(targets(labels), "float32"), validation_split=0.3)
    assert_same_answers(ours, theirs, x_held_out, np.asarray(targets(labels_held_out), "float32"))


BY_LIST = {
    "loss": ["sparse_categorical_crossentropy", "binary_crossentropy"],
    "loss_weights": [0.3, 2.0],
    "metrics": [["accuracy"], ["accuracy", "mse"]],
}
BY_NAME = {
    "loss": {"digit": "sparse_categorical_crossentropy", "larger": "binary_crossentropy"},
    "loss_weights": {"digit": 0.3, "larger": 2.0},
    "metrics": {"digit": ["accuracy"], "larger": ["accuracy", "mse"]},
}


@pytest.mark.parametrize("arguments", [BY_LIST, BY_NAME], ids=["by position", "by name"])
def test_two_inputs_and_two_outputs_with_weighted_losses_train_the_same(arguments: dict[str, Any]) -> None:
    ours, theirs = built_twice(two_ends, lambda library: {"optimizer": library.optimizers.Adam(0.005), **arguments})
    x, y = two_ends_data(COUNT, 0)
    held_out = two_ends_data(HELD_OUT, 1)
    assert_same_runs(ours, theirs, x, y, validation_data=held_out)
    assert_same_answers(ours, theirs, *held_out)


def test_data_by_name_reaches_the_ends_of_that_name() -> None:
    ours, theirs = built_twice(two_ends, lambda library: {"optimizer": library.optimizers.Adam(0.005), **BY_NAME})
    (left, right), (digit, larger) = two_ends_data(COUNT, 0)
    assert_same_runs(ours, theirs, {"right": right, "left": left}, {"larger": larger, "digit": digit})


def test_each_output_may_weigh_its_samples() -> None:
    ours, theirs = built_twice(two_ends, lambda library: {"optimizer": library.optimizers.Adam(0.005), **BY_LIST})
    x, y = two_ends_data(COUNT, 0)
    weights = [np.random.default_rng(seed).uniform(0, 2, COUNT).astype("float32") for seed in (3, 4)]
    assert_same_runs(ours, theirs, x, y, sample_weight=weights)


def test_a_residual_network_trains_the_same() -> None:
    ours, theirs = built_twice(residual_network, compiled({"loss": "sparse_categorical_crossentropy"}))
    held_out = small_pictures(HELD_OUT, seed=1)
    assert_same_runs(ours, theirs, *small_pictures(COUNT), validation_data=held_out)
    assert_same_answers(ours, theirs, *held_out)


def inside_another(library: Any) -> Any:
    """A frozen network inside a network, and a frozen layer beside it."""
    inner = convolutional_network(library)
    inner.trainable = False
    return library.models.Sequential(
        [
            library.Input((14, 14, 1)),
            inner,
            library.layers.Dense(8, activation="elu", trainable=False),
            library.layers.Dense(10, activation="softmax"),
        ]
    )


def test_frozen_layers_stay_and_the_others_train_the_same() -> None:
    ours, theirs = built_twice(inside_another, compiled({"loss": "sparse_categorical_crossentropy"}))
    before = ours.get_weights()
    assert_same_runs(ours, theirs, *small_pictures(COUNT))
    moved = [not np.array_equal(old, now) for old, now in zip(before, ours.get_weights(), strict=True)]
    assert moved == [False] * (len(before) - 2) + [True, True]


def test_penalties_and_constraints_train_the_same() -> None:
    ours, theirs = built_twice(regularized_network, compiled({"loss": "sparse_categorical_crossentropy"}))
    held_out = vectors(HELD_OUT, seed=1)
    assert_same_runs(ours, theirs, *vectors(COUNT), validation_data=held_out)
    assert_same_answers(ours, theirs, *held_out)


def test_epochs_are_counted_as_in_keras() -> None:
    ours, theirs = built_twice(head(10, "softmax"), compiled({"loss": "sparse_categorical_crossentropy"}))
    held_out = vectors(HELD_OUT, seed=1)
    options = {"epochs": 6, "initial_epoch": 2, "validation_freq": 2, "validation_data": held_out}
    assert_same_runs(ours, theirs, *vectors(COUNT), **options)
    assert ours.history.epoch == [2, 3, 4, 5]
    assert len(ours.history.history["val_loss"]) == 2


@pytest.mark.parametrize(
    "build", [convolutional_network, two_ends, residual_network, inside_another, regularized_network]
)
def test_weights_come_in_the_order_of_keras(build: Callable[[Any], Any]) -> None:
    ours, theirs = built_twice(build)
    assert [weights.shape for weights in ours.get_weights()] == [tuple(weights.shape) for weights in theirs.weights]
    assert ours.count_params() == theirs.count_params()
    x = [pictures(8)[0][:, ::2, ::2].reshape(8, *tensor.shape[1:]) for tensor in ours.inputs]
    fed = x if len(x) > 1 else x[0]
    assert_close(ours.predict(fed, verbose=0), theirs.predict(fed, verbose=0), 1e-5)


def test_where_keras_stops_at_its_clip_the_loss_goes_on_and_so_does_learning() -> None:
    """The one difference that is meant: after a softmax the loss is computed from the logits, without the clip."""

    def surely_wrong(library: Any) -> Any:
        return library.models.Sequential([library.Input((2,)), library.layers.Dense(2, activation="softmax")])

    ours, theirs = built_twice(surely_wrong, lambda _: {"optimizer": "sgd", "loss": "sparse_categorical_crossentropy"})
    for model in (ours, theirs):
        model.set_weights([np.zeros((2, 2)), np.array([50.0, 0.0])])
    x, y = np.ones((1, 2), "float32"), np.array([1])
    assert theirs.evaluate(x, y, verbose=0) == pytest.approx(-np.log(1e-7), rel=1e-6)
    assert ours.evaluate(x, y, verbose=0) == pytest.approx(50.0, rel=1e-6)
    for model in (ours, theirs):
        model.train_on_batch(x, y)
    assert weights_of(theirs)[1].tolist() == [50.0, 0.0]
    assert ours.get_weights()[1] == pytest.approx([49.99, 0.01], rel=1e-6)
