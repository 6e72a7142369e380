from __future__ import annotations

import numpy as np
import pytest
import torch
from PIL import Image

from nervure.errors import ShapeError
from nervure.tensors import split_channels


def test_channels_put_together_again_are_the_picture() -> None:
    picture = np.random.default_rng(0).integers(0, 256, (5, 6, 3), np.uint8)
    channels = split_channels(picture)
    assert list(channels) == ["red", "green", "blue"]
    assert np.array_equal(np.stack(list(channels.values()), axis=-1), picture)
    assert channels["green"].base is picture


def test_a_picture_of_pillow_has_its_alpha_channel_too() -> None:
    channels = split_channels(Image.new("RGBA", (2, 1), (10, 20, 30, 40)))
    assert {name: channel.tolist() for name, channel in channels.items()} == {
        "red": [[10, 10]],
        "green": [[20, 20]],
        "blue": [[30, 30]],
        "alpha": [[40, 40]],
    }


def test_videos_are_split_as_pictures_are_and_tensors_stay_tensors() -> None:
    channels = split_channels(torch.zeros(2, 7, 5, 6, 3))
    assert isinstance(channels["blue"], torch.Tensor)
    assert channels["blue"].shape == (2, 7, 5, 6)
    assert list(split_channels(np.zeros((4, 4, 1)))) == ["grey"]


@pytest.mark.parametrize(
    ("shape", "fix"),
    [
        ((28, 28), "already a single channel"),
        ((3, 28, 28), r"np\.moveaxis\(image, -3, -1\)"),
        ((10, 28, 28), "last axis holds its channels"),
        ((), "last axis holds its channels"),
    ],
)
def test_what_has_no_channels_is_told_what_to_do(shape: tuple[int, ...], fix: str) -> None:
    with pytest.raises(ShapeError, match=fix):
        split_channels(np.zeros(shape))
