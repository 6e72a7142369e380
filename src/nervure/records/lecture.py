"""The lecture's worked example: what is computed, line by line, beside what the lecture prints."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal

from nervure.records.derivation import Derivation


@dataclass(frozen=True, slots=True)
class Printed:
    """A number as the lecture prints it.

    Args:
        digits: its characters: ``.51998``.
        value: what it stands for, with all digits.
        by_hand: the same from the lecture's own rounded numbers, where the lecture prints these.

    Examples:
        >>> Printed("0.51998", 0.5199893).rounded, Printed("0.51998", 0.5199893).is_cut_off
        ('0.51999', True)
    """

    digits: str
    value: float
    by_hand: str = ""

    @property
    def rounded(self) -> str:
        """The number correctly rounded to as many decimals."""
        decimals = Decimal(1).scaleb(-len(self.digits.partition(".")[2]))
        return str(Decimal(self.value).quantize(decimals, ROUND_HALF_EVEN))

    @property
    def is_cut_off(self) -> bool:
        """Whether the lecture cut the last digit off where rounding gives one more."""
        return Decimal(self.rounded) != Decimal(self.digits)


@dataclass(frozen=True, slots=True)
class LectureLine:
    """One line of the example.

    Args:
        derivation: the number and where it comes from.
        printed: what the lecture prints; None for a number that it leaves to the reader.
        mark: ①, ② or ③ for a factor of the chain.
    """

    derivation: Derivation
    printed: Printed | None = None
    mark: str = ""


@dataclass(frozen=True, slots=True)
class LectureSection:
    """A step of the example.

    Args:
        key: of its heading and its introduction in the catalogue: ``lecture.KEY``, ``lecture.KEY_about``.
        lines: what is computed.
    """

    key: str
    lines: tuple[LectureLine, ...]
