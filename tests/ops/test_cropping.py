from __future__ import annotations

import pytest
import torch

from nervure.ops.cropping import CROPPING
from tests.gradient_check import check_gradients, normal
from tests.op_rules import check_rules


@pytest.mark.parametrize(
    "cropping", [((1, 2),), ((0, 0),), ((1, 0), (0, 2)), ((2, 1), (1, 1)), ((1, 1), (0, 1), (2, 0))]
)
def test_the_inner_part_is_kept_and_its_gradient_comes_back_to_its_place(cropping: tuple[tuple[int, int], ...]) -> None:
    x = normal(0, 2, *(5, 6, 4)[: len(cropping)], 3)
    y, cache = CROPPING.forward(x, cropping=cropping)
    inner = tuple(slice(before, size - after) for (before, after), size in zip(cropping, x.shape[1:-1], strict=True))
    assert torch.equal(y, x[:, *inner])
    (dx,) = CROPPING.backward(torch.ones_like(y), cache)
    assert dx.shape == x.shape
    assert dx.sum() == y.numel()
    check_gradients(CROPPING, (x,), cropping=cropping)
    check_rules(CROPPING, (x,), cropping=cropping)
