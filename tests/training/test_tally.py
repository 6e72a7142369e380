from __future__ import annotations

import keras
import numpy as np
import pytest
import torch

from nervure.metrics import Accuracy, ConfusionMatrix, MeanAbsoluteError, Metric
from nervure.training.step import StepResult
from nervure.training.tally import LazyLogs, OutputMetric, Tally

SIZES = (4, 4, 1, 3)
LOSSES = (0.5, 2.0, 31.25, 0.125)


def result_of(loss: float, *outputs: torch.Tensor, losses: tuple[float | None, ...] = ()) -> StepResult:
    each = tuple(None if value is None else torch.tensor(value) for value in losses or (loss,))
    return StepResult(torch.tensor(loss), each, outputs)


class Counting(Metric):
    """Counts how often it was asked."""

    asked = 0

    def update_state(self, y_true: object, y_pred: object, sample_weight: object = None) -> None:
        """Nothing to add."""

    def result(self) -> float:
        self.asked += 1
        return float(self.asked)


def test_the_loss_of_an_epoch_is_keras_mean_weighted_by_the_size_of_the_batches() -> None:
    tally, theirs = Tally([]), keras.metrics.Mean()
    for size, loss in zip(SIZES, LOSSES, strict=True):
        tally.add(result_of(loss, torch.zeros(size, 1)), (torch.zeros(size, 1),), (None,), size)
        theirs.update_state(loss, sample_weight=size)
        assert tally.results()["loss"] == pytest.approx(float(theirs.result()), rel=1e-6)
    assert tally.results() == {"loss": pytest.approx(np.average(LOSSES, weights=SIZES))}
    assert tally.num_samples == sum(SIZES)


def test_a_new_epoch_begins_at_nothing() -> None:
    tally = Tally([OutputMetric("mae", 0, MeanAbsoluteError(name="mae"), False)], ["a_loss"])
    y = torch.ones(4, 1)
    tally.add(result_of(3.0, y), (y + 1,), (None,), 4)
    assert tally.results() == {"loss": 3.0, "a_loss": 3.0, "mae": 1.0}
    tally.reset()
    assert tally.num_samples == 0
    assert tally.results() == {"loss": 0.0, "a_loss": 0.0, "mae": 0.0}


def test_each_output_has_its_loss_and_its_metrics_the_loss_of_all_first() -> None:
    metrics = [
        OutputMetric("digit_accuracy", 1, Accuracy(name="accuracy"), False),
        OutputMetric("size_mae", 0, MeanAbsoluteError(name="mae"), False),
    ]
    tally = Tally(metrics, ["size_loss", "digit_loss"])
    size, digit = torch.tensor([[1.0], [3.0]]), torch.tensor([[1.0], [2.0]])
    tally.add(
        result_of(5.0, size, digit, losses=(1.0, 2.0)), (size + 0.5, torch.tensor([[1.0], [7.0]])), (None, None), 2
    )
    assert list(tally.results()) == ["loss", "size_loss", "digit_loss", "digit_accuracy", "size_mae"]
    assert list(tally.results().values()) == [5.0, 1.0, 2.0, 0.5, 0.5]


def test_an_output_without_a_loss_is_passed_by() -> None:
    tally = Tally([], ["b_loss", "c_loss"])
    y = torch.zeros(2, 1)
    tally.add(result_of(3.0, y, y, y, losses=(None, 1.0, 2.0)), (None, y, y), (None, None, None), 2)
    assert tally.results() == {"loss": 3.0, "b_loss": 1.0, "c_loss": 2.0}


def test_sample_weights_count_only_in_weighted_metrics() -> None:
    metrics = [
        OutputMetric(name, 0, MeanAbsoluteError(name=name), name == "weighted") for name in ("plain", "weighted")
    ]
    tally = Tally(metrics)
    y = torch.zeros(3, 1)
    tally.add(result_of(0.0, y), (torch.tensor([[1.0], [2.0], [6.0]]),), (torch.tensor([1.0, 1.0, 0.0]),), 3)
    assert tally.results() == {"loss": 0.0, "plain": 3.0, "weighted": 1.5}


def test_without_targets_metrics_wait() -> None:
    tally = Tally([OutputMetric("mae", 0, MeanAbsoluteError(name="mae"), True)])
    for targets, weights in (((), ()), ((None,), (None,))):
        tally.add(result_of(1.0, torch.zeros(2, 1)), targets, weights, 2)
    assert tally.results() == {"loss": 1.0, "mae": 0.0}


def test_metrics_tell_which_way_is_better() -> None:
    metrics = [Accuracy(name="accuracy"), MeanAbsoluteError(name="mae"), ConfusionMatrix(2)]
    tally = Tally([OutputMetric(metric.name, 0, metric, False) for metric in metrics])
    assert tally.directions == {"accuracy": "up", "mae": "down", "confusion_matrix": None}


def test_logs_are_computed_when_somebody_looks_and_only_once() -> None:
    metric = Counting(name="asked")
    tally = Tally([OutputMetric("asked", 0, metric, False)])
    logs = LazyLogs(tally)
    assert metric.asked == 0
    assert dict(logs) == {"loss": 0.0, "asked": 1.0}
    assert (logs["asked"], logs.get("nothing"), len(logs), list(logs)) == (1.0, None, 2, ["loss", "asked"])
    assert repr(logs) == "{'loss': 0.0, 'asked': 1.0}"
    assert metric.asked == 1


def test_logs_that_were_read_stay_what_they_were() -> None:
    tally = Tally([])
    tally.add(result_of(1.0), (), (), 1)
    logs = LazyLogs(tally)
    assert logs["loss"] == 1.0
    tally.add(result_of(5.0), (), (), 1)
    assert logs["loss"] == 1.0
    assert LazyLogs(tally)["loss"] == 3.0


def test_sums_of_an_epoch_are_set_in_the_order_of_the_values() -> None:
    tally = Tally([OutputMetric("accuracy", 0, Accuracy(), False)])
    tally.add(result_of(9.0, torch.ones(4, 1)), (torch.ones(4, 1),), (None,), 4)
    tally.set_sums([5.0, 3.0], 10)
    assert tally.results() == {"loss": 0.5, "accuracy": 0.3}
    assert tally.num_samples == 10
    assert tally.sums == [5.0, 3.0]


def test_a_tally_that_takes_over_a_state_counts_on() -> None:
    first, second = Tally([]), Tally([])
    first.loss.update_state(3.0, sample_weight=2.0)
    first.num_samples = 2
    second.set_state(first.get_state())
    for tally in (first, second):
        tally.loss.update_state(1.0, sample_weight=1.0)
    assert (second.results(), second.num_samples) == (first.results(), 2)
