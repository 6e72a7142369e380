from __future__ import annotations

from typing import Any

import keras
import numpy as np
import pytest
import torch

from nervure.data import normalize


@pytest.mark.parametrize("order", [1, 2, 3, np.inf])
@pytest.mark.parametrize("axis", [-1, 1, 2])
def test_arrays_are_divided_by_the_norms_that_keras_takes(few_digits: Any, axis: int, order: float) -> None:
    x = few_digits[0].astype("float32")
    ours, theirs = normalize(x, axis, order), keras.utils.normalize(x, axis, order)
    assert ours.dtype == theirs.dtype
    np.testing.assert_allclose(ours, theirs, rtol=1e-6)


def test_whole_numbers_vectors_and_no_axis_are_as_in_keras(few_digits: Any) -> None:
    pixels = few_digits[0].reshape(100, 784)
    np.testing.assert_allclose(normalize(pixels), keras.utils.normalize(pixels), rtol=1e-12)
    np.testing.assert_allclose(normalize(pixels[3]), keras.utils.normalize(pixels[3])[0], rtol=1e-12)
    small = pixels[:, 300:310].astype("float64")
    np.testing.assert_allclose(normalize(small, None), keras.utils.normalize(small, None), rtol=1e-9)


@pytest.mark.parametrize("order", [1, 2, 3])
def test_tensors_are_as_in_keras_and_zeros_stay_zeros(few_digits: Any, order: int) -> None:
    x = torch.from_numpy(few_digits[0]).to(torch.float32)
    ours, theirs = normalize(x, -1, order), keras.utils.normalize(x, -1, order).cpu()
    torch.testing.assert_close(ours, theirs, rtol=1e-5, atol=1e-6)
    assert not ours[:, 0].any()


def test_the_first_axis_is_the_first_axis() -> None:
    # Keras divides by norms along the last axis there.
    x = np.arange(1.0, 7.0).reshape(2, 3)
    np.testing.assert_allclose(np.linalg.norm(normalize(x, axis=0), axis=0), 1)
    np.testing.assert_allclose(normalize(torch.from_numpy(x), axis=0).numpy(), normalize(x, axis=0))


def test_axes_orders_and_words_that_are_none_are_refused(messages: Any) -> None:
    assert messages(lambda: normalize(np.ones((2, 3)), axis=2))[0].expected == "-2 to 1, or None"
    messages(lambda: normalize(np.ones((2, 3)), axis=True))
    messages(lambda: normalize(np.ones((2, 3)), order=0))
    messages(lambda: normalize(["a", "b"]))
