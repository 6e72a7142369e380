"""Two runs side by side: what differs, and whether one is better by more than chance."""

from __future__ import annotations

import math
import sys
from dataclasses import dataclass
from typing import Any, Literal

Subject = Literal["data", "network", "settings"]
SignificanceTest = Literal["mcnemar", "two_proportions"]

_SIGNIFICANT = 0.05
_SMALLEST = sys.float_info.min  # many programs would read a smaller number as 0


def mcnemar_p_value(num_only_first: int, num_only_second: int) -> float:
    r"""The probability that two equally good networks differ at least this much on the same images.

    Images that both recognize, or neither, carry no information. If both are equally good, each of the others is
    recognized by the first with probability 1/2; this is the exact test, without an approximation by a normal
    distribution.

    Formula:
        min(1, 2 Σ C(n, i) / 2ⁿ) over i from 0 to min(b, c), where b and c are the arguments and n = b + c.

    Args:
        num_only_first: the number of images that only the first network recognizes.
        num_only_second: the number that only the second recognizes.

    Source:
        McNemar, "Note on the sampling error of the difference between correlated proportions or percentages" (1947),
        https://doi.org/10.1007/BF02295996; for classifiers Dietterich (1998), https://doi.org/10.1162/089976698300017197

    Examples:
        >>> mcnemar_p_value(1, 9), mcnemar_p_value(4, 4)
        (0.021484375, 1.0)
    """
    count, fewer = num_only_first + num_only_second, min(num_only_first, num_only_second)
    if 2 * fewer == count:
        return 1.0
    # C(n, i) is too large for a float from n = 1,030 on, but exact as an integer, and so is the quotient.
    ways, total = 1, 1
    for chosen in range(1, fewer + 1):
        ways = ways * (count - chosen + 1) // chosen
        total += ways
    return min(1.0, 2 * total / 2**count) if count < 1000 else _quotient(2 * total, count)


def _quotient(numerator: int, power: int) -> float:
    """``numerator / 2**power``, even if neither fits into a float."""
    shift = max(0, numerator.bit_length() - 64)
    return min(1.0, math.ldexp(float(numerator >> shift), shift - power))


def two_proportions_p_value(first: tuple[float, float], second: tuple[float, float]) -> float:
    """The probability that two equally good networks differ at least this much, each on its own images.

    Formula:
        erfc(|z| / √2), z = (p₁ - p₂) / √(p (1 - p) (1/n₁ + 1/n₂)), where p is the share of both together.

    Args:
        first: how many images the first network recognized, and of how many; if images look alike, the same share of
            the number of independent images with as much information, see
            :func:`~nervure.records.result.independent_count`.
        second: the same for the second network.

    Source:
        Fleiss, Levin, Paik, "Statistical Methods for Rates and Proportions" (2003), chapter 3,
        https://doi.org/10.1002/0471445428

    Examples:
        >>> round(two_proportions_p_value((90, 100), (80, 100)), 4), two_proportions_p_value((5, 5), (7, 7))
        (0.0477, 1.0)
    """
    (right, count), (other_right, other_count) = first, second
    if not count or not other_count:
        return 1.0
    share = (right + other_right) / (count + other_count)
    variance = share * (1 - share) * (1 / count + 1 / other_count)
    if variance == 0:
        return 1.0
    return math.erfc(abs(right / count - other_right / other_count) / math.sqrt(2 * variance))


@dataclass(frozen=True, slots=True)
class Difference:
    """One difference between two runs.

    Args:
        subject: the subject it belongs to.
        name: the name of the value, ``options.epochs``.
        first: its value in the first run.
        second: its value in the second run.
    """

    subject: Subject
    name: str
    first: str
    second: str


@dataclass(frozen=True, slots=True)
class Gap:
    """The gap between two accuracies, and how likely it is by chance alone.

    Args:
        test: the statistical test used.
        first: how many images the first run recognized, and of how many.
        second: the same for the second.
        data: what both were evaluated on; None if each has its own images.
        only_first: how many images only the first run recognized, if both saw the same images. Images that look alike
            are not independent evidence: a group of them counts once, for the run that recognized more of it.
        only_second: how many only the second run recognized.
        independent: how many independent images each run was evaluated on: the groups of similar ones if both saw the
            same images, otherwise the number with as much information; None if it was not recorded, and all are treated
            as independent.

    Examples:
        >>> gap = Gap("two_proportions", (90, 100), (80, 100))
        >>> round(gap.size, 2), gap.is_significant
        (0.1, True)
    """

    test: SignificanceTest
    first: tuple[int, int]
    second: tuple[int, int]
    data: str | None = None
    only_first: int = 0
    only_second: int = 0
    independent: tuple[float, float] | None = None

    @property
    def size(self) -> float:
        """The accuracy of the first run minus that of the second."""
        return self.first[0] / self.first[1] - self.second[0] / self.second[1]

    @property
    def p_value(self) -> float:
        """The probability that two equally good networks differ at least this much; never 0, however small."""
        return max(self._probability, _SMALLEST)

    @property
    def _probability(self) -> float:
        if self.test == "mcnemar":
            return mcnemar_p_value(self.only_first, self.only_second)
        counts = self.independent or (self.first[1], self.second[1])
        shares = (right / count for right, count in (self.first, self.second))
        first, second = ((share * count, count) for share, count in zip(shares, counts, strict=True))
        return two_proportions_p_value(first, second)

    @property
    def has_alike(self) -> bool:
        """Whether some of the images look alike, and so count for less."""
        return self.independent is not None and self.independent != (self.first[1], self.second[1])

    @property
    def is_significant(self) -> bool:
        """Whether that probability is below 1 in 20."""
        return self.p_value < _SIGNIFICANT

    def to_json(self) -> dict[str, Any]:
        """As plain values."""
        return {
            "test": self.test, "p_value": self.p_value, "is_significant": self.is_significant, "size": self.size,
            "data": self.data,
            **{
                name: {"num_right": right, "count": count, "accuracy": right / count}
                for name, (right, count) in (("first", self.first), ("second", self.second))
            },
            "only_first": self.only_first, "only_second": self.only_second,
            "independent": None if self.independent is None else list(self.independent),
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two runs side by side.

    Args:
        first: one run, as the user named it.
        second: the other run.
        differences: the differences in data, network and settings.
        gap: between their accuracies; None if a run was never evaluated.
    """

    first: str
    second: str
    differences: tuple[Difference, ...]
    gap: Gap | None

    def of(self, subject: Subject) -> tuple[Difference, ...]:
        """The differences for one subject."""
        return tuple(each for each in self.differences if each.subject == subject)

    def to_json(self) -> dict[str, Any]:
        """As plain values."""
        return {
            "runs": [self.first, self.second],
            "differences": [
                {"subject": each.subject, "name": each.name, "first": each.first, "second": each.second}
                for each in self.differences
            ],
            "gap": None if self.gap is None else self.gap.to_json(),
        }
