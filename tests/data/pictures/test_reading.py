from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from nervure.data.pictures.framing import Frame
from nervure.data.pictures.picture_file import Header
from nervure.data.pictures.reading import Reading
from nervure.records.picture_folder import LeftOut
from tests.data.made_pictures import photograph, written

COLORS = photograph(60, 80)


def reading(frame: Frame, color_mode: str = "rgb", *, reduced: bool = False) -> Reading:
    return Reading(frame, color_mode, "float32", reduced, 0, 1)


@pytest.mark.parametrize("orientation", [None, 6])
@pytest.mark.parametrize("frame", [Frame(60, 80), Frame(20, 20), Frame(20, 20, crop=True), Frame(30, 30, pad=True)])
def test_plain_and_other_files_give_the_same_pixels(frame: Frame, orientation: int | None) -> None:
    data = written(COLORS, "PNG", orientation)
    turned = np.rot90(COLORS, -1) if orientation == 6 else COLORS
    found, _ = reading(frame).looked_at(data, "a")
    assert isinstance(found, Header)
    made = reading(frame).pixels(data, found)
    np.testing.assert_array_equal(made, frame.framed(turned))


def test_only_of_plain_pictures_looking_is_decoding(tmp_path: Any) -> None:
    frame = Frame(20, 20)
    found, made = reading(frame).looked_at(written(COLORS, "PNG"), "a")
    assert found == Header(60, 80, 1)
    np.testing.assert_array_equal(made, frame.framed(COLORS))
    assert reading(frame).looked_at(written(COLORS, "WEBP"), "a") == (Header(60, 80, 1), None)
    damaged, nothing = reading(frame).looked_at(written(COLORS, "PNG")[:-30], "a")
    assert isinstance(damaged, LeftOut)
    assert nothing is None


def test_pictures_that_have_the_size_already_stay_bytes() -> None:
    found, made = reading(Frame(60, 80), "grayscale").looked_at(written(COLORS[..., 0], "PNG"), "a")
    assert found == Header(60, 80, 1)
    assert made is not None
    assert (made.dtype, made.shape) == (np.uint8, (60, 80, 1))
    assert reading(Frame(60, 80), "rgba").shape == (60, 80, 4)


def test_jpegs_are_reduced_only_where_that_is_asked_for() -> None:
    data = written(photograph(160, 200), "JPEG")
    whole, small = (reading(Frame(20, 20), reduced=reduced).looked_at(data, "a")[1] for reduced in (False, True))
    assert not np.array_equal(whole, small)
