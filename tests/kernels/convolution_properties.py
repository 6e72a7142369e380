"""What holds for both families of 3x3 kernels: each function takes what runs one, and a case it can run."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import torch
from torch import Tensor

from nervure.kernels.convolution_rules import has_convolutions
from tests.house.source import ROOT
from tests.kernels.convolution_witness import Case, Results, case, errors, same_bits

Family = Callable[[Case], Results]


def program_at_level(level: str, program: str) -> str:
    """What the program prints, run in a process of its own that takes no wider vectors than ``level``."""
    paths = os.pathsep.join([str(ROOT / "src"), str(ROOT)])
    environment = os.environ | {"NERVURE_LEVEL": level, "PYTHONPATH": paths}
    done = subprocess.run(
        [sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=False, cwd=ROOT
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


@contextmanager
def threads(count: int) -> Iterator[None]:
    before = torch.get_num_threads()
    torch.set_num_threads(count)
    try:
        yield
    finally:
        torch.set_num_threads(before)


def check_threads(family: Family, given: Case) -> None:
    """The same bits with one, two and three threads."""
    with threads(1):
        alone = family(given)
    for count in (2, 3):
        with threads(count):
            assert same_bits(family(given), alone), f"{count} threads"


def check_callers(family: Family) -> None:
    """Several threads of Python may call at the same time."""
    given = [case(2, (9 + i, 14), 8 if i % 2 else 3, 24, seed=i) for i in range(6)]
    expected = [family(one) for one in given]
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(family, given * 5))
    assert all(same_bits(a, b) for a, b in zip(found, expected * 5, strict=True))


def check_nan(family: Family, given: Case) -> None:
    """NaN in one picture reaches its own outputs, through ReLU, and those of no other picture."""
    x = given.x.clone()
    x[1, 3, 2, 0] = torch.nan
    y = family(given._replace(x=x, has_relu=True)).y
    assert y[1, 3, 2].isnan().all()
    assert y[1, 2:5, 1:4].isnan().all()
    clean = family(given._replace(has_relu=True)).y
    assert torch.equal(y[0], clean[0])
    assert torch.equal(y[2], clean[2])
    assert family(given._replace(x=x)).dweight[:, :, 0].isnan().all()


def check_memory_orders(family: Family, given: Case) -> None:
    """Numbers scattered in memory give the values of packed ones (in torch another body may run, and round)."""

    def scattered(tensor: Tensor) -> Tensor:
        wide = torch.full((*reversed(tensor.shape), 2), torch.nan)
        view = wide[..., 0].permute(tuple(reversed(range(tensor.ndim))))
        return view.copy_(tensor)

    assert given.bias is not None
    other = given._replace(
        x=scattered(given.x), weight=scattered(given.weight), bias=scattered(given.bias), dy=scattered(given.dy)
    )
    assert max(errors(family(other), family(given)).values()) < (1e-30 if has_convolutions() else 1e-6)
