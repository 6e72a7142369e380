"""EarlyStopping: ends a run that no longer improves."""

from __future__ import annotations

from collections.abc import Mapping
from types import NoneType
from typing import Any

import numpy as np

from nervure.arguments import Finite, Flag, FromZero, Real, Verbosity, Word, checked
from nervure.errors import advise
from nervure.training.callbacks.callback import Callback, Logs
from nervure.training.callbacks.monitor import NOT_CALLED, BestMode, Monitor
from nervure.training.remembered import NUMBER_OR_NONE, remembered

_STATE = {
    "wait": int, "stopped_epoch": int, "best_epoch": int, "best": NUMBER_OR_NONE,
    "best_weights": ([np.ndarray], NoneType),
}  # fmt: skip


class EarlyStopping(Callback):
    """Stops when the monitored value has not improved for ``patience`` epochs.

    It decides as in Keras, except that NaN is never the best value: after a first epoch with NaN, any number is an
    improvement.

    Args:
        monitor: the value in the logs.
        min_delta: only a change of more than this is an improvement.
        patience: the number of epochs to wait for one.
        verbose: 1 to print why it stopped.
        mode: "min", "max" or "auto": as given by the metric or its name.
        baseline: a value that must be reached within ``patience`` epochs.
        restore_best_weights: whether to restore the weights of the best epoch at the end.
        start_from_epoch: epochs before it, counted from 0, are ignored.

    Raises:
        ArgumentError: ``mode`` is invalid, or "auto" is ambiguous for this value.

    Source:
        Prechelt, "Early stopping - but when?" (1998), https://doi.org/10.1007/3-540-49430-8_3

    Examples:
        >>> EarlyStopping(monitor="val_accuracy", patience=3).patience
        3
    """

    not_called = NOT_CALLED

    @checked
    def __init__(
        self,
        monitor: Word = "val_loss",
        min_delta: Finite = 0,
        patience: FromZero = 0,
        verbose: Verbosity = 0,
        mode: BestMode = "auto",
        baseline: Real | None = None,
        restore_best_weights: Flag = False,
        start_from_epoch: FromZero = 0,
    ) -> None:
        super().__init__()
        self.monitor, self.patience, self.verbose, self.baseline = monitor, patience, verbose, baseline
        self.restore_best_weights, self.start_from_epoch = restore_best_weights, start_from_epoch
        self._monitor = Monitor(monitor, mode, min_delta, "EarlyStopping")
        self._start()

    def _start(self) -> None:
        self.wait, self.stopped_epoch, self.best_epoch = 0, 0, 0
        self.best: float | None = None
        self.best_weights: list[Any] | None = None

    def on_train_begin(self, logs: Logs | None = None) -> None:
        """Resets the state of an earlier run."""
        self._start()
        self._monitor.begin(self.params)

    def get_state(self) -> dict[str, Any]:
        """The best epoch so far, its weights, and how long ago it was."""
        return {name: getattr(self, name) for name in _STATE}

    def set_state(self, state: Mapping[str, Any]) -> None:
        """Restores them."""
        remembered(state, _STATE)
        for name in _STATE:
            setattr(self, name, state[name])

    def on_epoch_end(self, epoch: int, logs: Logs | None = None) -> None:
        """Evaluates the epoch."""
        value = self._monitor.read(logs)
        if value is None or epoch < self.start_from_epoch:
            return
        if self.restore_best_weights and self.best_weights is None:
            self.best_weights, self.best_epoch = self.model.get_weights(), epoch
        self.wait += 1
        if self._monitor.is_better(value, self.best):
            self.best, self.best_epoch = value, epoch
            if self.restore_best_weights:
                self.best_weights = self.model.get_weights()
            if self.baseline is None or self._monitor.is_better(value, self.baseline):
                self.wait = 0
            return
        if self.wait >= self.patience and epoch > 0:
            self.stopped_epoch = epoch
            self.model.stop_training = True

    def on_train_end(self, logs: Logs | None = None) -> None:
        """Restores the best weights, and reports what happened."""
        restores = self.restore_best_weights and self.best_weights is not None
        if self.stopped_epoch and self.verbose:
            key = "callbacks.stopped_early_restored" if restores else "callbacks.stopped_early"
            advise(key, epoch=self.stopped_epoch + 1, best=self.best_epoch + 1, name=self.monitor)
        if restores:
            self.model.set_weights(self.best_weights)
