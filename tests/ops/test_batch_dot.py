from __future__ import annotations

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from nervure.ops.batch_dot import BATCH_DOT
from tests.gradient_check import assert_near, check_gradients, normal
from tests.op_rules import check_rules
from tests.oracles.elementwise_merge import batch_dot
from tests.oracles.sample_normalization import by_norm

others = st.lists(st.integers(1, 3), max_size=2)


@settings(max_examples=30)
@given(others, others, st.integers(1, 4), st.integers(0, 2), st.integers(0, 2), st.booleans(), st.integers(0, 10**6))
def test_the_product_and_its_derivative_are_those_of_the_oracle_and_of_both_witnesses(
    first: list[int], second: list[int], size: int, one: int, other: int, normalize: bool, seed: int
) -> None:
    axes = 1 + one % (len(first) + 1), 1 + other % (len(second) + 1)
    shapes = [2, *first], [2, *second]
    for shape, axis in zip(shapes, axes, strict=True):
        shape.insert(axis, size)
    a, b = (normal(seed + number, *shape) for number, shape in enumerate(shapes))
    a, b = (x + 2 * x.sign() for x in (a, b))
    y, _ = BATCH_DOT.forward(a, b, axes=axes, normalize=normalize)
    x1, x2 = a.numpy(), b.numpy()
    if normalize:
        x1, x2 = by_norm(x1, axes[:1]), by_norm(x2, axes[1:])
    assert_near(y, batch_dot(x1, x2, axes), 1e-12, "y", largest=1.0)
    if not normalize or size > 1:  # one number divided by its norm is its sign
        check_gradients(BATCH_DOT, (a, b), most_places=12, axes=axes, normalize=normalize)


@pytest.mark.parametrize("normalize", [False, True])
def test_the_rules_of_every_operation_hold(normalize: bool) -> None:
    check_rules(BATCH_DOT, (normal(0, 3, 4), normal(1, 3, 4)), axes=(1, 1), normalize=normalize)
    check_rules(BATCH_DOT, (normal(0, 3, 4, 2), normal(1, 3, 5, 4)), axes=(1, 2), normalize=normalize)


def test_the_cosine_of_a_vector_with_itself_is_one() -> None:
    x = normal(0, 5, 7)
    y, _ = BATCH_DOT.forward(x, 3 * x, axes=(1, 1), normalize=True)
    assert torch.allclose(y, torch.ones(5, 1, dtype=torch.float64))
