from __future__ import annotations

import subprocess
import sys

import pytest
import torch

from nervure.kernels.denormals import denormals_are_flushed, flushing_denormals

FLUSHES = torch.set_flush_denormal(True)
torch.set_flush_denormal(False)
pytestmark = pytest.mark.skipif(not FLUSHES, reason="this processor cannot flush denormal numbers")


def denormals_left(count: int) -> int:
    tiny = torch.full((count,), 2.0**-140)
    return int((tiny * 0.5 != 0).sum())


def test_denormal_numbers_are_zero_inside_and_numbers_again_after() -> None:
    assert denormals_left(10) == 10
    with flushing_denormals():
        assert denormals_left(10) == 0
        assert denormals_are_flushed()
    assert denormals_left(10) == 10
    assert not denormals_are_flushed()


def test_the_former_state_comes_back_after_an_exception() -> None:
    with pytest.raises(KeyError), flushing_denormals():
        raise KeyError
    assert not denormals_are_flushed()


def test_nested_use_ends_with_the_outermost() -> None:
    with flushing_denormals():
        with flushing_denormals():
            assert denormals_are_flushed()
        assert denormals_are_flushed()
    assert not denormals_are_flushed()


def test_a_process_that_flushed_before_goes_on_flushing() -> None:
    torch.set_flush_denormal(True)
    try:
        with flushing_denormals():
            assert denormals_are_flushed()
        assert denormals_are_flushed()
    finally:
        torch.set_flush_denormal(False)


POOL = """
import torch
from nervure.kernels.denormals import flushing_denormals
torch.set_num_threads(2)
def left():
    rows, eye = torch.full((2048, 256), 2.0**-140), torch.eye(256)
    return int((rows * 0.5 != 0).sum()), int((rows @ eye != 0).sum())
with flushing_denormals():
    print(*left())
print(*left())
"""


def test_threads_of_the_pool_follow_even_if_it_was_started_inside() -> None:
    done = subprocess.run([sys.executable, "-c", POOL], capture_output=True, text=True, check=True)
    assert done.stdout == f"0 0\n{2048 * 256} {2048 * 256}\n"
