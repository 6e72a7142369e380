"""Displays arrays: on a terminal, in a notebook, as a figure."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

from nervure.arguments import checked
from nervure.arguments.objects import Stream
from nervure.render.notebook import display_piece, notebook_piece, shows_in_notebook
from nervure.render.tensor_text import picture_text
from nervure.render.terminal import screen_of, write
from nervure.tensors.picture import Limits, picture_of

if TYPE_CHECKING:
    from nervure.render.figure import LooseFigure

_ON_TERMINAL = Limits()
_IN_FIGURE = Limits(rows=8, columns=10, boxes=4, outer_boxes=2, side_px=256)


@checked
def show(array: Any, kind: str | None = None, stream: Stream | None = None) -> None:
    """Shows an array: its last axes as numbers or as an image, the axes before them as nested boxes.

    Large arrays are truncated, with a note of what is omitted. A notebook shows the figure.

    Args:
        array: an array, as in :func:`describe`.
        kind: its kind, one of :data:`nervure.tensors.KINDS`; by default the likeliest one.
        stream: the output stream; standard output by default.

    Raises:
        DataError: the lists are ragged, or a tensor has no values.
        UnknownNameError: ``kind`` is unknown.
        ShapeError: arrays of this ``kind`` have other axes.

    Examples:
        >>> show([[1, 2, 3], [4, 5, 6]])
        (2, 3) int64: (samples, features)
        ┌─────────┐
        │ 1  2  3 │
        │ 4  5  6 │
        └─────────┘
    """
    target = stream if stream is not None else sys.stdout
    screen = screen_of(target)
    picture = picture_of(array, kind, _ON_TERMINAL, "show")
    if shows_in_notebook(stream):
        display_piece(notebook_piece(figure(array, kind).to_svg()), picture_text(picture, screen.width))
        return
    drawn = picture_text(picture, screen.width, screen.num_colors, ascii_signs=screen.ascii_signs)
    write(target, drawn + "\n")


def figure(array: Any, kind: str | None = None) -> LooseFigure:
    """The display of :func:`show` as a matplotlib figure: ``figure(x).savefig("x.png")`` saves it.

    It opens no window and selects no backend; ``.to_svg()`` returns SVG with real text.

    Args:
        array: an array, as in :func:`describe`.
        kind: its kind, one of :data:`nervure.tensors.KINDS`; by default the likeliest one.

    Raises:
        DataError: the lists are ragged, or a tensor has no values.
        UnknownNameError: ``kind`` is unknown.
        ShapeError: arrays of this ``kind`` have other axes.

    Examples:
        >>> drawn = figure([[1, 2, 3], [4, 5, 6]])
        >>> "(samples, features)" in drawn.to_svg()
        True
    """
    from nervure.render.tensor_figure import picture_figure

    return picture_figure(picture_of(array, kind, _IN_FIGURE, "figure"))
