"""Matrix products, by the faster of torch's two libraries for the size.

torch multiplies with MKL, which runs at half speed on some processors, and convolves with oneDNN, whose products of a
million or more multiplications take half the time there (and as long as MKL's elsewhere).
"""

from __future__ import annotations

import torch
from torch import Tensor

from nervure.kernels.torch_private import large_product, public_product

# Below this size, a call of oneDNN (7 us) costs more than it saves.
_FEWEST_MULTIPLICATIONS = 1_000_000


def matrix_product(x: Tensor, weight: Tensor, bias: Tensor | None = None) -> Tensor:
    """``x weight + bias``.

    Args:
        x: (rows, inputs).
        weight: (inputs, columns).
        bias: (columns,), or None.

    Returns:
        (rows, columns)

    Examples:
        >>> matrix_product(torch.ones(2, 3), torch.ones(3, 1)).tolist()
        [[3.0], [3.0]]
    """
    if _is_large(x, weight):
        return large_product(_packed(x), _packed(weight), bias)
    return public_product(x, weight, bias)


def add_matrix_product(z: Tensor, x: Tensor, weight: Tensor) -> None:
    """``z += x weight``, in place.

    Args:
        z: (rows, columns).
        x: (rows, inputs).
        weight: (inputs, columns).
    """
    if _is_large(x, weight):
        z.add_(matrix_product(x, weight))
    else:
        z.addmm_(x, weight)


def _is_large(x: Tensor, weight: Tensor) -> bool:
    size = x.shape[0] * weight.numel()
    return size >= _FEWEST_MULTIPLICATIONS and x.dtype == torch.float32 and x.device.type == "cpu"


def _packed(matrix: Tensor) -> Tensor:
    """Contiguous rows and columns: with gaps, oneDNN takes a hundred times as long."""
    return matrix if matrix.is_contiguous() or matrix.T.is_contiguous() else matrix.contiguous()
