from __future__ import annotations

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from nervure import metrics


@settings(max_examples=20)
@given(st.integers(1, 20), st.integers(2, 6), st.integers(0, 10**6))
def test_class_numbers_and_one_hot_rows_are_counted_one_by_one(samples: int, classes: int, seed: int) -> None:
    generator = np.random.default_rng(seed)
    y_true, y_pred = generator.integers(0, classes, samples), generator.normal(size=(samples, classes))
    right = sum(int(np.argmax(row)) == label for row, label in zip(y_pred, y_true, strict=True))
    assert metrics.SparseCategoricalAccuracy()(y_true, y_pred) == pytest.approx(right / samples)
    assert metrics.SparseCategoricalAccuracy()(y_true[:, None], y_pred) == pytest.approx(right / samples)
    assert metrics.CategoricalAccuracy()(np.eye(classes)[y_true], y_pred) == pytest.approx(right / samples)


def test_the_threshold_itself_means_no() -> None:
    y_pred = [[0.5], [0.51], [0.2], [0.9]]
    assert metrics.BinaryAccuracy()([0, 1, 0, 0], y_pred) == 0.75
    assert metrics.BinaryAccuracy(threshold=0.1)([1, 1, 1, 1], y_pred) == 1.0
    assert metrics.BinaryAccuracy()([[True], [True], [False], [True]], y_pred) == 0.75


def test_equal_numbers_are_right() -> None:
    assert metrics.Accuracy()([[1], [2], [3], [4]], [[0], [2], [3], [4]]) == 0.75


def test_weights_choose_the_samples_that_count() -> None:
    y_pred = [[0.1, 0.9], [0.8, 0.2]]
    assert metrics.SparseCategoricalAccuracy()([1, 1], y_pred, sample_weight=[3, 1]) == 0.75
    assert metrics.CategoricalAccuracy()([[0, 1], [0, 1]], y_pred, sample_weight=[0, 1]) == 0.0
    assert metrics.BinaryAccuracy()([1, 1], [[0.9], [0.1]], sample_weight=[1, 3]) == 0.25


def test_maps_of_classes_are_averaged_over_their_places() -> None:
    y_pred = torch.zeros(2, 2, 2, 3)
    y_pred[..., 1] = 1.0
    y_true = torch.ones(2, 2, 2, dtype=torch.uint8)
    y_true[0, 0, 0] = 0
    assert metrics.SparseCategoricalAccuracy()(y_true, y_pred) == pytest.approx(7 / 8)


def test_functions_give_one_value_a_sample() -> None:
    y_pred = np.array([[0.1, 0.9], [0.8, 0.2]])
    assert metrics.sparse_categorical_accuracy([1, 1], y_pred).tolist() == [1.0, 0.0]
    assert metrics.categorical_accuracy([[0, 1], [0, 1]], y_pred).tolist() == [1.0, 0.0]
    assert metrics.binary_accuracy([[1], [1]], y_pred[:, 1:], threshold=0.1).tolist() == [[1.0], [1.0]]
    assert metrics.accuracy([[1], [2]], [[1], [1]]).tolist() == [[1.0], [0.0]]
    assert isinstance(metrics.categorical_accuracy(np.eye(2), torch.eye(2)), torch.Tensor)
