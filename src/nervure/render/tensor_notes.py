"""The lines above and below a displayed array: its shape and axes, and what is not visible."""

from __future__ import annotations

from collections.abc import Sequence

from nervure.language import text
from nervure.records.tensor_picture import TensorPicture
from nervure.render.numbers import count
from nervure.render.terminal import cut, printable

_LONGEST_DTYPE = 40


def heading(picture: TensorPicture) -> str:
    """Shape, dtype and axes on one line.

    Examples:
        >>> heading(TensorPicture((3, 5), "int64", ("samples", "features"), None, (3, 5)))
        '(3, 5) int64: (samples, features)'
    """
    dtype = cut(printable(picture.dtype), _LONGEST_DTYPE, "~")
    axes = f": ({', '.join(picture.axes)})" if picture.axes else ""
    return f"{picture.shape} {dtype}{axes}"


def notes(picture: TensorPicture, shown: Sequence[int], *, is_smaller: bool = False) -> list[str]:
    """What a reader must know about the drawing, one line each.

    Args:
        picture: the drawing.
        shown: how many entries along each axis are visible.
        is_smaller: whether images are drawn with fewer pixels than they have.
    """
    if picture.drawn is None:
        return [text("tensors.empty")]
    found = []
    if picture.place:
        found.append(text("tensors.first_place", place=", ".join(map(str, picture.place))))
    left_out = [
        text("tensors.part_of_axis", axis=axis, shown=count(part), size=count(size))
        for axis, size, part in list(zip(picture.axes, picture.shape, shown, strict=True))[len(picture.place) :]
        if part < size
    ]
    if left_out:
        found.append(text("tensors.only_part", parts=", ".join(left_out)))
    if picture.shades is not None:
        found.append(text("tensors.shades", black=picture.shades.black, white=picture.shades.white))
        if picture.shades.num_not_finite:
            found.append(text("tensors.not_finite", count=count(picture.shades.num_not_finite)))
    if picture.hides_alpha:
        found.append(text("tensors.alpha"))
    if is_smaller:
        found.append(text("tensors.smaller"))
    return found
