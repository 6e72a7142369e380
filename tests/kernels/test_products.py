"""Each case in a process of its own: MKL takes its mode once, before its first product."""

from __future__ import annotations

import os
import subprocess
import sys
import textwrap

import pytest

_DIFFER = """
import sys, numpy as np, torch
def differing():
    generator = torch.Generator().manual_seed(0)
    count = 0
    for rows in (1, 32, 50, 128):
        for terms in (100, 512, 1000, 1600, 5000):
            for columns in (4, 10, 64):
                x, w = (torch.randn(*shape, generator=generator) for shape in ((rows, terms), (terms, columns)))
                found = []
                for threads in (1, 2):
                    torch.set_num_threads(threads)
                    found.append(x @ w)
                count += not torch.equal(*found)
    return count
import nervure
"""
_LAYERS = {
    "a layer": "nervure.layers.Dense(4)(np.ones((2, 600), 'float32'))",
    "a layer whose weights are decomposed": "nervure.layers.Dense(4, kernel_initializer='orthogonal')(np.ones((2, 9)))",
    "attention": "nervure.layers.MultiHeadAttention(2, 8)(*2 * [np.ones((2, 5, 16), 'float32')])",
    "a model": "nervure.Sequential([nervure.Input((9,)), nervure.layers.Dense(4)]).predict(np.ones((9, 9)), verbose=0)",
}
_ASKED = "from nervure.kernels.products import fix_order_of_sums\nprint(fix_order_of_sums(), differing())"


def printed(program: str, **variables: str) -> list[str]:
    environment = {name: value for name, value in os.environ.items() if name != "MKL_CBWR"} | variables
    command = [sys.executable, "-c", _DIFFER + textwrap.dedent(program)]
    done = subprocess.run(command, check=False, text=True, capture_output=True, env=environment, timeout=120)
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()[-1].split()


@pytest.fixture(scope="module", autouse=True)
def _strict() -> None:
    if printed(_ASKED)[0] == "False":
        pytest.skip("the library that multiplies for torch here has no strict mode")


@pytest.mark.parametrize("first", _LAYERS)
def test_once_there_is_a_layer_products_have_the_bits_of_one_thread(first: str) -> None:
    assert printed(f"{_LAYERS[first]}\n{_ASKED}") == ["True", "0"]


def test_what_the_user_chose_stays() -> None:
    assert printed(_ASKED, MKL_CBWR="COMPATIBLE")[0] == "False"


def test_after_a_first_product_it_is_too_late_and_that_is_what_it_says() -> None:
    fixed, differing = printed(f"x = torch.ones(64, 64) @ torch.ones(64, 64)\n{_ASKED}")
    assert fixed == "False"
    assert [differing] == printed("print(differing())")
