"""Which classes were confused with which."""

from __future__ import annotations

from dataclasses import dataclass

from nervure.records.prediction import Prediction


@dataclass(frozen=True, slots=True)
class ConfusionExamples:
    """Some of the images counted by one number of a confusion matrix.

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
        counts: ``counts[truth][label]``: how many images of each true class were predicted as each class.
        examples: images counted by the non-zero numbers, rows first.

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
        """The number of images."""
        return sum(map(sum, self.counts))

    @property
    def num_right(self) -> int:
        """How many images were recognized."""
        return sum(row[place] for place, row in enumerate(self.counts))

    @property
    def accuracy(self) -> float | None:
        """The share that was recognized; None if there are no images."""
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
        """The images counted by ``counts[truth][label]``."""
        found = (each.predictions for each in self.examples if (each.truth, each.label) == (truth, label))
        return next(found, ())
