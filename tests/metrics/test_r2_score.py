from __future__ import annotations

import logging

import numpy as np
import pytest
from sklearn.metrics import r2_score

from nervure.errors import ArgumentError, ShapeError, UnknownNameError
from nervure.language import set_language
from nervure.metrics import R2Score
from tests.oracles import metrics as oracle

GENERATOR = np.random.default_rng(0)
Y = GENERATOR.normal(size=(40, 3)) * [1.0, 2.0, 0.5] + 7
P = Y + GENERATOR.normal(size=(40, 3)) * 0.4


def test_scores_over_batches_are_those_of_the_oracle_with_and_without_weights() -> None:
    weights = GENERATOR.uniform(0.1, 2, 40)
    for weighing in (None, weights):
        metric = R2Score(class_aggregation=None)
        for rows in (slice(0, 1), slice(1, 25), slice(25, 40)):
            metric.update_state(Y[rows], P[rows], None if weighing is None else weighing[rows])
        expected = [oracle.determination(Y[:, column], P[:, column], weighing) for column in range(3)]
        np.testing.assert_allclose(metric.result(), expected, rtol=1e-9)


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ("uniform_average", "uniform_average"),
        ("variance_weighted_average", "variance_weighted"),
        (None, "raw_values"),
    ],
)
def test_averages_are_those_of_scikit_learn(ours: str | None, theirs: str) -> None:
    np.testing.assert_allclose(R2Score(ours)(Y, P), r2_score(Y, P, multioutput=theirs), rtol=1e-9)


def test_targets_that_do_not_vary_and_none_at_all_give_zero() -> None:
    assert R2Score().result() == 0.0
    assert R2Score()([[2.0], [2.0]], [[1.0], [2.0]]) == 0.0


def test_numbers_without_an_axis_are_one_output() -> None:
    assert R2Score()(Y[:, 0], P[:, 0]) == pytest.approx(R2Score()(Y[:, :1], P[:, :1]))


def test_the_number_of_inputs_is_corrected_for() -> None:
    plain = R2Score()(Y[:, :1], P[:, :1])
    assert R2Score(num_regressors=3)(Y[:, :1], P[:, :1]) == pytest.approx(1 - (1 - plain) * 39 / 36)


def test_too_many_inputs_are_answered_with_advice(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING, "nervure"):
        plain = R2Score()([[1.0], [4.0], [3.0]], [[2.0], [4.0], [4.0]])
        assert R2Score(num_regressors=2)([[1.0], [4.0], [3.0]], [[2.0], [4.0], [4.0]]) == plain
        set_language("ko")
        R2Score(num_regressors=5)([[1.0], [4.0], [3.0]], [[2.0], [4.0], [4.0]])
    assert "num_regressors=2 is too large for 3 values" in caplog.messages[0]
    assert "num_regressors=5가 너무 많아서" in caplog.messages[1]


def test_what_cannot_be_meant_is_refused() -> None:
    with pytest.raises(UnknownNameError, match="Did you mean 'uniform_average'"):
        R2Score("uniform")
    with pytest.raises(ArgumentError, match="num_regressors"):
        R2Score(num_regressors=-1)
    with pytest.raises(ShapeError, match="one row of numbers per sample"):
        R2Score().update_state(np.zeros((2, 2, 2)), np.zeros((2, 2, 2)))
