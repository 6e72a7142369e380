from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch

from nervure.errors import ShapeError
from nervure.initializers import GivenArray, GivenFunction


@pytest.mark.parametrize("make", [np.asarray, torch.as_tensor, list])
def test_arrays_tensors_and_lists_are_taken_as_they_are(make: Any) -> None:
    given = make([[1.0, 2.0], [3.0, 4.0]])
    assert GivenArray(given).draw((2, 2), 0).tolist() == [[1.0, 2.0], [3.0, 4.0]]


def test_what_is_drawn_is_a_copy() -> None:
    given = np.zeros((2,))
    initializer = GivenArray(given)
    initializer.draw((2,), 0).add_(1)
    assert initializer.draw((2,), 0).tolist() == [0, 0]
    assert given.tolist() == [0, 0]


def test_an_array_of_another_shape_is_refused() -> None:
    with pytest.raises(ShapeError, match=r"expected: \(2, 3\)"):
        GivenArray(np.zeros((3, 2))).draw((2, 3), 0)


def test_an_array_survives_its_configuration() -> None:
    again = GivenArray.from_config(GivenArray(np.array([1.5, 2.5])).get_config())
    assert again.draw((2,), 0).tolist() == [1.5, 2.5]


def test_a_function_is_called_with_the_shape() -> None:
    assert GivenFunction(lambda shape: np.full(shape, 2.0)).draw((2, 1), 0).tolist() == [[2.0], [2.0]]


def test_a_function_with_keras_signature_gets_its_dtype() -> None:
    def with_default(shape: Any, dtype: Any = None) -> Any:
        assert dtype is None
        return np.ones(shape)

    def without_default(shape: Any, dtype: Any) -> Any:
        return np.ones(shape, dtype)

    for function in (with_default, without_default, np.ones):
        assert GivenFunction(function).draw((2,), 0).tolist() == [1, 1]


def test_a_function_that_returns_another_shape_is_refused_by_name() -> None:
    def halves(shape: Any) -> Any:
        return np.zeros((1,))

    with pytest.raises(ShapeError, match="halves: the initial values do not have the shape"):
        GivenFunction(halves).draw((2,), 0)
