r"""The weight gradient of any convolution: of sequences, images or volumes, with any strides and groups.

The native bodies sum over blocks of outputs that depend only on the sizes, so the number of threads does not change any
bit; the sums of oneDNN, and so of the torch body, depend on it.
"""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn import functional

from nervure.kernels.convolution_rules import chosen_word, onednn_sums_faster, weight_gradient_kernel
from nervure.kernels.native import compiled
from nervure.kernels.torch_private import Slide, convolution_gradients

Sizes = tuple[int, ...]

_MOST_AXES = 3


def is_native(x: Tensor, dz: Tensor) -> bool:
    """Whether a native body takes these: float32 on the CPU, not empty."""
    fits = all(
        tensor.dtype == torch.float32 and tensor.device.type == "cpu" and tensor.numel() > 0 for tensor in (x, dz)
    )
    # A compiler without vector types builds the module without these bodies.
    return fits and chosen_word() != "onednn" and hasattr(compiled(), "window_weight_gradient")


def is_fast(x: Tensor, dz: Tensor, kernel: Sizes, slide: Slide) -> bool:
    """Whether a native body takes these and was not measured to be slower than oneDNN.

    The arguments are those of :func:`weight_gradient`.
    """
    sizes = (x.shape[-1], dz.shape[-1], slide.groups)
    return is_native(x, dz) and not onednn_sums_faster(*sizes, kernel, slide.strides)


def weight_gradient(x: Tensor, dz: Tensor, kernel: Sizes, slide: Slide) -> Tensor:
    r"""The products of the output's gradient with the kernel's inputs.

    .. math:: dw_{ijcf} = \sum_{n,h,w} x_{n,\; h s + i d - p,\; w s + j d - p,\; c}\; dz_{nhwf}

    Args:
        x: (N, H, W, C), or with one or three axes in place of H and W.
        dz: (N, H', W', filters).
        kernel: the kernel size along each axis.
        slide: strides s, dilation d, groups, and as padding p the zeros before the first cell of each axis; after the
            last cell there are as many as the outputs need.

    Returns:
        dweight: (height, width, C / groups, filters), in memory (filters, height, width, C / groups).

    Examples:
        >>> x, dz = torch.arange(4.0).view(1, 4, 1), torch.ones(1, 2, 1)
        >>> weight_gradient(x, dz, (3,), Slide((1,), (0,), (1,), 1)).flatten().tolist()
        [1.0, 3.0, 5.0]
    """
    if is_native(x, dz):
        return _in_native(x, dz, kernel, slide)
    return _in_torch(x, dz, kernel, slide)


def _in_native(x: Tensor, dz: Tensor, kernel: Sizes, slide: Slide) -> Tensor:
    channels, filters, groups = x.shape[-1], dz.shape[-1], slide.groups
    # Each filter gets a copy of its channel, and its own group.
    if 1 < channels == groups < filters and filters % channels == 0:
        x = x.repeat_interleave(filters // channels, dim=-1)
        channels = groups = filters
    lifted = _MOST_AXES - len(kernel)
    axes = [(1, 1, 1, 1, 1, 0)] * lifted
    axes += zip(x.shape[1:-1], dz.shape[1:-1], kernel, slide.strides, slide.dilation, slide.padding, strict=True)
    dweight = x.new_empty(filters, *kernel, channels // groups)
    body = getattr(compiled(), f"{weight_gradient_kernel(channels, filters, groups)}_weight_gradient")
    body(
        _flat(x), _flat(dz), dweight.view(-1), len(x), axes, channels, filters, groups, torch.get_num_threads()
    )  # fmt: skip
    return dweight.movedim(0, -1)


def _in_torch(x: Tensor, dz: Tensor, kernel: Sizes, slide: Slide) -> Tensor:
    if len(kernel) == 1:  # torch's gradients are for images and volumes
        row = Slide((1, *slide.strides), (0, *slide.padding), (1, *slide.dilation), slide.groups)
        return _in_torch(x.unsqueeze(1), dz.unsqueeze(1), (1, *kernel), row).squeeze(0)
    behind = [
        (outputs - 1) * stride + (size - 1) * gap + 1 - cells - first
        for cells, outputs, size, stride, gap, first in zip(
            x.shape[1:-1], dz.shape[1:-1], kernel, slide.strides, slide.dilation, slide.padding, strict=True
        )
    ]
    zeros = [cells for pair in zip(reversed(slide.padding), reversed(behind), strict=True) for cells in pair]
    padded = functional.pad(_channels_first(x), zeros)
    weight = x.new_zeros(dz.shape[-1], x.shape[-1] // slide.groups, *kernel)
    still = slide._replace(padding=(0,) * len(kernel))
    _, dweight = convolution_gradients(_channels_first(dz), padded, weight, still, needs_dx=False)
    assert dweight is not None
    return dweight.movedim(1, -1).contiguous().movedim(0, -1)


def _channels_first(x: Tensor) -> Tensor:
    return x.movedim(-1, 1)


def _flat(tensor: Tensor) -> Tensor:
    return tensor.detach().contiguous().view(-1)
