from __future__ import annotations

import math

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import Tensor

from nervure.kernels import native
from nervure.kernels.dropout import dropout_apply, dropout_in_torch
from nervure.randomness import fold, half_words
from tests.kernels.other_bodies import OTHERS, failures_of

DTYPES = (torch.float32, torch.float64, torch.bfloat16)
RATES = (0.0, 0.1, 0.25, 0.4, 0.5, 0.9, 1.0)


def drawn(shape: tuple[int, ...], dtype: torch.dtype = torch.float32, seed: int = 0) -> Tensor:
    return torch.randn(shape, generator=torch.Generator().manual_seed(seed), dtype=torch.float64).to(dtype)


def same_bits(one: Tensor, other: Tensor) -> bool:
    return one.dtype == other.dtype and one.stride() == other.stride() and torch.equal(one, other)


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("rate", RATES)
@pytest.mark.parametrize("shape", [(), (1,), (3,), (511,), (512,), (513,), (2, 3, 5, 7), (0,), (4, 0, 2)])
def test_both_bodies_give_the_same_bits(shape: tuple[int, ...], rate: float, dtype: torch.dtype) -> None:
    x = drawn(shape, dtype)
    assert same_bits(dropout_apply(x, rate, 1234), dropout_in_torch(x, rate, 1234))


@given(
    count=st.integers(0, 3000),
    rate=st.floats(0.0, 1.0),
    key=st.integers(0, 2**32 - 1),
    dtype=st.sampled_from(DTYPES),
    seed=st.integers(0, 2**31),
)
def test_both_bodies_give_the_same_bits_for_any_rate_and_key(
    count: int, rate: float, key: int, dtype: torch.dtype, seed: int
) -> None:
    x = drawn((count,), dtype, seed)
    assert same_bits(dropout_apply(x, rate, key), dropout_in_torch(x, rate, key))


def test_the_result_is_what_the_definition_says() -> None:
    x, rate, key = drawn((7, 11), torch.float64), 0.3, fold(1, 2, 3)
    y = dropout_apply(x, rate, key)
    words = half_words(key, x.numel()).tolist()
    expected = [
        value / (1.0 - rate) if word >= round(rate * 65536) else 0.0
        for value, word in zip(x.flatten().tolist(), words, strict=True)
    ]
    assert y.flatten().tolist() == pytest.approx(expected, rel=1e-15)
    assert [value == 0.0 for value in y.flatten().tolist()] == [value == 0.0 for value in expected]


@pytest.mark.parametrize("rate", [0.1, 0.4, 0.5, 0.9])
def test_the_share_of_zeros_is_the_rate(rate: float) -> None:
    count = 1_000_000
    y = dropout_apply(torch.ones(count), rate, fold(7, 1, 0))
    share = (y == 0).double().mean().item()
    # Five standard deviations of a fair draw, and the grain of 16 bits.
    assert abs(share - rate) < 5 * math.sqrt(rate * (1 - rate) / count) + 2.0**-17
    assert y.double().mean().item() == pytest.approx(1.0, abs=5 * math.sqrt(rate / (1 - rate) / count) + 1e-4)


def test_masks_of_neighboring_steps_and_neighboring_places_are_independent() -> None:
    count = 200_000
    masks = [dropout_apply(torch.ones(count), 0.5, fold(7, 1, step)) > 0 for step in range(4)]
    pairs = [(masks[0], masks[1]), (masks[1], masks[2]), (masks[0], masks[3]), (masks[0][:-1], masks[0][1:])]
    for one, other in pairs:
        agreement = (one == other).double().mean().item()
        assert abs(agreement - 0.5) < 5 * 0.5 / math.sqrt(count)


@pytest.mark.parametrize("dtype", DTYPES)
def test_backward_is_the_same_call_on_the_gradient(dtype: torch.dtype) -> None:
    x, dy, key, rate = drawn((64, 33), dtype), drawn((64, 33), dtype, seed=1), 99, 0.4
    witness = x.clone().requires_grad_()
    kept = (half_words(key, x.numel()) >= round(rate * 65536)).view(x.shape)
    torch.where(kept, witness * (1.0 / (1.0 - rate)), 0.0).backward(dy)
    assert torch.equal(dropout_apply(dy, rate, key), witness.grad)


