from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch
from numpy.typing import NDArray

from nervure.data import digits
from nervure.data.augmentation.augmentation import FILL_MODES, Augmentation
from nervure.data.augmentation.augmenting import augment
from nervure.data.augmentation.draws import draws
from tests.data.made_pictures import photograph
from tests.oracles import augmentation as oracle

LEVELS = (0.0, 255.0)
NUMBERS = np.arange(6)


def pictures(count: int = 6, height: int = 17, width: int = 23) -> NDArray[np.uint8]:
    """Parts of a photograph, ``(count, height, width, 3)``."""
    large = photograph(300, 400)
    return np.stack([large[20 * n : 20 * n + height, 30 * n : 30 * n + width] for n in range(count)])


def changed(given: NDArray[Any], settings: Augmentation, key: int = 5) -> NDArray[Any]:
    drawn = draws(settings, key, np.arange(len(given)), given.shape[1:3])
    return augment(torch.from_numpy(given), settings, drawn, LEVELS).numpy()


@pytest.mark.parametrize("fill_mode", FILL_MODES)
def test_moved_pictures_are_those_of_the_slow_and_obvious_way(fill_mode: str) -> None:
    settings = Augmentation(rotation=30.0, shift=0.2, scale=0.5, shear=15.0, fill_mode=fill_mode)
    given = pictures()
    drawn = draws(settings, 5, NUMBERS, (17, 23))
    for number, made in enumerate(changed(given, settings)):
        # What was drawn, read back from the matrix: the factor, the angle and the slant.
        back = drawn.matrix[number]
        factor = 1 / np.hypot(*back[1])
        angle = np.degrees(np.arctan2(-back[1, 0], back[1, 1]))
        slant = np.degrees(np.arctan(-(back[0] @ back[1]) * factor**2))
        right, down = drawn.shift[number]
        expected = oracle.moved(given[number], float(angle), float(slant), float(factor), (right, down), fill_mode)
        np.testing.assert_allclose(made, expected, atol=0.02)


def test_a_turn_by_a_right_angle_turns_the_pixels() -> None:
    settings = Augmentation(rotation=90.0)
    drawn = draws(settings, 1, np.arange(1), (9, 9))._replace(matrix=np.array([[[0.0, 1.0], [-1.0, 0.0]]]))
    given = pictures(1, 9, 9)
    made = augment(torch.from_numpy(given), settings, drawn, LEVELS)
    # Places to the right of the middle are taken from above it: the picture turns clockwise.
    np.testing.assert_allclose(made[0], np.rot90(given[0], -1), atol=1e-3)


def test_flips_move_whole_pixels() -> None:
    settings = Augmentation(horizontal_flip=True, vertical_flip=True)
    given = pictures()
    drawn = draws(settings, 5, NUMBERS, (17, 23))
    assert len({(bool(one), bool(two)) for one, two in zip(drawn.is_mirrored, drawn.is_upside_down, strict=True)}) > 2
    for number, made in enumerate(changed(given, settings)):
        expected = given[number][:, ::-1] if drawn.is_mirrored[number] else given[number]
        expected = expected[::-1] if drawn.is_upside_down[number] else expected
        np.testing.assert_array_equal(made, expected)


def test_colors_are_those_of_the_slow_and_obvious_way() -> None:
    settings = Augmentation(brightness=0.5, contrast=0.6, saturation=0.9)
    given = pictures()
    drawn = draws(settings, 5, NUMBERS, (17, 23))
    factors = zip(drawn.brightness, drawn.contrast, drawn.saturation, strict=True)
    expected = np.stack([oracle.colored(each, *of_it) for each, of_it in zip(given, factors, strict=True)])
    np.testing.assert_allclose(changed(given, settings), expected, atol=1e-3)


