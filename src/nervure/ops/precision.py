"""The dtype in which an operation computes."""

from __future__ import annotations

import torch
from torch import Tensor


def widened(x: Tensor) -> Tensor:
    """``x`` in float32 if it is stored in half precision, otherwise ``x`` itself.

    A formula of several terms, each rounded to the 8 bits of bfloat16, loses most of these bits when terms cancel; so
    storage is narrow, but arithmetic is not.

    Args:
        x: any shape.

    Examples:
        >>> widened(torch.ones(2, dtype=torch.bfloat16)).dtype, widened(torch.ones(2, dtype=torch.float64)).dtype
        (torch.float32, torch.float64)
    """
    return x.float() if x.dtype in (torch.bfloat16, torch.float16) else x


def widened_pair(y_pred: Tensor, y_true: Tensor) -> tuple[Tensor, Tensor]:
    """Outputs widened, and targets in the same dtype.

    Args:
        y_pred: outputs of any floating-point dtype.
        y_true: targets of any dtype and the same shape.

    Examples:
        >>> [each.dtype for each in widened_pair(torch.ones(2, dtype=torch.bfloat16), torch.tensor([0, 1]))]
        [torch.float32, torch.float32]
    """
    outputs = widened(y_pred)
    return outputs, y_true.to(outputs.dtype)
