"""Monitors one value of the logs: which direction is better, and whether it improved."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from typing import Annotated, Any, Literal

import torch

from nervure.arguments.kinds import OneOf
from nervure.errors import ArgumentError, advise

Direction = Literal["up", "down"]

_BY_MODE: dict[str, Direction | None] = {"auto": None, "min": "down", "max": "up"}

# Parts of names that tell which direction is better, for metrics that do not say so themselves.
_GROWING = ("acc", "accuracy", "auc", "correlation", "dice", "f1", "fbeta", "fmeasure", "iou", "kappa", "precision",
            "r2", "recall", "score", "sensitivity", "similarity", "specificity")  # fmt: skip
_SHRINKING = ("crossentropy", "deviation", "distance", "divergence", "entropy", "error", "hinge", "logcosh", "loss",
              "mae", "mape", "mse", "msle", "perplexity", "poisson", "rmse")  # fmt: skip

# Methods that Keras' monitoring callbacks call and those here do not.
NOT_CALLED: Mapping[str, str] = dict.fromkeys(
    ("_is_improvement", "_set_monitor_op", "get_monitor_value"), "overrides.callback"
)

BestMode = Annotated[str, OneOf(tuple(_BY_MODE), "callbacks.mode")]


class Monitor:
    """Tracks the value ``name`` of the logs.

    Args:
        name: the value, such as ``"val_loss"``.
        mode: "min", "max", or "auto": as given by the metric, else by its name, as accuracies grow and errors shrink.
        min_delta: the minimum change that counts.
        where: how errors name the callback.
    """

    def __init__(self, name: str, mode: str, min_delta: float, where: str) -> None:
        self.name, self.where = name, where
        self._mode = mode
        self._direction = _BY_MODE[mode] or direction_of(name, {})
        self._min_delta = abs(min_delta)
        self._told = False

    def begin(self, params: Mapping[str, Any]) -> None:
        """A run begins.

        Args:
            params: its parameters; ``directions`` tells which direction of each metric is better.

        Raises:
            ArgumentError: ``mode="auto"``, and it is unknown whether this metric should grow or shrink.
        """
        self._told = False
        directions: Mapping[str, Direction | None] = params.get("directions", {})
        usual = direction_of(self.name, directions)
        if self._mode != "auto" and usual is not None and usual != self._direction:
            mode = "max" if usual == "up" else "min"
            advise("callbacks.wrong_way", where=self.where, name=self.name, mode=self._mode, usual=mode)
        if self._mode == "auto":
            self._direction = direction_of(self.name, directions)
            if self._direction is None and _plain(self.name) in directions:
                raise self._undecided()

    def is_better(self, value: float, best: float | None) -> bool:
        """Whether ``value`` is better than ``best`` by more than ``min_delta``; NaN never is, all else beats None."""
        if best is None:
            return not math.isnan(value)
        # Adds first, then rounds to float32, as Keras does: other orders differ in edge cases.
        moved = value - self._min_delta if self._direction == "up" else value + self._min_delta
        here, there = torch.tensor([moved, best], dtype=torch.float32).tolist()
        return bool(here > there if self._direction == "up" else here < there)

    def read(self, logs: Mapping[str, Any] | None) -> float | None:
        """The value, or None (with advice, once per run) if the logs do not have it.

        Raises:
            ArgumentError: it is not a single number, or it is unknown which direction is better.
        """
        value = (logs or {}).get(self.name)
        if value is None:
            if not self._told:
                self._told = True
                advise("callbacks.nothing_to_monitor", where=self.where, name=self.name, known=", ".join(logs or {}))
            return None
        if self._direction is None:
            raise self._undecided()
        try:
            return float(value)
        except (TypeError, ValueError) as problem:
            got = type(value).__name__
            raise ArgumentError.of("callbacks.no_number", where=self.where, name=self.name, got=got) from problem

    def _undecided(self) -> ArgumentError:
        return ArgumentError.of("callbacks.direction", where=self.where, name=self.name)


def direction_of(name: str, directions: Mapping[str, Direction | None]) -> Direction | None:
    """Which direction of ``name`` is better: as given by its metric, else by the words of the name, else None.

    Examples:
        >>> direction_of("val_loss", {}), direction_of("val_accuracy", {}), direction_of("my_number", {})
        ('down', 'up', None)
        >>> direction_of("val_my_number", {"my_number": "up"})
        'up'
    """
    plain = _plain(name)
    told = directions.get(plain)
    if told is not None:
        return told
    words = re.findall("[a-z0-9]+", plain.lower())
    grows, shrinks = (
        any(word.startswith(part) or word.endswith(part) for word in words for part in parts)
        for parts in (_GROWING, _SHRINKING)
    )
    return None if grows == shrinks else "up" if grows else "down"


def _plain(name: str) -> str:
    return name.removeprefix("val_")
