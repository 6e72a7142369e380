"""The result of a training run: its accuracy on unseen images, how certain that is, and which baselines it beats."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, Self, TypeVar

from nervure.errors import Unfit

Kind = TypeVar("Kind", int, float, dict[Any, Any])
Part = Literal["validation", "test", "other", "learned"]

_QUANTILE_95 = 1.959963984540054  # of the normal distribution: 2.5 % lie above it


def independent_count(groups: Iterable[Hashable]) -> float:
    """The number of independent samples with as much information as samples in groups.

    Samples of one group, such as frames of one scene, are assumed to be right or wrong together: the worst case, so
    that an interval is never too narrow.

    Formula:
        n² / Σ mᵢ², where n is the number of samples and mᵢ the size of group i: n divided by the design effect 1 + (Σ
        mᵢ² / n - 1) ρ, with the correlation ρ inside the groups at its maximum, 1.

    Args:
        groups: the group of each sample, by any name.

    Source:
        Kish, "Survey Sampling" (1965), chapter 5: cluster samples and their design effect.

    Examples:
        >>> independent_count("abcd"), independent_count("aabb"), independent_count("aaab")
        (4.0, 2.0, 1.6)
    """
    sizes = Counter(groups).values()
    return sum(sizes) ** 2 / sum(size**2 for size in sizes) if sizes else 0.0


def told_independent(count: int, num_independent: float | None) -> int | None:
    """The number of independent samples to report; None if it is unknown, or equal to the number of samples.

    Examples:
        >>> told_independent(802, 427.4), told_independent(100, 99.8), told_independent(100, None)
        (427, None, None)
    """
    rounded = count if num_independent is None else round(num_independent)
    return rounded if rounded < count else None


def wilson_interval(num_right: int, count: int, num_independent: float | None = None) -> tuple[float, float]:
    """The 95 % confidence interval of the true accuracy, after ``num_right`` of ``count`` samples.

    Unlike the simple interval around the share, it stays within 0 to 1, and is valid for few samples and few mistakes.

    Formula:
        (p + z²/2n ± z √(p(1 - p)/n + z²/4n²)) / (1 + z²/n), where p is the share, n the number of independent
        samples and z is 1.96.

    Args:
        num_right: the number of correct samples.
        count: the number of samples; with none the interval is (0, 1).
        num_independent: the number of independent samples with as much information, see :func:`independent_count`; None
            for all.

    Source:
        Wilson, "Probable inference, the law of succession, and statistical inference" (1927),
        https://doi.org/10.1080/01621459.1927.10502953; with the effective number of samples Franco, Little, Louis and
        Slud, "Comparative study of confidence intervals for proportions in complex sample surveys" (2019),
        https://pmc.ncbi.nlm.nih.gov/articles/PMC6690503

    Examples:
        >>> low, high = wilson_interval(90, 100)
        >>> round(low, 4), round(high, 4)
        (0.8256, 0.9448)
        >>> low, high = wilson_interval(90, 100, num_independent=50)
        >>> round(low, 4), round(high, 4)
        (0.7864, 0.9565)
    """
    if count == 0:
        return 0.0, 1.0
    share, square = num_right / count, _QUANTILE_95**2
    telling = count if num_independent is None else num_independent
    middle = share + square / (2 * telling)
    half = _QUANTILE_95 * math.sqrt(share * (1 - share) / telling + square / (4 * telling**2))
    whole = 1 + square / telling
    return max(0.0, (middle - half) / whole), min(1.0, (middle + half) / whole)


@dataclass(frozen=True, slots=True)
class RunResult:
    """The result of a run, as stored in ``result.json`` in its folder.

    Args:
        part: the part of its images it was evaluated on; ``"other"`` for images that came later, and ``"learned"`` if
            the run was trained on some or all of them.
        count: the number of images in that part.
        num_right: how many of them were recognized.
        loss: their mean loss.
        seconds: the training time.
        epochs: the number of epochs trained.
        baselines: the accuracy of simple baselines on the same images, by name: ``majority_class``, ``linear_model``,
            ``nearest_neighbor``.
        weights: the SHA-256 digest of the evaluated weights.
        balanced_accuracy: the mean over the classes of the share of their images that was recognized; None if it was
            not recorded.
        num_independent: the number of independent images with as much information, since some look alike, see
            :func:`independent_count`; None if it was not recorded, and all are treated as independent.
        precision: the precision of the evaluated network, the same as in ``predict``: ``"float32"``, for example; empty
            if it was not recorded.
        neighbor_size: height and width, in pixels, to which ``nearest_neighbor`` shrinks images; None if it uses them
            unchanged, or if it was not recorded.

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
    num_independent: float | None = None
    precision: str = ""
    neighbor_size: tuple[int, int] | None = None

    @property
    def accuracy(self) -> float:
        """The share that was recognized; NaN if there were no images."""
        return self.num_right / self.count if self.count else math.nan

    @property
    def interval(self) -> tuple[float, float]:
        """The 95 % confidence interval of the accuracy on further images of the same kind."""
        return wilson_interval(self.num_right, self.count, self.num_independent)

    def to_json(self) -> dict[str, Any]:
        """As plain values, with the accuracy and its interval included for other programs."""
        return {
            "accuracy": self.accuracy if self.count else None, "interval": list(self.interval),
            "num_right": self.num_right, "count": self.count, "part": self.part, "loss": self.loss,
            "baselines": dict(self.baselines), "seconds": self.seconds, "epochs": self.epochs,
            "weights": self.weights, "balanced_accuracy": self.balanced_accuracy,
            "num_independent": self.num_independent, "precision": self.precision,
            "neighbor_size": None if self.neighbor_size is None else list(self.neighbor_size),
        }  # fmt: skip

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> Self:
        """The result described by plain values.

        Raises:
            KeyError: one of them is missing.
            Unfit: one of them has the wrong type.
        """
        part = values["part"]
        if part not in ("validation", "test"):
            raise Unfit(f"part: {part!r}")
        count, num_right = _of_kind(int, values, "count"), _of_kind(int, values, "num_right")
        if not 0 <= num_right <= count:
            raise Unfit(f"num_right: {num_right} of {count}")
        recorded = _of_kind(dict, {"baselines": {}, **values}, "baselines")
        baselines = {name: _of_kind(float, recorded, name) for name in map(str, recorded)}
        times = _of_kind(float, values, "seconds"), _of_kind(int, values, "epochs")
        # Runs of former releases did not record them.
        later = ("balanced_accuracy", "num_independent")
        balanced, independent = (None if values.get(name) is None else _of_kind(float, values, name) for name in later)
        if independent is not None and not min(1, count) <= independent <= count:
            raise Unfit(f"num_independent: {independent} of {count}")
        weights, precision = (str(values.get(name, "")) for name in ("weights", "precision"))
        side = values.get("neighbor_size")
        if side is not None and not (isinstance(side, list) and len(side) == 2 and all(type(x) is int for x in side)):
            raise Unfit(f"neighbor_size: {side!r:.60}")
        size = None if side is None else (side[0], side[1])
        loss = _of_kind(float, values, "loss")
        return cls(
            part, count, num_right, loss, *times, baselines, weights, balanced, independent, precision, size,
        )  # fmt: skip


def _of_kind(kind: Callable[[Any], Kind], values: Mapping[str, Any], name: str) -> Kind:
    """A value checked for its required type.

    Raises:
        KeyError: it is missing.
        Unfit: it has the wrong type.
    """
    value = values[name]
    try:
        return kind(value)
    except (TypeError, ValueError, OverflowError) as problem:
        raise Unfit(f"{name}: {value!r:.60}") from problem
