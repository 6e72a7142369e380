"""Kernels with their torch bodies for a while: torch differentiates these, and cannot see into native ones."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

from nervure.kernels import native

_VARIABLE = "NERVURE_KERNELS"


@contextmanager
def torch_bodies() -> Iterator[None]:
    """Inside, every kernel runs its torch body, as with ``NERVURE_KERNELS=torch``."""
    before = os.environ.get(_VARIABLE)
    os.environ[_VARIABLE] = "torch"
    native.compiled.cache_clear()
    try:
        yield
    finally:
        if before is None:
            del os.environ[_VARIABLE]
        else:
            os.environ[_VARIABLE] = before
        native.compiled.cache_clear()
