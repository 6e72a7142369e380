from __future__ import annotations

import math

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from nervure.data import digits, first_not_finite, labels_are_sorted, value_range

SHAPES = st.lists(st.integers(1, 6), min_size=1, max_size=4)
BAD = st.sampled_from([math.nan, math.inf, -math.inf])


@settings(max_examples=60)
@given(SHAPES, st.lists(st.tuples(st.integers(0, 2**30), BAD), max_size=4), st.sampled_from(["f2", "f4", "f8"]))
def test_the_first_bad_value_is_found(shape: list[int], bad: list[tuple[int, float]], kind: str) -> None:
    array = np.linspace(-1, 1, math.prod(shape)).astype(kind)
    for place, value in bad:
        array[place % array.size] = value
    places = np.flatnonzero(~np.isfinite(array))
    array = array.reshape(shape)
    for given_array in (array, torch.from_numpy(array)):
        found = first_not_finite(given_array)
        if not len(places):
            assert found is None
            continue
        sample, *column = np.unravel_index(places[0], shape)
        assert (found.sample, found.column) == (sample, tuple(column))
        assert found.value == pytest.approx(float(array.flat[places[0]]), nan_ok=True)


def test_large_finite_numbers_are_not_taken_for_infinity() -> None:
    assert first_not_finite(np.full(100, 3e38, np.float32)) is None
    assert first_not_finite(np.full(100, 6e4, np.float16)) is None


def test_a_bad_pixel_among_many_pictures_is_found_in_its_block() -> None:
    x = digits()[0].astype(np.float32)
    assert first_not_finite(x) is None
    x[9123, 5, 27] = np.nan
    found = first_not_finite(x)
    assert (found.sample, found.column) == (9123, (5, 27))


def test_integers_have_nothing_to_look_for() -> None:
    assert first_not_finite(digits()[0]) is None
    assert first_not_finite([1, 2, 3]) is None
    assert first_not_finite(torch.zeros(0)) is None


def test_ranges_of_digits() -> None:
    assert value_range(digits()[0]) == (0, 255)
    assert value_range(torch.tensor([0.5, -2.0])) == (-2.0, 0.5)


def test_labels_in_order_are_noticed() -> None:
    _, y = digits()
    assert labels_are_sorted(y)
    assert labels_are_sorted(np.eye(10)[y])
    assert not labels_are_sorted(np.random.default_rng(0).permutation(y))
    assert not labels_are_sorted([1, 1, 1]), "one class only"
    assert not labels_are_sorted([0.1, 0.2, 0.3]), "no classes"
