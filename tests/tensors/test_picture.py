from __future__ import annotations

import numpy as np
import pytest
import torch

from nervure import data
from nervure.records.tensor_picture import Boxes, Cells, Pixels, Shades, TensorPicture
from nervure.tensors.picture import Limits, picture_of

LIMITS = Limits()


def drawn_of(array: object, kind: str | None = None, limits: Limits = LIMITS) -> TensorPicture:
    return picture_of(array, kind, limits, "show")


def test_the_first_digits_are_pictures_in_boxes_with_their_own_bytes() -> None:
    digits = data.digits()[0]
    picture = drawn_of(digits)
    assert picture.shown == (3, 28, 28)
    assert isinstance(picture.drawn, Boxes)
    assert picture.drawn.num_hidden == 9_997
    first = picture.drawn.entries[0]
    assert isinstance(first, Pixels)
    assert np.array_equal(np.frombuffer(first.rgb, np.uint8).reshape(28, 28, 3)[..., 1], digits[0])
    assert picture.shades == Shades("0", "255", 0)


def test_numbers_are_written_and_their_rows_and_columns_limited() -> None:
    picture = drawn_of(np.arange(400).reshape(20, 20), limits=Limits(rows=2, columns=3))
    assert picture.drawn == Cells((("0", "1", "2"), ("20", "21", "22")))
    assert picture.shown == (2, 3)


@pytest.mark.parametrize(
    ("given", "written"),
    [
        (1 / 3, "0.3333"),
        (True, "True"),
        (1 + 2j, "1+2j"),
        ("a" * 20, "aaaaaaaaaaa~"),
        (float("nan"), "nan"),
        (None, "None"),
    ],
)
def test_a_number_is_written_shortly(given: object, written: str) -> None:
    assert drawn_of(given).drawn == Cells(((written,),))


def test_channels_come_last_whatever_their_place_and_many_are_boxes_of_their_own() -> None:
    picture = np.random.default_rng(0).integers(0, 256, (16, 16, 3), np.uint8)
    first = drawn_of(picture).drawn
    assert first == drawn_of(torch.from_numpy(picture).permute(2, 0, 1)).drawn
    maps = drawn_of(np.zeros((2, 9, 9, 7)))
    assert maps.shown == (2, 9, 9, 3)
    assert isinstance(maps.drawn, Boxes)
    assert isinstance(maps.drawn.entries[0], Boxes)
    assert maps.drawn.entries[0].axis == "channels"


@pytest.mark.parametrize(
    ("values", "shades"),
    [
        ([0.0, 0.25], Shades("0", "1", 0)),
        ([0.0, 200.0], Shades("0", "255", 0)),
        ([-2.0, 2.0], Shades("-2", "2", 0)),
        ([-3.0, -3.0], Shades("-3", "-2", 0)),
        ([0.5, np.nan], Shades("0", "1", 1)),
        ([np.inf, np.nan], Shades("0", "1", 2)),
        ([False, True], Shades("0", "1", 0)),
    ],
)
def test_what_is_black_and_white_is_recorded(values: list[float], shades: Shades) -> None:
    assert drawn_of(np.array([values]), "grey_picture").shades == shades


def test_what_is_not_finite_is_black() -> None:
    pixels = drawn_of(np.array([[1.0, np.inf, np.nan, 0.5]]), "grey_picture").drawn
    assert isinstance(pixels, Pixels)
    assert list(pixels.rgb[::3]) == [255, 0, 0, 128]


def test_large_pictures_are_made_smaller_by_averaging() -> None:
    stripes = np.tile(np.array([0, 200], np.uint8), (100, 100))
    pixels = drawn_of(stripes, limits=Limits(side_px=50)).drawn
    assert isinstance(pixels, Pixels)
    assert (pixels.height, pixels.width) == (25, 50)
    assert set(pixels.rgb) == {100}


def test_alpha_is_not_drawn_and_that_is_recorded() -> None:
    picture = drawn_of(np.full((8, 8, 4), 7, np.uint8))
    assert picture.hides_alpha
    assert picture.drawn == drawn_of(np.full((8, 8, 3), 7, np.uint8)).drawn


def test_beyond_five_axes_the_first_place_of_the_first_ones_is_drawn() -> None:
    picture = drawn_of(np.arange(2**7).reshape((2,) * 7))
    assert picture.place == (0, 0)
    assert picture.shown == (1, 1, 2, 2, 2, 2, 2)
    assert picture.axes == tuple(f"axis {place}" for place in range(7))


@pytest.mark.parametrize("given", [np.zeros((0, 28, 28), np.uint8), [], torch.zeros(3, 0)])
def test_an_empty_array_has_nothing_to_draw(given: object) -> None:
    assert drawn_of(given).drawn is None


@pytest.mark.parametrize("dtype", [np.bool_, np.int8, np.uint64, np.float16, np.complex128, np.object_, "U3", "M8[D]"])
@pytest.mark.parametrize("rank", range(7))
def test_every_type_and_rank_is_drawn(dtype: object, rank: int) -> None:
    picture = drawn_of(np.zeros((2,) * rank, dtype))  # type: ignore[call-overload]
    assert picture.drawn is not None
    assert len(picture.shown) == rank
