from __future__ import annotations

import numpy as np
import pytest
import torch

from nervure.arguments.arrays import NumpyTypeKind, array_of
from nervure.errors import ArgumentError
from tests.contracts.nonsense import Odd, Raises
from tests.layers.layer_rules import assert_says


@pytest.mark.parametrize("value", [[1, 2], (1, 2), np.array([1, 2]), torch.tensor([1, 2]), range(1, 3)])
def test_whatever_numpy_takes_is_an_array(value: object) -> None:
    assert array_of(value, where="y").tolist() == [1, 2]


@pytest.mark.parametrize("value", [Raises(), [[1], [2, 3]]])
def test_what_cannot_be_read_as_an_array_is_refused(value: object) -> None:
    assert_says(ArgumentError, lambda: array_of(value, where="y"), "y: this cannot be read", "numpy.asarray")


@pytest.mark.parametrize("value", ["float32", np.float32, np.dtype("float32"), "f4"])
def test_a_type_of_number_is_written_in_many_ways(value: object) -> None:
    assert NumpyTypeKind().take(value, "dtype", "pad_sequences") == np.dtype("float32")


@pytest.mark.parametrize("value", [object, "object", np.object_, np.dtype(object), str, "S3"])
def test_text_and_objects_are_types_where_they_may_be(value: object) -> None:
    assert NumpyTypeKind().take(value, "dtype", "pad_sequences") == np.dtype(value)  # type: ignore[call-overload]
    assert_says(ArgumentError, lambda: NumpyTypeKind("biuf").take(value, "dtype", "img_to_array"), "dtype")


@pytest.mark.parametrize("value", [None, Odd, 3, "float33"])
def test_what_numpy_only_guesses_is_refused(value: object) -> None:
    assert_says(ArgumentError, lambda: NumpyTypeKind().take(value, "dtype", "pad_sequences"), "dtype")
