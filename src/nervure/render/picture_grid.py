"""Small images in rows, each with its caption, as one bitmap with text around it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from matplotlib import rc_context
from matplotlib.axes import Axes
from rich.cells import cell_len

from nervure.render.figure import LooseFigure, font_families
from nervure.render.terminal import cut, printable
from nervure.render.value_colors import Colors

_INK, _QUIET, _HAIRLINE = "#222222", "#666666", 208
_TITLE_SIZE, _TEXT_SIZE = 9.5, 8.0  # points, and so px at 72 px per inch
_LINE_PX, _CELL_PX, _BOLD = 11.0, 4.6, 1.15  # bold letters are this much wider
_MARGIN_PX, _GAP_PX = 12, 8
_ELLIPSIS = "…"


class Tile(NamedTuple):
    """One image of a grid.

    Attributes:
        colors: (height, width, 3), bytes.
        caption: the lines below it.
        is_marked: whether its first line is emphasized.
    """

    colors: Colors
    caption: tuple[str, ...] = ()
    is_marked: bool = False


class TileRow(NamedTuple):
    """Images next to each other.

    Attributes:
        title: the title above them; empty for none.
        tiles: the images.
    """

    title: str
    tiles: Sequence[Tile]


def grid_figure(
    rows: Sequence[TileRow], description: str, *, notes: Sequence[str] = (), tile_px: int = 72
) -> LooseFigure:
    """The rows as a figure.

    Args:
        rows: from top to bottom.
        description: a sentence for screen readers.
        notes: lines below the rows.
        tile_px: the longer side of every image.
    """
    pitch = tile_px + _GAP_PX
    heights = [_row_height(row, tile_px) for row in rows]
    widest_text = max((cell_len(line) for line in (*(row.title for row in rows), *notes)), default=0) * _CELL_PX * _BOLD
    columns = max((len(row.tiles) for row in rows), default=0)
    width = int(max(columns * pitch - _GAP_PX, widest_text, tile_px)) + 2 * _MARGIN_PX
    height = int(sum(heights) + len(notes) * _LINE_PX) + 2 * _MARGIN_PX
    with rc_context({"font.family": font_families(), "axes.unicode_minus": False}):
        figure = LooseFigure(figsize=(width / 72, height / 72), facecolor="white")
        figure.description = description
        axes = figure.add_axes((0, 0, 1, 1))
        axes.set_axis_off()
        axes.set_xlim(0, width)
        axes.set_ylim(height, 0)  # downwards, in reading order
        sheet = np.full((height, width, 3), 255, np.uint8)
        top = float(_MARGIN_PX)
        for row, row_height in zip(rows, heights, strict=True):
            _draw_row(axes, sheet, row, top, tile_px)
            top += row_height
        # One bitmap for all tiles: drawing hundreds of them takes matplotlib seconds.
        axes.imshow(sheet, extent=(0, width, height, 0), interpolation="nearest", aspect="auto", zorder=0)
        for number, note in enumerate(notes):
            _write(axes, _MARGIN_PX, top + number * _LINE_PX, note, color=_QUIET)
    return figure


def _row_height(row: TileRow, tile_px: int) -> float:
    captions = max((len(tile.caption) for tile in row.tiles), default=0)
    return (_LINE_PX + 4 if row.title else 0) + (tile_px + captions * _LINE_PX + _GAP_PX if row.tiles else 0)


def _draw_row(axes: Axes, sheet: Colors, row: TileRow, top: float, tile_px: int) -> None:
    if row.title:
        _write(axes, _MARGIN_PX, top, row.title, size=_TITLE_SIZE, weight="bold")
        top += _LINE_PX + 4
    for number, tile in enumerate(row.tiles):
        left = _MARGIN_PX + number * (tile_px + _GAP_PX)
        drawn = _framed(_sized(tile.colors, tile_px))
        sheet[int(top) - 1 : int(top) - 1 + len(drawn), left - 1 : left - 1 + drawn.shape[1]] = drawn
        for place, line in enumerate(tile.caption):
            y = top + tile_px + 2 + place * _LINE_PX
            marked = tile.is_marked and place == 0
            room = int(tile_px / (_CELL_PX * (_BOLD if marked else 1)))
            fitting = cut(printable(line), room, _ELLIPSIS)
            _write(axes, left, y, fitting, color=_INK if place == 0 else _QUIET, weight="bold" if marked else "normal")


def _sized(colors: Colors, longest: int) -> Colors:
    """The image with its longer side ``longest`` px: pixels are repeated, or skipped if there are more."""
    height, width = colors.shape[:2]
    if not height or not width:
        return np.full((0, 0, 3), 255, np.uint8)
    factor = longest / max(height, width)
    rows = (np.arange(max(1, round(height * factor))) / factor).astype(int).clip(0, height - 1)
    columns = (np.arange(max(1, round(width * factor))) / factor).astype(int).clip(0, width - 1)
    return np.asarray(colors[rows][:, columns])


def _framed(colors: Colors) -> Colors:
    """The image with a hairline border, so that the edges of white ones are visible."""
    framed = np.full((colors.shape[0] + 2, colors.shape[1] + 2, 3), _HAIRLINE, np.uint8)
    framed[1:-1, 1:-1] = colors
    return framed


def _write(
    axes: Axes, x: float, y: float, line: str, *, color: str = _INK, size: float = _TEXT_SIZE, weight: str = "normal"
) -> None:
    axes.text(x, y, line, color=color, size=size, weight=weight, ha="left", va="top", parse_math=False, zorder=3)
