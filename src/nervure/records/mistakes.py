"""Where a network was wrong and sure of it."""

from __future__ import annotations

from dataclasses import dataclass

from nervure.records.prediction import Prediction


@dataclass(frozen=True, slots=True)
class MistakesRecord:
    """The mistakes of a network.

    Args:
        count: how many pictures it saw.
        num_wrong: how many it took for something else.
        most_confident: of these the ones it was most sure of, the surest first.
    """

    count: int
    num_wrong: int
    most_confident: tuple[Prediction, ...]
