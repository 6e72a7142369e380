"""The type in which an operation calculates."""

from __future__ import annotations

import torch
from torch import Tensor


def widened(x: Tensor) -> Tensor:
    """``x`` in float32 where it is stored in half precision, else ``x`` itself.

    A formula of several terms, each rounded to the 8 bits of bfloat16, loses most of them where terms cancel;
    so storage is narrow, arithmetic is not.

    Args:
        x: any shape.

    Examples:
        >>> widened(torch.ones(2, dtype=torch.bfloat16)).dtype, widened(torch.ones(2, dtype=torch.float64)).dtype
        (torch.float32, torch.float64)
    """
    return x.float() if x.dtype in (torch.bfloat16, torch.float16) else x


def widened_pair(y_pred: Tensor, y_true: Tensor) -> tuple[Tensor, Tensor]:
    """Outputs widened, and targets in the same type.

    Args:
        y_pred: outputs of any floating type.
        y_true: targets of any type and the same shape.

    Examples:
        >>> [each.dtype for each in widened_pair(torch.ones(2, dtype=torch.bfloat16), torch.tensor([0, 1]))]
        [torch.float32, torch.float32]
    """
    outputs = widened(y_pred)
    return outputs, y_true.to(outputs.dtype)
