"""What a training run came to: how often it is right on pictures it has not seen, how sure that is, what it beats."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, Self

Part = Literal["validation", "test", "other"]

_QUANTILE_95 = 1.959963984540054  # of the normal distribution: 2.5 % lie above it


def wilson_interval(num_right: int, count: int) -> tuple[float, float]:
    """Where the true accuracy lies with 95 % confidence, after ``num_right`` of ``count`` samples.

    Unlike the plain interval around the share it stays inside 0 to 1, and is sound for few samples and few mistakes.

    Formula:
        (p + z²/2n ± z √(p(1 - p)/n + z²/4n²)) / (1 + z²/n), where p is the share, n the count and z is 1.96.

    Args:
        num_right: how many were right.
        count: how many there were; with none the interval says nothing, (0, 1).

    Source:
        Wilson, "Probable inference, the law of succession, and statistical inference" (1927),
        https://doi.org/10.1080/01621459.1927.10502953

    Examples:
        >>> low, high = wilson_interval(90, 100)
        >>> round(low, 4), round(high, 4)
        (0.8256, 0.9448)
    """
    if count == 0:
        return 0.0, 1.0
    share, square = num_right / count, _QUANTILE_95**2
    middle = share + square / (2 * count)
    half = _QUANTILE_95 * math.sqrt(share * (1 - share) / count + square / (4 * count**2))
    whole = 1 + square / count
    return max(0.0, (middle - half) / whole), min(1.0, (middle + half) / whole)


@dataclass(frozen=True, slots=True)
class RunResult:
    """The result of a run, as its folder keeps it in ``result.json``.

    Args:
        part: which part of its pictures it was judged on; ``"other"`` for pictures that came later.
        count: how many pictures that part has.
        num_right: how many of them were recognised.
        loss: their mean loss.
        seconds: how long training took.
        epochs: how many epochs were trained.
        baselines: the accuracy, on the same pictures, of simple rivals by their names: ``majority_class``,
            ``linear_model``, ``nearest_neighbor``.
        weights: the SHA-256 digest of the weights that were judged.
        balanced_accuracy: the mean, over the classes, of the share of their pictures that was recognised; None where
            that was not recorded.

    Examples:
        >>> result = RunResult("test", 200, 190, 0.21, 64.0, 10, {"majority_class": 0.1})
        >>> result.accuracy, RunResult.from_json(result.to_json()) == result
        (0.95, True)
    """

    part: Part
    count: int
    num_right: int
    loss: float
    seconds: float
    epochs: int
    baselines: Mapping[str, float] = field(default_factory=dict)
    weights: str = ""
    balanced_accuracy: float | None = None

    @property
    def accuracy(self) -> float:
        """The share that was recognised; nan where there was nothing to judge on."""
        return self.num_right / self.count if self.count else math.nan

    @property
    def interval(self) -> tuple[float, float]:
        """Where the accuracy on further pictures of the same kind lies, with 95 % confidence."""
        return wilson_interval(self.num_right, self.count)

    def to_json(self) -> dict[str, Any]:
        """As plain values, with the accuracy and its interval written out for other readers."""
        return {
            "accuracy": self.accuracy if self.count else None, "interval": list(self.interval),
            "num_right": self.num_right, "count": self.count, "part": self.part, "loss": self.loss,
            "baselines": dict(self.baselines), "seconds": self.seconds, "epochs": self.epochs,
            "weights": self.weights, "balanced_accuracy": self.balanced_accuracy,
        }  # fmt: skip

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> Self:
        """The result that plain values say.

        Raises:
            KeyError: one of them is missing.
            ValueError: one of them is none.
            TypeError: one of them is of another kind.
        """
        part = values["part"]
        if part not in ("validation", "test"):
            raise ValueError(f"part: {part!r}")
        count, num_right = int(values["count"]), int(values["num_right"])
        if not 0 <= num_right <= count:
            raise ValueError(f"num_right: {num_right} of {count}")
        baselines = {str(name): float(share) for name, share in dict(values.get("baselines", {})).items()}
        times = float(values["seconds"]), int(values["epochs"])
        weights, balanced = str(values.get("weights", "")), values.get("balanced_accuracy")
        balanced = None if balanced is None else float(balanced)
        return cls(part, count, num_right, float(values["loss"]), *times, baselines, weights, balanced)
