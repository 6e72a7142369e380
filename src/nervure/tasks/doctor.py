"""The checks of ``nervure doctor``."""

from __future__ import annotations

import os
import platform
import shutil
from pathlib import Path

import numpy as np
import torch

from nervure.graph.precision import bfloat16_is_native, device_of
from nervure.kernels import native
from nervure.models.fingerprint import installed_version, version_of
from nervure.records.machine import MachineRecord, OptionalPart

_PROCESSORS = Path("/proc/cpuinfo")
_COMPILERS = ("c++", "g++", "clang++", "cl")
# Commands that install a compiler and a font with Hangul, by package manager.
_INSTALLERS = {
    "apt": ("sudo apt install g++", "sudo apt install fonts-nanum"),
    "dnf": ("sudo dnf install gcc-c++", "sudo dnf install google-noto-sans-cjk-fonts"),
    "pacman": ("sudo pacman -S gcc", "sudo pacman -S noto-fonts-cjk"),
    "zypper": ("sudo zypper install gcc-c++", "sudo zypper install noto-sans-cjk-fonts"),
    "apk": ("sudo apk add g++", "sudo apk add font-noto-cjk"),
    "xcode-select": ("xcode-select --install", "brew install --cask font-nanum-gothic"),
    "winget": (
        "winget install Microsoft.VisualStudio.2022.BuildTools",
        "https://fonts.google.com/specimen/Nanum+Gothic",
    ),
}
_ELSEWHERE = ("https://gcc.gnu.org/install/", "https://fonts.google.com/specimen/Nanum+Gothic")


def examine() -> MachineRecord:
    """Examines the machine and the installation; computes nothing.

    Raises:
        ArgumentError: ``NERVURE_KERNELS`` is not auto, native or torch.
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
        optional=_optional_parts(),
    )


def _optional_parts() -> tuple[OptionalPart, ...]:
    from nervure.render.figure import hangul_font

    compiler, font = next((lines for tool, lines in _INSTALLERS.items() if shutil.which(tool)), _ELSEWHERE)
    found = next(filter(None, map(shutil.which, (os.environ.get("CXX") or "c++", *_COMPILERS))), None)
    return (
        OptionalPart("C++", found, "doctor.compiler", compiler),
        OptionalPart(
            "tensorboard", version_of("tensorboard"), "doctor.tensorboard", "pip install 'nervure[tensorboard]'"
        ),
        OptionalPart("Hangul", hangul_font(), "doctor.hangul", font),
    )


def _processor() -> str:
    """On Linux Python reports only "x86_64"; /proc/cpuinfo has the name."""
    if _PROCESSORS.is_file():
        for line in _PROCESSORS.read_text(encoding="utf-8", errors="replace").splitlines():
            name, _, value = line.partition(":")
            if name.strip().lower() in ("model name", "hardware"):
                return value.strip()
    return platform.processor() or platform.machine()


def _memory_bytes() -> int | None:
    try:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (AttributeError, ValueError, OSError):  # Windows, or a system that does not report it
        return None
