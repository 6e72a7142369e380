"""Numbers on a grid, stored in one byte each: the map of a layer, a filter or a heat map."""

from __future__ import annotations

from dataclasses import dataclass

ZERO_LEVEL, STEPS = 128, 127  # the level of the number 0, and the number of levels between it and the scale


@dataclass(frozen=True, slots=True)
class ValueMap:
    r"""Numbers on a grid, rounded to 1/127 of the largest one. The code that draws them chooses the colors.

    A level b stands for the number :math:`\frac{b - 128}{127}\, s` with the scale s: 128 is zero, 255 is s, 1 is -s.

    Args:
        levels: row by row, one byte each, 1 to 255.
        height: the number of rows.
        width: the number of columns.
        scale: s, the largest absolute value; 0 if all are 0.

    Examples:
        >>> drawn = ValueMap(bytes([128, 255, 1, 128]), 2, 2, 0.5)
        >>> drawn.value(0, 1), drawn.value(1, 0), drawn.is_signed
        (0.5, -0.5, True)
    """

    levels: bytes
    height: int
    width: int
    scale: float

    def value(self, row: int, column: int) -> float:
        """The number there."""
        return (self.levels[row * self.width + column] - ZERO_LEVEL) / STEPS * self.scale

    @property
    def is_signed(self) -> bool:
        """Whether a number is below 0."""
        return min(self.levels, default=ZERO_LEVEL) < ZERO_LEVEL