@pytest.mark.parametrize("body", [dropout_apply, dropout_in_torch])
@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("wild", [math.nan, math.inf, -math.inf])
def test_nan_and_infinity_pass_where_they_are_kept_and_are_zero_elsewhere(body, dtype, wild: float) -> None:
    kept = half_words(5, 1000) >= round(0.5 * 65536)
    y = body(torch.full((1000,), wild, dtype=dtype), 0.5, 5)
    assert torch.equal(y[~kept], torch.zeros(int((~kept).sum()), dtype=dtype))
    assert torch.equal(y[kept], torch.full((int(kept.sum()),), wild, dtype=dtype)) or bool(y[kept].isnan().all())
    assert math.isnan(wild) == bool(y[kept].isnan().any())


@pytest.mark.parametrize("body", [dropout_apply, dropout_in_torch])
@pytest.mark.parametrize(
    "view",
    [
        lambda x: x.permute(0, 3, 1, 2),
        lambda x: x.transpose(1, 2),
        lambda x: x[:, ::2],
        lambda x: x[:, :, :, 1:],
        lambda x: x[:1].expand(4, -1, -1, -1),
    ],
    ids=["channels first view", "transposed", "every second", "offset", "expanded"],
)
def test_the_mask_follows_the_place_in_the_tensor_not_in_memory(body, view) -> None:
    x = view(drawn((4, 6, 5, 8)))
    y = body(x, 0.4, 17)
    assert torch.equal(y, body(x.contiguous(), 0.4, 17))
    assert y.stride() == torch.empty_like(x).stride()


@pytest.mark.parametrize("body", [dropout_apply, dropout_in_torch])
def test_the_input_is_left_as_it_was(body) -> None:
    x = drawn((100,))
    before = x.clone()
    assert body(x, 0.5, 3).data_ptr() != x.data_ptr()
    assert torch.equal(x, before)


@pytest.mark.parametrize("body", [dropout_apply, dropout_in_torch])
def test_at_rate_one_nothing_is_left_not_even_nan(body) -> None:
    assert torch.equal(body(torch.full((100,), math.nan), 1.0, 3), torch.zeros(100))


def test_types_without_a_native_body_run_the_torch_body() -> None:
    x = drawn((100,), torch.float16)
    assert dropout_apply(x, 0.5, 3).dtype == torch.float16
    assert torch.equal(dropout_apply(x, 0.5, 3), dropout_in_torch(x, 0.5, 3))


def test_a_tensor_that_torch_watches_is_taken_too() -> None:
    x = drawn((100,)).requires_grad_()
    assert torch.equal(dropout_apply(x, 0.5, 3), dropout_in_torch(x.detach(), 0.5, 3))


@pytest.mark.skipif(not native.available(), reason="no native kernels in this process")
def test_the_native_body_refuses_what_it_cannot_write_into() -> None:
    module = native.compiled()
    x = torch.ones(10)
    with pytest.raises(TypeError):
        module.dropout_float32(x, torch.empty(20)[::2], 1, 1, 0, 1.0, 1)
    with pytest.raises(TypeError):
        module.dropout_float32(x, torch.empty(10, dtype=torch.float64), 1, 1, 0, 1.0, 1)
    with pytest.raises(ValueError, match="differ in size"):
        module.dropout_float32(x, torch.empty(11), 1, 1, 0, 1.0, 1)


@pytest.mark.skipif(not native.available(), reason="no native kernels in this process")
def test_bfloat16_is_rounded_as_torch_rounds_it() -> None:
    every = torch.arange(-(2**15), 2**15, dtype=torch.int32).to(torch.int16).view(torch.bfloat16)
    for rate in (0.0, 0.1, 0.3, 0.6):
        ours, theirs = dropout_apply(every, rate, 11), dropout_in_torch(every, rate, 11)
        assert torch.equal(ours.isnan(), theirs.isnan())
        assert torch.equal(ours.nan_to_num(), theirs.nan_to_num())


@pytest.mark.skipif(not native.available(), reason="no native kernels in this process")
@pytest.mark.parametrize("dtype", DTYPES)
def test_one_and_two_threads_give_the_same_bits(dtype: torch.dtype) -> None:
    x, before = drawn((3, 40_001), dtype), torch.get_num_threads()
    results = []
    try:
        for threads in (1, 2):
            torch.set_num_threads(threads)
            results.append(dropout_apply(x, 0.4, 5))
    finally:
        torch.set_num_threads(before)
    assert same_bits(*results)
    assert same_bits(results[0], dropout_in_torch(x, 0.4, 5))


@pytest.mark.covering(at_most=1)
@pytest.mark.skipif(not native.available(), reason="no native kernels in this process")
@pytest.mark.parametrize("environment", OTHERS[:2], ids=str)
def test_all_this_holds_with_the_other_bodies(environment: dict[str, str]) -> None:
    assert failures_of(__file__, environment) == ""
