from __future__ import annotations

from typing import Any

import keras
import numpy as np
import pytest
import torch
from keras.src.backend.torch import image as keras_image

from nervure.data import smart_resize
from nervure.data.pictures.framing import Frame, cut_to_shape, frame_of, size_of
from nervure.data.pictures.resize import resize
from tests.parity.both import KERAS_CONVERSION

SIZES = [(20, 20), (10, 30), (31, 12), (28, 28)]


def oblong(few_digits: Any) -> Any:
    return np.stack(few_digits[0][[5, 50, 95]], axis=-1)[4:, :]  # (24, 28, 3)


@pytest.mark.filterwarnings(KERAS_CONVERSION)
@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("interpolation", ["bilinear", "nearest"])
def test_cutting_to_the_shape_gives_keras_numbers(few_digits: Any, size: tuple[int, int], interpolation: str) -> None:
    picture = oblong(few_digits)
    theirs = keras_image.resize(
        torch.from_numpy(picture).to(torch.float32), size, interpolation, crop_to_aspect_ratio=True,
        data_format="channels_last",
    )  # fmt: skip
    frame = Frame(*size, interpolation, crop=True)
    np.testing.assert_allclose(frame.framed(picture), theirs.cpu().numpy(), atol=2e-3)
    smart = keras.preprocessing.image.smart_resize(picture.astype("float32"), size, interpolation)
    np.testing.assert_allclose(smart_resize(picture.astype("float32"), size, interpolation), smart, atol=2e-3)


def test_smart_resize_keeps_layout_batch_and_kind(few_digits: Any) -> None:
    batch = few_digits[0][:4, 3:, :, None].astype("float32")  # (4, 25, 28, 1)
    expected = np.stack([smart_resize(picture, (10, 12)) for picture in batch])
    np.testing.assert_array_equal(smart_resize(batch, (10, 12)), expected)
    first = smart_resize(batch.transpose(0, 3, 1, 2), (10, 12), data_format="channels_first")
    np.testing.assert_array_equal(first.transpose(0, 2, 3, 1), expected)
    tensor = smart_resize(torch.from_numpy(batch), (10, 12))
    np.testing.assert_array_equal(tensor.numpy(), expected)


@pytest.mark.parametrize(
    ("shape", "size", "inner", "corner"),
    [
        # tf.image.resize_with_pad: the sides divided by the larger of the two ratios, rounded down; borders halved.
        ((24, 28), (56, 56), (48, 56), (4, 0)),
        ((28, 14), (20, 30), (20, 10), (0, 10)),
        ((10, 10), (7, 12), (7, 7), (0, 2)),
        ((30, 20), (10, 9), (10, 6), (0, 1)),
        ((1, 90), (9, 9), (1, 9), (4, 0)),
    ],
)
def test_borders_lie_as_tensorflow_puts_them(
    shape: tuple[int, int], size: tuple[int, int], inner: tuple[int, int], corner: tuple[int, int]
) -> None:
    picture = np.random.default_rng(1).integers(1, 256, (*shape, 3), dtype=np.uint8)
    made = Frame(*size, pad=True).framed(picture)
    (top, left), (height, width) = corner, inner
    np.testing.assert_array_equal(made[top : top + height, left : left + width], resize(picture, inner))
    assert made.shape == (*size, 3)
    made[top : top + height, left : left + width] = 0
    assert not made.any()


@pytest.mark.parametrize(
    ("crop", "pad", "expected"), [(False, False, (100, 50)), (True, False, (100, 200)), (False, True, (25, 50))]
)
def test_what_is_enough_of_a_large_picture_depends_on_how_it_is_fitted(
    crop: bool, pad: bool, expected: tuple[int, int]
) -> None:
    frame = Frame(100, 50, crop=crop, pad=pad)
    assert frame.enough(1000, 2000) == expected


def test_a_picture_of_the_right_size_is_kept_where_the_interpolation_keeps_it() -> None:
    assert Frame(8, 9).keeps(8, 9)
    assert not Frame(8, 9).keeps(9, 8)
    assert not Frame(8, 9, "gaussian").keeps(8, 9)


def test_the_part_in_the_middle_has_the_shape_asked_for() -> None:
    picture = np.arange(6 * 10).reshape(6, 10, 1)
    assert cut_to_shape(picture, (1, 1))[0, 0, 0] == 2
    assert cut_to_shape(picture, (1, 10)).shape == (1, 10, 1)
    assert cut_to_shape(picture, (100, 1)).shape == (6, 1, 1)
    assert cut_to_shape(picture, (3, 5)).shape == (6, 10, 1)


def test_sizes_and_words_that_are_none_are_refused(messages: Any) -> None:
    assert size_of([3, 4], where="image_size") == (3, 4)
    for value in (0, (3, 0), (3, 4, 5), "ab", 2.5, (True, 3), None, ()):
        assert messages(lambda value=value: size_of(value, where="image_size"))[0].where == "image_size"
    assert frame_of(8, "Bilinear") == Frame(8, 8)
    messages(lambda: frame_of(8, "bilinaer"))
    messages(lambda: frame_of(8, None))
    messages(lambda: frame_of(8, "bilinear", crop=True, pad=True))
    messages(lambda: smart_resize(np.zeros((3, 3)), (2, 2)))
    messages(lambda: smart_resize(np.zeros((0, 3, 3, 1)), (2, 2)))
    messages(lambda: smart_resize(np.zeros((3, 3, 1)), (2, 2), data_format="last"))