def test_gray_pictures_keep_their_one_channel_and_transparency_its_levels() -> None:
    settings = Augmentation(brightness=0.5, contrast=0.5, saturation=0.9)
    gray = pictures()[..., :1]
    drawn = draws(settings, 5, NUMBERS, (17, 23))
    middle = gray.mean(axis=(1, 2, 3), keepdims=True)
    factors = drawn.brightness[:, None, None, None], drawn.contrast[:, None, None, None]
    expected = np.clip(factors[0] * (middle + factors[1] * (gray - middle)), 0, 255)
    np.testing.assert_allclose(changed(gray, settings), expected, atol=1e-3)
    with_alpha = np.concatenate((pictures(), gray), axis=-1)
    made = changed(with_alpha, settings)
    np.testing.assert_array_equal(made[..., 3], gray[..., 0])
    np.testing.assert_allclose(made[..., :3], changed(pictures(), settings), atol=1e-3)


def test_an_erased_rectangle_has_the_mean_color_and_the_rest_stays() -> None:
    settings = Augmentation(erasing=1.0, erased_area=(0.2, 0.3))
    given = pictures()
    made = changed(given, settings)
    for before, after in zip(given, made, strict=True):
        is_erased = (after != before).any(axis=-1)
        rows, columns = np.flatnonzero(is_erased.any(axis=1)), np.flatnonzero(is_erased.any(axis=0))
        rectangle = after[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
        np.testing.assert_allclose(rectangle, np.broadcast_to(before.mean(axis=(0, 1)), rectangle.shape), atol=1e-3)
        assert 0.13 < rectangle.shape[0] * rectangle.shape[1] / (17 * 23) < 0.38
        after[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1] = before[
            rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1
        ]
        np.testing.assert_array_equal(after, before)


def test_elastic_changes_move_no_pixel_further_than_asked_and_neighbors_together() -> None:
    side, limit = 64, 0.05
    ramp = np.broadcast_to(np.arange(side, dtype=np.float32)[None, :, None], (side, side, 1))
    right = changed(np.stack([ramp] * 8), Augmentation(elastic=limit, fill_mode="nearest"))[..., 0] - ramp[..., 0]
    inside = right[:, 8:-8, 8:-8]
    assert 0.3 * limit * side < np.abs(inside).max() <= limit * side + 1e-3
    assert np.abs(np.diff(inside, axis=1)).max() < 0.35
    assert len({bytes(each.tobytes()) for each in inside}) == 8


@pytest.mark.parametrize("settings", [Augmentation.photographs(), Augmentation.signs()])
@pytest.mark.parametrize("channels", [1, 3])
def test_a_picture_has_the_same_bits_in_every_batch_and_with_any_number_of_threads(
    settings: Augmentation, channels: int
) -> None:
    x = np.repeat(digits()[0][:70, ..., None], channels, axis=-1)
    whole = changed(x, settings)
    before = torch.get_num_threads()
    try:
        for threads in (1, 3):
            torch.set_num_threads(threads)
            for numbers in ([0], [69], list(range(33, 64)), [5, 3, 60]):
                drawn = draws(settings, 5, np.array(numbers), (28, 28))
                made = augment(torch.from_numpy(x[numbers]), settings, drawn, LEVELS)
                np.testing.assert_array_equal(made, whole[numbers])
    finally:
        torch.set_num_threads(before)


def test_large_pictures_have_the_same_bits_alone_and_beside_others() -> None:
    x = np.stack([photograph(200, 220), photograph(200, 220)[::-1]])
    settings = Augmentation.photographs()
    whole = changed(x, settings)
    for number in (0, 1):
        drawn = draws(settings, 5, np.array([number]), (200, 220))
        np.testing.assert_array_equal(
            augment(torch.from_numpy(x[number : number + 1].copy()), settings, drawn, LEVELS)[0], whole[number]
        )


def test_types_and_ranges_are_kept() -> None:
    settings = Augmentation.photographs()
    for dtype in (np.uint8, np.float32, np.float64):
        made = changed(pictures().astype(dtype), settings)
        assert made.dtype == (np.float64 if dtype == np.float64 else np.float32)
        assert made.shape == (6, 17, 23, 3)
        assert made.min() >= 0
        assert made.max() <= 255
    drawn = draws(settings, 5, NUMBERS, (17, 23))
    small = torch.from_numpy(pictures().astype(np.float32) / 255)
    made = augment(small, settings, drawn, (0.0, 1.0))
    np.testing.assert_allclose(made.numpy() * 255, changed(pictures(), settings), atol=0.01)
    assert made.is_contiguous()
