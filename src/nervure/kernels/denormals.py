"""Denormal numbers flushed to zero for a while: they are too small to matter and slow a step down several times."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import torch

_DENORMAL = 2.0**-140
# torch gives a thread at least this many elements of elementwise work.
_ELEMENTS_A_THREAD = 32_768


@contextmanager
def flushing_denormals() -> Iterator[None]:
    """Arithmetic of the calling thread, and what torch spreads over its pool, treats denormal numbers as zero.

    The former state comes back at the end, also after an exception. Where the processor cannot flush, nothing
    changes. May be nested.

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
    # The switch belongs to a thread. torch's parallel regions follow that of the thread that calls them while it is
    # on, but a pool thread that is born under it keeps it for life: so all are born first.
    _start_pool()
    torch.set_flush_denormal(True)
    try:
        yield
    finally:
        torch.set_flush_denormal(False)


def denormals_are_flushed() -> bool:
    """Whether arithmetic of the calling thread treats denormal numbers as zero; torch has no question for it."""
    return bool((torch.tensor([_DENORMAL]) * 0.5).item() == 0.0)


def renew_pool() -> None:
    """Starts the pool again after it was dissolved, where its threads would else be born under a flushing one."""
    if denormals_are_flushed():
        torch.set_flush_denormal(False)
        _start_pool()
        torch.set_flush_denormal(True)


def _start_pool() -> None:
    torch.zeros(_ELEMENTS_A_THREAD * torch.get_num_threads()).add_(1.0)
