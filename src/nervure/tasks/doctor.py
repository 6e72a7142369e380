"""What ``nervure doctor`` looks at."""

from __future__ import annotations

import os
import platform
from pathlib import Path

import numpy as np
import torch

from nervure.graph.precision import bfloat16_is_native, device_of
from nervure.kernels import native
from nervure.models.fingerprint import installed_version
from nervure.records.machine import MachineRecord

_PROCESSORS = Path("/proc/cpuinfo")


def examine() -> MachineRecord:
    """Looks at the machine and the installation; computes nothing.

    Raises:
        ArgumentError: ``NERVURE_KERNELS`` is none of auto, native, torch.
        StateError: ``NERVURE_KERNELS=native``, and there is no compiled module.
    """
    device = device_of("auto")
    compiled = native.compiled()
    return MachineRecord(
        nervure=installed_version() or "-",
        python=platform.python_version(),
        torch=str(torch.__version__),
        numpy=np.__version__,
        system=f"{platform.system()} {platform.release()}",
        processor=_processor(),
        cores=os.cpu_count() or 1,
        memory_bytes=_memory_bytes(),
        device=str(device),
        threads=torch.get_num_threads(),
        bfloat16=bfloat16_is_native(device),
        native_kernels=compiled is not None,
        vector_level=None if compiled is None else compiled.vector_level(),
        kernels_choice=native.choice(),
    )


def _processor() -> str:
    """Linux says "x86_64" where one asks Python; its own table has the name."""
    if _PROCESSORS.is_file():
        for line in _PROCESSORS.read_text(encoding="utf-8", errors="replace").splitlines():
            name, _, value = line.partition(":")
            if name.strip().lower() in ("model name", "hardware"):
                return value.strip()
    return platform.processor() or platform.machine()


def _memory_bytes() -> int | None:
    try:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (AttributeError, ValueError, OSError):  # Windows; or a system that does not tell
        return None
