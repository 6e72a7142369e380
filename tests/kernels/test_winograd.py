from __future__ import annotations

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from nervure.kernels import native_convolution
from nervure.kernels.convolution_rules import has_convolutions
from nervure.kernels.winograd import winograd_forward, winograd_input_gradient, winograd_weight_gradient
from tests.kernels.convolution_properties import (
    check_callers,
    check_memory_orders,
    check_nan,
    check_threads,
    program_at_level,
)
from tests.kernels.convolution_witness import (
    CAUSAL,
    LARGEST_ERROR,
    SAME,
    VALID,
    Case,
    case,
    check_case,
    drawn_case,
    errors,
    of_torch,
    of_winograd,
)

native_only = pytest.mark.skipif(not has_convolutions(), reason="no native convolutions in this process")


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10**6))
def test_values_and_gradients_are_near_those_in_float64(seed: int) -> None:
    check_case(drawn_case(seed), of_winograd)


@native_only
@pytest.mark.parametrize("level", ["portable", "avx2", "avx512"])
def test_every_vector_width_is_near_float64(level: str) -> None:
    program = "from tests.kernels.convolution_witness import check_seeds; check_seeds('winograd', 40)"
    assert program_at_level(level, program) == "40"


@pytest.mark.parametrize("size", range(1, 14))
@pytest.mark.parametrize("margins", [SAME, VALID, CAUSAL])
def test_every_way_a_picture_ends_in_tiles_is_taken(size: int, margins: native_convolution.Margins) -> None:
    least = 3 if margins == VALID else 1
    for width in (max(size, least), max(15 - size, least)):
        check_case(case(40, (max(size, least), width), 9, 17, margins), of_winograd)


@pytest.mark.parametrize("channels", [1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 24, 31, 32, 33, 40, 48, 65])
def test_every_number_of_channels_fills_its_vectors(channels: int) -> None:
    check_case(case(2, (7, 9), channels, 66 - channels), of_winograd)
    check_case(case(2, (9, 7), 66 - channels, channels, VALID), of_winograd)


@native_only
@pytest.mark.parametrize("channels", [256, 512])
def test_with_many_channels_the_error_is_that_of_onednn(channels: int) -> None:
    given = case(2, (14, 14), channels, channels)
    exact = of_torch(given)
    ours, theirs = errors(of_winograd(given), exact), errors(of_torch(given, torch.float32), exact)
    assert ours["y"] < 1.5 * theirs["y"]
    assert ours["dx"] < 1.5 * theirs["dx"]
    # A sum over few pixels, which oneDNN hardly rounds, while the transforms do.
    assert ours["dweight"] < LARGEST_ERROR


@native_only
@pytest.mark.parametrize(
    "given",
    [
        case(8, (14, 14), 32, 32),  # several groups of tiles, each with sums of its own
        case(3, (30, 22), 73, 45),  # edges of two pixels, a panel that is not full
        case(2, (15, 14), 144, 130, VALID),  # one set of sums for all threads
        case(1, (28, 28), 256, 16),  # large blocks of tiles
    ],
    ids=["groups", "edges", "shared sums", "large blocks"],
)
def test_the_number_of_threads_does_not_change_a_bit(given: Case) -> None:
    check_threads(of_winograd, given)


def test_several_callers_do_not_disturb_each_other() -> None:
    check_callers(of_winograd)


@pytest.mark.parametrize("channels", [3, 20])
def test_nan_passes_through_relu_and_stays_in_its_picture(channels: int) -> None:
    check_nan(of_winograd, case(3, (8, 9), channels, 17))


def test_infinity_does_not_vanish() -> None:
    given = case(1, (8, 8), 16, 16)
    given.x[0, 2, 2, 5] = torch.inf
    y = of_winograd(given).y
    assert not y[0, 1:4, 1:4].isfinite().any()


def test_memory_order_does_not_matter() -> None:
    check_memory_orders(of_winograd, case(2, (6, 7), 10, 12))


def test_of_nothing_but_zeros_the_bias_is_left_exactly() -> None:
    given = case(2, (9, 10), 11, 13)
    y = winograd_forward(torch.zeros_like(given.x), given.weight, given.bias, SAME, has_relu=False)
    assert torch.equal(y, given.bias.expand_as(y))  # type: ignore[union-attr]


def test_relu_cuts_what_is_below_zero_and_nothing_else() -> None:
    given = case(2, (9, 10), 11, 13)
    z = of_winograd(given).y
    assert torch.equal(of_winograd(given._replace(has_relu=True)).y, z.relu())


def test_the_weight_gradient_lies_in_memory_like_the_weight() -> None:
    given = case(1, (6, 6), 5, 7)
    dweight, dbias = winograd_weight_gradient(given.x, given.dy, SAME, has_bias=False)
    assert dbias is None
    assert dweight.shape == given.weight.shape
    assert dweight.movedim(-1, 0).is_contiguous()


@pytest.mark.parametrize("dtype", [torch.float64, torch.bfloat16])
def test_other_types_run_the_torch_body(dtype: torch.dtype) -> None:
    given = case(1, (6, 6), 5, 7)
    x, weight, dy = (tensor.to(dtype) for tensor in (given.x, given.weight, given.dy))
    assert winograd_forward(x, weight, None, SAME, has_relu=True).dtype == dtype
    assert winograd_input_gradient(dy, weight, SAME, given.sizes).dtype == dtype
    assert winograd_weight_gradient(x, dy, SAME, has_bias=True)[0].dtype == dtype
