from __future__ import annotations

import os
import sys

import pytest

from benchmarks.harness import machine


def test_the_machine_is_told_with_all_that_decides_a_time() -> None:
    found = machine.machine()
    assert found["cores"] == os.cpu_count()
    assert found["processor"]
    assert "vector_level" in found


def test_the_fingerprint_stays_while_the_code_stays() -> None:
    assert machine.source() == machine.source()
    assert len(machine.source()) == 16


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells it this way")
def test_other_work_is_counted_in_processors() -> None:
    used = machine.busy(0.1)
    assert used is not None
    assert 0 <= used <= (os.cpu_count() or 1)
