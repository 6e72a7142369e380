"""nervure's kernels one by one, at the sizes of the lecture's network; the names are those of the predictions."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterator

import torch
from torch import Tensor

from benchmarks.harness.predictions import BATCH, KERNELS, WEIGHTS
from benchmarks.harness.serving import Job, Reading, Turn
from nervure.kernels.batch_normalization import (
    Normalization,
    Tail,
    Wanted,
    batch_statistics,
    normalization_gradients,
    normalized,
)
from nervure.kernels.denormals import flushing_denormals
from nervure.kernels.direct_convolution import direct_forward
from nervure.kernels.optimizer import AdamRates, AdamSlots, adam_step
from nervure.kernels.winograd import winograd_forward, winograd_input_gradient, winograd_weight_gradient

_MARGINS = ((1, 1), (1, 1))
_MOST = 2000  # calls per turn

Call = Callable[[], object]


def kernels(job: Job) -> Turn:
    """The shortest of many calls of each kernel."""

    def turn(_number: int) -> Reading:
        begin, values = time.perf_counter(), {}
        with torch.no_grad(), flushing_denormals():
            for title, call in _calls():
                values[title] = _shortest(call, job.work.seconds)
        return Reading(time.perf_counter() - begin, 1, values=values)

    return turn


def _calls() -> Iterator[tuple[str, Call]]:
    """In the order of the predictions, those that are single kernels."""
    titles = [kernel.title for kernel in KERNELS if not kernel.work]
    calls = [
        _first_convolution(),
        *_convolutions(28, 32),
        *_convolutions(14, 64),
        *_normalizations(),
        _adam(),
    ]
    return zip(titles, calls, strict=True)


def _first_convolution() -> Call:
    x, weight, bias = torch.rand(BATCH, 28, 28, 1), _kernel(1, 32), torch.zeros(32)
    return lambda: direct_forward(x, weight, bias, _MARGINS, True)


def _convolutions(side: int, channels: int) -> list[Call]:
    x, dy = torch.randn(BATCH, side, side, channels), torch.randn(BATCH, side, side, channels)
    weight, bias = _kernel(channels, channels), torch.zeros(channels)
    return [
        lambda: winograd_forward(x, weight, bias, _MARGINS, True),
        lambda: winograd_input_gradient(dy, weight, _MARGINS, (side, side)),
        lambda: winograd_weight_gradient(x, dy, _MARGINS, True),
    ]


def _kernel(channels: int, filters: int) -> Tensor:
    """(3, 3, channels, filters), in the memory order of layers."""
    stored = torch.randn(filters, 3, 3, channels) / (3 * math.sqrt(channels))
    return stored.movedim(0, -1)


def _normalizations() -> list[Call]:
    x = torch.randn(BATCH, 28, 28, 32).relu()
    mean, variance = batch_statistics(x.reshape(-1, 32))
    given = Normalization(mean, variance, torch.ones(32), torch.zeros(32), 1e-3)
    tail, wanted = Tail(pooling="max", rate=0.4, key=1), Wanted(of_batch=True, before_relu=True)
    y, codes = normalized(x, given, tail)
    dy = torch.randn_like(y)
    return [
        lambda: batch_statistics(x.reshape(-1, 32)),
        lambda: normalized(x, given, tail),
        lambda: normalization_gradients(dy, x, codes, given, tail, wanted),
    ]


def _adam() -> Call:
    values, gradients = torch.randn(WEIGHTS), torch.randn(WEIGHTS)
    slots = AdamSlots(torch.zeros(WEIGHTS), torch.zeros(WEIGHTS))
    rates = AdamRates(1e-3, 0.9, 0.999, 1e-7)
    return lambda: adam_step(values, gradients, slots, rates, torch.empty_like)


def _shortest(call: Call, seconds: float) -> float:
    call()
    found: list[float] = []
    end = time.perf_counter() + seconds
    while len(found) < 3 or (time.perf_counter() < end and len(found) < _MOST):
        begin = time.perf_counter()
        call()
        found.append(time.perf_counter() - begin)
    return min(found)
