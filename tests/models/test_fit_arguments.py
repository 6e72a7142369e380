from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

import nervure
from nervure.errors import ArgumentError
from nervure.layers import Dense, Input
from nervure.models import Model, Sequential
from nervure.models.fit_arguments import Epochs, Shown
from tests.layers.layer_rules import assert_says

X, Y = np.random.default_rng(0).normal(size=(32, 3)), np.tile([0, 1], 16)


def network() -> Model:
    model = Sequential([Input((3,)), Dense(1)])
    model.compile("sgd", "mse")
    return model


def fitted(**arguments: Any) -> dict[str, list[float]]:
    nervure.set_seed(1)
    try:
        return network().fit(X, Y, preflight=False, **{"seed": 1, "verbose": 0, **arguments}).history
    finally:
        nervure.set_seed(None)


def test_numbers_of_numpy_count_epochs_and_samples() -> None:
    usual = fitted(epochs=2, batch_size=8, validation_split=0.25, validation_freq=1)
    for freq in (np.int64(1), np.array(1), np.array([1, 2]), [1, 2], (np.int64(1), 2)):
        numbers = {"epochs": np.int64(2), "batch_size": np.array(8), "validation_split": np.float64(0.25)}
        assert fitted(validation_freq=freq, **numbers) == usual


def test_classes_of_numpy_may_be_weighted_where_a_run_is_saved(tmp_path: Path) -> None:
    weights = dict(zip(np.unique(Y), np.array([1.0, 2.0], np.float32), strict=True))
    first = fitted(class_weight=weights, checkpoint=tmp_path / "a")
    assert first == fitted(class_weight={0: 1, 1: 2})
    assert fitted(class_weight={0: 1.0, 1: 2.0}, checkpoint=tmp_path / "a", resume=True) == first


@pytest.mark.parametrize(
    ("argument", "value"),
    [
        ("epochs", "3"), ("epochs", -1), ("batch_size", 0), ("batch_size", "8"), ("shuffle", "yes"), ("verbose", "x"),
        ("validation_freq", 0), ("validation_freq", "1"), ("seed", 1.5), ("initial_epoch", None),
        ("steps_per_epoch", 0), ("resume", "no"), ("save_every", "1"), ("checkpoint", 3), ("callbacks", 3),
        ("callbacks", [Dense]), ("validation_split", "0.1"),
    ],
)  # fmt: skip
def test_what_cannot_be_meant_is_refused_before_the_first_step(argument: str, value: object) -> None:
    assert_says(ArgumentError, lambda: fitted(**{argument: value}), argument)


@pytest.mark.parametrize("value", [[1], {"a": 1}, {0: "1"}, {0: -1.0}, {1.5: 1.0}, {0: np.eye(2)}])
def test_weights_of_classes_that_are_none_are_refused(value: object) -> None:
    with pytest.raises(ArgumentError, match="class_weight"):
        fitted(class_weight=value)


def test_a_metric_that_is_not_one_is_found_at_compile() -> None:
    for metrics in ([3], 3, {"dense": 3}, [["accuracy", 3]]):
        assert_says(ArgumentError, lambda given=metrics: network().compile("sgd", "mse", metrics=given), "not a metric")


def test_the_kinds_are_declared() -> None:
    assert Epochs.__metadata__[0].take(np.int64(2), "validation_freq", "fit") == 2
    assert Shown.__metadata__[0].take(True, "verbose", "fit") == 1
