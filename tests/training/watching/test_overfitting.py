from __future__ import annotations

import json
import math
from typing import Any

import numpy as np
import pytest

from nervure.records.finding import Finding
from nervure.training.watching.overfitting import Overfitting


def found(losses: Any, held_out: Any) -> Finding | None:
    """The first finding of a run."""
    watch = Overfitting()
    for epoch, (loss, value) in enumerate(zip(losses, held_out, strict=True), 1):
        finding = watch.epoch_end(epoch, 10 * epoch, {"loss": loss, "val_loss": value})
        if finding is not None:
            return finding
    return None


def test_a_rising_validation_loss_is_told_with_the_epoch_since_which_it_rises() -> None:
    finding = found([1.0, 0.6, 0.4, 0.3, 0.2, 0.1, 0.05], [0.9, 0.8, 0.7, 0.72, 0.9, 0.95, 1.0])
    assert finding is not None
    assert finding.kind == "overfitting"
    assert (finding.epoch, finding.step, finding.layer) == (7, 70, None)
    assert finding.values == {"since": 3, "best": 0.7, "now": 1.0, "epoch": 7, "before": 0.4, "after": 0.05}
    assert "since epoch 3" in finding.problem


@pytest.mark.parametrize(
    ("losses", "held_out"),
    [
        ([1.0, 0.5, 0.3, 0.2, 0.1], [1.0, 0.6, 0.5, 0.45, 0.44]),  # both fall
        ([1.0, 0.5, 0.3, 0.2, 0.1], [0.5, 0.9, 0.9, 0.45, 0.9]),  # noise
        ([1.0, 0.5, 0.5, 0.5, 0.5, 0.5], [1.0, 0.5, 0.7, 0.7, 0.7, 0.7]),  # training does not gain
        ([1.0, 0.5, 0.4, 0.3, 0.2, 0.1], [1.0, 0.5, 0.52, 0.53, 0.53, 0.53]),  # a plateau
    ],
)
def test_validation_losses_that_do_not_rise_beside_a_falling_one_are_no_finding(losses: Any, held_out: Any) -> None:
    assert found(losses, held_out) is None


def test_noise_around_a_plateau_is_no_finding() -> None:
    generator = np.random.default_rng(0)
    for _ in range(200):
        held_out = 0.5 * np.exp(generator.normal(0, 0.03, 30))
        assert found(np.geomspace(1.0, 0.01, 30), held_out) is None


def test_epochs_without_validation_and_losses_that_are_no_numbers_are_passed_by() -> None:
    watch = Overfitting()
    assert watch.epoch_end(1, 10, {"loss": 1.0}) is None
    assert watch.epoch_end(2, 20, {"loss": math.nan, "val_loss": 1.0}) is None
    assert watch.epoch_end(3, 30, {"loss": 1.0, "val_loss": math.inf}) is None
    assert watch.epoch_end(4, 40, {}) is None


def test_a_loss_that_rises_while_the_network_settles_is_no_finding() -> None:
    epochs = [(3.8, 2.37), (2.6, 2.6), (2.2, 3.1), (1.9, 3.6), (1.6, 3.8), (1.2, 1.1), (1.0, 0.9)]

    def is_found(settled: int) -> bool:
        watch = Overfitting(settled)
        logs = [{"loss": loss, "val_loss": held_out} for loss, held_out in epochs]
        return any(watch.epoch_end(epoch, 8 * epoch, values) for epoch, values in enumerate(logs, 1))

    assert not is_found(settled=29)
    assert is_found(settled=0)


def test_a_state_is_taken_over_in_the_middle() -> None:
    losses = [(2.0, 1.0), (1.5, 0.9), (1.0, 1.0), (0.5, 1.2), (0.3, 1.3), (0.1, 1.5), (0.05, 1.7)]
    first, second = Overfitting(), Overfitting()
    found = []
    for epoch, (loss, held_out) in enumerate(losses, 1):
        if epoch == 4:
            second.set_state(json.loads(json.dumps(first.get_state())))
        logs = {"loss": loss, "val_loss": held_out}
        found.append(first.epoch_end(epoch, epoch, logs))
        if epoch >= 4:
            assert second.epoch_end(epoch, epoch, logs) == found[-1]
    assert any(finding is not None for finding in found)
