r"""Dropout: draws a mask from a key, and scales up the numbers that it keeps.

The mask is a pure function of the key and of a number's position, so the backward pass draws it again instead of
keeping it: the same call on the gradient.
"""

from __future__ import annotations

import torch
from torch import Tensor

from nervure.kernels.native import compiled
from nervure.randomness import half_words, second_key

_HALF_WORDS = 65_536
_NATIVE_BODIES = {
    torch.float32: "dropout_float32",
    torch.float64: "dropout_float64",
    torch.bfloat16: "dropout_bfloat16",
}


def dropout_apply(x: Tensor, rate: float, key: int) -> Tensor:
    r"""Sets the fraction ``rate`` of the numbers to zero and divides the others by ``1 - rate``.

    .. math::
        y_i = \begin{cases} x_i / (1 - r) & h_i \ge \mathrm{round}(65536\, r) \\ 0 & \text{otherwise} \end{cases}

    with :math:`h_i` the half words of ``key`` (:mod:`nervure.randomness`) and :math:`i` the position of the number in
    row-major order, regardless of its memory order. NaN and infinity pass where they are kept, and are 0 elsewhere.

    Args:
        x: any shape and memory order.
        rate: the fraction to drop, in [0, 1].
        key: the key of the random numbers, 32 bits.

    Returns:
        y: with the shape, dtype and memory order of ``x``.

    Source:
        Srivastava et al., "Dropout: a simple way to prevent neural networks from overfitting" (2014),
        https://jmlr.org/papers/v15/srivastava14a.html

    Examples:
        >>> dropout_apply(torch.ones(8), rate=0.5, key=1)
        tensor([0., 0., 2., 2., 2., 0., 2., 2.])
    """
    module = compiled()
    name = _NATIVE_BODIES.get(x.dtype)
    if module is None or name is None or x.device.type != "cpu":
        return dropout_in_torch(x, rate, key)
    dense = x.detach().contiguous()
    y = torch.empty_like(dense)
    threshold, scale = threshold_and_scale(rate)
    getattr(module, name)(dense, y, key, second_key(key), threshold, scale, torch.get_num_threads())
    return _laid_out_like(x, y)


def dropout_in_torch(x: Tensor, rate: float, key: int) -> Tensor:
    """The torch body of :func:`dropout_apply`: the same bits, for every device and dtype."""
    threshold, scale = threshold_and_scale(rate)
    keeps = (half_words(key, x.numel(), x.device) >= threshold).view(x.shape)
    # where, not a product with the mask: 0 * NaN would be NaN.
    y = torch.where(keeps, x.detach() * scale, 0.0)
    return _laid_out_like(x, y)


def threshold_and_scale(rate: float) -> tuple[int, float]:
    """Which half words are kept (those not below the threshold), and the factor of kept numbers."""
    threshold = round(rate * _HALF_WORDS)
    # Nothing is kept: the scale is not used, and 1 / (1 - 1) must not be computed.
    return threshold, (1.0 / (1.0 - rate) if threshold < _HALF_WORDS else 0.0)


def _laid_out_like(x: Tensor, y: Tensor) -> Tensor:
    target = torch.empty_like(x)
    return y if y.stride() == target.stride() else target.copy_(y)
