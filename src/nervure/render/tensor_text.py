"""An array drawn with characters: boxes in boxes, numbers and shaded images."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, TypeAlias

from rich.cells import cell_len

from nervure.records.tensor_picture import Boxes, Cells, Drawn, Pixels, TensorPicture
from nervure.render.digits import color_code, half_blocks, ramp, shrunk
from nervure.render.numbers import count
from nervure.render.tensor_notes import heading, notes
from nervure.render.terminal import pad

_GAP, _FRAME = 1, 2  # cells between two boxes, and for both sides of one
_SMALLEST_PICTURE = 14  # the minimum width of an image in cells, if it has as many pixels
_BESIDE = 2  # the number of images that should fit next to each other
_BETWEEN_CELLS, _PADDING = 2, 2


Color: TypeAlias = tuple[float, float, float]


class _Signs(NamedTuple):
    """The characters of frames."""

    corners: tuple[str, str, str, str]  # upper left, upper right, lower left, lower right
    across: str
    down: str
    ellipsis: str


_LINES, _ASCII = _Signs(("┌", "┐", "└", "┘"), "─", "│", "…"), _Signs(("+", "+", "+", "+"), "-", "|", "~")


class _Block(NamedTuple):
    """Lines of equal width in cells; they may contain control codes."""

    lines: list[str]
    width: int


def picture_text(picture: TensorPicture, width: int = 80, num_colors: int = 0, *, ascii_signs: bool = False) -> str:
    """Shape and axes, the boxes, and what is not visible.

    Args:
        picture: the drawing.
        width: the number of cells in a line; boxes that do not fit next to each other go below each other.
        num_colors: 256 or more draws images in colors, two pixels per cell; fewer draws them with a ramp of
            characters.
        ascii_signs: whether frames and images are limited to ASCII.

    Examples:
        >>> print(picture_text(TensorPicture((), "int64", (), Cells((("12",),)), ())))
        () int64
        ┌────┐
        │ 12 │
        └────┘
    """
    if picture.drawn is None:
        return "\n".join([heading(picture), *notes(picture, picture.shown)])
    drawing = _Drawing(picture, width, num_colors, ascii_signs)
    block = drawing.whole(picture.drawn, width)
    shown = picture.shown
    if drawing.num_columns is not None and shown:
        shown = (*shown[:-1], min(shown[-1], drawing.num_columns))
    below = notes(picture, shown, is_smaller=drawing.is_smaller)
    return "\n".join([heading(picture), *(line.rstrip() for line in block.lines), *below])


class _Drawing:
    """One array, drawn within a width."""

    def __init__(self, picture: TensorPicture, width: int, num_colors: int, ascii_signs: bool) -> None:
        self._signs = _ASCII if ascii_signs else _LINES
        self._num_colors = 0 if ascii_signs else num_colors
        self._picture = picture
        leaves, depth = list(picture.leaves), _depth(picture.drawn)
        written = [cell for leaf in leaves if isinstance(leaf, Cells) for row in leaf.rows for cell in row]
        self._cell_width = max(map(cell_len, written), default=0)
        # Every matrix shows the same columns: as many as fit into the innermost box.
        inner = width - _FRAME * max(depth, 1) - _PADDING
        fitting = max(1, (inner + _BETWEEN_CELLS) // (self._cell_width + _BETWEEN_CELLS))
        self.num_columns = self._columns(fitting, leaves) if written else None
        self.is_smaller = False

    def _columns(self, fitting: int, leaves: Sequence[Cells | Pixels]) -> int:
        there = max(len(leaf.rows[0]) for leaf in leaves if isinstance(leaf, Cells))
        is_cut = self._picture.shape and self._picture.shape[-1] > min(there, fitting)
        # The dots for further columns take the room of one column.
        return min(there, max(1, fitting - 1)) if is_cut else there

    def whole(self, drawn: Drawn, room: int) -> _Block:
        """``drawn``, in a frame unless it consists of frames."""
        return self._inside(drawn, room) if isinstance(drawn, Boxes) else self._framed(drawn, [], room)

    def _framed(self, drawn: Drawn, titles: Sequence[str], room: int) -> _Block:
        """``drawn`` in a frame with the first of the titles that fits."""
        inside = self._inside(drawn, room - _FRAME)
        signs = self._signs
        title = next((f" {title} " for title in titles if cell_len(title) + 2 <= inside.width), "")
        top = title + signs.across * (inside.width - cell_len(title))
        upper_left, upper_right, lower_left, lower_right = signs.corners
        return _Block(
            [
                f"{upper_left}{top}{upper_right}",
                *(f"{signs.down}{line}{signs.down}" for line in inside.lines),
                f"{lower_left}{signs.across * inside.width}{lower_right}",
            ],
            inside.width + _FRAME,
        )

    def _inside(self, drawn: Drawn, room: int) -> _Block:
        if isinstance(drawn, Cells):
            return self._matrix(drawn)
        if isinstance(drawn, Pixels):
            return self._shaded(drawn, room)
        blocks = [
            self._framed(entry, (f"{drawn.axis} {place}", str(place)), room)
            for place, entry in enumerate(drawn.entries)
        ]
        if drawn.num_hidden:
            more = f"{self._signs.ellipsis} +{count(drawn.num_hidden)}"
            blocks.append(_Block([more], cell_len(more)))
        return _flowed(blocks, room)

    def _matrix(self, cells: Cells) -> _Block:
        columns = self.num_columns or 1
        rows = [list(row[:columns]) for row in cells.rows]
        shape = self._picture.shape
        if shape and shape[-1] > columns:
            rows = [[*row, self._signs.ellipsis] for row in rows]
        lines = [" " + (" " * _BETWEEN_CELLS).join(self._aligned(cell) for cell in row) + " " for row in rows]
        if len(shape) > 1 and shape[-2] > len(rows):
            lines.append(f" {self._aligned(self._signs.ellipsis)}")
        width = max(map(cell_len, lines))
        return _Block([pad(line, width) for line in lines], width)

    def _aligned(self, cell: str) -> str:
        return " " * (self._cell_width - cell_len(cell)) + cell

    def _shaded(self, pixels: Pixels, room: int) -> _Block:
        cells = self._cells_wide(pixels, room)
        num_rows = max(2, 2 * round(pixels.height * cells / pixels.width / 2))
        in_colors = self._num_colors >= 256
        self.is_smaller |= cells < self._picture.shape[self._picture.axes.index("width")]
        rows = _shrunk(pixels, num_rows if in_colors else num_rows // 2, cells)
        if in_colors:
            codes = [[color_code(*rgb, true_color=self._num_colors > 256) for rgb in row] for row in rows]
            return _Block(half_blocks(codes), cells)
        return _Block([ramp([_luminance(*rgb) for rgb in row]) for row in rows], cells)

    def _cells_wide(self, pixels: Pixels, room: int) -> int:
        beside = (room + _FRAME + _GAP) // _BESIDE - _FRAME - _GAP
        wanted = room if isinstance(self._picture.drawn, Pixels) else max(_SMALLEST_PICTURE, beside)
        return max(1, min(pixels.width, room, wanted))


def _depth(drawn: Drawn | None) -> int:
    """The number of boxes around a leaf."""
    return 1 + _depth(drawn.entries[0]) if isinstance(drawn, Boxes) else 0


def _shrunk(pixels: Pixels, height: int, width: int) -> list[list[Color]]:
    """The image with fewer pixels, each the average of those it covers."""
    planes = [shrunk(_plane(pixels, color), height, width) for color in range(3)]
    return [list(zip(*row, strict=True)) for row in zip(*planes, strict=True)]


def _plane(pixels: Pixels, color: int) -> list[bytes]:
    """One channel of an image, row by row."""
    plane = pixels.rgb[color::3]
    return [plane[start : start + pixels.width] for start in range(0, len(plane), pixels.width)]


def _luminance(red: float, green: float, blue: float) -> float:
    """The perceived brightness of a color: the weights of Rec. 601, as in Pillow's mode L."""
    return 0.299 * red + 0.587 * green + 0.114 * blue


def _flowed(blocks: Sequence[_Block], room: int) -> _Block:
    """The blocks next to each other, and below if there is no room."""
    rows: list[list[_Block]] = []
    taken = room + 1
    for block in blocks:
        if taken + _GAP + block.width > room:
            rows.append([])
            taken = -_GAP
        rows[-1].append(block)
        taken += _GAP + block.width
    lines = [line for row in rows for line in _beside(row)]
    widths = [sum(block.width for block in row) + _GAP * (len(row) - 1) for row in rows]
    width = max(widths)
    heights = [max(len(block.lines) for block in row) for row in rows]
    missing = [width - own for own, height in zip(widths, heights, strict=True) for _ in range(height)]
    return _Block([line + " " * blank for line, blank in zip(lines, missing, strict=True)], width)


def _beside(row: Sequence[_Block]) -> list[str]:
    height = max(len(block.lines) for block in row)
    columns = [[*block.lines, *[" " * block.width] * (height - len(block.lines))] for block in row]
    return [(" " * _GAP).join(cells) for cells in zip(*columns, strict=True)]
