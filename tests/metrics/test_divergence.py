from __future__ import annotations

import numpy as np
import pytest

from nervure import metrics
from tests.oracles import losses as oracle


def test_means_over_batches_are_those_of_the_oracle_over_all() -> None:
    generator = np.random.default_rng(0)
    p, q = generator.dirichlet(np.ones(3), (2, 9))
    counts, expected_counts = generator.poisson(2.0, (9, 3)).astype(float), generator.uniform(0.5, 4, (9, 3))
    for metric, y, o, values in (
        (metrics.KLDivergence(), p, q, oracle.kl_divergence(p, q)),
        (metrics.Poisson(), counts, expected_counts, oracle.poisson(counts, expected_counts)),
    ):
        metric.update_state(y[:4], o[:4])
        metric.update_state(y[4:], o[4:])
        assert metric.result() == pytest.approx(values.mean(), abs=1e-12)


def test_weights_choose_the_samples_that_count() -> None:
    assert metrics.KLDivergence()([[0, 1], [0, 0]], [[0.6, 0.4], [0.4, 0.6]], [1, 0]) == pytest.approx(0.9162892)
    assert metrics.Poisson()([[0, 1], [0, 0]], [[1, 1], [0, 0]], [1, 0]) == pytest.approx(0.99999994)
