from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from nervure.data import ArrayDataset, digits, validation_split
from nervure.language import set_language
from nervure.layers import Dense, Flatten
from nervure.losses import (
    BinaryCrossentropy,
    CategoricalCrossentropy,
    Loss,
    MeanSquaredError,
    SparseCategoricalCrossentropy,
)
from nervure.models import Sequential
from nervure.preflight.held_out import advise_on_overlap, advise_on_scale, check_split
from nervure.preflight.inputs import Extent
from tests.layers.layer_rules import HANGUL


def split_advice(y: Any, share: float, loss: Loss | None, caplog: pytest.LogCaptureFixture) -> list[str]:
    caplog.clear()
    training, held_out = validation_split(ArrayDataset(np.zeros((len(y), 2)), y), share)
    assert isinstance(training, ArrayDataset)
    assert isinstance(held_out, ArrayDataset)
    told = check_split(training, held_out, [loss])
    assert told == bool(caplog.records)
    return [record.message for record in caplog.records]


SPARSE = SparseCategoricalCrossentropy()


def test_a_split_of_sorted_labels_is_said_with_the_classes_that_are_missing(caplog: pytest.LogCaptureFixture) -> None:
    for loss, y in (
        (SPARSE, np.sort(np.arange(100) % 10)),
        (CategoricalCrossentropy(from_logits=True), np.eye(10)[np.sort(np.arange(100) % 10)]),
    ):
        (line,) = split_advice(y, 0.2, loss, caplog)
        assert "classes without a training sample (8, 9)" in line
        assert "stratify=True" in line
    set_language("ko")
    assert all(HANGUL.search(line) for line in split_advice(np.sort(np.arange(100) % 10), 0.2, SPARSE, caplog))


def test_a_validation_set_of_one_class_is_said(caplog: pytest.LogCaptureFixture) -> None:
    for y in (np.repeat([0, 1], 50), np.repeat([0.0, 1.0], 50)[:, None]):
        (line,) = split_advice(y, 0.2, BinaryCrossentropy(), caplog)
        assert "no sample of 0, so its accuracy says nothing" in line
    set_language("ko")
    assert all(HANGUL.search(line) for line in split_advice(y, 0.2, BinaryCrossentropy(), caplog))


def test_many_missing_classes_are_counted(caplog: pytest.LogCaptureFixture) -> None:
    (line,) = split_advice(np.repeat(np.arange(100), 2), 0.5, SPARSE, caplog)
    assert "(50, 51, 52, 53, 54, 55, 56, 57, ... (50))" in line


@pytest.mark.parametrize(
    ("y", "share", "loss"),
    [
        (np.random.default_rng(0).permutation(np.arange(100) % 10), 0.2, SPARSE),
        (np.random.default_rng(0).permutation(100), 0.2, MeanSquaredError()),
        (np.sort(np.arange(100)).astype("float32"), 0.2, MeanSquaredError()),
        (np.arange(100) % 10, 0.01, SPARSE),
        (np.random.default_rng(0).random((100, 4)), 0.2, BinaryCrossentropy()),
        (np.sort(np.arange(100) % 10), 0.2, None),
    ],
)  # fmt: skip
def test_other_splits_are_left_in_peace(
    y: Any, share: float, loss: Loss | None, caplog: pytest.LogCaptureFixture
) -> None:
    assert split_advice(y, share, loss, caplog) == []


def test_a_fit_says_what_its_split_and_its_pictures_lack(caplog: pytest.LogCaptureFixture) -> None:
    x, y = (array[::50] for array in digits())
    mixed = np.random.default_rng(0).permutation(200)
    model = Sequential([Flatten(input_shape=(28, 28)), Dense(10, activation="softmax")])
    model.compile("sgd", SPARSE)
    model.fit(x, y, validation_split=0.2, verbose=0, diagnose=False)
    assert [record.message.split("(")[0] for record in caplog.records] == [
        "The images hold values up to 255, and nothing rescales them. Put Rescaling",
        "The validation data has classes without a training sample ",
    ]
    caplog.clear()
    model.fit(x[mixed] / 255, y[mixed], validation_split=0.2, verbose=0, diagnose=False)
    assert not caplog.records


def overlap_advice(x: Any, other: Any, caplog: pytest.LogCaptureFixture) -> list[str]:
    caplog.clear()
    advise_on_overlap(ArrayDataset(x), ArrayDataset(other))
    return [record.message for record in caplog.records]


ROWS = np.random.default_rng(0).standard_normal((300, 6)).astype("float32")


def test_validation_samples_that_are_training_samples_are_counted(caplog: pytest.LogCaptureFixture) -> None:
    (line,) = overlap_advice(ROWS, np.concatenate([ROWS[:30], ROWS[:70] + 1]), caplog)
    assert "30 of 100 compared validation samples" in line
    pictures = digits()[0]
    (line,) = overlap_advice(pictures, pictures[100:600], caplog)
    assert "of 500 compared validation samples" in line
    large = np.random.default_rng(1).standard_normal((9000, 3)).astype("float32")
    (line,) = overlap_advice(large, large, caplog)
    assert "compared validation samples are training samples too" in line


@pytest.mark.parametrize(
    ("x", "other"),
    [
        (ROWS, ROWS + 0.001),
        (ROWS[:200], ROWS[200:]),
        (digits()[0][:3000], digits()[0][3000:]),
        (ROWS, np.concatenate([ROWS[:1], ROWS + 1])),
        ((ROWS > 0).astype("float32"), (ROWS > 0).astype("float32")),
        (ROWS > 0, ROWS > 0),
        (np.zeros((50, 3)), np.zeros((20, 3))),
        (ROWS[:1], ROWS[:1]),
        ([ROWS, ROWS], [ROWS, ROWS]),
        (ROWS, ROWS[:, :3]),
    ],
)
def test_other_validation_samples_are_left_in_peace(x: Any, other: Any, caplog: pytest.LogCaptureFixture) -> None:
    assert overlap_advice(x, other, caplog) == []


@pytest.mark.parametrize(
    ("before", "now", "told"),
    [(1.0, 255.0, True), (255.0, 1.0, True), (1.0, 3.0, False), (0.0, 255.0, False), (255.0, 0.0, False)],
)
def test_inputs_of_another_scale_than_in_training_are_said(
    before: float, now: float, told: bool, caplog: pytest.LogCaptureFixture
) -> None:
    assert advise_on_scale([Extent(0.0, before, 50)], [Extent(0.0, now, 50)], "evaluate") is told
    assert len(caplog.records) == told
    assert not told or f"x reaches {now:g}, but in training it reached {before:g}" in caplog.records[0].message
    assert not advise_on_scale([None], [Extent(0.0, now, 50)], "evaluate")
    assert not advise_on_scale([], [Extent(0.0, now, 50)], "evaluate")
    assert not advise_on_scale([Extent(0.0, before, 50)], [Extent(0.0, now, 3)], "evaluate")
