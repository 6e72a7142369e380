"""Counts writes to a tensor: code that keeps a result computed from it can check whether the result is still valid.

torch counts the writes of its own functions, in one counter for a tensor and all its views. Native bodies bypass this
counter, so :func:`note_write` follows them.
"""

from __future__ import annotations

from collections.abc import Iterable

from torch import Tensor


def write_counts(tensors: Iterable[Tensor]) -> tuple[int, ...] | None:
    """How often each tensor was written; None if one is not counted (it was created in torch's inference mode).

    Writes to an array from ``tensor.numpy()``, which shares its memory, are not counted.

    Examples:
        >>> import torch
        >>> values = torch.zeros(3)
        >>> before = write_counts([values])
        >>> _ = values[1:].fill_(1.0)
        >>> write_counts([values]) == before
        False
    """
    try:
        return tuple([tensor._version for tensor in tensors])
    except RuntimeError:
        return None


def note_write(tensor: Tensor) -> None:
    """Counts a write by a native body.

    Examples:
        >>> import torch
        >>> values = torch.zeros(3)
        >>> before = write_counts([values])
        >>> note_write(values)
        >>> write_counts([values]) == before
        False
    """
    tensor.view(-1)[:0].zero_()
