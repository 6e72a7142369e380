from __future__ import annotations

import re

import numpy as np
import pytest

from nervure.language import set_language
from nervure.records.tensor_picture import Boxes, Cells, Pixels, Shades, TensorPicture
from nervure.render.tensor_figure import picture_figure

CELLS = Cells((("1", "2"), ("3", "4")))
MATRIX = TensorPicture((2, 2), "int64", ("samples", "features"), CELLS, (2, 2))
RED = Pixels(bytes([255, 0, 0]) * 4, 2, 2)


def words(picture: TensorPicture) -> list[str]:
    return [word.get_text() for word in picture_figure(picture).axes[0].texts]


def test_every_number_is_written_below_the_shape() -> None:
    assert words(MATRIX) == ["(2, 2) int64: (samples, features)", "1", "2", "3", "4"]


def test_what_is_left_out_is_seen_and_said() -> None:
    drawn = Boxes("samples", (CELLS, CELLS), 1_000)
    picture = TensorPicture((1_002, 9, 9), "int64", ("samples", "timesteps", "features"), drawn, (2, 2, 2))
    found = words(picture)
    assert found.count("…") == 2 * 5
    assert "… +1,000" in found
    assert found[-1] == "Drawn: 2 of 1,002 along samples, 2 of 9 along timesteps, 2 of 9 along features."


def test_a_picture_is_drawn_with_its_own_colors() -> None:
    picture = TensorPicture(
        (2, 2, 3), "uint8", ("height", "width", "channels"), RED, (2, 2, 3), (), Shades("0", "255", 0)
    )
    (image,) = picture_figure(picture).axes[0].images
    assert np.array_equal(image.get_array(), np.full((2, 2, 3), [255, 0, 0]))


def test_text_is_text_in_svg_and_a_screen_reader_speaks_the_shape() -> None:
    svg = picture_figure(MATRIX).to_svg()
    assert ">(2, 2) int64: (samples, features)</text>" in svg
    assert 'aria-label="(2, 2) int64: (samples, features)"' in svg


def test_boxes_hold_what_stands_in_them() -> None:
    inner = Boxes("frames", (RED, RED), 3)
    drawn = Boxes("samples", (inner, inner), 2)
    axes = ("samples", "frames", "height", "width", "channels")
    figure = picture_figure(TensorPicture((4, 5, 2, 2, 3), "uint8", axes, drawn, (2, 2, 2, 2, 3)))
    area = figure.axes[0]
    width, height = area.get_xlim()[1], area.get_ylim()[0]
    boxes = [patch.get_bbox() for patch in area.patches]
    assert all(0 <= box.x0 < box.x1 <= width and 0 <= box.y0 < box.y1 <= height for box in boxes)
    outer = boxes[0]
    assert (
        sum(outer.x0 < box.x0 and box.x1 < outer.x1 and outer.y0 < box.y0 and box.y1 < outer.y1 for box in boxes) == 4
    )


def test_no_text_reaches_beyond_the_figure() -> None:
    figure = picture_figure(TensorPicture((0, 3), "float64", ("samples", "features"), None, (0, 0)))
    figure.canvas.draw()
    right = figure.bbox.x1
    assert all(word.get_window_extent().x1 <= right for word in figure.axes[0].texts)


@pytest.mark.parametrize("spoken", ["en", "ko"])
def test_notes_are_in_the_language_in_use(spoken: str) -> None:
    set_language(spoken)
    svg = picture_figure(TensorPicture((0,), "float64", ("entries",), None, (0,))).to_svg()
    assert re.search("It contains no numbers|수가 하나도 없어요", svg)


def test_a_picture_that_came_smaller_says_so() -> None:
    picture = TensorPicture((90, 90, 3), "uint8", ("height", "width", "channels"), RED, (90, 90, 3))
    assert words(picture)[-1] == "Images are drawn smaller than they are."
