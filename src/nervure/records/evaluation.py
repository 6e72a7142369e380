"""The result of a trained run on labeled images."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from nervure.records.confusion import ConfusionRecord
from nervure.records.picture_folder import LeftOut
from nervure.records.result import wilson_interval


@dataclass(frozen=True, slots=True)
class Unseen:
    """The result of a run on the images that it was not trained on.

    Args:
        count: the number of those images.
        num_right: how many of them were recognized.
        num_independent: the number of independent images with as much information, see
            :func:`~nervure.records.result.independent_count`.

    Examples:
        >>> unseen = Unseen(20, 19, 20)
        >>> unseen.accuracy, Unseen(0, 0, 0).accuracy
        (0.95, None)
    """

    count: int
    num_right: int
    num_independent: float

    @property
    def accuracy(self) -> float | None:
        """The share that was recognized; None if there are none."""
        return self.num_right / self.count if self.count else None

    @property
    def interval(self) -> tuple[float, float] | None:
        """The 95 % confidence interval of the accuracy on other images of this kind; None if there are none."""
        return wilson_interval(self.num_right, self.count, self.num_independent) if self.count else None

    def to_json(self) -> dict[str, Any]:
        """As plain values."""
        return {"accuracy": self.accuracy, **asdict(self)}


@dataclass(frozen=True, slots=True)
class Evaluation:
    """A run evaluated on a folder, a file, or the included digits.

    Args:
        run: the run, as the user named it.
        data: what it was evaluated on, as the user named it.
        loss: the mean cross-entropy.
        confusion: which classes were confused with which; it counts at least one image.
        left_out: the files that were not used.
        num_independent: the number of independent images with as much information, since some look alike, see
            :func:`~nervure.records.result.independent_count`; None if unknown.
        unseen: the same for the images that the run was not trained on, since the others say nothing about new images;
            None if the run does not record which these are.

    Examples:
        >>> judged = Evaluation("runs/a", "pictures", 0.1, ConfusionRecord(("0", "6"), ((9, 1), (0, 10))))
        >>> judged.count, judged.accuracy
        (20, 0.95)
    """

    run: str
    data: str
    loss: float
    confusion: ConfusionRecord
    left_out: tuple[LeftOut, ...] = ()
    num_independent: float | None = None
    unseen: Unseen | None = None

    @property
    def count(self) -> int:
        """The number of images."""
        return self.confusion.count

    @property
    def num_right(self) -> int:
        """How many of them were recognized."""
        return self.confusion.num_right

    @property
    def accuracy(self) -> float:
        """The share that was recognized."""
        return self.num_right / self.count

    @property
    def num_learned(self) -> int | None:
        """How many of them the run was trained on; None if it does not record that."""
        return None if self.unseen is None else self.count - self.unseen.count

    @property
    def interval(self) -> tuple[float, float] | None:
        """The 95 % confidence interval of the accuracy on other images of this kind; None if all were trained on."""
        if self.unseen is not None:
            return self.unseen.interval
        return wilson_interval(self.num_right, self.count, self.num_independent)

    def to_json(self) -> dict[str, Any]:
        """As plain values."""
        interval = self.interval
        return {
            "run": self.run, "data": self.data, "accuracy": self.accuracy,
            "interval": None if interval is None else list(interval), "num_learned": self.num_learned,
            "unseen": None if self.unseen is None else self.unseen.to_json(),
            "loss": self.loss, "count": self.count, "num_right": self.num_right,
            "num_independent": self.num_independent,
            "labels": list(self.confusion.labels), "confusion": [list(row) for row in self.confusion.counts],
            "left_out": [each.to_json() for each in self.left_out],
        }  # fmt: skip
