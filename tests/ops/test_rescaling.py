from __future__ import annotations

from typing import Any

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from nervure.ops.rescaling import RESCALING
from tests.gradient_check import assert_near, check_gradients, normal
from tests.op_rules import check_rules

numbers = st.floats(-10, 10, allow_subnormal=False).filter(lambda number: number == 0 or abs(number) > 1e-3)


@settings(max_examples=10)
@given(st.lists(st.integers(1, 4), min_size=1, max_size=4), numbers, numbers, st.integers(0, 10**6))
def test_value_and_derivative_follow_the_formula(shape: list[int], scale: float, offset: float, seed: int) -> None:
    x = normal(seed, *shape)
    y, _ = RESCALING.forward(x, scale=scale, offset=offset)
    assert_near(y, x.numpy() * scale + offset, 1e-14, "y")
    check_gradients(RESCALING, (x,), scale=scale, offset=offset)


@pytest.mark.parametrize(
    "options",
    [{"scale": 0.25}, {"scale": 2, "offset": -1.0}, {"scale": (1.0, 2.0, 0.5), "offset": [0.0, -1.0, 0.5]}],
)
def test_the_rules_of_every_operation_hold(options: dict[str, Any]) -> None:
    check_rules(RESCALING, (normal(0, 2, 4, 3),), **options)
    check_gradients(RESCALING, (normal(0, 2, 4, 3),), **options)


def test_pixels_become_float32_and_have_no_gradient() -> None:
    pixels = torch.tensor([[0, 51, 255]], dtype=torch.uint8)
    y, cache = RESCALING.forward(pixels, scale=1 / 255)
    assert y.dtype == torch.float32
    assert y.tolist() == [pytest.approx([0, 0.2, 1])]
    assert RESCALING.backward(y, cache) == (None,)


def test_one_scale_a_channel_acts_on_the_last_axis() -> None:
    y, _ = RESCALING.forward(torch.ones(1, 2, 2, 3), scale=[1.0, 2.0, 3.0], offset=(0.0, 1.0, 2.0))
    assert y[0, 1, 0].tolist() == [1, 3, 5]
