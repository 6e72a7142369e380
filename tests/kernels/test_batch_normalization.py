from __future__ import annotations

import pytest
import torch
from torch import Tensor

from nervure.kernels import batch_normalization, native
from nervure.kernels.batch_normalization import (
    Normalization,
    NormalizationGradients,
    Tail,
    Wanted,
    batch_statistics,
    normalization_gradients,
    normalization_gradients_in_torch,
    normalized,
    normalized_in_torch,
)
from nervure.kernels.dropout import dropout_apply
from tests.gradient_check import assert_near
from tests.kernels.other_bodies import OTHERS, failures_of

# Odd sizes, one channel, a full vector, several vectors, more channels than are done at once; several blocks.
SHAPES = [(4, 6, 6, 5), (3, 7, 5, 32), (2, 4, 6, 600), (3, 4, 4, 1), (5, 9, 11, 16), (9, 28, 26, 24)]
TOLERANCE = {torch.float64: 1e-12, torch.float32: 3e-6, torch.bfloat16: 1e-2}
TAILS = [
    Tail(), Tail(relu=True), Tail(pooling="max"), Tail(True, "max"), Tail(pooling="average"),
    Tail(pooling="max", rate=0.4, key=77), Tail(pooling="average", rate=0.4, key=77), Tail(True, "max", 0.3, 5),
]  # fmt: skip
WANTED = [Wanted(True), Wanted(False), Wanted(True, before_relu=True), Wanted(True, dx=False)]

every_shape = pytest.mark.parametrize("shape", SHAPES, ids=str)
every_type = pytest.mark.parametrize("dtype", TOLERANCE, ids=str)
every_tail = pytest.mark.parametrize("tail", TAILS, ids=str)
needs_native = pytest.mark.skipif(not native.available(), reason="no native kernels in this process")


def drawn(shape: tuple[int, ...], dtype: torch.dtype, seed: int = 0) -> Tensor:
    """Numbers of which some are below 0, as before a ReLU, and some exactly 0, as behind one."""
    generator = torch.Generator().manual_seed(seed)
    numbers = torch.randn(shape, generator=generator, dtype=torch.float64) * 2 + 0.5
    return torch.where(numbers < -1, 0.0, numbers).to(dtype)


def given_for(x: Tensor, seed: int = 1) -> Normalization:
    channels, dtype = x.shape[-1], torch.promote_types(x.dtype, torch.float32)
    mean, variance = batch_statistics(x.view(-1, channels))
    gamma, beta = drawn((2, channels), dtype, seed).unbind()
    return Normalization(mean, variance, gamma, beta, 1e-3)


def with_threads(count: int, x: Tensor, dy: Tensor, tail: Tail, wanted: Wanted) -> list[Tensor | None]:
    before = torch.get_num_threads()
    torch.set_num_threads(count)
    try:
        given = given_for(x)
        y, codes = normalized(x, given, tail)
        return [given.mean, given.variance, y, codes, *normalization_gradients(dy, x, codes, given, tail, wanted)]
    finally:
        torch.set_num_threads(before)


def assert_same_gradients(found: NormalizationGradients, expected: NormalizationGradients, tolerance: float) -> None:
    for name, one, other in zip(found._fields, found, expected, strict=True):
        assert (one is None) == (other is None)
        if one is not None and other is not None:
            # A sum of dx may be nothing but rounding: it is measured by what it adds up.
            sizes = found.dx.double().abs().flatten(0, -2).sum(0) if found.dx is not None else torch.zeros(1)
            largest = float(sizes.max()) if name == "dx_sums" else 0.0
            assert_near(one.double(), other.double(), tolerance, name, largest=largest)


@every_type
@every_shape
def test_statistics_are_those_of_the_numbers(shape: tuple[int, ...], dtype: torch.dtype) -> None:
    rows = drawn(shape, dtype).view(-1, shape[-1])
    mean, variance = batch_statistics(rows)
    exact = rows.double()
    # torch's own sums lose a digit.
    tolerance = min(TOLERANCE[dtype], 3e-7 if native.available() else 3e-6)
    assert_near(mean, exact.mean(0), tolerance, "mean")
    assert_near(variance, exact.var(0, correction=0), tolerance, "variance")


@needs_native
def test_statistics_survive_a_mean_ten_thousand_times_the_deviation() -> None:
    rows = (drawn((50_000, 3), torch.float64) + 30_000).float()
    mean, variance = batch_statistics(rows)
    exact = rows.double()
    assert_near(mean, exact.mean(0), 1e-7, "mean")
    assert_near(variance, exact.var(0, correction=0), 1e-6, "variance")


@every_tail
@every_type
@every_shape
def test_both_bodies_give_the_same_numbers(shape: tuple[int, ...], dtype: torch.dtype, tail: Tail) -> None:
    x = drawn(shape, dtype)
    given = given_for(x)
    y, codes = normalized(x, given, tail)
    expected, expected_codes = normalized_in_torch(x, given, tail)
    assert y.dtype == dtype
    assert y.is_contiguous()
    assert_near(y.double(), expected.double(), TOLERANCE[dtype], "y")
    assert (codes is None) == (expected_codes is None)
    if codes is not None and expected_codes is not None:
        # Of numbers that differ in the last bit either may win; where nothing flows nobody asks who won.
        differ = (codes != expected_codes) & ((codes < 4) | (expected_codes < 4))
        assert differ.double().mean() <= (1e-3 if dtype == torch.float32 else 0)
    dy = drawn(tuple(y.shape), dtype, seed=2)
    for wanted in WANTED:
        found = normalization_gradients(dy, x, codes, given, tail, wanted)
        other = normalization_gradients_in_torch(dy, x, codes, given, tail, wanted)
        assert_same_gradients(found, other, 5 * TOLERANCE[dtype])


