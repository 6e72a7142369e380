"""Flushes denormal numbers to zero for a while: too small to matter, they make a step several times slower."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import torch

_DENORMAL = 2.0**-140
# torch gives each thread at least this many elements of elementwise work.
_ELEMENTS_A_THREAD = 32_768


@contextmanager
def flushing_denormals() -> Iterator[None]:
    """Arithmetic of the calling thread, and work that torch spreads over its pool, treats denormal numbers as zero.

    The previous state is restored at the end, also after an exception. If the processor cannot flush, nothing changes.
    May be nested.

    Examples:
        >>> import torch
        >>> tiny = torch.tensor([2.0**-140])
        >>> with flushing_denormals():
        ...     print((tiny * 0.5).item())
        0.0
        >>> (tiny * 0.5).item() > 0
        True
    """
    if denormals_are_flushed():
        yield
        return
    # Each thread has its own switch. torch's parallel regions follow that of the calling thread while it is on, but a
    # pool thread created while it is on keeps it for good, so all pool threads are created first.
    _start_pool()
    torch.set_flush_denormal(True)
    try:
        yield
    finally:
        torch.set_flush_denormal(False)


def denormals_are_flushed() -> bool:
    """Whether arithmetic of the calling thread treats denormal numbers as zero; torch has no function for this."""
    return bool((torch.tensor([_DENORMAL]) * 0.5).item() == 0.0)


def renew_pool() -> None:
    """Restarts the pool after it was dissolved, if its threads would otherwise be created by a flushing thread."""
    if denormals_are_flushed():
        torch.set_flush_denormal(False)
        _start_pool()
        torch.set_flush_denormal(True)


def _start_pool() -> None:
    torch.zeros(_ELEMENTS_A_THREAD * torch.get_num_threads()).add_(1.0)
