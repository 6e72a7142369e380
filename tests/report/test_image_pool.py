from __future__ import annotations

import base64
import io

import numpy as np
import pytest
from PIL import Image

from nervure.records.picture import Picture
from nervure.records.prediction import Prediction
from nervure.records.run_report import PictureLink
from nervure.report.image_pool import PicturePool, drawn


def picture(side: int, channels: int) -> Picture:
    levels = np.random.default_rng(side).integers(0, 256, (side, side, channels), dtype=np.uint8)
    return Picture(levels.tobytes(), side, side, channels)


def decoded(source: str) -> Image.Image:
    return Image.open(io.BytesIO(base64.b64decode(source.partition(",")[2])))


@pytest.mark.parametrize(("side", "channels"), [(28, 1), (96, 1), (12, 3), (32, 3)])
def test_grays_and_small_pictures_keep_every_pixel(side: int, channels: int) -> None:
    given = picture(side, channels)
    shown = drawn(given)
    assert (shown["height"], shown["width"]) == (side, side)
    assert decoded(shown["source"]).tobytes() == given.pixels


def test_what_is_larger_than_a_page_shows_is_shrunk() -> None:
    shown = drawn(picture(200, 1))
    assert (shown["height"], shown["width"]) == (67, 67)
    assert decoded(shown["source"]).size == (67, 67)


def test_large_color_pictures_become_photographs() -> None:
    smooth = np.linspace(0, 255, 64 * 64 * 3).astype(np.uint8)
    source = drawn(Picture(smooth.tobytes(), 64, 64, 3))["source"]
    assert source.startswith("data:image/jpeg")
    difference = np.asarray(decoded(source), int).ravel() - smooth.astype(int)
    assert np.abs(difference).mean() < 3


def test_a_picture_is_kept_once() -> None:
    pool = PicturePool({1: PictureLink("a/1.png", "nervure explain run --image a/1.png")})
    first = Prediction("cat", 0.9, picture(4, 1), "dog", 1, "a/1.png")
    assert [pool.place(first), pool.place(Prediction("dog", 0.8, picture(5, 1))), pool.place(first)] == [0, 1, 0]
    described = pool.described
    assert len(described) == 2
    assert described[0]["link"]["command"].endswith("a/1.png")
    assert described[1]["link"] is None
    assert pool.place_of(picture(5, 1)) == 1
    assert pool.place_of(picture(6, 1)) is None
