"""The fully connected product, and its derivative."""

from __future__ import annotations

from typing import NamedTuple

import torch
from torch import Tensor

from nervure.kernels.sums import column_sums
from nervure.ops.op import BiasedGradients, Op, ProductGradients, WeightGradients


class DenseCache(NamedTuple):
    """Cache for the backward pass of a dense product.

    Attributes:
        x: (..., inputs).
        weight: (inputs, units).
        has_bias: whether a bias was added.
    """

    x: Tensor
    weight: Tensor
    has_bias: bool


def dense_forward(x: Tensor, weight: Tensor, bias: Tensor | None = None) -> tuple[Tensor, DenseCache]:
    r"""Each unit computes a weighted sum of all inputs and adds its bias.

    .. math:: z_u = \sum_i x_i w_{iu} + b_u

    Args:
        x: (..., inputs).
        weight: (inputs, units).
        bias: (units,), or None.

    Returns:
        z: (..., units), and the cache.

    Source:
        Rosenblatt, "The perceptron: a probabilistic model for information storage and organization in the brain"
        (1958), https://doi.org/10.1037/h0042519
    """
    rows = x.reshape(-1, x.shape[-1])
    z = rows @ weight if bias is None else torch.addmm(bias, rows, weight)
    return z.view(*x.shape[:-1], weight.shape[1]), DenseCache(x, weight, bias is not None)


def dense_backward(dz: Tensor, cache: DenseCache, needs_dx: bool = True, needs_dweight: bool = True) -> WeightGradients:
    """``dx = dz w^T``, ``dw = x^T dz`` (which sums over samples), ``db`` = the sum of ``dz`` over samples."""
    drows = dz.reshape(-1, dz.shape[-1])
    dx = (drows @ cache.weight.T).view(cache.x.shape) if needs_dx else None
    if not needs_dweight:
        return BiasedGradients(dx, None, None) if cache.has_bias else ProductGradients(dx, None)
    rows = cache.x.reshape(-1, cache.x.shape[-1])
    dweight = rows.T @ drows
    if not cache.has_bias:
        return ProductGradients(dx, dweight)
    return BiasedGradients(dx, dweight, column_sums(drows))


DENSE = Op("dense", dense_forward, dense_backward, skips_dx=True, skips_dweight=True)
