r"""Dropout: a mask drawn from a key, and the numbers it keeps scaled up.

The mask is a pure function of the key and of a number's place, so the backward pass draws it again instead of
keeping it: it is the same call on the gradient.
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
    r"""Zeros in place of a ``rate`` of the numbers, the others divided by ``1 - rate``.

    .. math::
        y_i = \begin{cases} x_i / (1 - r) & h_i \ge \mathrm{round}(65536\, r) \\ 0 & \text{otherwise} \end{cases}

    with :math:`h_i` the half words of ``key`` (:mod:`nervure.randomness`) and :math:`i` the place of the number in
    row-major order, whatever its place in memory. NaN and infinity pass where they are kept, and are 0 elsewhere.

    Args:
        x: any shape and memory order.
        rate: the share to drop, in [0, 1].
        key: of the random numbers, 32 bits.

    Returns:
        y: the shape, type and memory order of ``x``.

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
    """The torch body of :func:`dropout_apply`: the same bits, on every device and for every type of number."""
    threshold, scale = threshold_and_scale(rate)
    keeps = (half_words(key, x.numel(), x.device) >= threshold).view(x.shape)
    # where, not a product with the mask: 0 * NaN would be NaN.
    y = torch.where(keeps, x.detach() * scale, 0.0)
    return _laid_out_like(x, y)


def threshold_and_scale(rate: float) -> tuple[int, float]:
    """Which half words are kept: those that are not below the threshold; and what kept numbers are multiplied by."""
    threshold = round(rate * _HALF_WORDS)
    # Nothing is kept: the scale meets no number, and 1 / (1 - 1) must not be asked for.
    return threshold, (1.0 / (1.0 - rate) if threshold < _HALF_WORDS else 0.0)


def _laid_out_like(x: Tensor, y: Tensor) -> Tensor:
    target = torch.empty_like(x)
    return y if y.stride() == target.stride() else target.copy_(y)
