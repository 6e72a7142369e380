"""Pictures as torch sees them: the same memory, the axes in another order."""

from __future__ import annotations

from torch import Tensor


def channels_first(x: Tensor) -> Tensor:
    """(N, H, W, C) seen as (N, C, H, W), in the memory order that torch calls channels_last.

    A view, unless the numbers do not lie in the order of the axes. Strides of axes of size 1 are free, and some make
    torch take the picture for channels-first and copy it (or, in a convolution of one filter, refuse it); so the
    strides are made anew.

    Examples:
        >>> import torch
        >>> x = torch.zeros(2, 4, 5, 3)
        >>> channels_first(x).shape, channels_first(x).data_ptr() == x.data_ptr()
        (torch.Size([2, 3, 4, 5]), True)
    """
    return x.reshape(-1).view(x.shape).permute(0, 3, 1, 2)


def channels_last(x: Tensor) -> Tensor:
    """(N, C, H, W) seen as (N, H, W, C), contiguous: a view where torch kept the memory order."""
    return x.permute(0, 2, 3, 1).contiguous()
