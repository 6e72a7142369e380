from __future__ import annotations

from collections.abc import Iterator

import pytest
import torch

from nervure.kernels import torch_private
from nervure.kernels.torch_private import _OPERATORS, Slide, Window, _body
from tests.gradient_check import assert_near, normal


@pytest.fixture(autouse=True)
def _tried_anew() -> Iterator[None]:
    _body.cache_clear()
    yield
    _body.cache_clear()


@pytest.mark.parametrize("name", _OPERATORS)
def test_the_private_body_runs_on_this_torch(name: str) -> None:
    assert _body(name, "cpu") is _OPERATORS[name].private


@pytest.mark.parametrize("name", _OPERATORS)
@pytest.mark.parametrize("error", [AttributeError, NotImplementedError, RuntimeError, TypeError])
def test_the_public_body_runs_where_the_private_operator_is_missing(
    name: str, error: type[Exception], monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing(*_: object) -> None:
        raise error("no such operator")

    monkeypatch.setitem(_OPERATORS, name, _OPERATORS[name]._replace(private=missing))
    assert _body(name, "cpu") is _OPERATORS[name].public


@pytest.mark.parametrize("name", _OPERATORS)
def test_the_public_body_runs_where_the_private_operator_gives_other_numbers(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    right = _OPERATORS[name].private

    def wrong(*arguments: object) -> object:
        result = right(*arguments)
        return tuple(value * 1.1 for value in result) if isinstance(result, tuple) else result * 1.1

    monkeypatch.setitem(_OPERATORS, name, _OPERATORS[name]._replace(private=wrong))
    assert _body(name, "cpu") is _OPERATORS[name].public


def test_relu_gradient_is_the_same_by_both_bodies() -> None:
    dy, y = normal(0, 100), normal(1, 100).relu()
    y[0] = torch.nan
    expected = torch.where(y <= 0, 0.0, dy)
    assert torch.equal(torch_private.relu_gradient(dy, y), expected)
    assert torch.equal(torch_private.public_relu(dy, y), expected)


@pytest.mark.parametrize("with_bias", [True, False])
@pytest.mark.parametrize(("rows", "inputs", "columns"), [(5, 7, 3), (1, 1, 1), (0, 7, 3)])
def test_products_are_the_same_by_both_bodies(with_bias: bool, rows: int, inputs: int, columns: int) -> None:
    x, weight = normal(0, rows, inputs).float(), normal(1, inputs, columns).float()
    bias = normal(2, columns).float() if with_bias else None
    expected = x.double() @ weight.double() + (0.0 if bias is None else bias.double())
    assert_near(torch_private.large_product(x, weight, bias), expected, 1e-6, "private")
    assert_near(torch_private.public_product(x, weight, bias), expected, 1e-6, "public")


@pytest.mark.parametrize("needs_dx", [True, False])
@pytest.mark.parametrize(
    ("sizes", "kernel", "slide"),
    [
        ((7, 6), (2, 3), Slide((2, 1), (1, 2), (1, 2), 2)),
        ((4, 7, 6), (2, 2, 3), Slide((1, 2, 1), (0, 1, 2), (1, 1, 2), 2)),
    ],
)
def test_convolution_gradients_are_the_same_by_both_bodies(
    needs_dx: bool, sizes: tuple[int, ...], kernel: tuple[int, ...], slide: Slide
) -> None:
    x, weight = normal(0, 2, 4, *sizes), normal(1, 6, 2, *kernel)
    convolve = torch.nn.functional.conv2d if len(sizes) == 2 else torch.nn.functional.conv3d
    dy = convolve(x, weight, None, *slide).cos()
    private = torch_private.convolution_gradients(dy, x, weight, slide, needs_dx)
    public = torch_private.public_convolution(dy, x, weight, slide, needs_dx)
    assert (private[0] is not None) == (public[0] is not None) == needs_dx
    for a, b in zip(private, public, strict=True):
        if a is not None and b is not None:
            assert_near(a, b, 1e-13, "gradient")


@pytest.mark.parametrize(
    "window", [Window((2, 2), (2, 2)), Window((3, 2), (2, 1), (1, 1)), Window((3, 3), (2, 2), (0, 1), True)]
)
def test_pooling_gradients_are_the_same_by_both_bodies(window: Window) -> None:
    x = normal(0, 2, 3, 7, 6)
    size, strides, padding, ceil_mode = window
    y, winners = torch.nn.functional.max_pool2d(x, size, strides, padding, ceil_mode=ceil_mode, return_indices=True)
    dy = y.cos()
    private = torch_private.max_pool_gradient(dy, x, winners, window)
    assert_near(private, torch_private.public_max_pool(dy, x, winners, window), 1e-14, "max pooling")
    private = torch_private.average_pool_gradient(dy, x, window)
    assert_near(private, torch_private.public_average_pool(dy, x, window), 1e-14, "average pooling")


@pytest.mark.parametrize(
    "window", [Window((2, 2, 2), (2, 2, 2), (0, 0, 0)), Window((3, 2, 3), (2, 1, 2), (1, 1, 0), True)]
)
def test_pooling_gradients_of_volumes_are_the_same_by_both_bodies(window: Window) -> None:
    x = normal(0, 2, 3, 4, 7, 6)
    size, strides, padding, ceil_mode = window
    y, winners = torch.nn.functional.max_pool3d(x, size, strides, padding, ceil_mode=ceil_mode, return_indices=True)
    dy = y.cos()
    private = torch_private.max_pool_gradient(dy, x, winners, window)
    public = torch_private.public_max_pool(dy, x, winners, window)
    assert_near(private, public, 1e-14, "max pooling")
    assert public.is_contiguous(memory_format=torch.channels_last_3d)


@pytest.mark.parametrize("dtype", [torch.float64, torch.float32, torch.bfloat16])
def test_statistics_are_the_same_by_both_bodies_and_at_least_float32(dtype: torch.dtype) -> None:
    rows = (normal(0, 200, 5) * 3 + 10).to(dtype)
    for a, b in zip(torch_private.batch_statistics(rows), torch_private.public_statistics(rows), strict=True):
        assert a.dtype == b.dtype == torch.promote_types(dtype, torch.float32)
        assert_near(a, b, 1e-14 if dtype == torch.float64 else 1e-6, "statistic")


@pytest.mark.parametrize(("num_rows", "num_columns"), [(100_352, 3), (2050, 5), (4100, 300), (1025, 2)])
def test_statistics_of_many_rows_keep_their_digits(num_rows: int, num_columns: int) -> None:
    rows = (normal(0, num_rows, num_columns) * 8 + 64).float()
    mean, variance = torch_private.batch_statistics(rows)
    assert_near(mean.double(), rows.double().mean(0), 1e-6, "mean")
    assert_near(variance.double(), rows.double().var(0, correction=0), 2e-6, "variance")
    rows = rows.double()
    for a, b in zip(torch_private.batch_statistics(rows), torch_private.public_statistics(rows), strict=True):
        assert_near(a, b, 1e-14, "statistic in float64")


@pytest.mark.parametrize("of_batch", [True, False])
@pytest.mark.parametrize("needs_dx", [True, False])
@pytest.mark.parametrize("dtype", [torch.float64, torch.float32, torch.bfloat16])
def test_normalization_gradients_are_the_same_by_both_bodies(
    of_batch: bool, needs_dx: bool, dtype: torch.dtype
) -> None:
    rows, dy = normal(0, 20, 5).to(dtype), normal(1, 20, 5).to(dtype)
    mean, variance = torch_private.batch_statistics(rows)
    arguments = dy, rows, normal(2, 5).to(mean.dtype), (mean, variance, 1e-3), (of_batch, needs_dx)
    private = torch_private.batch_normalization_gradients(*arguments)
    public = torch_private.public_normalization(*arguments)
    assert (private[0] is not None) == (public[0] is not None) == needs_dx
    for a, b in zip(private, public, strict=True):
        if a is not None and b is not None:
            assert a.dtype == b.dtype
            tolerance = {torch.float64: 1e-13, torch.float32: 1e-5, torch.bfloat16: 1e-2}[dtype]
            assert_near(a.double(), b.double(), tolerance, "gradient")


def test_no_rows_have_no_gradients_and_do_not_end_the_process() -> None:
    rows, vector = torch.zeros(0, 3), torch.ones(3)
    arguments = rows, rows, vector, (vector, vector, 1e-3), (True, True)
    dx, dgamma, dbeta = torch_private.batch_normalization_gradients(*arguments)
    assert dx is not None
    assert dx.shape == (0, 3)
    assert not dgamma.any()
    assert not dbeta.any()
