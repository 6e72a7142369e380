"""Sequences, images and volumes in torch's layout: the same memory, the axes in a different order.

A sequence becomes an image of one row: torch's own functions for sequences first copy them to channels first.
"""

from __future__ import annotations

from torch import Tensor

_SEQUENCE, _PICTURE = 3, 4  # numbers of axes, including batch and channels


def channels_first(x: Tensor) -> Tensor:
    """(N, H, W, C) seen as (N, C, H, W), in the memory order that torch calls channels_last.

    (N, D, H, W, C) is seen as (N, C, D, H, W), and (N, T, C) as (N, C, 1, T). A view, unless the memory order differs
    from the order of the axes. Strides of axes of size 1 are arbitrary, and some make torch treat the image as
    channels-first and copy it (or, in a convolution of one filter, reject it); so the strides are set anew.

    Examples:
        >>> import torch
        >>> x = torch.zeros(2, 4, 5, 3)
        >>> channels_first(x).shape, channels_first(x).data_ptr() == x.data_ptr()
        (torch.Size([2, 3, 4, 5]), True)
        >>> channels_first(torch.zeros(2, 5, 3)).shape
        torch.Size([2, 3, 1, 5])
    """
    shape = x.shape if x.ndim != _SEQUENCE else (x.shape[0], 1, *x.shape[1:])
    return x.reshape(-1).view(shape).permute(0, -1, *range(1, len(shape) - 1))


def channels_last(x: Tensor, num_axes: int = _PICTURE) -> Tensor:
    """The inverse of :func:`channels_first`, contiguous: a view if torch kept the memory order.

    Args:
        x: (N, C, H, W) or (N, C, D, H, W).
        num_axes: the number of axes of the result; 3 for a sequence.
    """
    result = x.permute(0, *range(2, x.ndim), 1).contiguous()
    return result.squeeze(1) if num_axes == _SEQUENCE else result


def filters_first(weight: Tensor) -> Tensor:
    """A kernel (height, width, C, filters) as torch's convolutions take it, (filters, C, height, width).

    A view if its memory order is (filters, height, width, C).
    """
    return channels_first(weight.movedim(-1, 0))


def filters_last(weight: Tensor, num_axes: int) -> Tensor:
    """The inverse of :func:`filters_first`, without a copy."""
    result = weight.permute(*range(2, weight.ndim), 1, 0)
    return result.squeeze(0) if num_axes == _SEQUENCE else result


def at_least_two(sizes: tuple[int, ...], fill: int = 1) -> tuple[int, ...]:
    """Applies what :func:`channels_first` does to the shape of a sequence to strides, paddings and the like.

    Examples:
        >>> at_least_two((3,)), at_least_two((2,), fill=0), at_least_two((3, 5))
        ((1, 3), (0, 2), (3, 5))
    """
    return sizes if len(sizes) > 1 else (fill, *sizes)
