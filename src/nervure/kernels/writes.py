"""How often a tensor was written: whoever keeps something that was made of it sees so whether it still holds.

torch counts the writes of its own functions, in one counter for a tensor and all its views. Native bodies write past
it, so they are followed by :func:`note_write`.
"""

from __future__ import annotations

from collections.abc import Iterable

from torch import Tensor


def write_counts(tensors: Iterable[Tensor]) -> tuple[int, ...] | None:
    """How often each was written; None where one does not count (it was made in torch's inference mode).

    Writing into the array that ``tensor.numpy()`` shares its memory with is not counted.

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
    """Counts a write that a native body did.

    Examples:
        >>> import torch
        >>> values = torch.zeros(3)
        >>> before = write_counts([values])
        >>> note_write(values)
        >>> write_counts([values]) == before
        False
    """
    tensor.view(-1)[:0].zero_()
