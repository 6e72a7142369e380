from __future__ import annotations

import re

import numpy as np
import pytest
from rich.cells import cell_len

from nervure.language import set_language
from nervure.records.tensor_picture import Boxes, Cells, Drawn, Pixels, TensorPicture
from nervure.render.tensor_text import picture_text

ROW = Cells((("1", "-20", "3"),))
BLACK_WHITE = Pixels(bytes([0, 0, 0, 255, 255, 255]) * 2, 2, 2)


def nested(rank: int, leaf: Drawn = ROW) -> TensorPicture:
    """The leaf in as many boxes as there are axes before its two."""
    axes = ("samples", "frames", "depth", "height", "width")[-rank:]
    drawn = leaf
    for axis in reversed(axes[:-2]):
        drawn = Boxes(axis, (drawn, drawn), 5)
    return TensorPicture((7,) * (rank - 2) + (1, 3), "int64", axes, drawn, (2,) * (rank - 2) + (1, 3))


def test_a_vector_is_a_row_of_aligned_cells() -> None:
    picture = TensorPicture((3,), "int64", ("entries",), ROW, (3,))
    assert picture_text(picture).splitlines() == [
        "(3,) int64: (entries)",
        "┌───────────────┐",
        "│   1  -20    3 │",
        "└───────────────┘",
    ]


def test_boxes_stand_in_boxes_and_dots_say_how_many_more_there_are() -> None:
    assert picture_text(nested(3), ascii_signs=True).splitlines() == [
        "(7, 1, 3) int64: (depth, height, width)",
        "+ depth 0 ------+ + depth 1 ------+ ~ +5",
        "|   1  -20    3 | |   1  -20    3 |",
        "+---------------+ +---------------+",
        "Drawn: 2 of 7 along depth.",
    ]


@pytest.mark.parametrize("rank", [2, 3, 4, 5])
@pytest.mark.parametrize("width", [30, 40, 80])
@pytest.mark.parametrize("spoken", ["en", "ko"])
def test_boxes_are_never_wider_than_the_line_and_close_where_they_opened(rank: int, width: int, spoken: str) -> None:
    set_language(spoken)
    body = [line for line in picture_text(nested(rank), width).splitlines() if line[0] in "┌│└"]
    assert max(map(cell_len, body)) <= width
    text = "\n".join(body)
    assert text.count("┌") == text.count("┐") == text.count("└") == text.count("┘")


def test_columns_without_room_are_left_out_and_counted() -> None:
    cells = Cells((tuple(str(number) for number in range(1000, 1012)),) * 2)
    picture = TensorPicture((9, 50), "int64", ("samples", "features"), cells, (2, 12))
    assert picture_text(picture, 26).splitlines()[1:] == [
        "┌────────────────────────┐",
        "│ 1000  1001  1002     … │",
        "│ 1000  1001  1002     … │",
        "│    …                   │",
        "└────────────────────────┘",
        "Drawn: 2 of 9 along samples, 3 of 50 along features.",
    ]


def test_a_picture_is_a_ramp_of_signs_without_colors_and_blocks_with_them() -> None:
    picture = TensorPicture((2, 2), "uint8", ("height", "width"), BLACK_WHITE, (2, 2))
    assert picture_text(picture).splitlines()[2] == "│ @│"
    assert "\x1b[38;5;16;48;5;16m▀\x1b[38;5;231;48;5;231m▀\x1b[0m" in picture_text(picture, num_colors=256)
    assert "38;2;255;255;255" in picture_text(picture, num_colors=1 << 24)
    assert "\x1b" not in picture_text(picture, num_colors=16)
    assert "\x1b" not in picture_text(picture, num_colors=256, ascii_signs=True)


def test_colors_are_not_mixed_up() -> None:
    rgb = np.zeros((2, 3, 3), np.uint8)
    rgb[:, [0, 1, 2], [0, 1, 2]] = 255
    picture = TensorPicture((2, 3, 3), "uint8", ("height", "width", "channels"), Pixels(rgb.tobytes(), 2, 3), (2, 3, 3))
    inks = re.findall(r"38;(2;\d+;\d+;\d+)", picture_text(picture, num_colors=1 << 24))
    assert inks == ["2;255;0;0", "2;0;255;0", "2;0;0;255"]


def test_a_picture_without_room_is_drawn_smaller_and_that_is_said() -> None:
    wide = Pixels(bytes(3 * 8 * 100), 8, 100)
    picture = TensorPicture((8, 100), "uint8", ("height", "width"), wide, (8, 100))
    assert picture_text(picture, 40).endswith("Images are drawn smaller than they are.")
    assert "smaller" not in picture_text(picture, 102)


def test_a_title_without_room_is_the_number_alone() -> None:
    text = picture_text(
        TensorPicture(
            (1, 2, 2), "uint8", ("samples", "height", "width"), Boxes("samples", (BLACK_WHITE,), 0), (1, 2, 2)
        )
    )
    assert "samples 0" not in text
    assert text.splitlines()[1] == "┌──┐"
