"""Precision and device: the types a network computes in, and where."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import torch

from nervure.errors import ArgumentError
from nervure.registry import look_up

_ROUNDS = 3
# CPU feature names: Intel and AMD, Intel's matrix unit, Arm.
_BFLOAT16_CAPABILITIES = ("avx512_bf16", "amx_bf16", "bf16", "sve_bf16")
# A matrix unit gains more than conversions cost; vector instructions may or may not.
_MATRIX_UNITS = ("amx_bf16",)


class Precision(NamedTuple):
    """The types a network stores and computes in.

    Attributes:
        name: the user's choice.
        storage: weights, gradients, optimizer slots and statistics.
        activations: the values between the steps.
    """

    name: str
    storage: torch.dtype
    activations: torch.dtype

    @property
    def used(self) -> str:
        """The name of the type between the steps, even if "auto" chose it.

        Examples:
            >>> PRECISIONS["bfloat16"].used
            'bfloat16'
        """
        return str(self.activations).removeprefix("torch.")


PRECISIONS: dict[str, Precision] = {
    "float32": Precision("float32", torch.float32, torch.float32),
    "float64": Precision("float64", torch.float64, torch.float64),
    "bfloat16": Precision("bfloat16", torch.float32, torch.bfloat16),
    # Starts as float32; the first fit may find bfloat16 faster (`measured`).
    "auto": Precision("auto", torch.float32, torch.float32),
}


def precision_of(name: str) -> Precision:
    """The precision called ``name``; raises UnknownNameError otherwise."""
    return look_up(str(name).removeprefix("torch."), PRECISIONS, where="compile(precision=...)")


def device_of(name: str | torch.device, storage: torch.dtype = torch.float32) -> torch.device:
    """``auto`` is CUDA, then MPS, then the CPU; any other name is torch's.

    Args:
        name: "auto", or what ``torch.device`` takes.
        storage: the type of the weights; "auto" skips devices that lack it (MPS has no float64).

    Raises:
        ArgumentError: torch does not know the device, or it is not available.
    """
    if name == "auto":
        if torch.cuda.is_available():
            return torch.device("cuda")
        has_type = torch.backends.mps.is_available() and storage != torch.float64
        return torch.device("mps" if has_type else "cpu")
    try:
        device = torch.device(name)
        # Nothing can be read back from a device without memory (torch's "meta").
        torch.zeros(1, dtype=storage, device=device).item()
    except (RuntimeError, AssertionError, TypeError) as problem:
        raise ArgumentError.of("device.unavailable", where="compile(device=...)", device=name) from problem
    return device


def bfloat16_is_native(device: torch.device) -> bool:
    """Whether the CPU multiplies bfloat16 natively; emulation would be slower than float32."""
    return _has_bfloat16(device, _BFLOAT16_CAPABILITIES)


def bfloat16_is_usually_faster(device: torch.device) -> bool:
    """Whether large networks usually gain from it here: on GPUs that support it, and on CPUs with a matrix unit."""
    return _has_bfloat16(device, _MATRIX_UNITS)


def _has_bfloat16(device: torch.device, wanted: tuple[str, ...]) -> bool:
    if device.type == "cuda":
        return bool(torch.cuda.is_bf16_supported(including_emulation=False))
    if device.type != "cpu":
        return False
    # Older torch releases do not report it; float32 is always safe.
    capabilities: Mapping[str, Any] = getattr(torch.cpu, "get_capabilities", dict)()
    return any(bool(capabilities.get(name)) for name in wanted)


def best_seconds(step: Callable[[], object], device: torch.device) -> float:
    """The shortest of a few runs of ``step`` on ``device``, after a warm-up run."""
    seconds = []
    for _ in range(1 + _ROUNDS):
        start = time.perf_counter()
        step()
        _wait_for(device)
        seconds.append(time.perf_counter() - start)
    return min(seconds[1:])


def _wait_for(device: torch.device) -> None:
    # A GPU runs asynchronously: without waiting, only the launch would be timed.
    if device.type == "cuda":
        torch.cuda.synchronize(device)
    elif device.type == "mps":
        torch.mps.synchronize()
