"""Where windows lie on a picture: which cells one sees, which of them see a cell, and what a cell of a kernel meets."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from typing import NamedTuple

from nervure.records.alphabet import letter_of
from nervure.records.place import Index

Pairs = list[tuple[Index, Index]]
_PLACES = ("first_place", "second_place", "third_place")
_INSIDE = ("first_in_window", "second_in_window", "third_in_window")
SAMPLE, CHANNEL, UNIT, SEVERAL = (letter_of(name) for name in ("sample", "channel", "unit", "piece"))


class Windows(NamedTuple):
    """Windows of one size that move over a picture, one entry an axis.

    Attributes:
        sizes: of the picture.
        counts: how many windows there are.
        kernel: the cells of a window.
        strides: from one window to the next.
        dilation: from one cell of a window to the next.
        before: how many cells the first window lies outside.

    Examples:
        >>> row = Windows((4,), (4,), (3,), (1,), (1,), (1,))
        >>> row.cells((0,)), row.over((3,)), row.met((0,))
        ([((1,), (0,)), ((2,), (1,))], [((2,), (2,)), ((1,), (3,))], [((1,), (0,)), ((2,), (1,)), ((3,), (2,))])
    """

    sizes: Index
    counts: Index
    kernel: Index
    strides: Index
    dilation: Index
    before: Index

    def cells(self, window: Index) -> Pairs:
        """What a window sees: the cell of the kernel, and the cell of the picture; none outside the picture."""
        return self._crossed([
            [(k, cell) for k in range(self.kernel[axis]) if 0 <= (cell := self._cell(axis, w, k)) < self.sizes[axis]]
            for axis, w in enumerate(window)
        ])  # fmt: skip

    def over(self, cell: Index) -> Pairs:
        """Who sees a cell: the cell of the kernel that lies on it, and the window, the first window first."""
        return self._crossed([
            [(k, w) for k in reversed(range(self.kernel[axis])) if (w := self._window(axis, place, k)) is not None]
            for axis, place in enumerate(cell)
        ])  # fmt: skip

    def met(self, kernel_cell: Index) -> Pairs:
        """What a cell of the kernel meets: the window, and the cell of the picture."""
        return self._crossed([
            [(w, cell) for w in range(self.counts[axis]) if 0 <= (cell := self._cell(axis, w, k)) < self.sizes[axis]]
            for axis, k in enumerate(kernel_cell)
        ])  # fmt: skip

    @property
    def places(self) -> tuple[str, ...]:
        """The letters that count windows, one an axis."""
        return tuple(map(letter_of, _PLACES[: len(self.sizes)]))

    @property
    def inside(self) -> tuple[str, ...]:
        """The letters that count the cells of a window."""
        return tuple(map(letter_of, _INSIDE[: len(self.sizes)]))

    @property
    def ranges(self) -> tuple[tuple[str, int], ...]:
        """How far the letters inside a window run."""
        return tuple(zip(self.inside, self.kernel, strict=True))

    @property
    def law(self) -> tuple[str, ...]:
        """The cell that a cell of a window lies on: ``2·i+a-1``."""
        return tuple(
            f"{_times(stride, place)}+{_times(step, cell)}{f'-{before}' if before else ''}"
            for stride, place, step, cell, before in zip(
                self.strides, self.places, self.dilation, self.inside, self.before, strict=True
            )
        )

    def _cell(self, axis: int, window: int, kernel_cell: int) -> int:
        return window * self.strides[axis] + kernel_cell * self.dilation[axis] - self.before[axis]

    def _window(self, axis: int, cell: int, kernel_cell: int) -> int | None:
        window, rest = divmod(cell + self.before[axis] - kernel_cell * self.dilation[axis], self.strides[axis])
        return window if rest == 0 and 0 <= window < self.counts[axis] else None

    @staticmethod
    def _crossed(along: Sequence[list[tuple[int, int]]]) -> Pairs:
        return [
            (tuple(first for first, _ in pairs), tuple(second for _, second in pairs))
            for pairs in itertools.product(*along)
        ]


def _times(factor: int, letter: str) -> str:
    return letter if factor == 1 else f"{factor}·{letter}"
