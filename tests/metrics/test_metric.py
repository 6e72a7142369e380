from __future__ import annotations

import copy
from typing import Any

import numpy as np
import pytest
import torch
from torch import Tensor

from nervure import metrics
from nervure.errors import ShapeError, UnknownNameError
from nervure.language import set_language
from nervure.metrics.table import TABLE
from tests.metrics.cases import batch, made


class Largest(metrics.Metric):
    def start(self) -> dict[str, Tensor]:
        return {"largest": torch.zeros((), dtype=torch.float64)}

    def update_state(self, y_true: Any, y_pred: Any, sample_weight: Any = None) -> None:
        self.state["largest"] = torch.maximum(self.state["largest"], self.outputs(y_pred).max().double())

    def result(self) -> float:
        return float(self.state["largest"])


@pytest.mark.parametrize("name", TABLE)
def test_the_state_is_plain_float64_tensors_that_a_checkpoint_can_hold(name: str) -> None:
    metric, resumed, whole = (made(name) for _ in range(3))
    assert metric.state
    metric.update_state(*batch(metric, 0))
    resumed.state = {key: tensor.clone() for key, tensor in metric.state.items()}
    assert all(tensor.dtype == torch.float64 for tensor in metric.state.values())
    resumed.update_state(*batch(metric, 1))
    for seed in (0, 1):
        whole.update_state(*batch(metric, seed))
    np.testing.assert_array_equal(resumed.result(), whole.result())


@pytest.mark.parametrize("name", TABLE)
def test_a_reset_forgets_all_batches(name: str) -> None:
    metric = made(name)
    first = metric(*batch(metric, 0))
    metric.update_state(*batch(metric, 1))
    metric.reset_state()
    np.testing.assert_array_equal(metric(*batch(metric, 0)), first)


@pytest.mark.parametrize("name", TABLE)
def test_a_copy_counts_on_its_own(name: str) -> None:
    metric = made(name)
    twin = copy.deepcopy(metric)
    first = metric(*batch(metric, 0))
    np.testing.assert_array_equal(twin(*batch(metric, 0)), first)


@pytest.mark.parametrize("name", TABLE)
def test_every_metric_is_rebuilt_from_its_configuration(name: str) -> None:
    metric = made(name, name="own")
    twin = metrics.get({"class_name": type(metric).__name__, "config": metric.get_config()})
    assert type(twin) is type(metric)
    assert twin.name == "own"
    assert twin.get_config() == metric.get_config()


@pytest.mark.parametrize("name", TABLE)
def test_outputs_may_be_bfloat16_tensors(name: str) -> None:
    metric = made(name)
    y_true, y_pred = batch(metric, 0)
    rounded = torch.from_numpy(y_pred).bfloat16()
    low = metric(torch.from_numpy(y_true), rounded)
    metric.reset_state()
    np.testing.assert_allclose(low, metric(y_true, rounded.double()), rtol=1e-5)


def test_a_metric_of_ones_own_names_reads_and_adds() -> None:
    metric = Largest()
    assert metric.name == "largest"
    assert metric([0], [3.0]) == 3.0
    assert metric([0], [2.0]) == 3.0
    metric.reset_state()
    assert metric.result() == 0.0


def test_an_unfinished_metric_says_so() -> None:
    metric = metrics.Metric()
    with pytest.raises(NotImplementedError):
        metric.update_state([0], [0])
    with pytest.raises(NotImplementedError):
        metric.result()


def test_whether_more_is_better_is_known_of_each_metric() -> None:
    directions = {name: made(name).direction for name in TABLE}
    assert {directions[name] for name in directions if "ccuracy" in name} == {"up"}
    for part in ("mse", "mae", "bce", "sparse_categorical_crossentropy", "_error", "hinge", "divergence", "poisson"):
        assert {directions[name] for name in directions if part in name} == {"down"}, part
    for part in ("precision", "recall", "auc", "score", "io_u", "correlation", "similarity", "at_s"):
        assert {directions[name] for name in directions if part in name} == {"up"}, part
    for name in ("confusion_matrix", "true_positives", "false_negatives"):
        assert directions[name] is None


def test_the_dtype_of_a_metric_is_that_of_its_arithmetic() -> None:
    assert metrics.MeanSquaredError(dtype="float64").outputs([0.1]).dtype == torch.float64
    with pytest.raises(UnknownNameError, match="Did you mean 'float64'"):
        metrics.MeanSquaredError(dtype="float46")


@pytest.mark.parametrize(
    ("metric", "y_true", "y_pred"),
    [
        (metrics.MeanSquaredError(), np.zeros((4, 1)), np.zeros((4, 3))),
        (metrics.BinaryAccuracy(), np.zeros((4, 3)), np.zeros((4, 1))),
        (metrics.CategoricalAccuracy(), np.zeros(4), np.zeros((4, 3))),
        (metrics.SparseCategoricalAccuracy(), np.zeros((4, 3)), np.zeros((4, 3))),
        (metrics.ConfusionMatrix(), np.zeros((4, 2)), np.zeros((4, 3))),
    ],
)
def test_nothing_is_stretched(metric: metrics.Metric, y_true: Any, y_pred: Any) -> None:
    with pytest.raises(ShapeError, match="cannot compare these shapes"):
        metric.update_state(y_true, y_pred)
    set_language("ko")
    with pytest.raises(ShapeError, match="두 모양을 비교할 수 없어요"):
        metric.update_state(y_true, y_pred)


def test_the_sums_are_its_variables_as_in_keras() -> None:
    mean = metrics.Mean()
    mean.update_state([1.0, 3.0])
    assert [float(variable) for variable in mean.variables] == [4.0, 2.0]
