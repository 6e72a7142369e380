"""ReduceLROnPlateau: lowers the learning rate when a run stops improving."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from nervure.arguments import Factor, Finite, FromZero, InsideZeroAndOne, Verbosity, Word, checked
from nervure.errors import advise
from nervure.training.callbacks.callback import Callback, Logs
from nervure.training.callbacks.monitor import NOT_CALLED, BestMode, Monitor
from nervure.training.callbacks.rate_log import LABEL, check_settable, log_rate
from nervure.training.remembered import NUMBER_OR_NONE, remembered

_STATE = {"wait": int, "cooldown_counter": int, "best": NUMBER_OR_NONE}


class ReduceLROnPlateau(Callback):
    """Multiplies the learning rate by ``factor`` when the monitored value has not improved for ``patience`` epochs.

    Large steps bring a network near a minimum, small ones into it. The rate of each epoch is recorded in the logs and
    the history as ``learning_rate``.

    Args:
        monitor: the value in the logs.
        factor: the factor applied to the rate, between 0 and 1.
        patience: the number of epochs to wait for an improvement.
        verbose: 1 to print when the rate is reduced.
        mode: "min", "max" or "auto": as given by the metric or its name.
        min_delta: a smaller change is not an improvement.
        cooldown: the number of epochs to ignore after a reduction.
        min_lr: the smallest rate.

    Raises:
        ArgumentError: ``factor`` or ``min_lr`` is outside its range, ``mode`` is invalid, or "auto" is ambiguous for
            this value.
        StateError: in training, if the optimizer has a schedule: only one of the two can decide.

    Examples:
        >>> ReduceLROnPlateau(factor=0.5, patience=3).factor
        0.5
    """

    not_called = NOT_CALLED

    @checked
    def __init__(
        self,
        monitor: Word = "val_loss",
        factor: InsideZeroAndOne = 0.1,
        patience: FromZero = 10,
        verbose: Verbosity = 0,
        mode: BestMode = "auto",
        min_delta: Finite = 1e-4,
        cooldown: FromZero = 0,
        min_lr: Factor = 0.0,
    ) -> None:
        super().__init__()
        where = "ReduceLROnPlateau"
        self.monitor, self.patience, self.verbose, self.cooldown = monitor, patience, verbose, cooldown
        self.factor = factor
        self.min_lr = min_lr
        self._monitor = Monitor(monitor, mode, min_delta, where)
        self._start()

    def _start(self) -> None:
        self.wait, self.cooldown_counter = 0, 0
        self.best: float | None = None

    def on_train_begin(self, logs: Logs | None = None) -> None:
        """Resets the state of an earlier run."""
        check_settable(self.model, "ReduceLROnPlateau")
        self._start()
        self._monitor.begin(self.params)

    def get_state(self) -> dict[str, Any]:
        """The best value so far, and the time since it and the last reduction; the optimizer stores the rate."""
        return {name: getattr(self, name) for name in _STATE}

    def set_state(self, state: Mapping[str, Any]) -> None:
        """Restores them."""
        remembered(state, _STATE)
        for name in _STATE:
            setattr(self, name, state[name])

    def on_epoch_end(self, epoch: int, logs: Logs | None = None) -> None:
        """Evaluates the epoch."""
        rate = log_rate(self.model, logs)
        value = self._monitor.read({**(logs or {}), LABEL: rate})
        if value is None:
            return
        if self.in_cooldown():
            self.cooldown_counter -= 1
            self.wait = 0
        if not math.isnan(value) and (self.best is None or self._monitor.is_better(value, self.best)):
            self.best, self.wait = value, 0
        elif not self.in_cooldown():
            self.wait += 1
            if self.wait >= self.patience and rate > self.min_lr:
                self._reduce(epoch, rate)

    def _reduce(self, epoch: int, rate: float) -> None:
        reduced = max(rate * self.factor, self.min_lr)
        self.model.optimizer.learning_rate = reduced
        self.cooldown_counter, self.wait = self.cooldown, 0
        if self.verbose:
            advise("callbacks.rate_reduced", epoch=epoch + 1, rate=f"{reduced:.6g}")

    def in_cooldown(self) -> bool:
        """Whether the cooldown after a reduction is still running."""
        return self.cooldown_counter > 0
