"""Records the learning rate in the logs of an epoch, from which the history takes it."""

from __future__ import annotations

from typing import Any

from nervure.errors import StateError
from nervure.training.callbacks.callback import Logs

LABEL = "learning_rate"


def log_rate(model: Any, logs: Logs | None) -> float:
    """Adds the rate to the values of the epoch, for the callbacks after this one, and returns it."""
    rate = float(model.optimizer.learning_rate)
    if isinstance(logs, dict):
        logs[LABEL] = rate
    return rate


def check_settable(model: Any, where: str) -> None:
    """Whether a callback can set the rate.

    Raises:
        StateError: a schedule sets it at every step.
    """
    if model.optimizer.has_schedule:
        raise StateError.of("callbacks.scheduled", where=where)
