"""The display of an array: a tree of boxes whose leaves are written numbers or small images."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Cells:
    """A matrix of written numbers; a vector is one row, a scalar one cell."""

    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Pixels:
    """An image.

    Args:
        rgb: row by row, three bytes per pixel.
        height: rows of pixels.
        width: pixels in a row.
    """

    rgb: bytes
    height: int
    width: int


@dataclass(frozen=True, slots=True)
class Boxes:
    """The first entries along an axis, each in its own box.

    Args:
        axis: what the axis counts.
        entries: the contents of the boxes.
        num_hidden: the number of further entries.
    """

    axis: str
    entries: tuple[Drawn, ...]
    num_hidden: int


Drawn: TypeAlias = Cells | Pixels | Boxes


@dataclass(frozen=True, slots=True)
class Shades:
    """Which numbers are black and white in the images.

    Args:
        black: the number drawn in black, as written.
        white: the number drawn in white.
        num_not_finite: the number of NaN and infinities, which are drawn in black.
    """

    black: str
    white: str
    num_not_finite: int


@dataclass(frozen=True, slots=True)
class TensorPicture:
    """An array as displayed.

    Args:
        shape: the length of each axis.
        dtype: the dtype of its numbers.
        axes: what each axis counts.
        drawn: the boxes; None if the array is empty.
        shown: how many entries along each axis are in ``drawn``.
        place: the position along the first axes that ``drawn`` was taken from, if there is more than can be drawn.
        shades: black and white, if images are drawn.
        hides_alpha: whether images have an alpha channel, which is not drawn.
    """

    shape: tuple[int, ...]
    dtype: str
    axes: tuple[str, ...]
    drawn: Drawn | None
    shown: tuple[int, ...]
    place: tuple[int, ...] = ()
    shades: Shades | None = None
    hides_alpha: bool = False

    @property
    def leaves(self) -> Iterator[Cells | Pixels]:
        """The contents of the innermost boxes, in order."""
        return _leaves(self.drawn) if self.drawn is not None else iter(())


def _leaves(drawn: Drawn) -> Iterator[Cells | Pixels]:
    if isinstance(drawn, Boxes):
        for entry in drawn.entries:
            yield from _leaves(entry)
    else:
        yield drawn
