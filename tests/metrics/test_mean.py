from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Tensor

from nervure import metrics
from nervure.errors import ShapeError, UnknownNameError
from nervure.language import set_language
from nervure.metrics.mean import LossMean, Mean, MeanMetricWrapper, SampleMean, values_of
from nervure.ops.squared_error import HALF_SQUARED_ERROR


@settings(max_examples=25)
@given(st.lists(st.integers(1, 6), min_size=1, max_size=4), st.booleans(), st.integers(0, 10**6))
def test_the_mean_over_batches_is_the_mean_over_all(sizes: list[int], weighted: bool, seed: int) -> None:
    generator = np.random.default_rng(seed)
    mean, values, weights = Mean(), [], []
    for size in sizes:
        values.append(generator.normal(size=size))
        weights.append(generator.uniform(0.1, 2, size) if weighted else np.ones(size))
        mean.update_state(values[-1], weights[-1] if weighted else None)
    expected = np.average(np.concatenate(values), weights=np.concatenate(weights))
    assert mean.result() == pytest.approx(expected, abs=1e-12)


def test_the_loss_of_a_batch_counts_as_often_as_it_has_samples() -> None:
    mean = Mean()
    mean.update_state(torch.tensor(2.0), sample_weight=3.0)
    mean.update_state(torch.tensor(6.0), sample_weight=1)
    assert mean.result() == 3.0


def test_a_number_alone_counts_once() -> None:
    mean = Mean()
    mean.update_state(2)
    mean.update_state(4.0)
    assert mean.result() == 3.0


def test_before_the_first_value_and_without_weight_the_mean_is_zero() -> None:
    mean = Mean()
    assert mean.result() == 0.0
    mean.update_state([1.0], [0.0])
    mean.update_state(np.zeros(0))
    assert mean.result() == 0.0


def test_nan_shows_in_the_mean() -> None:
    mean = Mean()
    mean.update_state([1.0, float("nan")])
    assert np.isnan(mean.result())


def test_a_long_sum_does_not_lose_its_end() -> None:
    mean = Mean()
    mean.update_state(torch.tensor(float(2**24)), sample_weight=1.0)
    for _ in range(100):
        mean.update_state(torch.tensor(1.0), sample_weight=1.0)
    assert mean.result() == (2**24 + 100) / 101


def test_samples_with_many_values_count_as_much_as_others() -> None:
    mean = Mean()
    mean.update_state([[1.0, 3.0], [5.0, 7.0]])
    assert mean.result() == 4.0
    mean.reset_state()
    mean.update_state([[1.0, 3.0], [5.0, 7.0]], sample_weight=[1.0, 3.0])
    assert mean.result() == 5.0
    mean.reset_state()
    mean.update_state([[1.0, 3.0], [5.0, 7.0]], sample_weight=[[1.0], [3.0]])
    assert mean.result() == 5.0


def test_weights_that_do_not_fit_are_refused_in_both_languages() -> None:
    with pytest.raises(ShapeError, match="sample weights do not match"):
        Mean().update_state([1.0, 2.0, 3.0], [1.0, 2.0])
    set_language("ko")
    with pytest.raises(ShapeError, match="샘플 가중치의 모양이"):
        Mean().update_state([1.0, 2.0, 3.0], [1.0, 2.0])


def worst(y_true: Tensor, y_pred: Tensor, times: float = 1.0) -> Tensor:
    return (y_true - y_pred).abs().amax(-1) * times


def test_a_function_becomes_a_metric_with_its_name() -> None:
    metric = MeanMetricWrapper(worst)
    assert metric.name == "worst"
    assert metric([[0.0, 0.0], [0.0, 0.0]], [[1.0, 3.0], [1.0, 0.0]]) == 2.0
    assert MeanMetricWrapper(worst, name="a", times=10)([[0.0]], [[2.0]]) == 20.0


def test_a_function_sees_labels_beside_a_single_output_as_a_column() -> None:
    assert MeanMetricWrapper(worst)([1.0, 0.0], [[0.5], [0.0]]) == 0.25


def test_a_function_may_return_numbers_of_numpy() -> None:
    def share(y_true: Any, y_pred: Any) -> Any:
        return np.mean(y_true.numpy() == y_pred.numpy(), axis=-1)

    assert MeanMetricWrapper(share)([[1.0, 0.0]], [[1.0, 1.0]]) == 0.5


def test_a_name_alone_is_no_function() -> None:
    with pytest.raises(UnknownNameError, match="custom_objects"):
        metrics.get({"class_name": "MeanMetricWrapper", "config": {"fn": "worst"}})
    set_language("ko")
    with pytest.raises(UnknownNameError, match="이름만 들어 있어요"):
        metrics.get({"class_name": "MeanMetricWrapper", "config": {"fn": "worst"}})


def test_a_saved_function_comes_back_with_its_options() -> None:
    config = {"class_name": "MeanMetricWrapper", "config": MeanMetricWrapper(worst, times=10).get_config()}
    metric = metrics.get(config, custom_objects={"worst": worst})
    assert metric([[0.0]], [[2.0]]) == 20.0


def test_a_subclass_says_only_what_a_sample_is_worth() -> None:
    class Signed(SampleMean):
        def values(self, y_true: Any, y_pred: Any) -> Tensor:
            targets, outputs = self.pair(y_true, y_pred)
            return outputs - targets

    assert Signed()([[1.0], [2.0]], [[2.0], [5.0]]) == 2.0
    assert values_of(Signed(), [1.0], [3.0]).tolist() == [2.0]
    assert isinstance(values_of(Signed(), [1.0], torch.tensor([3.0])), Tensor)
    with pytest.raises(NotImplementedError):
        SampleMean().update_state([1.0], [1.0])


def test_a_loss_becomes_a_metric_by_naming_its_pair() -> None:
    class HalfSquaredError(LossMean):
        op = HALF_SQUARED_ERROR

    assert HalfSquaredError()([[0.0, 0.0], [1.0, 1.0]], [[1.0, 2.0], [1.0, 1.0]]) == 1.25
    assert HalfSquaredError().direction == "down"


def test_updates_keep_no_graph_of_torch() -> None:
    mean = Mean()
    mean.update_state(torch.ones(2, requires_grad=True))
    assert not mean.state["total"].requires_grad


def test_sums_that_were_taken_elsewhere_stand_in_the_place_of_those_added() -> None:
    mean = Mean()
    mean.update_state([1.0, 2.0])
    before = mean.state["total"]
    mean.set_sums(6.0, 4.0)
    assert (mean.result(), float(before)) == (1.5, 3.0)
    mean.update_state([4.0])
    assert mean.result() == 2.0
