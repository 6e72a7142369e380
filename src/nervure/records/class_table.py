"""How well each class is recognized."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ClassRow:
    r"""One class.

    .. math::
        \text{precision} = \frac{\text{right}}{\text{predicted}} \qquad
        \text{recall} = \frac{\text{right}}{\text{count}} \qquad
        F_1 = \frac{2 \cdot \text{right}}{\text{predicted} + \text{count}}

    Args:
        label: its name.
        count: the number of images of this class.
        num_predicted: the number of images predicted as this class.
        num_right: the number of these that are correct.

    Examples:
        >>> row = ClassRow("cat", count=10, num_predicted=8, num_right=6)
        >>> row.precision, row.recall, round(row.f1, 4)
        (0.75, 0.6, 0.6667)
    """

    label: str
    count: int
    num_predicted: int
    num_right: int

    @property
    def precision(self) -> float | None:
        """The share of images predicted as this class that belong to it; None if none was."""
        return self.num_right / self.num_predicted if self.num_predicted else None

    @property
    def recall(self) -> float | None:
        """The share of the class that was recognized; None if it has no image."""
        return self.num_right / self.count if self.count else None

    @property
    def f1(self) -> float | None:
        """The harmonic mean of precision and recall; None if the class neither occurs nor was predicted."""
        together = self.num_predicted + self.count
        return 2 * self.num_right / together if together else None


@dataclass(frozen=True, slots=True)
class ClassTableRecord:
    """One row per class, in the order of their numbers."""

    rows: tuple[ClassRow, ...]

    @property
    def count(self) -> int:
        """The number of images."""
        return sum(row.count for row in self.rows)

    @property
    def accuracy(self) -> float | None:
        """The share of all images that was recognized; None if there are none."""
        return sum(row.num_right for row in self.rows) / self.count if self.count else None

    @property
    def balanced_accuracy(self) -> float | None:
        """The mean recall of the classes that occur: every class counts equally, however rare; None without any."""
        recalls = [row.recall for row in self.rows if row.recall is not None]
        return sum(recalls) / len(recalls) if recalls else None

    @property
    def macro_f1(self) -> float | None:
        """The mean F1 of the classes that occur or were predicted; None without any."""
        scores = [row.f1 for row in self.rows if row.f1 is not None]
        return sum(scores) / len(scores) if scores else None
