from __future__ import annotations

import numpy as np
import torch

from nervure.data import digits
from nervure.data.pictures.likeness import MOST, Seen
from nervure.data.pictures.thumbnails import thumbnails_of
from tests.data.drawn_garments import garments
from tests.data.pictures.test_near_duplicates import scenes
from tests.data.planted_copies import brighter


def alike(seen: Seen, one: int, other: int, times: float = 1.0) -> bool:
    return bool(seen.alike(torch.tensor([one]), torch.tensor([other]), times))


def test_pictures_that_are_drawn_alike_are_told_apart_more_strictly_than_photographs() -> None:
    drawn, photographs = (Seen.of(thumbnails_of(each)).tolerance for each in (garments(400), scenes(400)))
    assert float(drawn.median()) < 0.03 < 0.1 < float(photographs.median()) <= MOST


def test_brightness_and_contrast_are_no_difference() -> None:
    pictures = scenes(60)
    seen = Seen.of(thumbnails_of(np.concatenate([pictures, brighter(pictures[:1] // 2, 30)])))
    assert alike(seen, 0, 60)
    assert float(seen.distances(torch.tensor([0]), torch.tensor([60]))) < 0.01


def test_the_same_drawing_in_another_color_or_in_black_for_white_is_another() -> None:
    flag = np.full((24, 24, 3), 255, np.uint8)
    flag[:, :8], flag[:, 16:] = (220, 30, 40), (220, 30, 40)
    recolored = flag[..., ::-1]
    seen = Seen.of(
        thumbnails_of(np.concatenate([flag[None], recolored[None], 255 - flag[None], scenes(40)[:, ::2, ::2]]))
    )
    assert not alike(seen, 0, 1)
    assert not alike(seen, 0, 2)


def test_a_ground_proves_nothing_where_most_pictures_resemble_each_other() -> None:
    assert Seen.of(thumbnails_of(scenes(60))).is_scene.float().mean() > 0.5
    assert not Seen.of(thumbnails_of(garments(400))).is_scene.any()
    assert not Seen.of(thumbnails_of(digits()[0][::50])).is_scene.any()


def test_one_picture_alone_and_blank_ones_are_no_trouble() -> None:
    seen = Seen.of(np.full((1, 16, 16, 3), 9, np.uint8))
    assert alike(seen, 0, 0)
    black_and_white = Seen.of(np.stack([np.zeros((16, 16, 3), np.uint8), np.full((16, 16, 3), 255, np.uint8)]))
    assert not alike(black_and_white, 0, 1)
