"""Watching one value of the logs: which way is better, and whether it got better."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from nervure.errors import ArgumentError, advise

_BETTER_WHEN_LARGER = ("acc", "auc", "precision", "recall", "f1", "fbeta", "fmeasure", "iou", "r2", "similarity")


class Monitor:
    """Follows the value ``name`` of the logs.

    Args:
        name: which value, ``"val_loss"``.
        mode: "min", "max", or "auto": by the name, as accuracies grow and losses shrink.
        min_delta: by how much it must change to count.
        where: how errors name the callback.

    Raises:
        ArgumentError: ``mode`` is something else.
    """

    def __init__(self, name: str, mode: str, min_delta: float, where: str) -> None:
        if mode not in ("auto", "min", "max"):
            raise ArgumentError.of("callbacks.mode", where=where, got=mode)
        self.name, self.where = name, where
        grows = mode == "max" or (mode == "auto" and any(part in name.lower() for part in _BETTER_WHEN_LARGER))
        self._sign = 1.0 if grows else -1.0
        self._min_delta = abs(min_delta)
        self._told = False

    @property
    def worst(self) -> float:
        """A value that every other one is better than."""
        return -self._sign * math.inf

    def is_better(self, value: float, best: float) -> bool:
        """Whether ``value`` is better than ``best`` by at least ``min_delta``; NaN never is."""
        return (
            self._sign * (value - best) > self._min_delta
            if math.isfinite(best)
            else self._sign * value > self._sign * best
        )

    def read(self, logs: Mapping[str, Any] | None) -> float | None:
        """The value, or None (and advice, once) where the logs do not have it."""
        value = (logs or {}).get(self.name)
        if value is not None:
            return float(value)
        if not self._told:
            self._told = True
            advise("callbacks.nothing_to_monitor", where=self.where, name=self.name, known=", ".join(logs or {}))
        return None
