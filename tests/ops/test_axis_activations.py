from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from nervure.ops.axis_activations import GLU, LOG_SOFTMAX, SPARSEMAX
from nervure.ops.op import Op
from tests.gradient_check import assert_near, check_gradients, normal
from tests.op_rules import check_rules
from tests.oracles import further_activations as oracle

CASES: list[tuple[Op, Callable[..., np.ndarray]]] = [
    (LOG_SOFTMAX, oracle.log_softmax),
    (SPARSEMAX, oracle.sparsemax),
    (GLU, oracle.glu),
]


@pytest.mark.parametrize(("op", "row"), CASES, ids=lambda value: getattr(value, "name", ""))
@settings(max_examples=15)
@given(
    sizes=st.lists(st.integers(1, 3), min_size=1, max_size=3), position=st.integers(0, 2), seed=st.integers(0, 10**6)
)
def test_value_and_derivative_are_those_of_the_oracle_and_of_both_witnesses(
    op: Op, row: Callable[..., np.ndarray], sizes: list[int], position: int, seed: int
) -> None:
    axis = position % len(sizes)
    shape = [2 * size if number == axis else size for number, size in enumerate(sizes)]
    z = normal(seed, *shape)
    for number in (axis, axis - len(shape)):
        y, _ = op.forward(z, axis=number)
        assert_near(y, np.apply_along_axis(row, axis, z.numpy()), 1e-10, op.name, largest=1.0)
    check_gradients(op, (z,), axis=axis)


@pytest.mark.parametrize(("op", "_"), CASES, ids=lambda value: getattr(value, "name", ""))
@pytest.mark.parametrize("axis", [-1, 1])
def test_the_rules_of_every_operation_hold(op: Op, _: object, axis: int) -> None:
    check_rules(op, (normal(1, 3, 4, 6),), axis=axis)


def test_sparsemax_gives_exact_zeros_and_a_sum_of_one() -> None:
    y, _ = SPARSEMAX.forward(torch.tensor([[3.0, 1.0, 2.8, -5.0]]))
    assert y[0, 1] == y[0, 3] == 0
    assert float(y.sum()) == pytest.approx(1)


def test_the_logarithms_of_hopeless_classes_stay_finite() -> None:
    y, _ = LOG_SOFTMAX.forward(torch.tensor([[0.0, 1000.0]]))
    assert y.tolist() == [[-1000.0, 0.0]]
