"""What is shown of an array: a tree of boxes whose leaves are written numbers or small pictures."""

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
    """A picture.

    Args:
        rgb: row by row, three bytes a pixel.
        height: rows of pixels.
        width: pixels in a row.
    """

    rgb: bytes
    height: int
    width: int


@dataclass(frozen=True, slots=True)
class Boxes:
    """The first entries along an axis, each in a box of its own.

    Args:
        axis: what the axis counts.
        entries: what is in the boxes.
        num_hidden: how many further entries there are.
    """

    axis: str
    entries: tuple[Drawn, ...]
    num_hidden: int


Drawn: TypeAlias = Cells | Pixels | Boxes


@dataclass(frozen=True, slots=True)
class Shades:
    """Which numbers are black and white in the pictures.

    Args:
        black: the number that is drawn black, as it is written.
        white: the number that is drawn white.
        num_not_finite: how many NaN and infinities there are; they are drawn black.
    """

    black: str
    white: str
    num_not_finite: int


@dataclass(frozen=True, slots=True)
class TensorPicture:
    """An array as it is shown.

    Args:
        shape: how many places there are along each axis.
        dtype: the type of its numbers.
        axes: what each axis counts.
        drawn: the boxes; None where the array is empty.
        shown: how many places along each axis are in ``drawn``.
        place: where along the first axes ``drawn`` was taken from, when there are more than can be drawn.
        shades: black and white, where pictures are drawn.
        hides_alpha: whether pictures have an alpha channel, which is not drawn.
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
        """What is in the innermost boxes, in order."""
        return _leaves(self.drawn) if self.drawn is not None else iter(())


def _leaves(drawn: Drawn) -> Iterator[Cells | Pixels]:
    if isinstance(drawn, Boxes):
        for entry in drawn.entries:
            yield from _leaves(entry)
    else:
        yield drawn
