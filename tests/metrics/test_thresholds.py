from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from nervure.errors import ArgumentError, DataError
from nervure.language import set_language
from nervure.metrics import Precision, Recall, TruePositives
from nervure.metrics.thresholds import KINDS, Answers, ThresholdMetric, are_even, count_above, ratio
from tests.oracles import metrics as oracle


@settings(max_examples=40)
@given(
    st.lists(st.integers(0, 20), min_size=1, max_size=30),
    st.lists(st.sampled_from([0.0, 0.1, 0.25, 0.3, 0.5, 0.77, 1.0]), min_size=1, max_size=5),
    st.booleans(),
    st.integers(0, 10**6),
)
def test_every_count_at_every_threshold_is_that_made_one_by_one(
    twentieths: list[int], thresholds: list[float], weighted: bool, seed: int
) -> None:
    generator = np.random.default_rng(seed)
    y_pred = np.array(twentieths) / 20
    y_true = generator.integers(0, 2, len(y_pred)).astype(float)
    weights = generator.uniform(0, 2, len(y_pred)) if weighted else None
    answers = Answers(
        torch.from_numpy(y_pred), torch.from_numpy(y_true), None if weights is None else torch.from_numpy(weights)
    )
    counts = count_above(answers, thresholds, even=are_even(thresholds))
    for place, threshold in enumerate(thresholds):
        expected = oracle.confusion_at(y_true, y_pred, threshold, weights)
        for kind in KINDS:
            assert counts[kind][place].item() == pytest.approx(expected[kind], abs=1e-12)


def test_columns_are_counted_one_by_one_where_asked_for() -> None:
    generator = np.random.default_rng(0)
    y_pred, y_true = generator.uniform(size=(9, 3)), generator.integers(0, 2, (9, 3)).astype(float)
    thresholds = [0.2, 0.6]
    answers = Answers(torch.from_numpy(y_pred), torch.from_numpy(y_true), None)
    counts = count_above(answers, thresholds, even=False, multi_label=True)
    for column in range(3):
        for place, threshold in enumerate(thresholds):
            expected = oracle.confusion_at(y_true[:, column], y_pred[:, column], threshold)
            assert {kind: counts[kind][place, column].item() for kind in KINDS} == expected


def test_many_thresholds_need_no_more_memory_than_the_outputs() -> None:
    # 200 thresholds times 100 000 outputs would be 160 MB; as places between thresholds it is a moment.
    y_pred = torch.linspace(0, 1, 100_000, dtype=torch.float64)
    answers = Answers(y_pred, (y_pred > 0.5).double(), None)
    counts = count_above(answers, [step / 199 for step in range(200)], even=True)
    assert counts["true_positives"].shape == (200,)
    assert counts["true_positives"][0].item() == 50_000


def test_outputs_that_are_no_numbers_are_above_nothing() -> None:
    answers = Answers(torch.tensor([float("nan"), 0.9]), torch.tensor([1.0, 1.0]), None)
    for thresholds, even in (([0.0, 0.5, 1.0], True), ([0.5], False)):
        counts = count_above(answers, thresholds, even=even)
        assert counts["true_positives"].max().item() == 1.0
        assert counts["false_negatives"].min().item() == 1.0


def test_even_thresholds_are_recognized() -> None:
    assert are_even([0.0, 0.25, 0.5, 0.75, 1.0])
    assert are_even([step / 199 for step in range(200)])
    for other in ([0.0, 1.0], [0.0, 0.3, 1.0], [1.0, 0.5, 0.0], [0.1, 0.5, 0.9]):
        assert not are_even(other)


def test_thresholds_are_one_or_several_within_zero_and_one() -> None:
    assert Precision().thresholds == [0.5]
    assert Precision(0.2).thresholds == [0.2]
    assert Precision(np.array([0.2, 0.8])).thresholds == [0.2, 0.8]
    for wrong in (1.5, [-0.1, 0.5], "0.5", [None]):
        with pytest.raises(ArgumentError, match="0 <= thresholds <= 1"):
            Precision(wrong)  # type: ignore[arg-type]


def test_nothing_over_nothing_is_zero() -> None:
    assert ratio(torch.tensor([1.0, 0.0]), torch.tensor([3.0, 0.0])).tolist() == [0.25, 0.0]


def test_of_equal_outputs_the_first_are_the_top() -> None:
    metric = Precision(top_k=2)
    assert metric([[0, 0, 1]], [[0.5, 0.5, 0.5]]) == 0.0
    assert Precision(top_k=2)([[1, 1, 0]], [[0.5, 0.5, 0.5]]) == 1.0


@pytest.mark.parametrize("weights", [None, [1.0, 2.0], [[1.0, 9.0, 9.0], [2.0, 9.0, 9.0]]])
def test_one_column_counts_with_its_own_weights(weights: Any) -> None:
    y_true, y_pred = [[1, 0, 0], [0, 1, 1]], [[0.9, 0.1, 0.9], [0.8, 0.9, 0.9]]
    expected = 1 / 2 if weights is None else 1 / 3
    assert Precision(class_id=0)(y_true, y_pred, weights) == pytest.approx(expected)


def test_a_column_that_is_not_there_is_named() -> None:
    for language, sentence in (("en", "no column class_id=3"), ("ko", "class_id=3이라 부를 열이 없어요")):
        set_language(language)
        with pytest.raises(ArgumentError, match=sentence):
            Recall(class_id=3).update_state([[0, 1, 0]], [[0.1, 0.2, 0.3]])
        with pytest.raises(ArgumentError):
            Recall(class_id=0).update_state([0, 1], [0.1, 0.2])


@pytest.mark.parametrize("argument", [{"top_k": 0}, {"top_k": 1.5}, {"class_id": -1}])
def test_numbers_that_cannot_be_meant_are_refused(argument: dict[str, Any]) -> None:
    with pytest.raises(ArgumentError):
        Precision(**argument)


def test_labels_of_minus_one_do_not_pass_as_yes() -> None:
    metric = TruePositives()
    metric.update_state([1, -1, -1], [0.9, 0.1, 0.9])
    for language, sentence in (("en", "targets below 0 \\(2\\)"), ("ko", "타깃 2개가 0보다 작은데")):
        set_language(language)
        with pytest.raises(DataError, match=sentence):
            metric.result()
    metric.reset_state()
    assert metric([1, 0, 0], [0.9, 0.1, 0.9]) == 1.0


def test_a_metric_of_ones_own_names_its_sums() -> None:
    class Alarms(ThresholdMetric):
        counted = ("true_positives", "false_positives")

        def result(self) -> Any:
            return self.at_thresholds(sum(self.counts(*self.counted), torch.zeros(1)))

    assert Alarms([0.5])([0, 1, 1], [0.9, 0.8, 0.1]) == 2.0
    assert Alarms([0.5, 0.85])([0, 1, 1], [0.9, 0.8, 0.1]).tolist() == [2.0, 1.0]
