"""Watching one value of the logs: which way is better, and whether it got better."""

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

# Parts of the words in a name that say which way is better, for metrics that do not say it themselves.
_GROWING = ("acc", "accuracy", "auc", "correlation", "dice", "f1", "fbeta", "fmeasure", "iou", "kappa", "precision",
            "r2", "recall", "score", "sensitivity", "similarity", "specificity")  # fmt: skip
_SHRINKING = ("crossentropy", "deviation", "distance", "divergence", "entropy", "error", "hinge", "logcosh", "loss",
              "mae", "mape", "mse", "msle", "perplexity", "poisson", "rmse")  # fmt: skip

# What Keras' callbacks that watch a value call, and those here do not.
NOT_CALLED: Mapping[str, str] = dict.fromkeys(
    ("_is_improvement", "_set_monitor_op", "get_monitor_value"), "overrides.callback"
)

BestMode = Annotated[str, OneOf(tuple(_BY_MODE), "callbacks.mode")]


class Monitor:
    """Follows the value ``name`` of the logs.

    Args:
        name: which value, ``"val_loss"``.
        mode: "min", "max", or "auto": what the metric says of itself, else by its name, as accuracies grow and errors
            shrink.
        min_delta: by how much it must change to count.
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
            params: what callbacks know of it; ``directions`` tells which way the metrics get better.

        Raises:
            ArgumentError: with ``mode="auto"`` nobody can say whether this metric should grow or shrink.
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
        # Moved first, then rounded to float32, as Keras does: other orders decide otherwise at the edge.
        moved = value - self._min_delta if self._direction == "up" else value + self._min_delta
        here, there = torch.tensor([moved, best], dtype=torch.float32).tolist()
        return bool(here > there if self._direction == "up" else here < there)

    def read(self, logs: Mapping[str, Any] | None) -> float | None:
        """The value, or None (and advice, once a run) where the logs do not have it.

        Raises:
            ArgumentError: it is no single number, or nobody can say which way it gets better.
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
    """Which way ``name`` gets better: as its metric says, else as the words of the name say, else None.

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
