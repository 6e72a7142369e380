"""torch's private operators; no other file calls them.

Operators under ``torch.ops.aten`` may change with any release of torch. So, at its first use on a device, each is
compared on a small example with a body made of public functions; if it is missing or gives other numbers, the public
body runs from then on. Images are in torch's layout, ``(N, C, H, W)``, volumes ``(N, C, D, H, W)``.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Callable
from typing import Any, NamedTuple

import torch
from torch import Tensor
from torch.nn import grad

Sizes = tuple[int, ...]

_FEW_ROWS = 1024
_MANY_COLUMNS = 4096
_LARGEST_SPLIT = 64

# Public, but without type annotations. Keyed by the number of axes.
_convolution_input: dict[int, Callable[..., Tensor]] = {4: grad.conv2d_input, 5: grad.conv3d_input}
_convolution_weight: dict[int, Callable[..., Tensor]] = {4: grad.conv2d_weight, 5: grad.conv3d_weight}
_memory_formats = {4: torch.channels_last, 5: torch.channels_last_3d}


class Window(NamedTuple):
    """How a pooling window moves: size, strides, zeros before each axis, and whether it may extend past the end."""

    size: Sizes
    strides: Sizes
    padding: Sizes = (0, 0)
    ceil_mode: bool = False


class Slide(NamedTuple):
    """How a convolution kernel moves: strides, zeros on both sides of each axis, dilation, and channel groups."""

    strides: Sizes
    padding: Sizes
    dilation: Sizes
    groups: int


def relu_gradient(dy: Tensor, y: Tensor) -> Tensor:
    """``dy`` where ``y > 0`` or NaN, else 0, in one pass. Public functions need two, and were 30 times slower."""
    result: Tensor = _body("relu", dy.device.type)(dy, y)
    return result


def convolution_gradients(
    dy: Tensor, x: Tensor, weight: Tensor, slide: Slide, needs_dx: bool, needs_dweight: bool = True
) -> tuple[Tensor | None, Tensor | None]:
    """The gradients of ``conv2d(x, weight)`` for input and weight, None unless requested; also of ``conv3d``.

    Args:
        dy: (N, filters, H', W').
        x: (N, C, H, W).
        weight: (filters, C / groups, height, width).
        slide: how the kernel moves.
        needs_dx: whether the input's gradient is requested.
        needs_dweight: whether the weight's gradient is requested.
    """
    wanted = needs_dx, needs_dweight
    result: tuple[Tensor | None, Tensor | None] = _body("convolution", dy.device.type)(dy, x, weight, slide, *wanted)
    return result


def max_pool_gradient(dy: Tensor, x: Tensor, winners: Tensor, window: Window) -> Tensor:
    """The gradient of max pooling for its input: each ``dy`` goes to the position of its maximum; also for volumes.

    Args:
        dy: (N, C, H', W').
        x: (N, C, H, W).
        winners: (N, C, H', W'), the positions ``h W + w`` of the maxima.
        window: how the window moves.
    """
    name = "max_pool" if dy.ndim == 4 else "volume_max_pool"
    result: Tensor = _body(name, dy.device.type)(dy, x, winners, window)
    return result


def average_pool_gradient(dy: Tensor, x: Tensor, window: Window) -> Tensor:
    """The gradient of average pooling (of the cells inside the image) for its input.

    Args:
        dy: (N, C, H', W').
        x: (N, C, H, W).
        window: how the window moves.
    """
    result: Tensor = _body("average_pool", dy.device.type)(dy, x, window)
    return result


def batch_statistics(rows: Tensor) -> tuple[Tensor, Tensor]:
    """Mean and biased variance of each column, in at least float32: two passes, no copy.

    Args:
        rows: (R, C), at least one row.

    Returns:
        mean: (C,), and variance: (C,).
    """
    result: tuple[Tensor, Tensor] = _body("statistics", rows.device.type)(rows)
    return result


def batch_normalization_gradients(
    dy: Tensor, rows: Tensor, gamma: Tensor, statistics: tuple[Tensor, Tensor, float], wanted: tuple[bool, bool]
) -> tuple[Tensor | None, Tensor, Tensor]:
    """The gradients of ``gamma (x - mean) / sqrt(variance + epsilon) + beta``: dx or None, dgamma, dbeta.

    Args:
        dy: (R, C).
        rows: (R, C), x.
        gamma: (C,).
        statistics: mean, variance, epsilon.
        wanted: whether mean and variance were computed from ``rows``, so that they have their own gradients; and
            whether dx is requested.
    """
    # torch's kernel does an integer division by the number of rows, which crashes the process if there are none.
    body = _body("normalization", dy.device.type) if len(rows) else public_normalization
    result: tuple[Tensor | None, Tensor, Tensor] = body(dy, rows, gamma, statistics, wanted)
    return result


def large_product(x: Tensor, weight: Tensor, bias: Tensor | None) -> Tensor:
    """``x weight + bias`` in float32 by the convolution library, which multiplies large matrices faster.

    Args:
        x: (rows, inputs), float32.
        weight: (inputs, columns).
        bias: (columns,), or None.
    """
    result: Tensor = _body("product", x.device.type)(x, weight, bias)
    return result


def _private_relu(dy: Tensor, y: Tensor) -> Tensor:
    result: Tensor = torch.ops.aten.threshold_backward(dy, y, 0)
    return result


def _private_convolution(
    dy: Tensor, x: Tensor, weight: Tensor, slide: Slide, needs_dx: bool, needs_dweight: bool = True
) -> tuple[Tensor | None, Tensor | None]:
    strides, padding, dilation, groups = slide
    dx, dweight, _ = torch.ops.aten.convolution_backward(
        dy, x, weight, None, strides, padding, dilation, False, (0,) * len(strides), groups,
        (needs_dx, needs_dweight, False),
    )  # fmt: skip
    return (dx if needs_dx else None), (dweight if needs_dweight else None)


def _private_max_pool(dy: Tensor, x: Tensor, winners: Tensor, window: Window) -> Tensor:
    size, strides, padding, ceil_mode = window
    result: Tensor = torch.ops.aten.max_pool2d_with_indices_backward(
        dy, x, size, strides, padding, (1, 1), ceil_mode, winners
    )
    return result


def _private_volume_max_pool(dy: Tensor, x: Tensor, winners: Tensor, window: Window) -> Tensor:
    size, strides, padding, ceil_mode = window
    result: Tensor = torch.ops.aten.max_pool3d_with_indices_backward(
        dy, x, size, strides, padding, (1, 1, 1), ceil_mode, winners
    )
    return result


def _private_average_pool(dy: Tensor, x: Tensor, window: Window) -> Tensor:
    size, strides, padding, ceil_mode = window
    result: Tensor = torch.ops.aten.avg_pool2d_backward(dy, x, size, strides, padding, ceil_mode, False, None)
    return result


def _private_statistics(rows: Tensor) -> tuple[Tensor, Tensor]:
    # torch adds up one row after another, which leaves five digits for 100,000 rows. So every k-th row is summed
    # separately, as if there were k times as many columns, and the k results are combined: same speed, seven digits.
    num_rows, num_columns = rows.shape
    k = math.gcd(num_rows, _split(num_columns)) if num_rows > _FEW_ROWS else 1
    if k == 1:
        return _running_sums(rows)
    mean, variance = (part.view(k, num_columns) for part in _running_sums(rows.view(num_rows // k, k * num_columns)))
    joined = mean.mean(0)
    return joined, variance.mean(0) + (mean - joined).square_().mean(0)


def _split(num_columns: int) -> int:
    """The power of two that gives about a thousand columns, whose sums stay in the nearest cache."""
    return min(_LARGEST_SPLIT, 1 << max(_MANY_COLUMNS // num_columns, 1).bit_length() - 1)


def _running_sums(rows: Tensor) -> tuple[Tensor, Tensor]:
    # The running statistics only set the dtype of the result: without them it would be that of the rows.
    dtype = torch.promote_types(rows.dtype, torch.float32)
    running = torch.zeros(2, rows.shape[1], dtype=dtype, device=rows.device)
    mean, variance = torch.batch_norm_update_stats(rows, running[0], running[1], 1.0)
    return mean, variance


def _private_normalization(
    dy: Tensor, rows: Tensor, gamma: Tensor, statistics: tuple[Tensor, Tensor, float], wanted: tuple[bool, bool]
) -> tuple[Tensor | None, Tensor, Tensor]:
    (mean, variance, epsilon), (of_batch, needs_dx) = statistics, wanted
    inv_std = torch.rsqrt(variance + epsilon)
    dx, dgamma, dbeta = torch.ops.aten.native_batch_norm_backward(
        dy, rows, gamma, mean, variance, mean, inv_std, of_batch, epsilon, (needs_dx, True, True)
    )
    return (dx if needs_dx else None), dgamma, dbeta


def _private_product(x: Tensor, weight: Tensor, bias: Tensor | None) -> Tensor:
    y: Tensor = torch.ops.mkldnn._linear_pointwise.default(x, weight.T, bias, "none", [], "")
    return y


def public_relu(dy: Tensor, y: Tensor) -> Tensor:
    """The public body of :func:`relu_gradient`."""
    return dy.masked_fill(y <= 0, 0.0)


def public_convolution(
    dy: Tensor, x: Tensor, weight: Tensor, slide: Slide, needs_dx: bool, needs_dweight: bool = True
) -> tuple[Tensor | None, Tensor | None]:
    """The public body of :func:`convolution_gradients`."""
    strides, padding, dilation, groups = slide
    input_gradient, weight_gradient = _convolution_input[dy.ndim], _convolution_weight[dy.ndim]
    dx = input_gradient(x.shape, weight, dy, strides, padding, dilation, groups) if needs_dx else None
    if not needs_dweight:
        return dx, None
    return dx, weight_gradient(x, weight.shape, dy, strides, padding, dilation, groups)


def public_max_pool(dy: Tensor, x: Tensor, winners: Tensor, window: Window) -> Tensor:
    """The public body of :func:`max_pool_gradient`."""
    dx = torch.zeros(x.shape, dtype=dy.dtype, device=dy.device)
    dx.flatten(2).scatter_add_(2, winners.flatten(2), dy.flatten(2))
    return dx.contiguous(memory_format=_memory_formats[dy.ndim])


def public_average_pool(dy: Tensor, x: Tensor, window: Window) -> Tensor:
    """The public body of :func:`average_pool_gradient`: each position in the window takes its share in turn."""
    (height, width), (down, right), (top, left), _ = window
    counts = [
        _cells_inside(num, step, size, before, whole, dy)
        for num, step, size, before, whole in zip(
            dy.shape[2:], window.strides, window.size, window.padding, x.shape[2:], strict=True
        )
    ]
    share = dy / (counts[0][:, None] * counts[1])
    num_rows, num_columns = dy.shape[2:]
    end_row, end_column = (num_rows - 1) * down + height, (num_columns - 1) * right + width
    padded = dy.new_zeros(
        *dy.shape[:2], max(end_row, top + x.shape[2]), max(end_column, left + x.shape[3])
    )  # (N, C, H + padding, W + padding)
    for i in range(height):
        for j in range(width):
            padded[:, :, i : i + num_rows * down : down, j : j + num_columns * right : right] += share
    inside = padded[:, :, top : top + x.shape[2], left : left + x.shape[3]]
    return inside.contiguous(memory_format=torch.channels_last)


def _cells_inside(num: int, step: int, size: int, before: int, whole: int, like: Tensor) -> Tensor:
    first = torch.arange(num, device=like.device) * step - before
    return ((first + size).clamp(max=whole) - first.clamp(min=0)).to(like.dtype)


def public_statistics(rows: Tensor) -> tuple[Tensor, Tensor]:
    """The public body of :func:`batch_statistics`."""
    wide = rows.to(torch.promote_types(rows.dtype, torch.float32))
    mean = wide.mean(0)
    # Not E[x^2] - E[x]^2, which cancels if the mean is large compared with the spread.
    return mean, (wide - mean).square_().mean(0)


def public_normalization(
    dy: Tensor, rows: Tensor, gamma: Tensor, statistics: tuple[Tensor, Tensor, float], wanted: tuple[bool, bool]
) -> tuple[Tensor | None, Tensor, Tensor]:
    """The public body of :func:`batch_normalization_gradients`: the formula as written."""
    (mean, variance, epsilon), (of_batch, needs_dx) = statistics, wanted
    inv_std = torch.rsqrt(variance + epsilon)
    normalized, wide = (rows - mean) * inv_std, dy.to(mean.dtype)
    dgamma, dbeta = (wide * normalized).sum(0), wide.sum(0)
    if not needs_dx:
        return None, dgamma, dbeta
    if of_batch:
        wide = wide - dbeta / rows.shape[0] - normalized * (dgamma / rows.shape[0])
    return (wide * (gamma * inv_std)).to(dy.dtype), dgamma, dbeta


def public_product(x: Tensor, weight: Tensor, bias: Tensor | None) -> Tensor:
    """The public body of :func:`large_product`."""
    return x @ weight if bias is None else torch.addmm(bias, x, weight)


class _Operator(NamedTuple):
    private: Callable[..., Any]
    public: Callable[..., Any]
    example: Callable[[torch.device], tuple[Any, ...]]


@functools.cache
def _body(name: str, device: str) -> Callable[..., Any]:
    operator = _OPERATORS[name]
    return operator.private if _agrees(operator, torch.device(device)) else operator.public


def _agrees(operator: _Operator, device: torch.device) -> bool:
    arguments = operator.example(device)
    try:
        given = _tensors(operator.private(*arguments))
    except (AttributeError, NotImplementedError, RuntimeError, TypeError):
        return False
    expected = _tensors(operator.public(*arguments))
    return len(given) == len(expected) and all(
        a.shape == b.shape and torch.allclose(a, b, rtol=1e-3, atol=1e-4) for a, b in zip(given, expected, strict=True)
    )


def _tensors(result: Any) -> tuple[Tensor, ...]:
    return result if isinstance(result, tuple) else (result,)


def _ramp(device: torch.device, *shape: int) -> Tensor:
    numbers = torch.arange(torch.Size(shape).numel(), dtype=torch.float32, device=device)
    return torch.sin(numbers * 1.7).reshape(shape)


def _relu_example(device: torch.device) -> tuple[Any, ...]:
    return _ramp(device, 6), _ramp(device, 6).flip(0).relu()


def _convolution_example(device: torch.device) -> tuple[Any, ...]:
    slide = Slide((2, 1), (1, 0), (1, 1), 2)
    return _ramp(device, 1, 4, 2, 3), _ramp(device, 1, 2, 3, 4), _ramp(device, 4, 1, 3, 2), slide, True


def _max_pool_example(device: torch.device) -> tuple[Any, ...]:
    winners = torch.tensor([[[[0, 2], [6, 8]]]], device=device)
    return _ramp(device, 1, 1, 2, 2), _ramp(device, 1, 1, 3, 3), winners, Window((2, 2), (2, 2), (0, 0), True)


def _volume_max_pool_example(device: torch.device) -> tuple[Any, ...]:
    winners = torch.tensor([[[[[0, 14], [6, 17]]]]], device=device)
    window = Window((2, 2, 2), (1, 2, 2), (0, 0, 0), True)
    return _ramp(device, 1, 1, 1, 2, 2), _ramp(device, 1, 1, 2, 3, 3), winners, window


def _average_pool_example(device: torch.device) -> tuple[Any, ...]:
    return _ramp(device, 1, 1, 2, 2), _ramp(device, 1, 1, 3, 3), Window((2, 2), (2, 2), (0, 0), True)


def _statistics_example(device: torch.device) -> tuple[Any, ...]:
    return (_ramp(device, 5, 2),)


def _normalization_example(device: torch.device) -> tuple[Any, ...]:
    rows = _ramp(device, 5, 2)
    mean, variance = public_statistics(rows)
    return rows.flip(0), rows, _ramp(device, 2), (mean, variance, 1e-3), (True, True)


def _product_example(device: torch.device) -> tuple[Any, ...]:
    return _ramp(device, 3, 5), _ramp(device, 5, 4), _ramp(device, 4)


_OPERATORS = {
    "product": _Operator(_private_product, public_product, _product_example),
    "relu": _Operator(_private_relu, public_relu, _relu_example),
    "convolution": _Operator(_private_convolution, public_convolution, _convolution_example),
    "max_pool": _Operator(_private_max_pool, public_max_pool, _max_pool_example),
    "volume_max_pool": _Operator(_private_volume_max_pool, public_max_pool, _volume_max_pool_example),
    "average_pool": _Operator(_private_average_pool, public_average_pool, _average_pool_example),
    "statistics": _Operator(_private_statistics, public_statistics, _statistics_example),
    "normalization": _Operator(_private_normalization, public_normalization, _normalization_example),
}
