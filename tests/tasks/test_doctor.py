from __future__ import annotations

import platform

import torch

from nervure import __version__
from nervure.kernels import native
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
