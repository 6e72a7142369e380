from __future__ import annotations

import numpy as np
import pytest
import torch
from PIL import Image

from nervure.errors import DataError
from nervure.tensors.arrays import as_tensor, to_numpy


def test_arrays_and_tensors_stay_what_they_are() -> None:
    array, tensor = np.zeros(3), torch.zeros(3)
    assert as_tensor(array, "f") is array
    assert as_tensor(tensor, "f") is tensor


@pytest.mark.parametrize(
    ("given", "shape"),
    [
        (7, ()),
        (True, ()),
        ([1, 2, 3], (3,)),
        ([[1], [2]], (2, 1)),
        ([], (0,)),
        ([torch.zeros(2, requires_grad=True), torch.ones(2)], (2, 2)),
        (Image.new("RGB", (5, 4)), (4, 5, 3)),
        ("word", ()),
        (None, ()),
    ],
)
def test_whatever_may_be_an_array_becomes_one(given: object, shape: tuple[int, ...]) -> None:
    assert as_tensor(given, "f").shape == shape


@pytest.mark.parametrize(
    ("given", "lengths"),
    [([[1, 2, 3], [4]], "1, 3"), ([[[1], [2]], [[3], [4, 5]]], "1, 2"), ([[1, 2], 3], "0, 2")],
)
def test_lists_of_different_lengths_are_an_error_that_names_them(given: object, lengths: str) -> None:
    with pytest.raises(DataError, match=f"lengths {lengths} side by side"):
        as_tensor(given, "describe")


@pytest.mark.parametrize(
    "tensor",
    [
        torch.tensor([1.5, 2.5], dtype=torch.bfloat16),
        torch.tensor([1.5, 2.5], dtype=torch.float16),
        torch.tensor([1.5, 2.5]).to(torch.float8_e4m3fn),
        torch.tensor([1.5, 2.5], requires_grad=True),
        torch.tensor([1.5, 2.5]).to_sparse(),
        torch.tensor([1.5 + 0j, 2.5]).conj(),
        torch.tensor([0.0, 1.5, 2.5])[1:],
    ],
)
def test_strange_tensors_have_their_values_in_numpy(tensor: torch.Tensor) -> None:
    assert to_numpy(tensor, "f").tolist() == [1.5, 2.5]


def test_a_matrix_and_a_masked_array_become_plain_arrays() -> None:
    assert type(to_numpy(np.ma.masked_array([1, 2], [True, False]), "f")) is np.ndarray


def test_a_tensor_without_values_says_so() -> None:
    with pytest.raises(DataError, match=r"shape \(2, 3\) on 'meta'"):
        to_numpy(torch.zeros(2, 3, device="meta"), "show")
