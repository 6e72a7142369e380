"""The environment nervure runs in: versions, device, threads, kernels."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class OptionalPart:
    """An optional dependency, which adds features.

    Args:
        name: its name.
        found: its version, name or place; None if it is missing.
        purpose: the key of the sentence that describes its use.
        install: the command line that installs it here.
    """

    name: str
    found: str | None
    purpose: str
    install: str


@dataclass(frozen=True, slots=True)
class MachineRecord:
    """What determines nervure's speed here, and what a bug report must include.

    Args:
        nervure: its version.
        python: its version.
        torch: its version.
        numpy: its version.
        system: the operating system and its release.
        processor: the processor's name, as reported by the system.
        cores: the number of processors reported by the system.
        memory_bytes: the amount of memory; None if the system does not report it.
        device: where ``compile(device="auto")`` computes.
        threads: the number of threads that share a large operation.
        bfloat16: whether the device multiplies bfloat16 natively, so that ``precision="auto"`` may choose it.
        native_kernels: whether the compiled kernels run; otherwise the torch implementations do.
        vector_level: the widest vectors that the compiled kernels use: "avx512", "avx2" or "portable"; None without
            them.
        kernels_choice: the value of NERVURE_KERNELS.
        optional: the optional dependencies.
    """

    nervure: str
    python: str
    torch: str
    numpy: str
    system: str
    processor: str
    cores: int
    memory_bytes: int | None
    device: str
    threads: int
    bfloat16: bool
    native_kernels: bool
    vector_level: str | None
    kernels_choice: str
    optional: tuple[OptionalPart, ...] = ()
