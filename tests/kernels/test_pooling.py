from __future__ import annotations

import pytest
import torch
from torch import Tensor

from nervure.kernels import native
from nervure.kernels.pooling import max_pool, max_pool_gradients, max_pool_in_torch
from nervure.kernels.torch_private import Window
from tests.kernels.other_bodies import OTHERS, failures_of

WINDOWS = [
    Window((2, 2), (2, 2)),
    Window((3, 3), (2, 2)),
    Window((3, 3), (2, 2), (1, 1)),
    Window((3, 3), (1, 1), (1, 1)),
    Window((2, 3), (3, 1)),
    Window((3, 3), (2, 2), (0, 0), True),
    Window((2, 2), (3, 3), (1, 1), True),
    Window((1, 4), (1, 4)),
    Window((16, 16), (5, 7)),
]
SHAPES = [(2, 17, 20, 5), (1, 16, 17, 1), (2, 18, 16, 33), (3, 28, 28, 32)]  # (N, H, W, C)
DTYPES = (torch.float32, torch.float64, torch.bfloat16)

every_window = pytest.mark.parametrize("window", WINDOWS, ids=str)
every_shape = pytest.mark.parametrize("shape", SHAPES, ids=str)
every_type = pytest.mark.parametrize("dtype", DTYPES, ids=str)
needs_native = pytest.mark.skipif(not native.available(), reason="no native kernels in this process")


def drawn(shape: tuple[int, ...], dtype: torch.dtype, seed: int = 0) -> Tensor:
    """Pictures as torch sees them, channels last in memory; in bfloat16 with equal numbers among them."""
    numbers = torch.randn(shape, generator=torch.Generator().manual_seed(seed), dtype=torch.float64)
    return numbers.to(dtype).permute(0, 3, 1, 2)


def run(x: Tensor, window: Window) -> tuple[Tensor, Tensor]:
    """y, and the gradient for a dy that is y's cosine."""
    y, winners = max_pool(x, window)
    return y, max_pool_gradients(torch.cos(y), winners, tuple(x.shape), window)


@every_type
@every_shape
@every_window
def test_both_bodies_give_the_same_numbers(window: Window, shape: tuple[int, ...], dtype: torch.dtype) -> None:
    x = drawn(shape, dtype)
    y, dx = run(x, window)
    expected, winners = max_pool_in_torch(x, window)
    assert torch.equal(y, expected)
    other = max_pool_gradients(torch.cos(expected), winners, tuple(x.shape), window)
    # Where windows overlap, gradients are added up: in float32, and rounded once.
    tolerance = {torch.float64: 1e-14, torch.float32: 1e-6, torch.bfloat16: 2e-2}[dtype]
    assert (dx.double() - other.double()).abs().max() <= tolerance * other.double().abs().max()
    assert y.permute(0, 2, 3, 1).is_contiguous()
    assert dx.permute(0, 2, 3, 1).is_contiguous()


@needs_native
def test_what_wins_is_kept_in_a_byte_a_window() -> None:
    x = drawn((2, 6, 6, 3), torch.float32)
    _, winners = max_pool(x, Window((2, 2), (2, 2)))
    assert (winners.dtype, tuple(winners.shape)) == (torch.uint8, (2, 3, 3, 3))
    assert int(winners.max()) <= 3


def test_of_equal_numbers_the_first_wins_inside_the_picture_too() -> None:
    y, dx = run(torch.zeros(1, 2, 3, 3).contiguous(memory_format=torch.channels_last), Window((3, 3), (2, 2), (1, 1)))
    assert y.shape == (1, 2, 2, 2)
    assert dx[0, 0].tolist() == [[1.0, 1.0, 0.0], [1.0, 1.0, 0.0], [0.0, 0.0, 0.0]]


@every_type
def test_nan_and_infinity_pass(dtype: torch.dtype) -> None:
    x = drawn((1, 4, 4, 20), dtype).clone(memory_format=torch.preserve_format)
    x[0, 7, 1, 2] = torch.nan
    x[0, 8] = -torch.inf
    y, dx = run(x, Window((2, 2), (2, 2)))
    assert torch.nonzero(y.isnan()).tolist() == [[0, 7, 0, 1]]
    assert bool((y[0, 8] == -torch.inf).all())
    assert torch.nonzero(dx.isnan()).tolist() == [[0, 7, 1, 2]] + [[0, 8, i, j] for i in (0, 2) for j in (0, 2)]


def test_other_pictures_are_left_to_torch() -> None:
    window = Window((2, 2), (2, 2))
    channels_first = torch.randn(2, 3, 4, 4)
    volume = torch.randn(1, 2, 2, 4, 4).contiguous(memory_format=torch.channels_last_3d)
    wide = torch.randn(1, 1, 20, 20)
    calls = [(channels_first, window), (volume, Window((2,) * 3, (2,) * 3, (0,) * 3)), (wide, Window((20, 20), (1, 1)))]
    for x, moved in calls:
        y, winners = max_pool(x, moved)
        assert torch.equal(y, max_pool_in_torch(x, moved)[0])
        assert winners.dtype == torch.int64
        assert max_pool_gradients(torch.ones_like(y), winners, tuple(x.shape), moved).sum() == y.numel()


@pytest.mark.parametrize("window", [Window((2, 2), (2, 2)), Window((3, 3), (2, 2), (1, 1))])
def test_an_empty_batch_is_taken(window: Window) -> None:
    y, dx = run(torch.zeros(0, 3, 6, 6), window)
    assert (y.shape, dx.shape) == ((0, 3, 3, 3), (0, 3, 6, 6))


@needs_native
@every_type
@every_window
def test_one_and_two_threads_give_the_same_bits(window: Window, dtype: torch.dtype) -> None:
    x, before, results = drawn((9, 28, 26, 24), dtype), torch.get_num_threads(), []
    try:
        for threads in (1, 2):
            torch.set_num_threads(threads)
            results.append(run(x, window))
    finally:
        torch.set_num_threads(before)
    assert all(torch.equal(one, two) for one, two in zip(*results, strict=True))


@pytest.mark.covering(at_most=1)
@needs_native
@pytest.mark.parametrize("environment", OTHERS, ids=str)
def test_all_this_holds_with_the_other_bodies(environment: dict[str, str]) -> None:
    assert failures_of(__file__, environment) == ""
