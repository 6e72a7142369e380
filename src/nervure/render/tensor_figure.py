"""An array drawn with matplotlib: boxes in boxes, numbers and images."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from rich.cells import cell_len

from nervure.records.tensor_picture import Boxes, Cells, Drawn, Pixels, TensorPicture
from nervure.render.numbers import count
from nervure.render.tensor_notes import heading, notes

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from nervure.render.figure import LooseFigure

# Lengths are in em: the height of a line of text.
_EM_INCHES = 0.2
_LINE, _DIGIT, _PADDING, _GAP = 1.3, 0.6, 0.5, 0.5
_PICTURE = 9.0  # the longer side of an image
_TEXT_POINTS = 10.5
_INK, _QUIET, _HAIRLINE, _GROUNDS = "#222222", "#666666", "#b8b8b8", ("#ffffff", "#f3f6fa")
_ELLIPSIS = "…"


class _Size(NamedTuple):
    width: float
    height: float


def picture_figure(picture: TensorPicture) -> LooseFigure:
    """The array as a figure; a screen reader speaks its shape and axes."""
    from nervure.render.figure import readable

    return readable(lambda: _drawn(picture))


def _drawn(picture: TensorPicture) -> LooseFigure:
    import matplotlib as mpl

    from nervure.render.figure import LooseFigure, font_families

    above, below = heading(picture), notes(picture, picture.shown, is_smaller=_is_smaller(picture))
    body = _size(picture.drawn, picture) if picture.drawn is not None else _Size(0, 0)
    width = max(body.width, *(cell_len(line) * _DIGIT for line in (above, *below))) + 2 * _PADDING
    height = body.height + _LINE * (1 + len(below)) + 3 * _PADDING
    with mpl.rc_context({"font.family": font_families(), "axes.unicode_minus": False}):
        figure = LooseFigure(figsize=(width * _EM_INCHES, height * _EM_INCHES), facecolor="white")
        figure.description = above
        axes = figure.add_axes((0, 0, 1, 1))
        axes.set_axis_off()
        axes.set_xlim(0, width)
        axes.set_ylim(height, 0)  # downwards, in reading order
        _write(axes, _PADDING, _PADDING, above, weight="bold")
        if picture.drawn is not None:
            _draw(axes, picture.drawn, picture, (_PADDING, _PADDING + _LINE), 0)
        for place, line in enumerate(below):
            _write(axes, _PADDING, 2 * _PADDING + _LINE + body.height + place * _LINE, line, color=_QUIET)
    return figure


def _is_smaller(picture: TensorPicture) -> bool:
    """Whether images have been reduced to fewer pixels than they have."""
    return any(
        isinstance(leaf, Pixels) and leaf.width < picture.shape[picture.axes.index("width")] for leaf in picture.leaves
    )


def _size(drawn: Drawn, picture: TensorPicture) -> _Size:
    if isinstance(drawn, Pixels):
        scale = _PICTURE / max(drawn.width, drawn.height)
        return _Size(drawn.width * scale, drawn.height * scale)
    if isinstance(drawn, Cells):
        rows = _with_dots(drawn, picture)
        return _Size(len(rows[0]) * _cell_width(rows), len(rows) * _LINE)
    sizes = [_framed(_size(entry, picture)) for entry in drawn.entries]
    along, across = (0, 1) if _runs_across(drawn) else (1, 0)
    length = sum(size[along] for size in sizes) + _GAP * (len(sizes) - 1)
    if drawn.num_hidden:
        length += _GAP + (cell_len(_more(drawn)) * _DIGIT if along == 0 else _LINE)
    breadth = max(size[across] for size in sizes)
    return _Size(length, breadth) if along == 0 else _Size(breadth, length)


def _runs_across(boxes: Boxes) -> bool:
    """The innermost boxes are placed next to each other, those around them below each other."""
    return not isinstance(boxes.entries[0], Boxes)


def _more(boxes: Boxes) -> str:
    return f"{_ELLIPSIS} +{count(boxes.num_hidden)}"


def _framed(inside: _Size) -> _Size:
    return _Size(inside.width + 2 * _PADDING, inside.height + _LINE + _PADDING)


def _with_dots(cells: Cells, picture: TensorPicture) -> list[list[str]]:
    """The rows, with dots where further rows and columns follow."""
    sizes = picture.shape[-2:]
    rows = [list(row) for row in cells.rows]
    if sizes and sizes[-1] > len(rows[0]):
        rows = [[*row, _ELLIPSIS] for row in rows]
    if len(sizes) == 2 and sizes[0] > len(rows):
        rows.append([_ELLIPSIS] * len(rows[0]))
    return rows


def _cell_width(rows: Sequence[Sequence[str]]) -> float:
    return max(cell_len(cell) for row in rows for cell in row) * _DIGIT + _PADDING * 1.6


def _draw(axes: Axes, drawn: Drawn, picture: TensorPicture, corner: tuple[float, float], depth: int) -> None:
    if isinstance(drawn, Pixels):
        _draw_pixels(axes, drawn, corner, _size(drawn, picture))
    elif isinstance(drawn, Cells):
        _draw_cells(axes, _with_dots(drawn, picture), corner)
    else:
        _draw_boxes(axes, drawn, picture, corner, depth)


def _draw_boxes(axes: Axes, boxes: Boxes, picture: TensorPicture, corner: tuple[float, float], depth: int) -> None:
    x, y = corner
    across = _runs_across(boxes)
    for place, entry in enumerate(boxes.entries):
        size = _framed(_size(entry, picture))
        _rectangle(axes, (x, y), size, _GROUNDS[(depth + 1) % 2])
        _write(axes, x + _PADDING, y + _PADDING / 2, f"{boxes.axis} {place}", color=_QUIET)
        _draw(axes, entry, picture, (x + _PADDING, y + _LINE), depth + 1)
        x, y = (x + size.width + _GAP, y) if across else (x, y + size.height + _GAP)
    if boxes.num_hidden:
        _write(axes, x, y + _PADDING / 2, _more(boxes), color=_QUIET)


def _draw_cells(axes: Axes, rows: Sequence[Sequence[str]], corner: tuple[float, float]) -> None:
    width = _cell_width(rows)
    for row_place, row in enumerate(rows):
        for place, cell in enumerate(row):
            x, y = corner[0] + place * width, corner[1] + row_place * _LINE
            _rectangle(axes, (x, y), _Size(width, _LINE), _GROUNDS[0])
            _write(axes, x + width / 2, y + _LINE / 2, cell, centered=True)


def _draw_pixels(axes: Axes, pixels: Pixels, corner: tuple[float, float], size: _Size) -> None:
    x, y = corner
    values = np.frombuffer(pixels.rgb, np.uint8).reshape(pixels.height, pixels.width, 3)
    extent = (x, x + size.width, y + size.height, y)
    axes.imshow(values, extent=extent, interpolation="nearest", aspect="auto", zorder=2, clip_on=False)
    _rectangle(axes, corner, size, "none")


def _rectangle(axes: Axes, corner: tuple[float, float], size: _Size, ground: str) -> None:
    from matplotlib.patches import Rectangle

    axes.add_patch(Rectangle(corner, *size, facecolor=ground, edgecolor=_HAIRLINE, linewidth=0.8, zorder=1))


def _write(
    axes: Axes, x: float, y: float, line: str, *, color: str = _INK, weight: str = "normal", centered: bool = False
) -> None:
    horizontal, vertical = ("center", "center") if centered else ("left", "top")
    axes.text(
        x, y, line, color=color, weight=weight, ha=horizontal, va=vertical, fontsize=_TEXT_POINTS, parse_math=False,
        zorder=3,
    )  # fmt: skip
