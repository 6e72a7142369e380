from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nervure import metrics
from nervure.errors import ArgumentError, ShapeError


@settings(max_examples=20)
@given(st.integers(1, 20), st.integers(2, 6), st.integers(1, 7), st.integers(0, 10**6))
def test_the_true_class_is_looked_for_among_the_k_best(samples: int, classes: int, k: int, seed: int) -> None:
    generator = np.random.default_rng(seed)
    y_true, y_pred = generator.integers(0, classes, samples), generator.normal(size=(samples, classes))
    right = [label in np.argsort(-row)[:k] for label, row in zip(y_true, y_pred, strict=True)]
    assert metrics.SparseTopKCategoricalAccuracy(k)(y_true, y_pred) == pytest.approx(np.mean(right))
    assert metrics.TopKCategoricalAccuracy(k)(np.eye(classes)[y_true], y_pred) == pytest.approx(np.mean(right))
    assert metrics.sparse_top_k_categorical_accuracy(y_true[:, None], y_pred, k).tolist() == [float(r) for r in right]


def test_equal_outputs_do_not_count_against_the_true_class() -> None:
    assert metrics.SparseTopKCategoricalAccuracy(1)([2], [[0.5, 0.5, 0.5]]) == 1.0
    assert metrics.SparseTopKCategoricalAccuracy(1)([2], [[0.6, 0.5, 0.5]]) == 0.0


def test_rows_with_nan_and_labels_that_are_no_class_are_never_right() -> None:
    assert metrics.SparseTopKCategoricalAccuracy(2)([0, 1], [[math.nan, 0.1], [0.1, math.nan]]) == 0.0
    assert metrics.SparseTopKCategoricalAccuracy(2)([2, -1], [[0.9, 0.1], [0.1, 0.9]]) == 0.0


def test_masked_logits_of_minus_infinity_are_below_all_others() -> None:
    assert metrics.SparseTopKCategoricalAccuracy(1)([0], [[0.5, -math.inf]]) == 1.0


def test_class_numbers_with_the_best_first_are_compared_as_such() -> None:
    metric = metrics.SparseTopKCategoricalAccuracy(2, from_sorted_ids=True)
    assert metric([3, 1, 0], [[1, 3, 0], [1, 2, 3], [1, 2, 0]]) == pytest.approx(2 / 3)
    with pytest.raises(ShapeError, match="cannot compare these shapes"):
        metric.update_state([3, 1], [[1, 3, 0]])


def test_maps_of_classes_are_judged_place_by_place() -> None:
    y_pred = np.broadcast_to([0.1, 0.5, 0.3], (2, 4, 3))
    assert metrics.SparseTopKCategoricalAccuracy(2)(np.full((2, 4), 2), y_pred) == 1.0
    assert metrics.TopKCategoricalAccuracy(2)(np.eye(3)[np.zeros((2, 4), int)], y_pred) == 0.0
    assert metrics.top_k_categorical_accuracy(np.eye(3)[np.zeros((2, 4), int)], y_pred, k=3).shape == (2, 4)


def test_at_least_one_answer_is_looked_at() -> None:
    for kind in (metrics.TopKCategoricalAccuracy, metrics.SparseTopKCategoricalAccuracy):
        with pytest.raises(ArgumentError, match="k must be a positive whole number"):
            kind(k=0)
