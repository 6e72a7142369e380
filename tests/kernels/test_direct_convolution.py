from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nervure.kernels.convolution_rules import has_convolutions
from nervure.kernels.direct_convolution import MOST_CHANNELS, direct_weight_gradient
from tests.kernels.convolution_properties import (
    check_callers,
    check_memory_orders,
    check_nan,
    check_threads,
    program_at_level,
)
from tests.kernels.convolution_witness import SAME, VALID, case, check_case, drawn_case, of_direct

native_only = pytest.mark.skipif(not has_convolutions(), reason="no native convolutions in this process")


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10**6))
def test_values_and_gradients_are_near_those_in_float64(seed: int) -> None:
    check_case(drawn_case(seed, MOST_CHANNELS), of_direct)


@native_only
@pytest.mark.parametrize("level", ["portable", "avx2", "avx512"])
def test_every_vector_width_is_near_float64(level: str) -> None:
    program = "from tests.kernels.convolution_witness import check_seeds; check_seeds('direct', 40, 4)"
    assert program_at_level(level, program) == "40"


@pytest.mark.parametrize("channels", [1, 2, 3, 4])
@pytest.mark.parametrize("filters", [1, 3, 4, 7, 8, 9, 16, 24, 32, 33, 70])
def test_every_number_of_channels_and_filters_fills_its_vectors(channels: int, filters: int) -> None:
    check_case(case(2, (5, 29), channels, filters), of_direct)
    check_case(case(2, (6, 17), channels, filters, VALID), of_direct)


@native_only
@pytest.mark.parametrize("channels", [1, 3])
def test_the_number_of_threads_does_not_change_a_bit(channels: int) -> None:
    check_threads(of_direct, case(30, (28, 28), channels, 40))


def test_several_callers_do_not_disturb_each_other() -> None:
    check_callers(of_direct)


@pytest.mark.parametrize("channels", [1, 4])
def test_nan_passes_through_relu_and_stays_in_its_picture(channels: int) -> None:
    check_nan(of_direct, case(3, (8, 9), channels, 17))


def test_memory_order_does_not_matter() -> None:
    check_memory_orders(of_direct, case(2, (6, 7), 3, 12))


def test_relu_cuts_what_is_below_zero_and_nothing_else() -> None:
    given = case(2, (9, 10), 2, 13)
    assert (of_direct(given._replace(has_relu=True)).y == of_direct(given).y.relu()).all()


def test_more_channels_run_the_torch_body() -> None:
    check_case(case(2, (9, 10), MOST_CHANNELS + 1, 13), of_direct)


def test_the_weight_gradient_lies_in_memory_like_the_weight() -> None:
    given = case(1, (6, 6), 3, 7)
    dweight, dbias = direct_weight_gradient(given.x, given.dy, SAME, has_bias=False)
    assert dbias is None
    assert dweight.shape == given.weight.shape
    assert dweight.movedim(-1, 0).is_contiguous()
