from __future__ import annotations

import functools
import math

import numpy as np
import pytest

from nervure.errors import ArgumentError
from nervure.training.callbacks.early_stopping import EarlyStopping
from nervure.training.callbacks.monitor import Monitor, direction_of
from tests.layers.layer_rules import assert_says


@pytest.mark.parametrize(
    "name",
    ["accuracy", "val_acc", "digit_accuracy", "top_k_categorical_accuracy", "auc", "val_auc_1", "precision", "recall_2",
     "f1_score", "iou", "cosine_similarity", "r2_score", "my_acc"],
)  # fmt: skip
def test_scores_are_better_when_they_grow(name: str) -> None:
    assert direction_of(name, {}) == "up"


@pytest.mark.parametrize(
    "name",
    ["loss", "val_loss", "digit_loss", "mse", "val_mae", "mean_squared_error", "binary_crossentropy", "perplexity",
     "kl_divergence"],
)  # fmt: skip
def test_errors_are_better_when_they_shrink(name: str) -> None:
    assert direction_of(name, {}) == "down"


@pytest.mark.parametrize("name", ["number", "vaccines", "saucers", "accuracy_error", "closeness", ""])
def test_other_names_say_nothing(name: str) -> None:
    assert direction_of(name, {}) is None


def test_what_a_metric_says_of_itself_counts_more_than_its_name() -> None:
    assert direction_of("val_loss_of_grip", {"loss_of_grip": "up"}) == "up"
    assert direction_of("accuracy", {"accuracy": None}) == "up"


def test_the_mode_counts_more_than_all() -> None:
    monitor = Monitor("val_accuracy", "min", 0, "here")
    monitor.begin({"directions": {"accuracy": "up"}})
    assert monitor.is_better(1.0, 2.0)
    assert Monitor("val_loss", "max", 0, "here").is_better(2.0, 1.0)


def test_a_number_is_better_by_more_than_min_delta_rounded_as_keras_rounds() -> None:
    shrinks, grows = Monitor("loss", "auto", 0.1, "here"), Monitor("accuracy", "auto", -0.1, "here")
    assert [shrinks.is_better(value, 0.8) for value in (0.69, 0.7, 0.71, 0.8, 0.9)] == [True] + [False] * 4
    assert [grows.is_better(value, 0.7) for value in (0.81, 0.8, 0.79, 0.7, 0.6)] == [True] + [False] * 4
    assert not Monitor("loss", "auto", 0, "here").is_better(0.5 - 1e-12, 0.5), "float32 does not tell them apart"


def test_anything_but_nan_is_better_than_nothing() -> None:
    monitor = Monitor("loss", "auto", 0, "here")
    assert monitor.is_better(1e40, None)
    assert monitor.is_better(1.0, math.inf)
    assert not monitor.is_better(math.nan, None)
    assert not monitor.is_better(math.nan, 3.0)


def test_a_value_is_read_as_a_number() -> None:
    monitor = Monitor("loss", "auto", 0, "here")
    assert monitor.read({"loss": np.float32(0.5)}) == 0.5
    assert monitor.read({"loss": np.array(0.25)}) == 0.25


def test_a_value_that_is_missing_is_said_once_a_run(caplog: pytest.LogCaptureFixture) -> None:
    monitor = Monitor("val_loss", "auto", 0, "EarlyStopping")
    assert monitor.read({"loss": 1.0}) is monitor.read(None) is None
    assert [record.message for record in caplog.records] == [
        "EarlyStopping: there is no 'val_loss' to monitor; available: loss. Values named val_... need validation data."
    ]
    monitor.begin({})
    monitor.read({"loss": 1.0})
    assert len(caplog.records) == 2


def test_what_nobody_can_judge_is_refused_before_the_run_or_at_the_first_value() -> None:
    known, unknown = (Monitor("val_nearness", "auto", 0, "EarlyStopping") for _ in range(2))
    directions = {"directions": {"nearness": None}}
    assert_says(ArgumentError, lambda: known.begin(directions), "EarlyStopping", "'val_nearness'", "mode='min'")
    unknown.begin({})
    assert_says(ArgumentError, lambda: unknown.read({"val_nearness": 1.0}), "EarlyStopping", "larger or a smaller")


def test_what_is_no_single_number_is_refused() -> None:
    monitor = Monitor("confusion_loss", "auto", 0, "here")
    assert_says(ArgumentError, lambda: monitor.read({"confusion_loss": np.eye(2)}), "'confusion_loss'", "ndarray")


def test_an_unknown_mode_is_refused() -> None:
    made = functools.partial(EarlyStopping, "loss", mode="minimum")
    assert_says(ArgumentError, made, "EarlyStopping", "'minimum'", "'auto', 'min' or 'max'")