@needs_native
@every_tail
@every_type
def test_one_and_two_threads_give_the_same_bits(dtype: torch.dtype, tail: Tail) -> None:
    x = drawn((9, 28, 26, 24), dtype)
    dy = drawn(tuple(normalized(x, given_for(x), tail)[0].shape), dtype, seed=2)
    wanted = Wanted(True, before_relu=True)
    for one, two in zip(with_threads(1, x, dy, tail, wanted), with_threads(2, x, dy, tail, wanted), strict=True):
        assert one is not None or two is None
        assert one is None or (two is not None and torch.equal(one, two))


@every_type
@pytest.mark.parametrize("tail", [tail for tail in TAILS if tail.rate is None], ids=str)
def test_nan_passes_and_stays_in_its_place(dtype: torch.dtype, tail: Tail) -> None:
    x = drawn((2, 6, 6, 33), dtype)
    given = given_for(x)
    x[0, 2, 3, 5] = torch.nan
    y, codes = normalized(x, given, tail)
    place = (0, 2, 3, 5) if tail.pooling is None else (0, 1, 1, 5)
    assert bool(y[place].isnan())
    assert int(y.isnan().sum()) == 1
    dx = normalization_gradients(torch.ones_like(y), x, codes, given, tail, Wanted(False)).dx
    assert dx is not None
    assert bool(dx[0, 2, 3, 5] != 0)
    assert not bool(dx.isnan().any())


def test_nan_spreads_through_the_statistics() -> None:
    x = drawn((2, 6, 6, 33), torch.float32)
    x[0, 2, 3, 5] = torch.nan
    mean, variance = batch_statistics(x.view(-1, 33))
    assert torch.nonzero(mean.isnan()).tolist() == torch.nonzero(variance.isnan()).tolist() == [[5]]


@every_type
def test_infinity_in_a_frozen_layer_leaves_the_gradient_finite(dtype: torch.dtype) -> None:
    x = drawn((2, 6, 6, 33), dtype)
    given = given_for(x)
    x[0, 2, 3, 5] = torch.inf
    for tail in (Tail(), Tail(pooling="max")):
        y, codes = normalized(x, given, tail)
        dx = normalization_gradients(torch.ones_like(y), x, codes, given, tail, Wanted(False)).dx
        assert dx is not None
        assert bool(dx.isfinite().all())


@every_type
def test_dropout_behind_pooling_draws_the_mask_of_dropout(dtype: torch.dtype) -> None:
    x = drawn((3, 6, 10, 5), dtype)
    given = given_for(x)
    pooled, _ = normalized(x, given, Tail(pooling="max"))
    dropped, codes = normalized(x, given, Tail(pooling="max", rate=0.4, key=9))
    expected = dropout_apply(pooled, 0.4, 9)
    assert torch.equal(dropped == 0, expected == 0)
    assert_near(dropped.double(), expected.double(), TOLERANCE[dtype], "y")
    assert codes is not None
    assert torch.equal(codes >= 4, expected == 0)


def test_of_equal_numbers_the_first_wins() -> None:
    x = torch.ones(1, 2, 2, 3)
    given = Normalization(torch.zeros(3), torch.ones(3), None, None, 0.0)
    _, codes = normalized(x, given, Tail(pooling="max"))
    assert codes is not None
    assert codes.tolist() == [[[[0, 0, 0]]]]


def test_a_negative_gamma_pools_the_smallest_number() -> None:
    x = torch.tensor([4.0, 3.0, 1.0, 2.0]).view(1, 2, 2, 1)
    given = Normalization(torch.zeros(1), torch.ones(1), torch.tensor([-1.0]), None, 0.0)
    y, codes = normalized(x, given, Tail(pooling="max"))
    assert y.item() == -1.0
    assert codes is not None
    assert codes.item() == 2


def test_an_odd_row_and_column_get_only_what_the_statistics_bring() -> None:
    x = drawn((1, 3, 3, 2), torch.float64)
    given = given_for(x)
    y, codes = normalized(x, given, Tail(pooling="max"))
    dx = normalization_gradients(torch.ones_like(y), x, codes, given, Tail(pooling="max"), Wanted(False)).dx
    assert dx is not None
    assert bool((dx[:, 2] == 0).all())
    assert bool((dx[:, :, 2] == 0).all())
    assert int((dx != 0).sum()) == 2


@every_tail
def test_an_empty_batch_is_taken(tail: Tail) -> None:
    x = torch.zeros(0, 4, 4, 3)
    given = Normalization(torch.zeros(3), torch.ones(3), None, None, 1e-3)
    y, codes = normalized(x, given, tail)
    assert y.shape == ((0, 4, 4, 3) if tail.pooling is None else (0, 2, 2, 3))
    found = normalization_gradients(y, x, codes, given, tail, Wanted(False))
    assert found.dx is not None
    assert found.dx.shape == x.shape
    assert found.dgamma.tolist() == found.dbeta.tolist() == [0.0] * 3


@needs_native
def test_whole_numbers_of_another_type_are_left_to_torch() -> None:
    half = drawn((4, 3), torch.float16)
    assert batch_normalization._native_for(half) is None
    mixed = Normalization(torch.zeros(3, dtype=torch.float64), torch.ones(3, dtype=torch.float64), None, None, 0.0)
    assert batch_normalization._native_for(drawn((4, 3), torch.float32), mixed) is None


@pytest.mark.covering(at_most=1)
@needs_native
@pytest.mark.parametrize("environment", OTHERS, ids=str)
def test_all_this_holds_with_the_other_bodies(environment: dict[str, str]) -> None:
    assert failures_of(__file__, environment) == ""
