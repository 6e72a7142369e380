from __future__ import annotations

import numpy as np
import pytest

from nervure import metrics
from nervure.errors import ArgumentError, ShapeError
from tests.oracles import metrics as oracle


def test_the_four_counts_are_those_of_the_oracle_over_batches() -> None:
    generator = np.random.default_rng(0)
    y_true, y_pred = generator.integers(0, 2, 40).astype(float), generator.uniform(size=40)
    weights = generator.uniform(size=40)
    for kind, metric in (
        ("true_positives", metrics.TruePositives(0.3)),
        ("false_positives", metrics.FalsePositives(0.3)),
        ("true_negatives", metrics.TrueNegatives(0.3)),
        ("false_negatives", metrics.FalseNegatives(0.3)),
    ):
        for rows in (slice(0, 15), slice(15, 16), slice(16, 40)):
            metric.update_state(y_true[rows], y_pred[rows], weights[rows])
        expected = oracle.confusion_at(y_true, y_pred, 0.3, weights)[kind]
        assert metric.result() == pytest.approx(expected, abs=1e-12)
        assert metric.name == kind


def test_several_thresholds_give_an_array() -> None:
    result = metrics.FalseNegatives(thresholds=[0.5, 0.1])([1, 1, 0], [0.3, 0.9, 0.9])
    assert isinstance(result, np.ndarray)
    assert result.tolist() == [1.0, 0.0]
    assert metrics.FalseNegatives(thresholds=[0.5])([1, 1, 0], [0.3, 0.9, 0.9]) == 1.0


def test_what_cannot_be_counted_is_refused() -> None:
    with pytest.raises(ArgumentError, match="thresholds"):
        metrics.TruePositives(thresholds=2)
    with pytest.raises(ShapeError, match="cannot compare these shapes"):
        metrics.TruePositives().update_state([1, 0], [[0.1, 0.9], [0.9, 0.1]])
