"""What nervure runs on: versions, device, threads, kernels."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class OptionalPart:
    """Something that nervure does without, but does more with.

    Args:
        name: what it is called.
        found: its version, name or place; None where it is missing.
        purpose: the key of the sentence that says what it is good for.
        install: the line that installs it here.
    """

    name: str
    found: str | None
    purpose: str
    install: str


@dataclass(frozen=True, slots=True)
class MachineRecord:
    """What decides how fast nervure is here, and what a bug report must say.

    Args:
        nervure: its version.
        python: its version.
        torch: its version.
        numpy: its version.
        system: the operating system and its release.
        processor: the processor's name, as the system tells it.
        cores: how many processors the system shows.
        memory_bytes: how much memory there is; None where the system does not tell.
        device: where ``compile(device="auto")`` computes.
        threads: how many threads share a large operation.
        bfloat16: whether the device multiplies bfloat16 itself, so that ``precision="auto"`` may choose it.
        native_kernels: whether the compiled kernels run; else their torch bodies do.
        vector_level: the widest vectors that the compiled kernels use: "avx512", "avx2" or "portable"; None without.
        kernels_choice: what NERVURE_KERNELS says.
        optional: what may be missing.
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
