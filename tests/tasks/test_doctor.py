from __future__ import annotations

import platform
from importlib.metadata import version
from pathlib import Path

import pytest
import torch

from nervure import __version__
from nervure.kernels import native
from nervure.language.catalogue import MESSAGES
from nervure.tasks.doctor import examine


def test_the_record_is_what_the_libraries_themselves_say() -> None:
    machine = examine()
    assert machine.nervure == __version__
    assert machine.python == platform.python_version()
    assert machine.torch == torch.__version__
    assert machine.threads == torch.get_num_threads()
    assert machine.native_kernels == native.available()
    assert (machine.vector_level in ("portable", "avx2", "avx512")) == machine.native_kernels
    assert machine.processor
    assert machine.memory_bytes is None or machine.memory_bytes > 2**28


def test_what_may_be_missing_is_found_or_has_a_line_that_installs_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    parts = {part.name: part for part in examine().optional}
    assert parts["tensorboard"].found == version("tensorboard")
    assert all(part.install and part.purpose in MESSAGES for part in parts.values())
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("CXX", raising=False)
    without = {part.name: part for part in examine().optional}
    assert without["C++"].found is None
    assert without["C++"].install
