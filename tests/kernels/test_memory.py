from __future__ import annotations

import os
import subprocess
import sys

import pytest
import torch

from nervure.kernels.memory import _glibc, keeping_memory

pytestmark = pytest.mark.skipif(_glibc() is None, reason="another C library than glibc")

COUNTING = """
import resource, torch
from nervure.kernels.memory import keeping_memory
def faults_of(work):
    before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
    work()
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before
def large():
    for _ in range(5):
        torch.ones(12_000_000)
"""


def answer(program: str) -> list[int]:
    done = subprocess.run(
        [sys.executable, "-c", COUNTING + program], env=dict(os.environ), capture_output=True, text=True, check=True
    )
    return [int(word) for word in done.stdout.split()]


def test_inside_a_large_tensor_gets_the_memory_of_the_last_one() -> None:
    inside, outside = answer("""
with keeping_memory():
    large()
    print(faults_of(large))
print(faults_of(large))
""")
    assert inside < outside / 50


def test_at_the_end_and_after_an_exception_memory_goes_back_to_the_system() -> None:
    before, inside, after = answer("""
def resident():
    return int(open("/proc/self/statm").read().split()[1])
print(resident())
try:
    with keeping_memory():
        large()
        print(resident())
        raise KeyError
except KeyError:
    print(resident())
""")
    assert inside - before > 10_000
    assert after - before < 2_000


def test_what_somebody_holds_is_never_overwritten() -> None:
    with keeping_memory():
        held = [torch.full((3_000_000,), float(number)) for number in range(4)]
        views = [tensor[1_000_000:2_000_000] for tensor in held]
        del held
        torch.zeros(30_000_000)
    assert all(bool((view == number).all()) for number, view in enumerate(views))


def test_it_may_be_nested() -> None:
    with keeping_memory(), keeping_memory():
        y = torch.ones(2_000_000)
    assert float(y.sum()) == 2_000_000


def test_where_the_same_comes_again_soon_memory_stays() -> None:
    inside, outside = answer("""
def small():
    with keeping_memory(gives_back=False):
        torch.ones(5_000_000)
small()
print(faults_of(small))
with keeping_memory():
    pass
print(faults_of(small))
""")
    assert inside < outside / 50
