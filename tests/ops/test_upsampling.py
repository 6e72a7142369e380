from __future__ import annotations

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from nervure.ops.upsampling import INTERPOLATIONS, UPSAMPLING
from tests.gradient_check import assert_near, check_gradients, normal
from tests.op_rules import check_rules
from tests.oracles.upsampling import interpolated

factors = st.lists(st.integers(1, 3), min_size=1, max_size=3).map(tuple)


@given(factors)
def test_nearest_repeats_every_cell(size: tuple[int, ...]) -> None:
    x = normal(0, 2, *(3, 2, 4)[: len(size)], 3)
    y, _ = UPSAMPLING.forward(x, size=size)
    expected = x.numpy()
    for axis, factor in enumerate(size, start=1):
        expected = np.repeat(expected, factor, axis)
    assert np.array_equal(y, expected)
    assert y.is_contiguous()
    check_gradients(UPSAMPLING, (x,), size=size)


@settings(max_examples=30)
@given(factors, st.sampled_from(sorted(INTERPOLATIONS)), st.integers(1, 6))
def test_interpolation_is_that_of_the_oracle_and_of_both_witnesses(
    size: tuple[int, ...], interpolation: str, first: int
) -> None:
    x = normal(first, 2, *(first, 2, 3)[: len(size)], 2)
    y, _ = UPSAMPLING.forward(x, size=size, interpolation=interpolation)
    assert_near(y, interpolated(x.numpy(), size, interpolation), 1e-12, interpolation)
    assert y.is_contiguous()
    check_gradients(UPSAMPLING, (x,), size=size, interpolation=interpolation)


@pytest.mark.parametrize("interpolation", ["nearest", *sorted(INTERPOLATIONS)])
@pytest.mark.parametrize("size", [(2,), (2, 1), (3, 2), (1, 2, 2)])
def test_the_rules_of_every_operation_hold(interpolation: str, size: tuple[int, ...]) -> None:
    x = normal(0, 2, *(4, 3, 2)[: len(size)], 2)
    check_rules(UPSAMPLING, (x,), size=size, interpolation=interpolation)


@pytest.mark.parametrize(
    ("interpolation", "theirs"),
    [
        ("nearest", Image.Resampling.NEAREST),
        ("bilinear", Image.Resampling.BILINEAR),
        ("bicubic", Image.Resampling.BICUBIC),
        ("lanczos3", Image.Resampling.LANCZOS),
    ],
)
@pytest.mark.parametrize("size", [(2, 2), (3, 1), (4, 5)])
def test_pillow_makes_the_same_pictures(interpolation: str, theirs: Image.Resampling, size: tuple[int, int]) -> None:
    x = np.random.default_rng(0).standard_normal((7, 5)).astype("float32")
    y, _ = UPSAMPLING.forward(torch.from_numpy(x)[None, :, :, None], size=size, interpolation=interpolation)
    picture = Image.fromarray(x).resize((5 * size[1], 7 * size[0]), theirs)
    assert_near(y[0, :, :, 0], np.asarray(picture), 1e-6, interpolation)


@pytest.mark.parametrize("interpolation", sorted(INTERPOLATIONS))
def test_an_even_picture_stays_even(interpolation: str) -> None:
    y, _ = UPSAMPLING.forward(torch.full((1, 3, 4, 1), 7.0), size=(3, 2), interpolation=interpolation)
    assert torch.allclose(y, torch.full_like(y, 7.0))


def test_nan_reaches_only_what_is_made_of_it() -> None:
    x = torch.zeros(1, 9, 1)
    x[0, 4] = torch.nan
    y, _ = UPSAMPLING.forward(x, size=(2,), interpolation="bicubic")
    assert y.isnan().flatten().nonzero().flatten().tolist() == list(range(5, 13))


def test_keras_gives_the_same_numbers() -> None:
    import keras

    x = normal(0, 2, 5, 4, 3)
    for size in ((2, 2), (3, 1), (1, 4)):
        new = (5 * size[0], 4 * size[1])
        expected = keras.ops.image.resize(x, new, "bilinear", data_format="channels_last")
        assert_near(UPSAMPLING.forward(x, size=size, interpolation="bilinear")[0], expected, 1e-6, str(size))
