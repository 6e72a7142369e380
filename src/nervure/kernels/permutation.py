"""Permutations drawn from a key: the order of an epoch, as :func:`nervure.randomness.permutation` defines it."""

from __future__ import annotations

import torch
from torch import Tensor

from nervure.kernels.native import compiled
from nervure.randomness import permutation as permutation_in_torch
from nervure.randomness import second_key

_WORD = 0xFFFFFFFF


def permutation(key: int, count: int) -> Tensor:
    """The numbers 0 ... count - 1 in an order drawn from ``key``, as int64: (count,).

    Examples:
        >>> permutation(7, 5).tolist() == permutation_in_torch(7, 5).tolist()
        True
    """
    module = compiled()
    if module is None:
        return permutation_in_torch(key, count)
    order = torch.empty(count, dtype=torch.int64)
    module.permutation(order, key & _WORD, second_key(key & _WORD))
    return order
