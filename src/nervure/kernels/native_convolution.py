"""Passes tensors to the native bodies of the 3x3 convolutions: sizes, memory order, memory for the result."""

from __future__ import annotations

from types import ModuleType

import torch
from torch import Tensor

from nervure.kernels.convolution_rules import has_convolutions
from nervure.kernels.native import compiled

Margins = tuple[tuple[int, int], ...]

_MOST_MARGIN = 2  # a window is never entirely outside the image


def takes(one: Tensor, other: Tensor, margins: Margins) -> bool:
    """Whether the native bodies take the two tensors of a convolution: float32 on the CPU, not empty."""
    fits = all(
        tensor.dtype == torch.float32 and tensor.device.type == "cpu" and tensor.numel() > 0 for tensor in (one, other)
    )
    return fits and max(max(pair) for pair in margins) <= _MOST_MARGIN and has_convolutions()


def forward(family: str, x: Tensor, weight: Tensor, bias: Tensor | None, margins: Margins, has_relu: bool) -> Tensor:
    """The forward pass of a ``family``, "winograd" or "direct"; see their modules for the rest."""
    num, height, width, channels = x.shape
    filters = weight.shape[-1]
    rows, columns = output_sizes((height, width), margins)
    y = x.new_empty(num, rows, columns, filters)
    sizes = (num, height, width, channels, rows, columns, filters, margins[0][0], margins[1][0])
    added = None if bias is None else _flat(bias)
    body = getattr(_module(), f"{family}_forward")
    body(_flat(x), _flat(weight.movedim(-1, 0)), added, y.view(-1), sizes, has_relu, torch.get_num_threads())
    return y


def input_gradient(dy: Tensor, weight: Tensor, margins: Margins, sizes: tuple[int, int]) -> Tensor:
    """The gradient of the input; ``sizes`` are its height and width."""
    num, rows, columns, filters = dy.shape
    channels = weight.shape[2]
    dx = dy.new_empty(num, *sizes, channels)
    shape = (num, *sizes, channels, rows, columns, filters, margins[0][0], margins[1][0])
    _module().winograd_input_gradient(
        _flat(dy), _flat(weight.movedim(-1, 0)), dx.view(-1), shape, torch.get_num_threads()
    )
    return dx


def weight_gradient(
    family: str, x: Tensor, dy: Tensor, margins: Margins, has_bias: bool
) -> tuple[Tensor, Tensor | None]:
    """The gradients of the weight and of the bias of a ``family``."""
    num, height, width, channels = x.shape
    _, rows, columns, filters = dy.shape
    dweight = x.new_empty(filters, 3, 3, channels)
    dbias = x.new_empty(filters) if has_bias else None
    sizes = (num, height, width, channels, rows, columns, filters, margins[0][0], margins[1][0])
    body = getattr(_module(), f"{family}_weight_gradient")
    body(_flat(x), _flat(dy), dweight.view(-1), dbias, sizes, torch.get_num_threads())
    return dweight.movedim(0, -1), dbias


def output_sizes(sizes: tuple[int, int], margins: Margins) -> tuple[int, int]:
    """Height and width of the output.

    Examples:
        >>> output_sizes((28, 28), ((1, 1), (0, 0)))
        (28, 26)
    """
    rows, columns = (size + before + after - 2 for size, (before, after) in zip(sizes, margins, strict=True))
    return rows, columns


def _module() -> ModuleType:
    module = compiled()
    assert module is not None, "takes() is asked first"
    return module


def _flat(tensor: Tensor) -> Tensor:
    return tensor.detach().contiguous().view(-1)
