from __future__ import annotations

import numpy as np
import pytest

from nervure import metrics
from tests.oracles import losses as oracle


def test_means_over_batches_are_those_of_the_oracle_over_all() -> None:
    generator = np.random.default_rng(0)
    signs, o = generator.choice([-1.0, 1.0], (9, 3)), generator.normal(size=(9, 3))
    rows = np.eye(3)[generator.integers(0, 3, 9)]
    for metric, y, expected in (
        (metrics.Hinge(), signs, oracle.hinge(signs, o)),
        (metrics.SquaredHinge(), signs, oracle.hinge(signs, o, 2)),
        (metrics.CategoricalHinge(), rows, oracle.categorical_hinge(rows, o)),
    ):
        metric.update_state(y[:4], o[:4])
        metric.update_state(y[4:], o[4:])
        assert metric.result() == pytest.approx(expected.mean(), abs=1e-12)


def test_zero_and_one_are_read_as_signs() -> None:
    assert metrics.Hinge()([0, 1], [[-2.0], [0.5]]) == 0.25
    assert metrics.SquaredHinge()([0, 1], [[-2.0], [0.5]], sample_weight=[0, 1]) == 0.25
