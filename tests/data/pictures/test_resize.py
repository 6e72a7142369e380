from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as some
from numpy.typing import NDArray

from nervure.data.pictures.resize import INTERPOLATIONS, resize

SIZES = [(28, 28), (64, 64), (13, 40), (7, 5), (1, 1), (57, 28), (300, 2)]


def a_picture(few_digits: Any) -> NDArray[np.uint8]:
    """Three digits as the colors of one picture, cut so that height and width differ."""
    return np.ascontiguousarray(np.stack(few_digits[0][[5, 50, 95]], axis=-1)[2:, 1:])


def by_torch(picture: NDArray[Any], size: tuple[int, int], mode: str) -> NDArray[Any]:
    x = torch.from_numpy(picture).to(torch.float32).permute(2, 0, 1)[None]
    options = {"align_corners": False, "antialias": False} if mode == "bilinear" else {}
    return torch.nn.functional.interpolate(x, size, mode=mode, **options)[0].permute(1, 2, 0).numpy()


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize(("name", "mode"), [("bilinear", "bilinear"), ("nearest", "nearest-exact")])
def test_torch_resizes_to_the_same_numbers(few_digits: Any, size: tuple[int, int], name: str, mode: str) -> None:
    picture = a_picture(few_digits)
    made = resize(picture, size, name)
    assert made.dtype == (np.uint8 if name == "nearest" else np.float32)
    np.testing.assert_allclose(made, by_torch(picture, size, mode), atol=2e-3)


@given(some.integers(1, 30), some.integers(1, 30), some.integers(1, 60), some.integers(1, 60))
def test_any_size_is_resized_as_torch_does(height: int, width: int, rows: int, columns: int) -> None:
    picture = np.random.default_rng(0).integers(0, 256, (height, width, 2), dtype=np.uint8)
    np.testing.assert_allclose(
        resize(picture, (rows, columns)), by_torch(picture, (rows, columns), "bilinear"), atol=5e-3
    )


def test_bilinear_is_the_documented_formula_of_tensorflow() -> None:
    # tf.image.resize([[[0], [10], [20]]], (1, 5)): centers at -0.2, 0.4, 1, 1.6, 2.2 of the inputs.
    row = np.array([[[0], [10], [20]]], np.float32)
    np.testing.assert_allclose(resize(row, (1, 5))[0, :, 0], [0, 4, 10, 16, 20], atol=1e-5)


def test_area_is_the_mean_of_what_lies_under_a_pixel(few_digits: Any) -> None:
    picture = few_digits[0][7][..., None]
    blocks = picture.reshape(14, 2, 7, 4, 1).mean(axis=(1, 3))
    np.testing.assert_allclose(resize(picture, (14, 7), "area"), blocks, atol=1e-4)
    # Four inputs under three outputs: the whole of one and a third of the next, two thirds and two thirds, ...
    row = np.array([[[1], [2], [3], [4]]], np.float32)
    means = [(1 + 2 / 3) * 0.75, (2 * 2 / 3 + 3 * 2 / 3) * 0.75, (3 / 3 + 4) * 0.75]
    np.testing.assert_allclose(resize(row, (1, 3), "area")[0, :, 0], means, rtol=1e-5)


def keys(x: float) -> float:
    if x < 1:
        return 1.5 * x**3 - 2.5 * x**2 + 1
    return -0.5 * x**3 + 2.5 * x**2 - 4 * x + 2 if x < 2 else 0.0


def lanczos(radius: int) -> Callable[[float], float]:
    def kernel(x: float) -> float:
        if x > radius:
            return 0.0
        return 1.0 if x <= 1e-3 else float(np.sinc(x) * np.sinc(x / radius))

    return kernel


def mitchell(x: float) -> float:
    if x < 1:
        return (21 * x**3 - 36 * x**2 + 16) / 18
    return (-7 * x**3 + 36 * x**2 - 60 * x + 32) / 18 if x < 2 else 0.0


def gaussian(x: float) -> float:
    return math.exp(-(x**2) / (2 * 0.5**2)) if x < 1.5 else 0.0


def weights_of(kernel: Callable[[float], float], inputs: int, outputs: int) -> NDArray[np.float64]:
    """Slow and obvious, in float64: the kernel at each distance, divided by its sum."""
    matrix = np.zeros((outputs, inputs))
    for output in range(outputs):
        place = (output + 0.5) * inputs / outputs
        matrix[output] = [kernel(abs(input_ + 0.5 - place)) for input_ in range(inputs)]
        matrix[output] /= matrix[output].sum()
    return matrix


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize(
    ("name", "kernel"),
    [
        ("bicubic", keys),
        ("lanczos3", lanczos(3)),
        ("lanczos5", lanczos(5)),
        ("gaussian", gaussian),
        ("mitchellcubic", mitchell),
    ],
)
def test_kernels_weigh_what_is_near_as_tensorflow_defines_it(
    few_digits: Any, name: str, kernel: Callable[[float], float], size: tuple[int, int]
) -> None:
    picture = a_picture(few_digits)
    rows, columns = (weights_of(kernel, *sides) for sides in zip(picture.shape, size, strict=False))
    expected = np.einsum("ia,jb,abc->ijc", rows, columns, picture.astype(np.float64))
    # TensorFlow looks bicubic weights up in a table with 1,024 steps, so the exact ones are half a step away at most.
    made = resize(picture, size, name)
    assert made.dtype == np.float32
    np.testing.assert_allclose(made, expected, atol=0.5 if name == "bicubic" else 0.01)


def test_bicubic_weights_are_those_of_the_table() -> None:
    # 3 outputs of 7: the first at 2/3 of the way between inputs 0 and 1, rounded to 683 of 1,024 steps.
    step = round(2 / 3 * 1024) / 1024
    weights = np.array([0, keys(step), keys(1 - step), keys(2 - step)])
    row = np.array([[[0], [0], [255], [0], [0], [0], [0]]], np.float32)
    made = resize(row, (1, 3), "bicubic")[0, 0, 0]
    np.testing.assert_allclose(made, 255 * weights[3] / weights.sum(), rtol=1e-5)


@pytest.mark.parametrize("name", INTERPOLATIONS)
def test_the_table_says_which_leave_a_picture_of_the_right_size_as_it_is(few_digits: Any, name: str) -> None:
    picture = a_picture(few_digits)
    assert np.array_equal(resize(picture, picture.shape[:2], name), picture) == INTERPOLATIONS[name]


@pytest.mark.parametrize("name", INTERPOLATIONS)
@pytest.mark.parametrize("size", SIZES)
def test_an_area_of_one_color_keeps_it(name: str, size: tuple[int, int]) -> None:
    made = resize(np.full((23, 31, 3), 200, np.uint8), size, name)
    assert made.shape == (*size, 3)
    np.testing.assert_allclose(made, 200, rtol=1e-4)  # the edges of areas are rounded to float32, as in TensorFlow
    if name == "bilinear":
        assert (made == 200).all()
