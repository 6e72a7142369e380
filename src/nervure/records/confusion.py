"""Which classes were taken for which."""

from __future__ import annotations

from dataclasses import dataclass

from nervure.records.prediction import Prediction


@dataclass(frozen=True, slots=True)
class ConfusionExamples:
    """Some of the pictures behind one number of a confusion matrix.

    Args:
        truth: the number of the true class.
        label: the number of the predicted one.
        predictions: the most confident ones, in that order.
    """

    truth: int
    label: int
    predictions: tuple[Prediction, ...]


@dataclass(frozen=True, slots=True)
class ConfusionRecord:
    """A confusion matrix.

    Args:
        labels: the classes, in the order of their numbers.
        counts: ``counts[truth][label]``: how many pictures of one class were taken for another, or rightly for it.
        examples: pictures behind the numbers that are not 0, rows first.

    Examples:
        >>> matrix = ConfusionRecord(("cat", "dog"), ((8, 2), (1, 9)))
        >>> matrix.count, matrix.accuracy, matrix.most_confused
        (20, 0.85, ((0, 1, 2), (1, 0, 1)))
    """

    labels: tuple[str, ...]
    counts: tuple[tuple[int, ...], ...]
    examples: tuple[ConfusionExamples, ...] = ()

    @property
    def count(self) -> int:
        """How many pictures there are."""
        return sum(map(sum, self.counts))

    @property
    def num_right(self) -> int:
        """How many were recognised."""
        return sum(row[place] for place, row in enumerate(self.counts))

    @property
    def accuracy(self) -> float | None:
        """The share that was recognised; None where there is no picture."""
        return self.num_right / self.count if self.count else None

    @property
    def most_confused(self) -> tuple[tuple[int, int, int], ...]:
        """Truth, label and count of every kind of mistake, the most frequent first."""
        mistakes = [
            (truth, label, count)
            for truth, row in enumerate(self.counts)
            for label, count in enumerate(row)
            if count and truth != label
        ]
        return tuple(sorted(mistakes, key=lambda mistake: -mistake[2]))

    def examples_of(self, truth: int, label: int) -> tuple[Prediction, ...]:
        """The pictures behind ``counts[truth][label]``."""
        found = (each.predictions for each in self.examples if (each.truth, each.label) == (truth, label))
        return next(found, ())
