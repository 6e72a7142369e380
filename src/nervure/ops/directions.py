"""Merges the outputs of two recurrent layers that read a sequence from both ends; with the derivative."""

from __future__ import annotations

from typing import NamedTuple

import torch
from torch import Tensor

from nervure.ops.op import Op, named_gradients


class DirectionsCache(NamedTuple):
    """Cache for the backward pass.

    Attributes:
        forward: (N, ..., units), the output of the layer that reads forwards.
        backward: (N, ..., units), the output of the other layer.
        mode: how they were merged.
    """

    forward: Tensor
    backward: Tensor
    mode: str


def directions_forward(forward: Tensor, backward: Tensor, *, mode: str) -> tuple[Tensor, DirectionsCache]:
    r"""The two directions merged.

    .. math::
        y = [a, b] \text{ (concat)}, \quad a + b \text{ (sum)}, \quad \tfrac{1}{2}(a + b) \text{ (ave)}, \quad
        a\, b \text{ (mul)}

    Args:
        forward: a, (N, ..., units).
        backward: b, in the same time order.
        mode: "concat", "sum", "ave" or "mul".

    Returns:
        y: (N, ..., units), or (N, ..., 2 units), and the cache.

    Source:
        Schuster and Paliwal, "Bidirectional recurrent neural networks" (1997), https://doi.org/10.1109/78.650093
    """
    if mode == "concat":
        y = torch.cat((forward, backward), -1)
    elif mode == "mul":
        y = forward * backward
    else:
        y = forward + backward if mode == "sum" else (forward + backward) / 2
    return y, DirectionsCache(forward, backward, mode)


def directions_backward(dy: Tensor, cache: DirectionsCache) -> tuple[Tensor | None, ...]:
    """Each direction gets its part of dy, or dy times the output of the other direction."""
    if cache.mode == "concat":
        sizes = [cache.forward.shape[-1], cache.backward.shape[-1]]
        dforward, dbackward = torch.split(dy, sizes, -1)
        return named_gradients(dforward=dforward, dbackward=dbackward)
    if cache.mode == "mul":
        return named_gradients(dforward=dy * cache.backward, dbackward=dy * cache.forward)
    share = dy if cache.mode == "sum" else dy / 2
    return named_gradients(dforward=share, dbackward=share)


DIRECTIONS = Op("directions", directions_forward, directions_backward)
