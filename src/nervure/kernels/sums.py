"""Sums of very many numbers, in blocks that do not depend on the number of threads.

torch splits such a sum into one part per thread, so its last digits depend on the number of threads; it splits sums
with several results by result, so their digits do not.
"""

from __future__ import annotations

import torch
from torch import Tensor

# Up to this size torch sums on one thread.
_MOST_ALONE = 32768
_BLOCK = 4096


def total(values: Tensor) -> Tensor:
    """The sum of all numbers, like ``values.sum()``.

    Args:
        values: of any shape.

    Examples:
        >>> total(torch.ones(5, 40_000)).item()
        200000.0
    """
    if values.numel() <= _MOST_ALONE:
        return values.sum()
    flat = values.flatten()
    whole = flat.numel() // _BLOCK * _BLOCK
    # Sums of bfloat16 are kept in float32 until the last one: intermediate rounding would lose digits.
    wide = torch.float32 if values.dtype in (torch.bfloat16, torch.float16) else None
    blocks = flat[:whole].view(-1, _BLOCK).sum(1, dtype=wide)
    rest = flat[whole:].sum(dtype=wide)
    result = total(blocks) + rest
    return result if wide is None else result.to(values.dtype)


def column_sums(rows: Tensor) -> Tensor:
    """The sums over the first axis, like ``rows.sum(0)``.

    Args:
        rows: (N, F).

    Returns:
        (F,)

    Examples:
        >>> column_sums(torch.ones(40_000, 1)).tolist(), column_sums(torch.ones(3, 2)).tolist()
        ([40000.0], [3.0, 3.0])
    """
    return total(rows).view(1) if rows.shape[-1] == 1 else rows.sum(0)
