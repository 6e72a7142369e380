"""The losses of a run, step by step, in little memory."""

from __future__ import annotations

import statistics
from collections import deque
from collections.abc import Mapping, Sequence
from typing import Any

from nervure.errors import Unfit
from nervure.training.remembered import remembered

_EARLY, _RECENT, _BLOCK = 10, 50, 20
_NEWEST = 3
_STATE = {"count": int, "early": [float], "recent": [float], "lowest": float, "alarm": float, "block": float}


class LossCourse:
    """The initial, lowest and current level of the loss.

    Attributes:
        count: the number of recorded losses.
        early: the first ones.
        recent: the last ones.
        lowest: the smallest mean of a block of 20 neighbors; infinity before there is one.
        alarm: three times the first loss (if negative, the same distance above it): higher values are not batch noise.
            Before the first loss, every value counts as higher.
    """

    def __init__(self) -> None:
        self.count = 0
        self.early: list[float] = []
        self.recent: deque[float] = deque(maxlen=_RECENT)
        self.lowest = float("inf")
        self.alarm = -float("inf")
        self._block = 0.0

    def note(self, loss: float) -> None:
        """Records the loss of the next step; it must be finite."""
        if self.count < _EARLY:
            if not self.count:
                self.alarm = above(loss, 2.0)
            self.early.append(loss)
        self.count += 1
        self.recent.append(loss)
        self._block += loss
        if self.count % _BLOCK == 0:
            self.lowest, self._block = min(self.lowest, self._block / _BLOCK), 0.0

    def note_all(self, losses: Sequence[float]) -> None:
        """Records the losses of many steps, as :meth:`note` does one by one."""
        singly = max(0, _EARLY - self.count)
        for loss in losses[:singly]:
            self.note(loss)
        rest = losses[singly:]
        done, room = 0, _BLOCK - self.count % _BLOCK
        while len(rest) - done >= room:
            self.lowest = min(self.lowest, sum(rest[done : done + room], self._block) / _BLOCK)
            done, room, self._block = done + room, _BLOCK, 0.0
        self._block = sum(rest[done:], self._block)
        self.count += len(rest)
        self.recent.extend(rest[-_RECENT:])

    def get_state(self) -> dict[str, Any]:
        """Its state as plain numbers, for a checkpoint."""
        return {
            "count": self.count, "early": list(self.early), "recent": list(self.recent), "lowest": self.lowest,
            "alarm": self.alarm, "block": self._block,
        }  # fmt: skip

    def set_state(self, state: Mapping[str, Any]) -> None:
        """Restores what :meth:`get_state` returned."""
        remembered(state, _STATE)
        if state["count"] and not (state["early"] and state["recent"]):
            raise Unfit(f"count: {state['count']}, early: {state['early']!r:.60}")
        self.count, self.early, self.lowest = state["count"], list(state["early"]), state["lowest"]
        self.alarm, self._block = state["alarm"], state["block"]
        self.recent = deque(state["recent"], maxlen=_RECENT)

    @property
    def first(self) -> float:
        """The loss of the first step."""
        return self.early[0]

    @property
    def start(self) -> float:
        """The mean of the first ones."""
        return statistics.fmean(self.early)

    @property
    def now(self) -> float:
        """The median of the latest three: one hard batch is not a trend."""
        return statistics.median(list(self.recent)[-_NEWEST:])

    @property
    def recent_mean(self) -> float:
        """The mean of the last ones."""
        return statistics.fmean(self.recent)

    @property
    def is_high(self) -> bool:
        """Whether the latest losses are far above the first."""
        return self.count > 1 and self.now > self.alarm

    @property
    def peak(self) -> float:
        """The highest of the last ten."""
        return max(list(self.recent)[-10:])

    @property
    def has_risen(self) -> bool:
        """Whether one of the last ten losses is ten times the first: a loss rises before it overflows."""
        return self.count > 1 and self.peak > above(self.first, 9.0)

    def has_fallen(self, share: float) -> bool:
        """Whether the mean of some block fell by more than ``share`` below the start."""
        if not self.count:
            return False
        level = above(self.start, -share)
        return self.lowest < level or self.recent_mean < level


def above(loss: float, share: float) -> float:
    """``loss`` increased by ``share`` of its size; decreased for a negative share."""
    return loss + share * abs(loss)
