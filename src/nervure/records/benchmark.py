"""How long training steps took, side by side."""

from __future__ import annotations

import statistics
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Timing:
    """One contender in one race.

    Args:
        race: what everybody trained, by its name in the catalogue: ``"cnn"``.
        contender: who: ``"nervure float32"``.
        seconds: a training step took on average, one number a round.
        losses: the mean loss over the timed steps, one a round.

    Examples:
        >>> Timing("cnn", "nervure float32", (0.03, 0.02), (0.5, 0.5)).shortest
        0.02
    """

    race: str
    contender: str
    seconds: tuple[float, ...]
    losses: tuple[float, ...]

    @property
    def median(self) -> float:
        """The middle round: what to expect."""
        return statistics.median(self.seconds)

    @property
    def shortest(self) -> float:
        """The best round: the least disturbed by other work."""
        return min(self.seconds)


@dataclass(frozen=True, slots=True)
class Benchmark:
    """All timings of one run.

    Args:
        timings: in the order they are shown; the first of a race is what the others are compared with.
        load: how busy the machine was, the mean number of waiting processes of the last minute; None where unknown.
    """

    timings: tuple[Timing, ...]
    load: float | None = None

    @property
    def races(self) -> tuple[str, ...]:
        """The races in order."""
        return tuple(dict.fromkeys(timing.race for timing in self.timings))

    def of(self, race: str) -> tuple[Timing, ...]:
        """The timings of one race."""
        return tuple(timing for timing in self.timings if timing.race == race)

    def ratio(self, timing: Timing) -> float:
        """How many times as fast as the first of its race; below 1 where it is slower."""
        return self.of(timing.race)[0].median / timing.median
