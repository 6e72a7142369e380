"""The times of training steps, side by side."""

from __future__ import annotations

import statistics
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Timing:
    """One contender in one race.

    Args:
        race: what every contender trained, by its name in the catalogue: ``"cnn"``.
        contender: its name: ``"nervure float32"``.
        seconds: the mean time of a training step, one number per round.
        losses: the mean loss over the timed steps, one per round.

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
        """The median round: the time to expect."""
        return statistics.median(self.seconds)

    @property
    def shortest(self) -> float:
        """The best round: the one least disturbed by other work."""
        return min(self.seconds)


@dataclass(frozen=True, slots=True)
class Benchmark:
    """All timings of one run.

    Args:
        timings: in display order; the others of a race are compared with its first.
        load: the load of the machine, the mean number of waiting processes in the last minute; None if unknown.
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
        """How many times as fast as the first of its race; below 1 if it is slower."""
        return self.of(timing.race)[0].median / timing.median
