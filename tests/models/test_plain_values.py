from __future__ import annotations

import json
import math
from typing import Any

import numpy as np
import pytest
import torch

from nervure.errors import ArgumentError
from nervure.models.plain_values import join_arrays, split_arrays
from tests.models.networks import assert_explained


def there_and_back(value: Any) -> Any:
    arrays: dict[str, Any] = {}
    return join_arrays(json.loads(json.dumps(split_arrays(value, arrays, "run:", "Mine"))), arrays)


def test_plain_values_come_back_as_they_were() -> None:
    for value in (None, True, 3, 0.1, -0.0, 1e-310, math.inf, "텍스트", [1, [2.5, None]], {"a": {"b": []}}):
        assert there_and_back(value) == value
    assert math.isnan(there_and_back(math.nan))
    assert there_and_back((1, 2)) == [1, 2]


def test_arrays_and_tensors_come_back_with_type_and_shape() -> None:
    for value in (np.arange(6, dtype=np.uint8).reshape(2, 3).T, np.array(3.5), np.zeros((0, 2)), np.array([True])):
        found = there_and_back({"best": [value]})["best"][0]
        assert (found.dtype, found.shape) == (value.dtype, value.shape)
        np.testing.assert_array_equal(found, value)
    tensor = there_and_back([torch.tensor(2.0, dtype=torch.float64)])[0]
    assert isinstance(tensor, torch.Tensor)
    assert (tensor.dtype, tensor.item()) == (torch.float64, 2.0)


def test_numbers_of_numpy_become_plain() -> None:
    assert there_and_back([np.float32(0.1), np.int64(3), np.bool_(True)]) == [float(np.float32(0.1)), 3, True]


def test_arrays_are_numbered_behind_those_that_are_there() -> None:
    arrays: dict[str, Any] = {"dense/kernel": np.ones(1)}
    split_arrays([np.ones(1), np.ones(2)], arrays, "run:", "Mine")
    split_arrays(np.ones(3), arrays, "run:", "Mine")
    assert list(arrays) == ["dense/kernel", "run:0", "run:1", "run:2"]


@pytest.mark.parametrize("value", [print, {1, 2}, {1: 2}, {"<array>": "run:0"}, b"bytes", object])
def test_what_is_no_plain_value_is_named(value: Any) -> None:
    assert_explained(ArgumentError, lambda: split_arrays([value], {}, "run:", "Mine"), "Mine", "set_state")
