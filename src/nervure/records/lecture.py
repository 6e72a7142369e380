"""The lecture's worked example: what is computed, line by line, next to the lecture's printed numbers."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal

from nervure.records.derivation import Derivation


@dataclass(frozen=True, slots=True)
class Printed:
    """A number as printed in the lecture.

    Args:
        digits: its characters: ``.51998``.
        value: its exact value.
        by_hand: the value computed from the lecture's own rounded numbers, if the lecture prints these.

    Examples:
        >>> Printed("0.51998", 0.5199893).rounded, Printed("0.51998", 0.5199893).is_cut_off
        ('0.51999', True)
    """

    digits: str
    value: float
    by_hand: str = ""

    @property
    def rounded(self) -> str:
        """The number correctly rounded to the same number of decimals."""
        decimals = Decimal(1).scaleb(-len(self.digits.partition(".")[2]))
        return str(Decimal(self.value).quantize(decimals, ROUND_HALF_EVEN))

    @property
    def is_cut_off(self) -> bool:
        """Whether the lecture truncated the last digit where rounding would increase it."""
        return Decimal(self.rounded) != Decimal(self.digits)


@dataclass(frozen=True, slots=True)
class LectureLine:
    """One line of the example.

    Args:
        derivation: the number and its derivation.
        printed: the lecture's printed number; None for a number that it leaves to the reader.
        mark: ①, ② or ③ for a factor of the chain.
    """

    derivation: Derivation
    printed: Printed | None = None
    mark: str = ""


@dataclass(frozen=True, slots=True)
class LectureSection:
    """A step of the example.

    Args:
        key: the key of its heading and introduction in the catalogue: ``lecture.KEY``, ``lecture.KEY_about``.
        lines: its lines.
    """

    key: str
    lines: tuple[LectureLine, ...]
