from __future__ import annotations

import numpy as np
import pytest
import torch

from nervure.data import ArrayDataset
from nervure.errors import ShapeError
from nervure.insight.shown_images import Brightness, PictureSource, picture_of, pixels_of


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        (torch.tensor([0, 200], dtype=torch.uint8), (0, 255)),
        (torch.tensor([0, 1], dtype=torch.uint8), (0, 255)),
        (torch.tensor([0.0, 1.0]), (0, 1)),
        (torch.tensor([0.0, 1.5]), (0, 255)),
        (torch.tensor([-0.5, 1.0]), (-1, 1)),
        (torch.tensor([-2.0, 3.0]), (-2, 3)),
        (torch.zeros(0), (0, 255)),
    ],
)
def test_black_and_white_are_those_of_the_usual_range(values: torch.Tensor, expected: tuple[float, float]) -> None:
    assert Brightness.of(values) == expected


def test_numbers_become_bytes_between_black_and_white() -> None:
    picture = picture_of(torch.tensor([[[0.0], [0.5]], [[1.0], [2.0]]]), Brightness(0, 1))
    assert (picture.pixels, picture.channels) == (bytes([0, 128, 255, 255]), 1)
    assert picture_of(torch.full((1, 1, 3), -4.0), Brightness(-4, -4)).pixels == bytes(3)


def test_samples_of_other_forms_are_pictures_too() -> None:
    assert pixels_of(torch.zeros(5)).shape == (1, 5, 1)
    assert pixels_of(torch.zeros(9)).shape == (3, 3, 1)
    assert pixels_of(torch.tensor([[[1.0, 2.0]]])).tolist() == [[[1.5]]]
    with pytest.raises(ShapeError, match="not an image"):
        pixels_of(torch.zeros(2, 2, 2, 2))


def test_large_pictures_are_averaged() -> None:
    x = torch.arange(16.0).view(4, 4, 1)
    small = picture_of(x, Brightness(0, 255), most_px=2)
    assert (small.height, small.width, list(small.pixels)) == (2, 2, [2, 4, 10, 12])
    odd = picture_of(torch.full((5, 3, 1), 7.0), Brightness(0, 255), most_px=4)
    assert (odd.height, odd.width, set(odd.pixels)) == (3, 2, {7})


def test_pictures_are_found_by_their_places() -> None:
    x = np.random.default_rng(0).integers(0, 256, (6, 3, 3, 1)).astype("uint8")
    source = PictureSource(ArrayDataset(x, shuffle=False))
    assert {place: picture.pixels for place, picture in source.pictures([4, 1, 4]).items()} == {
        1: x[1].tobytes(), 4: x[4].tobytes(),
    }  # fmt: skip
    assert source.paths([4, 1]) == [None, None]
    assert source.samples([]) == {}
