from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Tensor

from nervure.ops.elementwise_merge import AVERAGE, MAXIMUM, MINIMUM, MULTIPLY, SUBTRACT
from nervure.ops.op import Op
from tests.gradient_check import apart, assert_near, check_gradients, normal
from tests.op_rules import check_rules
from tests.oracles.elementwise_merge import merged

FUNCTIONS: list[tuple[Op, Callable[[list[float]], float]]] = [
    (SUBTRACT, lambda numbers: numbers[0] - numbers[1]),
    (MULTIPLY, math.prod),
    (AVERAGE, lambda numbers: sum(numbers) / len(numbers)),
    (MAXIMUM, max),
    (MINIMUM, min),
]


@pytest.mark.parametrize(("op", "function"), FUNCTIONS, ids=lambda value: getattr(value, "name", ""))
@settings(max_examples=15)
@given(st.lists(st.integers(1, 3), min_size=1, max_size=3), st.integers(1, 4), st.integers(0, 10**6), st.data())
def test_a_merge_and_its_derivative_are_those_of_the_oracle_and_of_both_witnesses(
    op: Op, function: Callable[[list[float]], float], sizes: list[int], count: int, seed: int, data: st.DataObject
) -> None:
    count = 2 if op is SUBTRACT else count
    all_numbers = apart(seed, count, 2, *sizes)  # no two alike in any place
    inputs = []
    for number in range(count):
        kept = data.draw(st.integers(0, len(sizes)))  # an input may lack its first axes, and have others of size 1
        stretched = data.draw(st.lists(st.booleans(), min_size=kept, max_size=kept))
        x = all_numbers[number]
        for _ in range(len(sizes) - kept):
            x = x[:, 0]
        for axis, one in enumerate(stretched, 1):
            x = x.narrow(axis, 0, 1) if one else x
        inputs.append(x.clone())
    y, _ = op.forward(*inputs)
    assert_near(y, merged([x.numpy() for x in inputs], function), 1e-12, op.name, largest=1.0)
    check_gradients(op, tuple(inputs))


@pytest.mark.parametrize(("op", "_"), FUNCTIONS, ids=lambda value: getattr(value, "name", ""))
def test_the_rules_of_every_operation_hold(op: Op, _: object) -> None:
    check_rules(op, (normal(0, 3, 4, 2), normal(1, 3, 4, 2)))
    check_rules(op, (normal(0, 3, 4, 2), normal(1, 3, 2)))


MASKS = torch.tensor([[1, 1, 0, 0], [1, 0, 0, 1]]).bool(), torch.tensor([[1, 0, 1, 0], [0, 0, 1, 1]]).bool()


@pytest.mark.parametrize("op", [MULTIPLY, MAXIMUM, MINIMUM], ids=lambda op: op.name)
@pytest.mark.parametrize("masked", [(True, True), (True, False), (False, True)])
def test_masked_inputs_give_the_numbers_and_gradients_of_keras(op: Op, masked: tuple[bool, bool]) -> None:
    import keras

    inputs = tuple(apart(5, 2, 2, 4, 3))
    masks = tuple(mask for mask, wanted in zip(MASKS, masked, strict=True) if wanted)
    y, cache = op.forward(*inputs, *masks, masked=masked)
    dy = torch.cos(3 * y)
    gradients = op.backward(dy, cache)
    leaves = [x.float().requires_grad_() for x in inputs]
    for leaf, mask, wanted in zip(leaves, MASKS, masked, strict=True):
        if wanted:
            leaf._keras_mask = mask
    layer = getattr(keras.layers, op.name.capitalize())()
    layer.build([tuple(x.shape) for x in inputs])
    expected = layer.call(leaves)
    assert_near(y, expected.detach(), 1e-6, op.name)
    expected.backward(dy.float())
    for ours, leaf in zip(gradients, leaves, strict=False):
        assert ours is not None
        assert leaf.grad is not None
        assert_near(ours, leaf.grad, 1e-5, f"gradient of {op.name}")
    assert gradients[2:] == (None,) * len(masks)


def test_three_masked_inputs_follow_keras_too() -> None:
    import keras

    inputs: list[Tensor] = [x.float() for x in apart(6, 3, 2, 4, 3)]
    masks = [*MASKS, MASKS[0] ^ MASKS[1]]
    for op in (MULTIPLY, MAXIMUM, MINIMUM):
        for leaf, mask in zip(inputs, masks, strict=True):
            leaf._keras_mask = mask  # type: ignore[attr-defined]
        layer = getattr(keras.layers, op.name.capitalize())()
        layer.build([tuple(x.shape) for x in inputs])
        y, _ = op.forward(*inputs, *masks, masked=(True, True, True))
        assert_near(y, layer.call(inputs), 1e-6, op.name)


def test_of_equal_numbers_the_first_gets_the_gradient() -> None:
    x = torch.ones(2, 3)
    for op in (MAXIMUM, MINIMUM):
        y, cache = op.forward(x, x, x)
        first, *others = op.backward(torch.ones_like(y), cache)
        assert first is not None
        assert bool((first == 1).all())
        assert all(other is not None and not other.any() for other in others)


def test_a_zero_among_the_factors_leaves_the_gradient_finite() -> None:
    y, cache = MULTIPLY.forward(torch.tensor([[0.0, 2.0]]), torch.tensor([[3.0, 0.0]]))
    gradients = [np.asarray(gradient).tolist() for gradient in MULTIPLY.backward(torch.ones_like(y), cache)]
    assert gradients == [[[3.0, 0.0]], [[0.0, 2.0]]]


def test_nan_in_any_input_is_not_lost() -> None:
    one, other = torch.tensor([[1.0, torch.nan]]), torch.tensor([[torch.nan, 1.0]])
    for op, _ in FUNCTIONS:
        assert bool(op.forward(one, other)[0].isnan().all()), op.name
