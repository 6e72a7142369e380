from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from nervure.data.pictures.thumbnails import SIDE, checked_pictures, thumbnails_of


def test_each_pixel_of_a_thumbnail_is_the_mean_of_what_it_covers() -> None:
    pictures = np.random.RandomState(0).randint(0, 256, (3, 4 * SIDE, 2 * SIDE, 3)).astype(np.uint8)
    means = pictures.reshape(3, SIDE, 4, SIDE, 2, 3).mean(axis=(2, 4))
    assert np.abs(thumbnails_of(pictures) - means).max() <= 0.51


def test_sides_that_do_not_divide_share_their_pixels() -> None:
    ramp = np.tile(np.arange(0, 250, 10, dtype=np.uint8)[None, :, None], (25, 1, 1))  # 25 pixels, 16 of a thumbnail
    made = thumbnails_of(ramp[None])[0, 0, :, 0].astype(int)
    assert (np.diff(made) > 0).all()
    assert abs(made.mean() - ramp.mean()) < 1


def test_pictures_smaller_than_a_thumbnail_and_gray_ones_get_the_same_form() -> None:
    assert thumbnails_of(np.full((2, 1, 5), 7, np.uint8)).shape == (2, SIDE, SIDE, 3)
    assert (thumbnails_of(np.full((2, 1, 5), 7, np.uint8)) == 7).all()
    assert (thumbnails_of(np.ones((1, 8, 8), np.float32), white=1) == 255).all()


@pytest.mark.parametrize("shape", [(3, 4), (3, 4, 4, 7), (2, 0, 5)])
def test_what_is_no_picture_is_refused(shape: tuple[int, ...], messages: Any) -> None:
    english, _ = messages(lambda: checked_pictures(np.zeros(shape)))
    assert english.where == "near_duplicates"
