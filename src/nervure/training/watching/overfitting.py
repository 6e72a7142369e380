"""Overfitting: the validation loss rises while the training loss keeps falling."""

from __future__ import annotations

import math
import statistics
from collections.abc import Mapping
from types import NoneType
from typing import Any, NamedTuple

from nervure.records.finding import Finding
from nervure.training.remembered import remembered

# Three epochs, each 5 % above the best three, 1/7 on average, while the training loss fell by a fifth: more than noise
# between epochs.
_EPOCHS, _EACH, _TOGETHER, _GAINED = 3, 1.05, 1.15, 0.8


class _Epoch(NamedTuple):
    """An epoch: its number, counted from 1, and its losses."""

    number: int
    loss: float
    held_out: float


class Overfitting:
    """Tracks the losses of the epochs.

    Args:
        settled: the step from which validation losses are reliable. Until the moving averages of batch normalization
            have converged, a network gives all classes nearly the same probability, and its loss rises as soon as it
            distinguishes them.
    """

    def __init__(self, settled: float = 0) -> None:
        self._settled = settled
        self._best: _Epoch | None = None
        self._newest: list[_Epoch] = []
        self._lowest_mean = math.inf

    def get_state(self) -> dict[str, Any]:
        """Its record of the epochs so far, as plain numbers, for a checkpoint."""
        return {"best": self._best, "newest": self._newest, "lowest_mean": self._lowest_mean}

    def set_state(self, state: Mapping[str, Any]) -> None:
        """Restores what :meth:`get_state` returned."""
        remembered(state, {"best": ([float], NoneType), "newest": [[float]], "lowest_mean": float})
        self._best = None if state["best"] is None else _Epoch(*state["best"])
        self._newest = [_Epoch(*epoch) for epoch in state["newest"]]
        self._lowest_mean = state["lowest_mean"]

    def epoch_end(self, epoch: int, step: int, logs: Mapping[str, Any]) -> Finding | None:
        """Records the losses of an epoch.

        Args:
            epoch: its number, counted from 1.
            step: the number of its last step.
            logs: its losses; an epoch without validation is ignored.

        Returns:
            The findings; epochs that end before the network has settled are ignored.
        """
        if step < self._settled:
            return None
        loss, held_out = logs.get("loss"), logs.get("val_loss")
        if loss is None or held_out is None or not math.isfinite(loss) or not math.isfinite(held_out):
            return None
        this = _Epoch(epoch, float(loss), float(held_out))
        self._newest = [*self._newest[1 - _EPOCHS :], this]
        if self._best is None or this.held_out < self._best.held_out:
            self._best = this
        mean = statistics.fmean(one.held_out for one in self._newest)
        is_found = len(self._newest) == _EPOCHS and self._is_overfitting(mean, self._best)
        if len(self._newest) == _EPOCHS:
            self._lowest_mean = min(self._lowest_mean, mean)
        if not is_found:
            return None
        values = {
            "since": self._best.number, "best": self._best.held_out, "now": this.held_out, "epoch": epoch,
            "before": self._best.loss, "after": this.loss,
        }  # fmt: skip
        advice = "watching.overfitting_advice"
        return Finding("overfitting", None, step, epoch, "watching.overfitting", advice, values)

    def _is_overfitting(self, mean: float, best: _Epoch) -> bool:
        if not 0 < self._lowest_mean < math.inf or best.loss <= 0:
            return False
        least = min(one.held_out for one in self._newest)
        rises = least >= _EACH * self._lowest_mean and mean >= _TOGETHER * self._lowest_mean
        return rises and statistics.fmean(one.loss for one in self._newest) <= _GAINED * best.loss
