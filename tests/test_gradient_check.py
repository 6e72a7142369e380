"""The check of derivatives is examined too: what differences cannot show is no fault, and a small fault is one."""

from __future__ import annotations

from typing import Any

import pytest
import torch
from torch import Tensor

from nervure.ops.op import Op
from tests.gradient_check import blur, check_gradients, normal


def tilted(slope: float, claimed: float) -> Op:
    """``y = slope x + 10``, in terms that cancel; backward believes in the slope ``claimed``."""

    def forward(x: Tensor) -> tuple[Tensor, Tensor]:
        return (torch.sin(x) + 50.0) - (torch.sin(x) + 40.0) + slope * x, x

    def backward(dy: Tensor, cache: Any) -> tuple[Tensor]:
        return (claimed * dy,)

    return Op("tilted", forward, backward)


def test_a_slope_below_the_digits_of_a_difference_is_no_fault() -> None:
    for seed in range(20):
        check_gradients(tilted(1e-7, 1e-7), (normal(seed, 5),), reference=lambda x: 1e-7 * x)


@pytest.mark.parametrize("wrong", [1.00001, 1.1, -1.0])
def test_a_slope_that_is_wrong_is_a_fault_however_small_it_is(wrong: float) -> None:
    slope = 1e-2

    def witness(x: Tensor) -> Tensor:
        return wrong * slope * x  # as wrong as what it judges: differences alone are left

    with pytest.raises(AssertionError, match="against differences"):
        check_gradients(tilted(slope, wrong * slope), (normal(0, 5),), reference=witness)


def test_the_blur_is_that_of_all_terms_also_of_those_that_cancel() -> None:
    dy, y = torch.tensor([1.0, -1.0]), torch.tensor([3.0, 3.0])
    assert blur((dy,), (y,)) == pytest.approx(6 * (8 * 2.220446e-16 / 1e-5 + 1e-10), rel=1e-6)
