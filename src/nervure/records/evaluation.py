"""What a trained run came to on labelled pictures."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from nervure.records.confusion import ConfusionRecord
from nervure.records.picture_folder import LeftOut
from nervure.records.result import wilson_interval


@dataclass(frozen=True, slots=True)
class Unseen:
    """What a run came to on those of some pictures that it did not learn from.

    Args:
        count: how many of them there are.
        num_right: how many of these were recognised.
        num_independent: how many independent pictures tell as much, see
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
        """The share that was recognised; None where there are none."""
        return self.num_right / self.count if self.count else None

    @property
    def interval(self) -> tuple[float, float] | None:
        """Where the accuracy on other pictures of the kind lies, with 95 % confidence; None where there are none."""
        return wilson_interval(self.num_right, self.count, self.num_independent) if self.count else None

    def to_json(self) -> dict[str, Any]:
        """As plain values."""
        return {"accuracy": self.accuracy, **asdict(self)}


@dataclass(frozen=True, slots=True)
class Evaluation:
    """A run judged on a folder, a file, or the shipped digits.

    Args:
        run: the run, as it was named.
        data: what it was judged on, as it was named.
        loss: the mean cross-entropy.
        confusion: which classes were taken for which; it holds at least one picture.
        left_out: the files that are not used.
        num_independent: how many independent pictures tell as much, as some look alike, see
            :func:`~nervure.records.result.independent_count`; None where that is not known.
        unseen: the same of those that the run did not learn from, as the others say nothing of other pictures; None
            where it does not record which these are.

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
        """How many pictures there are."""
        return self.confusion.count

    @property
    def num_right(self) -> int:
        """How many of them were recognised."""
        return self.confusion.num_right

    @property
    def accuracy(self) -> float:
        """The share that was recognised."""
        return self.num_right / self.count

    @property
    def num_learned(self) -> int | None:
        """From how many of them the run learned; None where it does not record that."""
        return None if self.unseen is None else self.count - self.unseen.count

    @property
    def interval(self) -> tuple[float, float] | None:
        """Where the accuracy on other pictures of the kind lies, with 95 % confidence; None where all were learned."""
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
