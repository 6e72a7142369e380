from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from numpy.typing import NDArray

from nervure.data.augmentation.augmentation import Augmentation
from nervure.data.augmentation.draws import Draws, draws

EVERYTHING = Augmentation(
    horizontal_flip=True, vertical_flip=True, rotation=20.0, shift=0.1, scale=0.25, shear=10.0, elastic=0.05,
    brightness=0.3, contrast=0.4, saturation=0.5, erasing=0.5,
)  # fmt: skip
MANY = draws(EVERYTHING, 7, np.arange(20_000), (30, 40))


def arrays(drawn: Draws) -> list[NDArray[np.float64]]:
    erased = drawn.erased
    return [*(each for each in drawn if isinstance(each, np.ndarray)), *erased]


def test_a_picture_draws_the_same_whatever_stands_beside_it() -> None:
    numbers = np.array([19_999, 0, 7, 123])
    for few, many in zip(arrays(draws(EVERYTHING, 7, numbers, (30, 40))), arrays(MANY), strict=True):
        np.testing.assert_array_equal(few, many[numbers])


def test_another_key_draws_otherwise() -> None:
    for one, two in zip(arrays(draws(EVERYTHING, 8, np.arange(100), (30, 40))), arrays(MANY), strict=True):
        assert not np.array_equal(one, two[:100])


def test_every_second_picture_is_flipped_and_half_are_erased() -> None:
    flags = (MANY.is_mirrored, MANY.is_upside_down, MANY.erased.bottom > MANY.erased.top)
    for flag in flags:
        assert abs(flag.mean() - 0.5) < 0.02  # five standard deviations
    assert abs(np.corrcoef(np.stack(flags))[np.triu_indices(3, 1)]).max() < 0.04


def test_factors_are_spread_evenly_between_their_limits() -> None:
    for drawn, limit in ((MANY.brightness, 0.3), (MANY.contrast, 0.4), (MANY.saturation, 0.5)):
        assert 1 - limit < drawn.min() < 1 - 0.99 * limit
        assert 1 + 0.99 * limit < drawn.max() < 1 + limit
        counts, _ = np.histogram(drawn, bins=20, range=(1 - limit, 1 + limit))
        assert counts.min() > 850
        assert counts.max() < 1150


def test_shifts_are_parts_of_the_sides() -> None:
    right, down = MANY.shift.T
    assert 0.99 * 4 < abs(right).max() < 4
    assert 0.99 * 3 < abs(down).max() < 3
    assert abs(right.mean()) < 0.1
    assert abs(np.corrcoef(right, down)[0, 1]) < 0.04


def test_the_matrix_undoes_scaling_slanting_and_turning() -> None:
    only_turned = draws(Augmentation(rotation=90.0), 1, np.arange(2000), (8, 8)).matrix
    np.testing.assert_allclose(
        only_turned @ only_turned.transpose(0, 2, 1), np.tile(np.eye(2), (2000, 1, 1)), atol=1e-12
    )
    angles = np.degrees(np.arctan2(only_turned[:, 0, 1], only_turned[:, 0, 0]))
    assert angles.min() < -89
    assert angles.max() > 89
    only_scaled = draws(Augmentation(scale=0.25), 1, np.arange(2000), (8, 8)).matrix
    factors = 1 / only_scaled[:, 0, 0]
    assert 1 / 1.25 < factors.min() < 0.803
    assert 1.247 < factors.max() < 1.25
    assert abs((factors > 1).mean() - 0.5) < 0.06
    only_slanted = draws(Augmentation(shear=45.0), 1, np.arange(2000), (8, 8)).matrix
    np.testing.assert_allclose(np.linalg.det(only_slanted), 1)
    np.testing.assert_array_equal(only_slanted[:, 1], np.tile([0.0, 1.0], (2000, 1)))


def test_rectangles_have_the_areas_and_shapes_that_were_asked_for() -> None:
    settings = dataclasses.replace(EVERYTHING, erasing=1.0, erased_area=(0.1, 0.4))
    top, bottom, left, right = draws(settings, 3, np.arange(5000), (20, 20)).erased
    for first, last in ((top, bottom), (left, right)):
        assert (first >= 0).all()
        assert (last <= 1 + 1e-12).all()
    height, width = bottom - top, right - left
    assert (height * width).min() == pytest.approx(0.1, abs=0.005)
    assert (height * width).max() == pytest.approx(0.4, abs=0.005)
    assert (width / height).max() == pytest.approx(2, abs=0.02)
    assert (width / height).min() == pytest.approx(0.5, abs=0.02)


def test_what_is_not_asked_for_leaves_pictures_alone() -> None:
    drawn = draws(Augmentation(), 7, np.arange(50), (30, 40))
    for drew in (drawn.is_mirrored, drawn.is_upside_down, drawn.shift, drawn.bends):
        assert not drew.any()
    np.testing.assert_array_equal(drawn.matrix, np.tile(np.eye(2), (50, 1, 1)))
    for factor in (drawn.brightness, drawn.contrast, drawn.saturation):
        np.testing.assert_array_equal(factor, 1)
    np.testing.assert_array_equal(drawn.erased.top, drawn.erased.bottom)
