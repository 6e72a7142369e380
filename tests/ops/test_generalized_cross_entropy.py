from __future__ import annotations

import math

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from nervure.ops.generalized_cross_entropy import (
    CATEGORICAL_GENERALIZED_CROSS_ENTROPY,
    FUSED,
    SOFTMAX_CATEGORICAL_GENERALIZED_CROSS_ENTROPY,
)
from nervure.ops.softmax import SOFTMAX
from tests.gradient_check import assert_near, normal
from tests.loss_rules import check_loss, run
from tests.oracles import losses as oracle


@settings(max_examples=20)
@given(
    st.lists(st.integers(1, 3), min_size=1, max_size=3),
    st.integers(2, 5),
    st.booleans(),
    st.sampled_from([0.1, 0.5, 0.9]),
    st.integers(0, 10**6),
)
def test_value_and_derivative_are_those_of_the_oracle_and_of_both_witnesses(
    shape: list[int], classes: int, from_logits: bool, q: float, seed: int
) -> None:
    generator = np.random.default_rng(seed)
    op = SOFTMAX_CATEGORICAL_GENERALIZED_CROSS_ENTROPY if from_logits else CATEGORICAL_GENERALIZED_CROSS_ENTROPY
    y_pred = (
        normal(seed, *shape, classes)
        if from_logits
        else torch.from_numpy(generator.uniform(0.1, 0.9, (*shape, classes)))
    )
    y_true = torch.from_numpy(generator.integers(0, classes, shape))
    values, _ = op.forward(y_pred, y_true, q=q)
    expected = oracle.categorical_generalized_cross_entropy(y_true.numpy(), y_pred.numpy(), from_logits, q)
    assert_near(values, expected, 1e-12, op.name, largest=1e-1)
    check_loss(op, y_pred, y_true, q=q)


@pytest.mark.parametrize("q", [0.2, 0.7])
def test_the_fused_pair_equals_the_steps_it_replaces(q: float) -> None:
    logits, y_true = normal(0, 6, 4), torch.tensor([0, 1, 2, 3, 0, 1])
    fused = FUSED[SOFTMAX, CATEGORICAL_GENERALIZED_CROSS_ENTROPY]
    leaf = logits.clone().requires_grad_()
    p = leaf.softmax(-1)
    values, cache = CATEGORICAL_GENERALIZED_CROSS_ENTROPY.forward(p.detach(), y_true, q=q)
    p.backward(CATEGORICAL_GENERALIZED_CROSS_ENTROPY.backward(torch.ones_like(values), cache))
    fused_values, fused_cache = fused.forward(logits, y_true, q=q)
    assert leaf.grad is not None
    assert fused.predictions is not None
    assert_near(fused_values, values, 1e-12, "value")
    assert_near(fused.backward(torch.ones_like(values), fused_cache), leaf.grad, 1e-12, "gradient")
    assert_near(fused.predictions(fused_cache), p.detach(), 1e-12, "probabilities")


def test_a_small_exponent_comes_near_the_cross_entropy() -> None:
    p = torch.tensor([[0.2, 0.8]], dtype=torch.float64)
    values, _ = run(CATEGORICAL_GENERALIZED_CROSS_ENTROPY, p, torch.tensor([0]), {"q": 1e-6})
    assert values.tolist() == pytest.approx([-math.log(0.2)], rel=1e-5)


def test_a_true_class_of_probability_zero_has_a_finite_gradient() -> None:
    values, gradient = run(CATEGORICAL_GENERALIZED_CROSS_ENTROPY, torch.tensor([[0.0, 1.0]]), torch.tensor([0]), {})
    assert values.tolist() == [2.0]
    assert gradient.tolist() == [pytest.approx([-(1e-7**-0.5), 0.0])]
    z = torch.tensor([[-1000.0, 1000.0]])
    values, gradient = run(SOFTMAX_CATEGORICAL_GENERALIZED_CROSS_ENTROPY, z, torch.tensor([0]), {})
    assert values.tolist() == [2.0]
    assert gradient.tolist() == [[0.0, 0.0]]
