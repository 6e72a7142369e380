from __future__ import annotations

import logging
import math

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from nervure.errors import ArgumentError, ShapeError
from nervure.language import set_language
from nervure.tensors import reshape


@given(st.lists(st.integers(1, 5), min_size=1, max_size=4), st.data())
def test_it_is_what_numpy_does(sizes: list[int], data: st.DataObject) -> None:
    array = np.arange(math.prod(sizes))
    sizes[data.draw(st.integers(0, len(sizes) - 1))] = -1
    assert np.array_equal(reshape(array, sizes), array.reshape(sizes))


def test_tensors_stay_tensors_and_lists_become_arrays() -> None:
    assert isinstance(reshape(torch.arange(6), (2, 3)), torch.Tensor)
    assert reshape([[1, 2], [3, 4]], np.int64(4)).tolist() == [1, 2, 3, 4]
    assert reshape([], (0, 3)).shape == (0, 3)
    assert reshape(7, ()).shape == ()


def lines(array: object, shape: object) -> list[str]:
    with pytest.raises(ShapeError) as caught:
        reshape(array, shape)  # type: ignore[arg-type]
    return str(caught.value).splitlines()


def test_the_error_counts_names_pairs_and_says_where_minus_one_goes() -> None:
    assert lines(np.zeros((3, 4)), (5, 4)) == [
        "reshape: the shape (5, 4) has room for 20 numbers, but there are 12.",
        "  expected: sizes whose product is 12: 12 = 1 × 12 = 2 × 6 = 3 × 4",
        "  got:      (5, 4), whose product is 20",
        "  fix:      Write (-1, 4): -1 is inferred from the other sizes, which gives (3, 4).",
    ]


def test_the_error_for_a_size_that_does_not_come_out_even_names_a_near_one() -> None:
    assert lines(range(12), (5, -1)) == [
        "reshape: the 12 numbers do not divide evenly into parts of 5.",
        "  expected: sizes that divide 12: 12 = 1 × 12 = 2 × 6 = 3 × 4",
        "  got:      (5, -1), where -1 would be 12 / 5",
        "  fix:      Write (4, -1): -1 is inferred from the other sizes, which gives (4, 3).",
    ]


def test_where_no_near_shape_fits_one_vector_always_does() -> None:
    assert lines(range(7), (2, 3))[-1] == (
        "  fix:      Write -1 for a single vector of 7, or choose sizes whose product is 7."
    )


def test_of_many_pairs_those_nearest_to_the_sizes_are_named() -> None:
    expected = lines(np.zeros((10000, 28, 28), np.uint8), (10000, 748))[1]
    assert expected.count("×") == 6
    assert " = 784 × 10000 = " in expected
    assert expected.endswith(" = …")


def test_a_shape_too_large_to_factor_is_answered_at_once() -> None:
    endless = torch.zeros(1).expand(10**9 + 7, 10**6 + 3)
    assert lines(endless, (2, 2))[0].endswith("but there are 1000003007000021.")


@given(st.integers(0, 200), st.lists(st.integers(0, 12), min_size=1, max_size=3))
def test_every_advice_can_be_followed(count: int, sizes: list[int]) -> None:
    if math.prod(sizes) == count:
        return
    fix = lines(np.zeros(count), sizes)[-1]
    if "gives" not in fix:
        return
    tried = fix[fix.index("(") : fix.index(")") + 1]
    promised = fix[fix.rindex("(") : fix.rindex(")") + 1]
    assert str(reshape(np.zeros(count), [int(size) for size in tried.strip("(),").split(",")]).shape) == promised


@pytest.mark.parametrize("shape", [(-1, -1), (2, -2), (2.5, 2), "12", None, (2, None)])
def test_a_shape_that_is_none_is_an_error(shape: object) -> None:
    with pytest.raises(ArgumentError, match="whole numbers, with at most one -1"):
        reshape(range(12), shape)  # type: ignore[arg-type]


def test_who_seems_to_swap_axes_is_told_that_nothing_is_swapped(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING, logger="nervure"):
        reshape(np.zeros((3, 32, 40)), (32, 40, 3))
    assert "reshape from (3, 32, 40) to (32, 40, 3) does not swap axes" in caplog.text


@pytest.mark.parametrize(
    ("before", "after"), [((3, 4), (4, 1, 3, 1)), ((3, 4), (3, 4)), ((2, 6), (3, 4)), ((1, 3), (3, 1))]
)
def test_only_sizes_in_another_order_seem_to_be_swapped(
    before: tuple[int, ...], after: tuple[int, ...], caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING, logger="nervure"):
        reshape(np.zeros(before), after)
    assert bool(caplog.text) == (before == (3, 4) and after[0] == 4)


def test_the_error_speaks_korean() -> None:
    set_language("ko")
    assert lines(range(12), (5, 2)) == [
        "reshape: 수가 12개인데 (5, 2)에는 10개가 들어가요.",
        "  기대: 곱이 12인 크기: 12 = 1 × 12 = 2 × 6 = 3 × 4",
        "  받음: 곱이 10인 (5, 2)",
        "  해결: (-1, 2)라고 쓰세요. -1은 나머지에서 정해지는 크기예요. 그러면 크기가 (6, 2)가 돼요.",
    ]
