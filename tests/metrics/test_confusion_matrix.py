from __future__ import annotations

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from nervure.errors import ArgumentError, DataError, ShapeError
from nervure.language import set_language
from nervure.metrics import ConfusionMatrix, SparseCategoricalAccuracy
from tests.oracles.losses import confusion


@settings(max_examples=20)
@given(st.lists(st.integers(1, 8), min_size=1, max_size=3), st.integers(2, 5), st.integers(0, 10**6))
def test_counts_over_batches_are_those_made_one_by_one(sizes: list[int], classes: int, seed: int) -> None:
    generator = np.random.default_rng(seed)
    y_true, y_pred = generator.integers(0, classes, sum(sizes)), generator.normal(size=(sum(sizes), classes))
    matrix, accuracy = ConfusionMatrix(), SparseCategoricalAccuracy()
    start = 0
    for size in sizes:
        rows = slice(start, start + size)
        matrix.update_state(y_true[rows], y_pred[rows])
        accuracy.update_state(y_true[rows], y_pred[rows])
        start += size
    result = matrix.result()
    assert result.dtype == np.int64
    np.testing.assert_array_equal(result, confusion(y_true, y_pred.argmax(1), classes))
    assert np.trace(result) / result.sum() == pytest.approx(accuracy.result())


def test_targets_may_be_columns_or_one_hot_rows() -> None:
    y_pred = [[0.9, 0.1], [0.2, 0.8], [0.7, 0.3]]
    for y_true in ([0, 1, 1], [[0], [1], [1]], [[1, 0], [0, 1], [0, 1]]):
        assert ConfusionMatrix()(y_true, y_pred).tolist() == [[1, 0], [1, 1]]


def test_a_single_output_has_two_classes() -> None:
    assert ConfusionMatrix()([0, 1, 1], [[0.5], [0.6], [0.1]]).tolist() == [[1, 0], [1, 1]]
    assert ConfusionMatrix(threshold=0.05)([0, 1, 1], [[0.5], [0.6], [0.1]]).tolist() == [[0, 1], [0, 2]]


def test_answers_that_are_class_numbers_make_the_matrix_as_large_as_needed() -> None:
    matrix = ConfusionMatrix()
    assert matrix([0, 1], [1, 1]).tolist() == [[0, 1], [0, 1]]
    assert matrix([2], [0]).tolist() == [[0, 1, 0], [0, 1, 0], [1, 0, 0]]
    assert ConfusionMatrix(num_classes=3)([0], [1]).shape == (3, 3)
    assert ConfusionMatrix()(np.zeros(0, int), np.zeros(0, int)).shape == (0, 0)


def test_maps_of_classes_are_counted_place_by_place() -> None:
    y_pred = torch.zeros(2, 2, 2, 3)
    y_pred[..., 1] = 1.0
    y_true = torch.zeros(2, 2, 2, dtype=torch.uint8)
    assert ConfusionMatrix()(y_true, y_pred).tolist() == [[0, 8, 0], [0, 0, 0], [0, 0, 0]]
    weighted = ConfusionMatrix()(y_true, y_pred, sample_weight=[1.0, 0.5])
    assert weighted.tolist() == [[0, 6, 0], [0, 0, 0], [0, 0, 0]]


def test_weights_may_make_fractions() -> None:
    result = ConfusionMatrix()([0, 1], [[0.9, 0.1], [0.9, 0.1]], sample_weight=[[0.25], [1.0]])
    assert result.dtype == np.float64
    assert result.tolist() == [[0.25, 0.0], [1.0, 0.0]]
    with pytest.raises(ShapeError, match="weights do not match"):
        ConfusionMatrix().update_state([0, 1], [[0.9, 0.1], [0.9, 0.1]], sample_weight=[1.0])


@pytest.mark.parametrize(("label", "sample"), [(3, 1), (-1, 1), (200, 1)])
def test_a_target_that_is_no_class_is_named(label: int, sample: int) -> None:
    y_pred = np.eye(3)[[0, 2]]
    with pytest.raises(DataError, match=f"{label} in sample {sample} of the batch"):
        ConfusionMatrix().update_state([2, label], y_pred)
    set_language("ko")
    with pytest.raises(DataError, match="없는 클래스예요"):
        ConfusionMatrix().update_state([2, label], y_pred)


@pytest.mark.parametrize("answer", [3, -1])
def test_an_answer_that_is_no_class_is_named(answer: int) -> None:
    with pytest.raises(DataError, match=f"{answer} in sample 1 of the batch"):
        ConfusionMatrix(num_classes=3).update_state([2, 0], [1, answer])


def test_an_output_with_more_classes_than_told_is_refused() -> None:
    with pytest.raises(ArgumentError, match="or num_classes=3"):
        ConfusionMatrix(num_classes=2).update_state([0], [[0.1, 0.2, 0.7]])
    set_language("ko")
    with pytest.raises(ArgumentError, match="num_classes=3으로 정하세요"):
        ConfusionMatrix(num_classes=2).update_state([0], [[0.1, 0.2, 0.7]])
