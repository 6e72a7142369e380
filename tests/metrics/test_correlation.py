from __future__ import annotations

import numpy as np
import pytest

from nervure import metrics

GENERATOR = np.random.default_rng(0)
Y, P = GENERATOR.normal(size=(2, 9, 6))


def test_correlations_are_those_of_numpy_row_by_row() -> None:
    each = [np.corrcoef(y, o)[0, 1] for y, o in zip(Y, P, strict=True)]
    np.testing.assert_allclose(metrics.pearson_correlation(Y, P), each, rtol=1e-10)
    metric = metrics.PearsonCorrelation()
    metric.update_state(Y[:4], P[:4])
    metric.update_state(Y[4:], P[4:])
    assert metric.result() == pytest.approx(np.mean(each))


def test_the_concordance_falls_with_the_level_and_the_scale_where_the_correlation_does_not() -> None:
    for moved in (Y + 1, Y * 3):
        assert metrics.PearsonCorrelation()(Y, moved) == pytest.approx(1.0)
        assert metrics.ConcordanceCorrelation()(Y, moved) < 0.8
    assert metrics.ConcordanceCorrelation()(Y, Y) == pytest.approx(1.0, abs=1e-6)
    covariance = ((Y - Y.mean(1, keepdims=True)) * (P - P.mean(1, keepdims=True))).mean(1)
    expected = 2 * covariance / (Y.var(1) + P.var(1) + (Y.mean(1) - P.mean(1)) ** 2 + 1e-7)
    np.testing.assert_allclose(metrics.concordance_correlation(Y, P), expected, rtol=1e-10)


def test_the_cosine_is_that_of_the_angle() -> None:
    each = [y @ o / np.linalg.norm(y) / np.linalg.norm(o) for y, o in zip(Y, P, strict=True)]
    assert metrics.CosineSimilarity()(Y, P) == pytest.approx(np.mean(each))
    assert metrics.CosineSimilarity()(Y, P, sample_weight=np.eye(9)[3]) == pytest.approx(each[3])


def test_a_row_of_equal_numbers_has_no_correlation() -> None:
    assert np.isnan(metrics.PearsonCorrelation()([[1.0, 1.0]], [[0.0, 1.0]]))
    assert metrics.ConcordanceCorrelation()([[1.0, 1.0]], [[0.0, 1.0]]) == 0.0


def test_the_axis_is_an_argument() -> None:
    turned = Y.reshape(3, 3, 6).swapaxes(1, 2), P.reshape(3, 3, 6).swapaxes(1, 2)
    for kind in (metrics.PearsonCorrelation, metrics.ConcordanceCorrelation, metrics.CosineSimilarity):
        assert kind(axis=1)(*turned) == pytest.approx(kind()(Y, P))
