"""Images in a terminal, side by side, each with its predicted label."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from itertools import zip_longest
from typing import TextIO

from rich.cells import cell_len

from nervure.language import text
from nervure.records.picture import Picture
from nervure.records.prediction import Prediction
from nervure.render.numbers import percentage
from nervure.render.terminal import cut, pad, printable, screen_of, write

_GAP = 2
_SMALLEST, _BLOCK_ROWS = 14, 2  # the minimum width of an image in cells; the rows of images allowed before they shrink
_RAMP = " .:-=+*#%@"  # from black to white
_UPPER_HALF, _NO_COLOR, _RED = "▀", "\x1b[0m", "\x1b[31m"
_GRAYS_OF_256, _FIRST_GRAY_OF_256, _BLACK_OF_256, _WHITE_OF_256 = 24, 232, 16, 231
_FIRST_OF_CUBE = 16
Rows = list[list[float]]


def digits_text(
    predictions: Sequence[Prediction], width: int = 80, num_colors: int = 0, *, ascii_signs: bool = False
) -> str:
    """The images side by side, each above its label and probability; a wrong one has a mark and the true label.

    They are shrunk by averaging until they fit in two rows or are 14 cells wide, and then wrapped into more rows.

    Args:
        predictions: the predictions to draw.
        width: the number of cells in a line; no line is longer.
        num_colors: 256 or more draws grays and colors with half blocks; fewer draws with a ramp of ASCII characters,
            and 0 writes no control codes at all.
        ascii_signs: whether blocks and marks are limited to ASCII.

    Examples:
        >>> from nervure.language import set_language
        >>> from nervure.records.picture import Picture
        >>> set_language("en")
        >>> half = Picture(bytes([255] * 8 + [0] * 8), 4, 4)
        >>> print(digits_text([Prediction("7", 0.99, half, "7"), Prediction("1", 0.6, half, "7")], 30))
        @@@@      @@@@
        <BLANKLINE>
        7 (99 %)  ✗ 1 (60 %)
                  is 7
    """
    if not predictions:
        return ""
    size = _cells_wide([prediction.picture.width for prediction in predictions], width)
    blocks = [_block(prediction, size, width, num_colors, ascii_signs) for prediction in predictions]
    lines: list[str] = []
    for row in _filled_rows(blocks, width):
        lines += [*([""] if lines else []), *_side_by_side(row)]
    return "\n".join(lines)


def print_digits(predictions: Sequence[Prediction], stream: TextIO | None = None) -> None:
    """Writes the images to ``stream`` (standard output by default), as well as it can show them.

    Files and pipes get the predictions for each image, without drawings.
    """
    target = stream if stream is not None else sys.stdout
    screen = screen_of(target)
    if not screen.is_terminal:
        said = [", ".join(_caption(each, screen.width, screen.ascii_signs)) for each in predictions]
        write(target, "".join(f"{line}\n" for line in _in_lines(said, screen.width)))
        return
    drawn = digits_text(predictions, screen.width, screen.num_colors, ascii_signs=screen.ascii_signs)
    write(target, drawn + "\n")


def _in_lines(said: Sequence[str], width: int) -> list[str]:
    """The predictions, side by side as far as lines have room."""
    lines: list[str] = []
    for each in said:
        longer = f"{lines[-1]}{' ' * _GAP}{each}" if lines else each
        if lines and cell_len(longer) <= width:
            lines[-1] = longer
        else:
            lines.append(each)
    return lines


def _cells_wide(widths: Sequence[int], width: int) -> int:
    """The width of the images in cells: the largest that keeps them in two rows, but at least 14."""
    in_a_row = -(-len(widths) // _BLOCK_ROWS) if sum(widths) + _GAP * (len(widths) - 1) > width else len(widths)
    fitting = (width + _GAP) // in_a_row - _GAP
    return max(1, min(max(widths), width, max(_SMALLEST, fitting)))


class _Block:
    """An image and its caption as lines, with the number of cells each takes."""

    def __init__(self, picture: list[str], cells: int, caption: list[str], is_wrong: bool, colors: bool) -> None:
        self.width = max(cells, *(cell_len(line) for line in caption))
        self.picture = [line + " " * (self.width - cells) for line in picture]
        padded = [pad(line, self.width) for line in caption]
        self.caption = [f"{_RED}{line}{_NO_COLOR}" for line in padded] if is_wrong and colors else padded


def _block(prediction: Prediction, size: int, width: int, num_colors: int, ascii_signs: bool) -> _Block:
    picture = prediction.picture
    cells = min(size, picture.width)
    drawn_rows = max(2, 2 * round(picture.height * cells / picture.width / 2))
    with_blocks = num_colors >= 256 and not ascii_signs
    if with_blocks:
        lines = half_blocks(_codes(picture, drawn_rows, cells, num_colors > 256))
    else:
        # A cell is twice as high as wide: half the rows.
        lines = [ramp(row) for row in shrunk(picture.grey.rows, drawn_rows // 2, cells)]
    caption = _caption(prediction, min(max(cells, _SMALLEST), width), ascii_signs)
    return _Block(lines, cells, caption, prediction.is_wrong, num_colors > 0)


def _codes(picture: Picture, height: int, width: int, true_color: bool) -> list[list[str]]:
    """The color of each drawn pixel."""
    planes = [shrunk([row[channel :: picture.channels] for row in picture.rows], height, width)
              for channel in range(picture.channels)]  # fmt: skip
    red, green, blue = planes if len(planes) == 3 else planes * 3
    return [
        [color_code(*levels, true_color=true_color) for levels in zip(*row, strict=True)]
        for row in zip(red, green, blue, strict=True)
    ]


def _caption(prediction: Prediction, room: int, ascii_signs: bool) -> list[str]:
    ellipsis = "~" if ascii_signs else "…"
    mark = ("x " if ascii_signs else "✗ ") if prediction.is_wrong else ""
    share = f" ({percentage(prediction.probability)})"
    label = cut(printable(prediction.label), max(1, room - cell_len(mark + share)), ellipsis)
    lines = [cut(f"{mark}{label}{share}", room, ellipsis)]
    if prediction.is_wrong:
        lines.append(cut(text("digits.wrong", truth=printable(prediction.truth or "")), room, ellipsis))
    return lines


def _filled_rows(blocks: Sequence[_Block], width: int) -> list[list[_Block]]:
    rows: list[list[_Block]] = [[]]
    taken = 0
    for block in blocks:
        if rows[-1] and taken + block.width > width:
            rows.append([])
            taken = 0
        rows[-1].append(block)
        taken += block.width + _GAP
    return rows


def _side_by_side(row: Sequence[_Block]) -> list[str]:
    columns = []
    height = max(len(block.picture) for block in row)
    for block in row:
        blank = " " * block.width
        columns.append([*block.picture, *[blank] * (height - len(block.picture)), *block.caption])
    lines = zip_longest(*columns)
    return [
        (" " * _GAP)
        .join(" " * block.width if cell is None else cell for cell, block in zip(line, row, strict=True))
        .rstrip()
        for line in lines
    ]


def shrunk(rows: Sequence[Sequence[float]], height: int, width: int) -> Rows:
    """An image made smaller (or larger) by averaging the area that each new pixel covers.

    Examples:
        >>> shrunk([[0, 100, 50], [0, 100, 50]], 1, 2)
        [[33.333333333333336, 66.66666666666667]]
    """
    narrow = [_averaged(row, width) for row in rows]
    columns = [_averaged(column, height) for column in zip(*narrow, strict=True)]
    return [list(row) for row in zip(*columns, strict=True)]


def _averaged(values: Sequence[float], length: int) -> list[float]:
    step = len(values) / length
    averaged = []
    for place in range(length):
        start, stop = place * step, min((place + 1) * step, len(values))
        covered = range(int(start), min(len(values), -int(-stop // 1)))
        shares = [min(stop, index + 1) - max(start, index) for index in covered]
        averaged.append(sum(share * values[index] for share, index in zip(shares, covered, strict=True)) / sum(shares))
    return averaged


def half_blocks(codes: Sequence[Sequence[str]]) -> list[str]:
    """Two pixels per cell: the upper one is the character's color, the lower one the background.

    Args:
        codes: an even number of rows with the :func:`color_code` of each pixel.
    """
    lines = []
    for upper, lower in zip(codes[::2], codes[1::2], strict=True):
        line, before = "", ""
        for ink, ground in zip(upper, lower, strict=True):
            color = f"\x1b[38;{ink};48;{ground}m"
            line += (color if color != before else "") + _UPPER_HALF
            before = color
        lines.append(line + _NO_COLOR)
    return lines


def color_code(red: float, green: float, blue: float, *, true_color: bool) -> str:
    """A color, 0 to 255 each, as a control code; without true color, the nearest of the 256.

    Examples:
        >>> color_code(255, 0, 0, true_color=True), color_code(255, 0, 0, true_color=False)
        ('2;255;0;0', '5;196')
        >>> color_code(128, 128, 128, true_color=False)
        '5;244'
    """
    if true_color:
        return f"2;{round(red)};{round(green)};{round(blue)}"
    if red == green == blue:
        return f"5;{_gray_of_256(red)}"
    # The cube of 6 by 6 by 6 has 0, and 95 to 255 in steps of forty.
    red_step, green_step, blue_step = (max(0, round((value - 55) / 40)) for value in (red, green, blue))
    return f"5;{_FIRST_OF_CUBE + 36 * red_step + 6 * green_step + blue_step}"


def _gray_of_256(value: float) -> int:
    # The 24 grays of the 256 run from 8 to 238 in tens, between black and white.
    step = round((value + 2) / 10)
    if step == 0:
        return _BLACK_OF_256
    return _FIRST_GRAY_OF_256 + step - 1 if step <= _GRAYS_OF_256 else _WHITE_OF_256


def ramp(row: Sequence[float]) -> str:
    """A row of grays, 0 to 255, as characters from dark to bright.

    Examples:
        >>> ramp([0, 128, 255])
        ' +@'
    """
    return "".join(_RAMP[min(len(_RAMP) - 1, int(value / 256 * len(_RAMP)))] for value in row)
