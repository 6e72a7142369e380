from __future__ import annotations

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import roc_auc_score

from nervure.errors import ArgumentError, ShapeError, UnknownNameError
from nervure.language import set_language
from nervure.metrics import AUC
from tests.oracles import metrics as oracle


@settings(max_examples=25)
@given(st.integers(2, 12), st.integers(2, 12), st.integers(0, 10**6))
def test_with_enough_thresholds_the_area_is_the_chance_that_a_yes_stands_above_a_no(
    yeses: int, noes: int, seed: int
) -> None:
    generator = np.random.default_rng(seed)
    y_true = np.repeat([1.0, 0.0], [yeses, noes])
    y_pred = generator.integers(0, 11, yeses + noes) / 10
    metric = AUC(thresholds=[0.05 + step / 10 for step in range(10)])
    edge = (yeses + noes) // 2
    metric.update_state(y_true[:edge], y_pred[:edge])
    metric.update_state(y_true[edge:], y_pred[edge:])
    assert metric.result() == pytest.approx(oracle.chance_of_order(y_true, y_pred), abs=1e-12)
    assert metric.result() == pytest.approx(roc_auc_score(y_true, y_pred), abs=1e-12)


def test_the_examples_of_keras_come_out() -> None:
    y, p = [0, 0, 1, 1], [0, 0.5, 0.3, 0.9]
    assert AUC(num_thresholds=3)(y, p) == pytest.approx(0.75)
    assert AUC(num_thresholds=3)(y, p, sample_weight=[1, 0, 0, 1]) == pytest.approx(1.0)


def test_perfect_and_reversed_answers_have_areas_of_one_and_nothing() -> None:
    y = np.array([0, 0, 1, 1])
    assert AUC()(y, [0.1, 0.2, 0.8, 0.9]) == pytest.approx(1.0)
    assert AUC()(y, [0.9, 0.8, 0.2, 0.1]) == pytest.approx(0.0)
    assert AUC(curve="PR")(y, [0.1, 0.2, 0.8, 0.9]) == pytest.approx(1.0, abs=1e-6)


def test_the_minoring_and_the_majoring_sum_enclose_the_middle() -> None:
    generator = np.random.default_rng(0)
    y, p = generator.integers(0, 2, 200), generator.uniform(size=200)
    low, middle, high = (
        AUC(num_thresholds=20, summation_method=method)(y, p) for method in ("minoring", "interpolation", "majoring")
    )
    assert low < middle < high
    assert middle == pytest.approx((low + high) / 2)


def test_logits_are_judged_by_their_sigmoid() -> None:
    y, z = [0, 0, 1, 1], torch.tensor([-3.0, 0.5, 0.1, 4.0])
    assert AUC(from_logits=True)(y, z) == AUC()(y, z.sigmoid())


def test_columns_have_areas_of_their_own_and_their_mean() -> None:
    generator = np.random.default_rng(0)
    y, p = generator.integers(0, 2, (50, 3)), generator.uniform(size=(50, 3))
    each = [AUC()(y[:, column], p[:, column]) for column in range(3)]
    assert AUC(multi_label=True)(y, p) == pytest.approx(np.mean(each))
    weighted = AUC(multi_label=True, label_weights=[1, 2, 0])(y, p)
    assert weighted == pytest.approx((each[0] + 2 * each[1]) / 3)
    assert AUC(multi_label=True, label_weights=[0, 0, 0])(y, p) == 0.0


def test_before_the_first_batch_the_area_is_zero_and_a_reset_forgets_columns() -> None:
    metric = AUC(multi_label=True)
    assert metric.result() == 0.0
    metric.update_state(np.eye(3), np.eye(3) * 0.9)
    assert metric.state["true_positives"].shape == (200, 3)
    with pytest.raises(ShapeError, match=r"\(N, 3\)"):
        metric.update_state(np.eye(2), np.eye(2))
    metric.reset_state()
    metric.update_state(np.eye(2), np.eye(2))
    assert metric.result() == pytest.approx(1.0)


def test_misspelled_words_are_answered_with_the_nearest() -> None:
    with pytest.raises(UnknownNameError, match="Did you mean 'PR'"):
        AUC(curve="PRC")
    with pytest.raises(UnknownNameError, match="Did you mean 'interpolation'"):
        AUC(summation_method="interpolate")
    assert AUC(curve="pr").curve == "PR"


def test_arguments_that_do_not_fit_together_are_refused_in_both_languages() -> None:
    for language, sentence in (("en", "multi_label is not set"), ("ko", "multi_label을 켜지 않았어요")):
        set_language(language)
        with pytest.raises(ArgumentError, match=sentence):
            AUC(num_labels=3)
    for language, sentence in (
        ("en", "the number of label weights is not the number of columns"),
        ("ko", "열마다 하나씩이 아니에요"),
    ):
        set_language(language)
        with pytest.raises(ShapeError, match=sentence):
            AUC(label_weights=[1, 2]).update_state(np.eye(3), np.eye(3))
    for language, sentence in (("en", r"Pass targets and outputs \(N, 4\)"), ("ko", r"\(N, 4\)에 맞추거나")):
        set_language(language)
        with pytest.raises(ShapeError, match=sentence):
            AUC(multi_label=True, num_labels=4).update_state(np.eye(3), np.eye(3))
    with pytest.raises(ArgumentError, match="num_thresholds"):
        AUC(num_thresholds=1)
    with pytest.raises(ArgumentError, match="label_weights"):
        AUC(label_weights=[-1.0])
