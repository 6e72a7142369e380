from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nervure import metrics
from tests.oracles import losses as oracle


@settings(max_examples=15)
@given(st.lists(st.integers(1, 5), min_size=1, max_size=3), st.integers(1, 4), st.integers(0, 10**6))
def test_errors_over_batches_are_those_of_the_oracle_over_all(sizes: list[int], outputs: int, seed: int) -> None:
    generator = np.random.default_rng(seed)
    y_true, y_pred = generator.normal(size=(2, sum(sizes), outputs))
    edges = np.cumsum(sizes)[:-1]
    for metric, values in (
        (metrics.MeanSquaredError(), oracle.mean_squared_error),
        (metrics.MeanAbsoluteError(), oracle.mean_absolute_error),
        (metrics.MeanAbsolutePercentageError(), oracle.mean_absolute_percentage_error),
        (metrics.MeanSquaredLogarithmicError(), oracle.mean_squared_logarithmic_error),
        (metrics.LogCoshError(), oracle.log_cosh),
    ):
        for truth, output in zip(np.split(y_true, edges), np.split(y_pred, edges), strict=True):
            metric.update_state(truth, output)
        assert metric.result() == pytest.approx(values(y_true, y_pred).mean(), rel=1e-12, abs=1e-12)


def test_labels_fit_a_single_output() -> None:
    assert metrics.MeanSquaredError()([1, 0], [[0.5], [0.0]]) == 0.125
    assert metrics.MeanAbsoluteError()([1, 0], [[0.5], [0.0]], sample_weight=[1, 3]) == 0.125


def test_the_root_is_taken_of_the_mean_over_all_batches() -> None:
    generator = np.random.default_rng(0)
    y_true, y_pred = generator.normal(size=(2, 9, 3))
    metric = metrics.RootMeanSquaredError()
    assert metric.result() == 0.0
    for rows in (slice(0, 2), slice(2, 9)):
        metric.update_state(y_true[rows], y_pred[rows])
    assert metric.result() == pytest.approx(np.sqrt(((y_true - y_pred) ** 2).mean()))
    metric.reset_state()
    assert metric([[0, 1], [0, 0]], [[1, 1], [0, 0]], sample_weight=[1, 0]) == pytest.approx(np.sqrt(0.5))
