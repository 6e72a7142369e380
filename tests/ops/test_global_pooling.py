from __future__ import annotations

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from nervure.ops.global_pooling import GLOBAL_AVERAGE_POOLING, GLOBAL_MAX_POOLING, MASKED_GLOBAL_AVERAGE_POOLING
from nervure.ops.op import Op
from tests.gradient_check import apart, assert_near, check_gradients, normal
from tests.op_rules import check_rules
from tests.oracles import global_pooling as oracle


@settings(max_examples=20)
@given(st.lists(st.integers(1, 4), min_size=3, max_size=5), st.booleans(), st.integers(0, 10**6))
def test_value_and_derivative_are_those_of_the_oracle_and_of_both_witnesses(
    shape: list[int], keepdims: bool, seed: int
) -> None:
    x = apart(seed, *shape)
    for op, value in (
        (GLOBAL_AVERAGE_POOLING, oracle.global_average_pooling),
        (GLOBAL_MAX_POOLING, oracle.global_max_pooling),
    ):
        y, _ = op.forward(x, keepdims=keepdims)
        assert tuple(y.shape) == ((shape[0], *[1] * (len(shape) - 2), shape[-1]) if keepdims else (shape[0], shape[-1]))
        assert_near(y.reshape(shape[0], shape[-1]), value(x.numpy()), 1e-12, op.name)
        check_gradients(op, (x,), most_places=15, keepdims=keepdims)


@pytest.mark.parametrize("op", [GLOBAL_AVERAGE_POOLING, GLOBAL_MAX_POOLING])
@pytest.mark.parametrize("keepdims", [False, True])
def test_the_rules_of_every_operation_hold(op: Op, keepdims: bool) -> None:
    check_rules(op, (apart(0, 2, 4, 3, 3),), keepdims=keepdims)


def test_equal_maxima_share_the_gradient_as_in_torch_and_keras() -> None:
    x = torch.relu(apart(1, 2, 3, 3, 4)).round()
    _, cache = GLOBAL_MAX_POOLING.forward(x)
    dy = torch.cos(torch.arange(8.0, dtype=torch.float64)).view(2, 4)
    (dx,) = GLOBAL_MAX_POOLING.backward(dy, cache)
    assert_near(dx, oracle.global_max_pooling_gradient(dy.numpy(), x.numpy()), 1e-12, "dx")
    check = x.clone().requires_grad_()
    (expected,) = torch.autograd.grad((check.amax((1, 2)) * dy).sum(), check)
    assert_near(dx, expected, 1e-12, "dx against torch")


MASK = torch.tensor([[1.0, 0, 1, 1], [0, 0, 1, 0], [1, 1, 1, 1]], dtype=torch.float64)


@pytest.mark.parametrize("keepdims", [False, True])
def test_under_a_mask_only_the_real_steps_count(keepdims: bool) -> None:
    x = normal(0, 3, 4, 2)
    y, _ = MASKED_GLOBAL_AVERAGE_POOLING.forward(x, MASK.bool(), keepdims=keepdims)
    for sample, real, mean in zip(x, MASK.bool(), y.reshape(3, 2), strict=True):
        assert_near(mean[None], oracle.global_average_pooling(sample[real].numpy()[None]), 1e-12, "y")
    assert tuple(y.shape) == ((3, 1, 2) if keepdims else (3, 2))
    check_gradients(MASKED_GLOBAL_AVERAGE_POOLING, (x, MASK), keepdims=keepdims)
    check_rules(MASKED_GLOBAL_AVERAGE_POOLING, (x, MASK), keepdims=keepdims)


def test_what_stands_in_a_masked_step_does_not_matter() -> None:
    x = normal(0, 3, 4, 2)
    y, _ = MASKED_GLOBAL_AVERAGE_POOLING.forward(x, MASK)
    x[MASK == 0] = torch.nan
    again, _ = MASKED_GLOBAL_AVERAGE_POOLING.forward(x, MASK)
    assert torch.equal(again, y)


def test_without_any_mask_it_is_the_mean() -> None:
    x = normal(0, 3, 4, 2)
    y, cache = MASKED_GLOBAL_AVERAGE_POOLING.forward(x, torch.ones(3, 4))
    expected, expected_cache = GLOBAL_AVERAGE_POOLING.forward(x)
    assert_near(y, expected, 1e-12, "y")
    (dx, _), (expected_dx,) = (
        MASKED_GLOBAL_AVERAGE_POOLING.backward(y, cache),
        GLOBAL_AVERAGE_POOLING.backward(y, expected_cache),
    )
    assert_near(dx, expected_dx, 1e-12, "dx")
