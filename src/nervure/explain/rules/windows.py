"""Windows on an image: the cells that each one sees, the windows that see a cell, and what a kernel cell meets."""

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
    """Windows of one size that move over an image, with one entry per axis.

    Attributes:
        sizes: the sizes of the image.
        counts: the number of windows.
        kernel: the number of cells in a window.
        strides: the distance from one window to the next.
        dilation: the distance from one cell of a window to the next.
        before: how many cells outside the image the first window starts.

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
        """What a window sees: the cell of the kernel, and the cell of the image; none outside the image."""
        return self._crossed([
            [(k, cell) for k in range(self.kernel[axis]) if 0 <= (cell := self._cell(axis, w, k)) < self.sizes[axis]]
            for axis, w in enumerate(window)
        ])  # fmt: skip

    def over(self, cell: Index) -> Pairs:
        """The windows that see a cell: the kernel cell on it, and the window, in order of windows."""
        return self._crossed([
            [(k, w) for k in reversed(range(self.kernel[axis])) if (w := self._window(axis, place, k)) is not None]
            for axis, place in enumerate(cell)
        ])  # fmt: skip

    def met(self, kernel_cell: Index) -> Pairs:
        """What a kernel cell meets: the window, and the cell of the image."""
        return self._crossed([
            [(w, cell) for w in range(self.counts[axis]) if 0 <= (cell := self._cell(axis, w, k)) < self.sizes[axis]]
            for axis, k in enumerate(kernel_cell)
        ])  # fmt: skip

    @property
    def places(self) -> tuple[str, ...]:
        """The letters that count windows, one per axis."""
        return tuple(map(letter_of, _PLACES[: len(self.sizes)]))

    @property
    def inside(self) -> tuple[str, ...]:
        """The letters that count the cells of a window."""
        return tuple(map(letter_of, _INSIDE[: len(self.sizes)]))

    @property
    def ranges(self) -> tuple[tuple[str, int], ...]:
        """The range of the letters inside a window."""
        return tuple(zip(self.inside, self.kernel, strict=True))

    @property
    def law(self) -> tuple[str, ...]:
        """The cell under a window cell: ``2·i+a-1``."""
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
