from __future__ import annotations

import numpy as np
import pytest

from nervure import metrics
from tests.oracles import metrics as oracle


def test_shares_over_batches_are_those_of_the_oracle() -> None:
    generator = np.random.default_rng(1)
    y_true, y_pred = generator.integers(0, 2, 40).astype(float), generator.uniform(size=40)
    counts = oracle.confusion_at(y_true, y_pred, 0.4)
    tp, fp, fn = (counts[kind] for kind in ("true_positives", "false_positives", "false_negatives"))
    for metric, expected in (
        (metrics.Precision(0.4), tp / (tp + fp)),
        (metrics.Recall(0.4), tp / (tp + fn)),
    ):
        for rows in (slice(0, 15), slice(15, 40)):
            metric.update_state(y_true[rows], y_pred[rows])
        assert metric.result() == pytest.approx(expected, abs=1e-12)


def test_the_examples_of_keras_come_out() -> None:
    assert metrics.Precision()([0, 1, 1, 1], [1, 0, 1, 1]) == pytest.approx(2 / 3)
    assert metrics.Precision()([0, 1, 1, 1], [1, 0, 1, 1], sample_weight=[0, 0, 1, 0]) == 1.0
    assert metrics.Precision(top_k=2)([0, 0, 1, 1], [1, 1, 1, 1]) == 0.0
    assert metrics.Precision(top_k=4)([0, 0, 1, 1], [1, 1, 1, 1]) == 0.5
    assert metrics.Recall()([0, 1, 1, 1], [1, 0, 1, 1]) == pytest.approx(2 / 3)


def test_before_the_first_batch_and_without_any_yes_both_are_zero() -> None:
    assert metrics.Precision().result() == 0.0
    assert metrics.Recall()([0, 0], [0.9, 0.9]) == 0.0
    assert metrics.Precision()([1, 1], [0.1, 0.1]) == 0.0


def test_the_top_of_a_row_means_yes_however_small_unless_there_is_a_threshold() -> None:
    y_true, y_pred = [[1, 0, 0], [0, 1, 0]], [[0.2, 0.1, 0.1], [0.3, 0.4, 0.3]]
    assert metrics.Recall(top_k=1)(y_true, y_pred) == 1.0
    assert metrics.Recall(top_k=1, thresholds=0.3)(y_true, y_pred) == 0.5
