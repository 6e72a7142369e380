from __future__ import annotations

import numpy as np
import pytest
from sklearn.metrics import fbeta_score

from nervure.errors import ArgumentError, ShapeError, UnknownNameError
from nervure.language import set_language
from nervure.metrics import F1Score, FBetaScore
from tests.oracles import metrics as oracle

GENERATOR = np.random.default_rng(0)
Y, P = GENERATOR.integers(0, 2, (60, 3)).astype(float), GENERATOR.uniform(size=(60, 3))


@pytest.mark.parametrize("beta", [0.5, 1.0, 2.0])
def test_a_score_for_each_class_is_that_of_the_oracle(beta: float) -> None:
    scores = FBetaScore(beta=beta, threshold=0.5)(Y, P)
    expected = [oracle.f_beta(Y[:, column], P[:, column], beta) for column in range(3)]
    np.testing.assert_allclose(scores, expected, atol=1e-6)


@pytest.mark.parametrize("average", ["micro", "macro", "weighted", None])
def test_averages_over_batches_are_those_of_scikit_learn(average: str | None) -> None:
    metric = FBetaScore(average, 2.0, 0.4)
    for rows in (slice(0, 7), slice(7, 60)):
        metric.update_state(Y[rows], P[rows])
    np.testing.assert_allclose(metric.result(), fbeta_score(Y, P > 0.4, beta=2.0, average=average), atol=1e-6)


def test_without_a_threshold_the_largest_of_a_row_is_the_answer() -> None:
    rows = np.eye(3)[P.argmax(-1)]
    np.testing.assert_allclose(F1Score()(Y, P), F1Score(threshold=0.5)(Y, rows))
    assert F1Score("micro")([[1.0, 0.0]], [[0.0, 0.0]]) == 0.0


def test_weights_count_samples_as_often() -> None:
    twice = F1Score()(np.repeat(Y[:5], 2, 0), np.repeat(P[:5], 2, 0))
    np.testing.assert_allclose(F1Score()(Y[:5], P[:5], sample_weight=[2.0] * 5), twice)


def test_one_output_is_one_class() -> None:
    assert F1Score("macro", threshold=0.5)([1, 0, 1], [[0.9], [0.8], [0.1]]) == pytest.approx(0.5, abs=1e-6)


def test_what_cannot_be_meant_is_refused() -> None:
    with pytest.raises(UnknownNameError, match="Did you mean 'macro'"):
        F1Score("makro")
    with pytest.raises(ArgumentError, match="beta > 0"):
        FBetaScore(beta=0)
    with pytest.raises(ArgumentError, match="0 < threshold <= 1"):
        F1Score(threshold=0.0)
    for language, sentence in (("en", "one-hot encode class numbers"), ("ko", "원-핫으로 인코딩하세요")):
        set_language(language)
        with pytest.raises(ShapeError, match=sentence):
            F1Score().update_state([1, 0], [0.9, 0.1])
    with pytest.raises(ShapeError):
        F1Score().update_state([1, 0], [[0.9, 0.1], [0.2, 0.8]])
