from __future__ import annotations

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from nervure.ops.merge import ADD, CONCATENATE
from tests.gradient_check import assert_near, check_gradients, normal
from tests.op_rules import check_rules
from tests.oracles.merge import add, concatenate

shapes = st.lists(st.integers(1, 4), min_size=1, max_size=4)


@settings(max_examples=25)
@given(st.lists(st.integers(1, 3), min_size=1, max_size=3), st.integers(1, 4), st.integers(0, 10**6), st.data())
def test_a_sum_and_its_derivative_are_those_of_the_oracle_and_of_both_witnesses(
    sizes: list[int], count: int, seed: int, data: st.DataObject
) -> None:
    inputs = []
    for number in range(count):
        kept = data.draw(st.integers(0, len(sizes)))  # an input may lack its first axes, and have others of size 1
        stretched = data.draw(st.lists(st.booleans(), min_size=kept, max_size=kept))
        own = [1 if one else size for one, size in zip(stretched, sizes[len(sizes) - kept :], strict=True)]
        inputs.append(normal(seed + number, 2, *own))
    y, _ = ADD.forward(*inputs)
    assert_near(y, add([x.numpy() for x in inputs]), 1e-14, "y")
    check_gradients(ADD, tuple(inputs))


@settings(max_examples=15)
@given(shapes, st.lists(st.integers(1, 3), min_size=1, max_size=3), st.integers(0, 10**6), st.data())
def test_a_concatenation_and_its_derivative_are_those_of_the_oracle_and_of_both_witnesses(
    shape: list[int], sizes: list[int], seed: int, data: st.DataObject
) -> None:
    axis = data.draw(st.integers(-len(shape), len(shape) - 1))
    inputs = []
    for number, size in enumerate(sizes):
        own = list(shape)
        own[axis] = size
        inputs.append(normal(seed + number, *own))
    y, _ = CONCATENATE.forward(*inputs, axis=axis)
    assert_near(y, concatenate([x.numpy() for x in inputs], axis), 1e-14, "y")
    check_gradients(CONCATENATE, tuple(inputs), axis=axis)


def test_the_rules_of_every_operation_hold() -> None:
    inputs = normal(0, 3, 4, 2), normal(1, 3, 4, 2), normal(2, 3, 4, 2)
    check_rules(ADD, inputs)
    check_rules(ADD, (normal(0, 3, 4, 2), normal(1, 3, 2), normal(2, 3, 1, 1)))
    check_rules(CONCATENATE, inputs)
    check_rules(CONCATENATE, inputs, axis=1)


def test_one_input_is_its_own_sum() -> None:
    x = normal(0, 2, 3)
    y, cache = ADD.forward(x)
    assert torch.equal(y, x)
    assert len(ADD.backward(y, cache)) == 1


@pytest.mark.parametrize("others", [[(2, 3, 5)], [(2, 5)], [(2, 1, 5), (2, 3, 1)], [(2, 4, 3, 5)]])
def test_keras_broadcasts_the_same_way(others: list[tuple[int, ...]]) -> None:
    import keras

    inputs = [normal(number, *shape).float() for number, shape in enumerate([(2, 3, 5), *others])]
    assert_near(ADD.forward(*inputs)[0], keras.layers.Add()(inputs), 1e-6, "add")
