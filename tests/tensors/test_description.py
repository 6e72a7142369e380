from __future__ import annotations

import numpy as np
import pytest
import torch

from nervure import data
from nervure.language import set_language
from nervure.tensors import describe

LECTURE = [[1, 2, 3, 4, 5], [6, 7, 8, 9, 10], [11, 12, 13, 14, 15]]


def test_the_digits_may_be_gray_pictures_or_sequences() -> None:
    found = describe(data.digits()[0])
    assert (found.rank, found.shape, found.dtype, found.num_bytes) == (3, (10000, 28, 28), "uint8", 7_840_000)
    assert found.kind is None
    assert [reading.kind for reading in found.readings] == ["grey_pictures", "sequences"]
    assert "bytes   7,840,000 = 7.48 MB (7,840,000 numbers of 1 B)" in str(found)


def test_kind_settles_what_it_is() -> None:
    found = describe(LECTURE, kind="matrix")
    assert found.kind == "matrix"
    assert found.axes == ("rows", "columns")


@pytest.mark.parametrize(
    ("given", "dtype", "num_bytes"),
    [
        (12, "int64", 8),
        (torch.zeros(3, dtype=torch.bfloat16), "bfloat16", 6),
        (torch.zeros(3, dtype=torch.bool), "bool", 3),
        (torch.zeros(2, 3, device="meta"), "float32", 24),
        (torch.zeros(3).to_sparse(), "float32", 12),
        (np.zeros(3, ">i2"), ">i2", 6),
        (np.zeros(3, np.complex64), "complex64", 24),
        (np.zeros((0, 28, 28), np.uint8), "uint8", 0),
    ],
)
def test_type_and_bytes_are_those_of_the_library_it_came_from(given: object, dtype: str, num_bytes: int) -> None:
    found = describe(given)
    assert (found.dtype, found.num_bytes) == (dtype, num_bytes)
    assert str(found)


@pytest.mark.parametrize(
    "given",
    [["a", "b"], None, {"a": 1}, np.array(["2021-04-07"], "M8[D]"), np.zeros(2, [("height", "i4"), ("age", "f8")])],
)
def test_what_holds_no_numbers_says_so(given: object) -> None:
    found = describe(given)
    assert not found.holds_numbers
    assert "not a tensor of numbers" in str(found)


def test_an_empty_array_says_which_axis_is_empty() -> None:
    assert "0 (no numbers: axis 1 has size 0)" in str(describe(np.zeros((2, 0))))


def test_whole_torch_numbers_may_be_labels() -> None:
    assert [reading.kind for reading in describe(torch.zeros(4, dtype=torch.int64)).readings] == ["vector", "labels"]
    assert describe(torch.zeros(4)).kind == "vector"


def test_a_notebook_shows_a_table_in_the_language_in_use() -> None:
    set_language("ko")
    html = describe(LECTURE)._repr_html_()
    assert "<th" in html
    assert 'lang="ko"' in html
    assert "벡터 데이터 (samples 3, features 5)" in html
