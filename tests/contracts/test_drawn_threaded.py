from __future__ import annotations

from typing import Literal

import numpy as np
import pytest

from nervure.kernels.convolution_rules import has_convolutions
from tests.contracts.drawn_threaded import trained_weights

pytestmark = pytest.mark.skipif(not has_convolutions(), reason="the sums of torch depend on the number of threads")


def check_seed(seed: int, precision: Literal["float32", "bfloat16"]) -> None:
    alone, shared = (trained_weights(seed, precision, threads) for threads in (1, 2))
    for one, other in zip(alone, shared, strict=True):
        assert np.array_equal(one, other), (seed, precision)


@pytest.mark.parametrize("seed", range(14))
def test_two_threads_train_the_bits_of_one(seed: int) -> None:
    check_seed(seed, "float32")


@pytest.mark.parametrize("seed", range(6))
def test_two_threads_train_the_bits_of_one_in_bfloat16(seed: int) -> None:
    check_seed(seed, "bfloat16")


@pytest.mark.slow
@pytest.mark.parametrize(("precision", "count"), [("float32", 600), ("bfloat16", 200)])
def test_two_threads_train_the_bits_of_one_in_hundreds_of_networks(
    precision: Literal["float32", "bfloat16"], count: int
) -> None:
    for seed in range(count):
        check_seed(seed, precision)
