"""Precision and device: what numbers a network computes with, and where."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import NamedTuple

import torch

from nervure.errors import ArgumentError
from nervure.registry import look_up

_ROUNDS = 3


class Precision(NamedTuple):
    """The types a network stores and computes with.

    Attributes:
        name: what the user asked for.
        storage: weights, gradients, optimizer slots and statistics.
        activations: what flows between the steps.
    """

    name: str
    storage: torch.dtype
    activations: torch.dtype


PRECISIONS: dict[str, Precision] = {
    "float32": Precision("float32", torch.float32, torch.float32),
    "float64": Precision("float64", torch.float64, torch.float64),
    "bfloat16": Precision("bfloat16", torch.float32, torch.bfloat16),
    # Starts as float32; the first fit may measure bfloat16 faster (`measured`).
    "auto": Precision("auto", torch.float32, torch.float32),
}


def precision_of(name: str) -> Precision:
    """The precision called ``name``; raises UnknownNameError otherwise."""
    return look_up(name, PRECISIONS, where="compile(precision=...)")


def device_of(name: str) -> torch.device:
    """``auto`` is CUDA, then MPS, then the CPU; any other name is torch's.

    Raises:
        ArgumentError: torch does not know the device, or does not have it here.
    """
    if name == "auto":
        if torch.cuda.is_available():
            return torch.device("cuda")
        return torch.device("mps" if torch.backends.mps.is_available() else "cpu")
    try:
        device = torch.device(name)
        torch.empty(0, device=device)
    except (RuntimeError, AssertionError) as problem:
        raise ArgumentError.of("device.unavailable", where="compile(device=...)", device=name) from problem
    return device


def bfloat16_is_native(device: torch.device) -> bool:
    """Whether the processor multiplies bfloat16 itself; emulation would be slower than float32."""
    if device.type == "cuda":
        return bool(torch.cuda.is_bf16_supported(including_emulation=False))
    if device.type != "cpu":
        return False
    probes = ("_is_avx512_bf16_supported", "_is_amx_tile_supported")
    return any(bool(getattr(torch.cpu, probe, lambda: False)()) for probe in probes)


def best_seconds(step: Callable[[], object]) -> float:
    """The shortest of a few runs of ``step``, after one to warm up."""
    step()
    seconds = []
    for _ in range(_ROUNDS):
        start = time.perf_counter()
        step()
        seconds.append(time.perf_counter() - start)
    return min(seconds)
