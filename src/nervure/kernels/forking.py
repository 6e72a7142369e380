"""Prepares a process for forking, so that its child can compute.

A child has only the thread that forked. It inherits the pool that torch and nervure's kernels share, but not the pool's
threads: the first loop that waits for them would wait forever. So the pool is dissolved before each fork, and parent
and child create their own when they need one.
"""

from __future__ import annotations

import os
from collections.abc import Callable

import torch

from nervure.kernels.denormals import renew_pool


def prepare_for_forks(dissolve_pool: Callable[[], bool] | None) -> None:
    """Makes sure that the child of each later ``os.fork`` can compute; called once, before the first loop.

    Args:
        dissolve_pool: ends the threads that wait for loops of the calling thread, and returns whether it could; None if
            that is impossible: the child then computes on one thread.
    """
    if not hasattr(os, "register_at_fork"):
        return  # no forks here
    is_dissolved = False

    def before() -> None:
        nonlocal is_dissolved
        is_dissolved = dissolve_pool is not None and dissolve_pool()

    def in_child() -> None:
        if not is_dissolved:
            torch.set_num_threads(1)

    os.register_at_fork(before=before, after_in_parent=renew_pool, after_in_child=in_child)
