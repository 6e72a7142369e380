from __future__ import annotations

import numpy as np
import pytest

from nervure.errors import ArgumentError
from nervure.layers import Rescaling
from nervure.tasks.pretrained.level_scale import SCALES, LevelScale
from tests.layers.layer_rules import assert_says


@pytest.mark.parametrize(
    ("typed", "channels", "black", "white"),
    [
        ("unit", 3, [0, 0, 0], [1, 1, 1]),
        ("symmetric", 1, [-1], [1]),
        ("levels", 3, [0, 0, 0], [255, 255, 255]),
        (
            "imagenet",
            3,
            [-0.485 / 0.229, -0.456 / 0.224, -0.406 / 0.225],
            [0.515 / 0.229, 0.544 / 0.224, 0.594 / 0.225],
        ),
        ("0.1307/0.3081", 1, [-0.1307 / 0.3081], [0.8693 / 0.3081]),
        ("0.5/0.5,0.25,0.5", 3, [-1, -2, -1], [1, 2, 1]),
    ],
)
def test_a_scale_is_that_of_torchvision(typed: str, channels: int, black: list[float], white: list[float]) -> None:
    layer = Rescaling(*LevelScale.parse(typed, channels, "--normalization").rescaling)
    levels = np.array([[0] * channels, [255] * channels], "float32")
    assert np.allclose(layer(levels), [black, white], atol=1e-5)


@pytest.mark.parametrize("typed", ["imagent", "", "0.5", "0.5/0", "0.5/-1", "a/b", "0.5/nan", "inf/1", "1/2/3"])
def test_what_is_no_scale_is_refused(typed: str) -> None:
    assert_says(ArgumentError, lambda: LevelScale.parse(typed, 3, "--normalization"), "--normalization", *SCALES)


@pytest.mark.parametrize("typed", ["imagenet", "0.5/0.5,0.5"])
def test_numbers_for_other_channels_are_refused(typed: str) -> None:
    assert_says(ArgumentError, lambda: LevelScale.parse(typed, 1, "--normalization"), "each of 1 channels", typed)
