"""LearningRateScheduler: sets the learning rate of each epoch."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any

from nervure.arguments import Procedure, Verbosity, checked
from nervure.arguments.values import plain_number
from nervure.errors import ArgumentError, advise
from nervure.training.callbacks.callback import Callback, Logs
from nervure.training.callbacks.rate_log import check_settable, log_rate


class LearningRateScheduler(Callback):
    """Sets the learning rate at the beginning of each epoch.

    For a rate that changes with every step, give the optimizer a schedule (:mod:`nervure.optimizers.schedules`). The
    rate of each epoch is recorded in the logs and the history as ``learning_rate``.

    Args:
        schedule: called with the epoch number, from 0, and the current rate (or with the number alone); returns the new
            rate.
        verbose: 1 to print the new rate.

    Raises:
        ArgumentError: in training, if ``schedule`` does not return a number above 0.
        StateError: in training, if the optimizer has a schedule: only one of the two can decide.

    Examples:
        >>> halving = LearningRateScheduler(lambda epoch, rate: rate / 2 if epoch else rate)
        >>> halving.schedule(3, 0.5)
        0.25
    """

    @checked
    def __init__(self, schedule: Procedure, verbose: Verbosity = 0) -> None:
        super().__init__()
        self.schedule, self.verbose = schedule, verbose

    def on_epoch_begin(self, epoch: int, logs: Logs | None = None) -> None:
        """Sets the rate of the epoch."""
        check_settable(self.model, "LearningRateScheduler")
        optimizer = self.model.optimizer
        before = float(optimizer.learning_rate)
        given = self.schedule(epoch, before) if _takes_rate(self.schedule) else self.schedule(epoch)
        rate = plain_number(given)
        if rate is None or rate <= 0:
            raise ArgumentError.of(
                "callbacks.scheduled_rate", where="LearningRateScheduler", epoch=epoch, got=repr(given)
            )
        optimizer.learning_rate = rate
        if self.verbose:
            advise("callbacks.rate_set", epoch=epoch + 1, rate=f"{rate:.6g}")

    def on_epoch_end(self, epoch: int, logs: Logs | None = None) -> None:
        """Records the rate."""
        log_rate(self.model, logs)


def _takes_rate(schedule: Callable[..., Any]) -> bool:
    """Whether it also takes the current rate. Read from the signature: a trial call would hide its own TypeErrors."""
    try:
        inspect.signature(schedule).bind(0, 0.0)
    except TypeError:
        return False
    except ValueError:  # C functions have no signature
        return True
    return True
