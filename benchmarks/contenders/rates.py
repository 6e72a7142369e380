"""The peak rates of the machine: products per second, bytes copied per second."""

from __future__ import annotations

import time
from collections.abc import Callable

import torch

from benchmarks.harness.serving import Job, Reading, Turn

_SIDE = 2048  # of the matrices
_FLOATS = 64 * 2**20  # of the copy, far more than fits into a cache


def rates(job: Job) -> Turn:
    """Matrix products in float32 and bfloat16, and a copy, by PyTorch; the best of the turn."""
    x = torch.randn(_SIDE, _SIDE)
    low, long = x.bfloat16(), torch.randn(_FLOATS)
    copy = torch.empty_like(long)
    operations, moved = 2 * _SIDE**3, 2 * 4 * _FLOATS

    def turn(_number: int) -> Reading:
        begin = time.perf_counter()
        seconds = job.work.seconds
        values = {
            "float32 operations": operations / _shortest(lambda: x @ x, seconds),
            "bfloat16 operations": operations / _shortest(lambda: low @ low, seconds),
            "bytes": moved / _shortest(lambda: copy.copy_(long), seconds),
        }
        return Reading(time.perf_counter() - begin, 1, values=values)

    return turn


def _shortest(run: Callable[[], object], seconds: float) -> float:
    found: list[float] = []
    end = time.perf_counter() + seconds
    run()
    while not found or time.perf_counter() < end:
        begin = time.perf_counter()
        run()
        found.append(time.perf_counter() - begin)
    return min(found)
