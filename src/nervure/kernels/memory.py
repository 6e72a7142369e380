"""Keeps memory for a while: the next step reuses what one step freed, instead of asking the system again.

Each large tensor gets fresh memory from the system, which clears it page by page: in a training step of convolutions,
this took more than a third of the time. glibc, the C library of most Linux systems, can be told to keep freed memory.
Tensors still in use keep their memory: nothing is overwritten.
"""

from __future__ import annotations

import ctypes
import functools
import os
from collections.abc import Iterator
from contextlib import contextmanager

# The numbers of mallopt's parameters, from malloc.h.
_TRIM_THRESHOLD, _MMAP_THRESHOLD, _MMAP_MAX = -1, -3, -4
_NEVER = -1
# The limit of glibc's own rule in a process that has freed large blocks; there is no way back to its initial value.
_LARGEST_FROM_HEAP_BYTES = 32 * 2**20
_FREE_AT_TOP_BYTES = 2 * _LARGEST_FROM_HEAP_BYTES
_MOST_MAPPINGS = 65_536


@contextmanager
def keeping_memory(*, gives_back: bool = True) -> Iterator[None]:
    """Freed memory stays with the process, and returns to the system at the end, also after an exception.

    Affects the whole process. Without glibc, nothing changes.

    Args:
        gives_back: False if the same is done again soon (one step of a custom loop): memory that is free at the end
            then stays, up to what glibc keeps by its own rule.

    Examples:
        >>> with keeping_memory():
        ...     totals = [float(bytearray(2**20)[0]) for _ in range(3)]  # the same memory three times
        >>> totals
        [0.0, 0.0, 0.0]
    """
    library = _glibc()
    if library is None:
        yield
        return
    library.mallopt(_MMAP_MAX, 0)
    library.mallopt(_TRIM_THRESHOLD, _NEVER)
    try:
        yield
    finally:
        library.mallopt(_MMAP_MAX, _MOST_MAPPINGS)
        library.mallopt(_MMAP_THRESHOLD, _LARGEST_FROM_HEAP_BYTES)
        library.mallopt(_TRIM_THRESHOLD, _FREE_AT_TOP_BYTES)
        if gives_back:
            library.malloc_trim(0)


@functools.cache
def _glibc() -> ctypes.CDLL | None:
    try:
        os.confstr("CS_GNU_LIBC_VERSION")
    except (AttributeError, ValueError):  # not POSIX, or another C library
        return None
    library = ctypes.CDLL(None)
    library.malloc_trim.argtypes = (ctypes.c_size_t,)
    return library
