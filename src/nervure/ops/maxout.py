"""Maxout in two steps, the products of all pieces and then the winner; with their derivatives."""

from __future__ import annotations

from typing import NamedTuple

import torch
from torch import Tensor

from nervure.ops.op import BiasedGradients, InputGradient, Op, ProductGradients, WeightGradients


class MaxoutProductCache(NamedTuple):
    """Cache for the backward pass of the products.

    Attributes:
        x: (..., inputs).
        weight: (pieces, inputs, units).
        has_bias: whether a bias was added.
    """

    x: Tensor
    weight: Tensor
    has_bias: bool


def maxout_product_forward(x: Tensor, weight: Tensor, bias: Tensor | None = None) -> tuple[Tensor, MaxoutProductCache]:
    r"""One dense product per piece, computed as a single product.

    .. math:: z_{pu} = \sum_i x_i w_{piu} + b_{pu}

    Args:
        x: (..., inputs).
        weight: (pieces, inputs, units); in memory (inputs, pieces, units), so that the one product needs no copy.
        bias: (pieces, units), or None.

    Returns:
        z: (..., pieces, units), and the cache.

    Source:
        Goodfellow, Warde-Farley, Mirza, Courville and Bengio, "Maxout networks" (2013),
        https://arxiv.org/abs/1302.4389
    """
    pieces, _, units = weight.shape
    rows = x.reshape(-1, x.shape[-1])
    side_by_side = _side_by_side(weight)
    z = rows @ side_by_side if bias is None else torch.addmm(bias.reshape(-1), rows, side_by_side)
    return z.view(*x.shape[:-1], pieces, units), MaxoutProductCache(x, weight, bias is not None)


def maxout_product_backward(dz: Tensor, cache: MaxoutProductCache, needs_dx: bool = True) -> WeightGradients:
    """``dx = sum_p dz_p w_p^T``, ``dw_p = x^T dz_p`` and ``db_p`` = the sum of ``dz_p``, over samples."""
    pieces, inputs, units = cache.weight.shape
    drows = dz.reshape(-1, pieces * units)
    rows = cache.x.reshape(-1, inputs)
    dx = (drows @ _side_by_side(cache.weight).T).view(cache.x.shape) if needs_dx else None
    dweight = (rows.T @ drows).view(inputs, pieces, units).permute(1, 0, 2)
    if not cache.has_bias:
        return ProductGradients(dx, dweight)
    return BiasedGradients(dx, dweight, drows.sum(0).view(pieces, units))


def _side_by_side(weight: Tensor) -> Tensor:
    return weight.permute(1, 0, 2).reshape(weight.shape[1], -1)  # (inputs, pieces units)


class MaxoutWinnerCache(NamedTuple):
    """Cache for the backward pass of the winner.

    Attributes:
        winner: (..., 1, units), the winning piece.
        pieces: the number of pieces.
    """

    winner: Tensor
    pieces: int


def maxout_winner_forward(z: Tensor) -> tuple[Tensor, MaxoutWinnerCache]:
    r"""The largest of the pieces; the first if several are equal.

    .. math:: y_u = \max_p z_{pu}

    Args:
        z: (..., pieces, units).

    Returns:
        y: (..., units), and the cache.

    Source:
        Goodfellow, Warde-Farley, Mirza, Courville and Bengio, "Maxout networks" (2013),
        https://arxiv.org/abs/1302.4389
    """
    y, winner = z.max(-2, keepdim=True)
    return y.squeeze(-2), MaxoutWinnerCache(winner, z.shape[-2])


def maxout_winner_backward(dy: Tensor, cache: MaxoutWinnerCache) -> InputGradient:
    """``dz_p = dy`` where piece p won, else 0."""
    *others, _, units = cache.winner.shape
    dz = dy.new_zeros(*others, cache.pieces, units)
    return InputGradient(dz.scatter_(-2, cache.winner, dy.unsqueeze(-2)))


MAXOUT_PRODUCT = Op("maxout_product", maxout_product_forward, maxout_product_backward, skips_dx=True)
MAXOUT_WINNER = Op("maxout_winner", maxout_winner_forward, maxout_winner_backward)
