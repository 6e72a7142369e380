"""The confident mistakes of a network."""

from __future__ import annotations

from dataclasses import dataclass

from nervure.records.prediction import Prediction


@dataclass(frozen=True, slots=True)
class MistakesRecord:
    """The mistakes of a network.

    Args:
        count: the number of images.
        num_wrong: the number of misclassified images.
        most_confident: the most confident of these, in that order.
    """

    count: int
    num_wrong: int
    most_confident: tuple[Prediction, ...]
