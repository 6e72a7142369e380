from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from nervure import metrics
from nervure.errors import ArgumentError
from nervure.metrics.at_constraint import AtConstraint

Y, P = [0, 0, 0, 1, 1], [0.01, 0.3, 0.8, 0.3, 0.8]


def test_the_examples_of_keras_come_out() -> None:
    assert metrics.SensitivityAtSpecificity(0.5)(Y, P) == pytest.approx(0.5)
    assert metrics.SensitivityAtSpecificity(0.5)(Y, P, sample_weight=[1, 1, 2, 2, 1]) == pytest.approx(1 / 3)
    assert metrics.SpecificityAtSensitivity(0.5)(Y, P) == pytest.approx(2 / 3)
    assert metrics.PrecisionAtRecall(0.5)(Y, P) == pytest.approx(0.5)
    assert metrics.PrecisionAtRecall(0.5)(Y, P, sample_weight=[2, 2, 2, 1, 1]) == pytest.approx(1 / 3)
    assert metrics.RecallAtPrecision(0.8)([0, 0, 1, 1], [0.01, 0.5, 0.3, 0.9]) == pytest.approx(0.5)


def test_what_cannot_be_reached_is_zero() -> None:
    assert metrics.RecallAtPrecision(1.0)([0, 1], [0.9, 0.1]) == 0.0
    assert metrics.PrecisionAtRecall(0.5).result() == 0.0


@pytest.mark.parametrize("kind", AtConstraint.__subclasses__())
def test_more_is_asked_for_and_less_is_got(kind: type[Any]) -> None:
    generator = np.random.default_rng(0)
    y_true = generator.integers(0, 2, 300)
    y_pred = np.clip(0.3 * y_true + generator.uniform(0, 0.7, 300), 0.01, 1)
    reached = [kind(least)(y_true, y_pred) for least in (0.1, 0.5, 0.9)]
    assert reached == sorted(reached, reverse=True)
    assert reached[0] > reached[2]


@pytest.mark.parametrize("kind", AtConstraint.__subclasses__())
def test_numbers_out_of_range_are_refused(kind: type[Any]) -> None:
    with pytest.raises(ArgumentError):
        kind(1.5)
    with pytest.raises(ArgumentError, match="num_thresholds"):
        kind(0.5, num_thresholds=0)
    assert kind(0.5, num_thresholds=1).thresholds == [0.5]
    assert len(kind(0.5).thresholds) == 200
