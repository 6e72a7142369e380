from __future__ import annotations

import numpy as np
import pytest

from nervure.ops.zero_padding import ZERO_PADDING
from tests.gradient_check import check_gradients, normal
from tests.op_rules import check_rules


@pytest.mark.parametrize(
    "padding", [((1, 2),), ((0, 0),), ((1, 0), (0, 2)), ((2, 1), (1, 1)), ((1, 1), (0, 1), (2, 0))]
)
def test_zeros_stand_around_and_have_no_gradient(padding: tuple[tuple[int, int], ...]) -> None:
    x = normal(0, 2, *(3, 4, 2)[: len(padding)], 3)
    y, _ = ZERO_PADDING.forward(x, padding=padding)
    assert np.array_equal(y, np.pad(x.numpy(), ((0, 0), *padding, (0, 0))))
    check_gradients(ZERO_PADDING, (x,), padding=padding)
    check_rules(ZERO_PADDING, (x,), padding=padding)
