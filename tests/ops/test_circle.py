from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Tensor

from nervure.ops.circle import CIRCLE, References
from tests.gradient_check import assert_near, check_gradients, normal
from tests.loss_rules import as_op, check_loss, run
from tests.oracles import losses as oracle


def unit_rows(seed: int, samples: int, size: int) -> Tensor:
    rows = normal(seed, samples, size)
    return rows / rows.norm(dim=-1, keepdim=True)


@settings(max_examples=15)
@given(st.integers(2, 6), st.integers(2, 4), st.sampled_from([2.0, 8.0]), st.booleans(), st.integers(0, 10**6))
def test_value_and_derivative_are_those_of_the_oracle_and_of_both_witnesses(
    samples: int, size: int, gamma: float, remove_diagonal: bool, seed: int
) -> None:
    y_pred = unit_rows(seed, samples, size)
    y_true = torch.from_numpy(np.random.default_rng(seed).integers(0, 2, samples))
    options: dict[str, Any] = {"gamma": gamma, "margin": 0.3}
    values, _ = CIRCLE.forward(y_pred, y_true, **options)
    expected = oracle.circle(y_true.numpy(), y_pred.numpy(), gamma, 0.3)
    assert_near(values, expected, 1e-11, "circle", largest=1e-2)
    # Shorter rows keep the distance of a row from itself off its bend at 0.
    y_true[:2] = torch.tensor([0, 1])
    check_loss(CIRCLE, 0.8 * y_pred, y_true, keeps_samples=False, remove_diagonal=remove_diagonal, **options)


def test_references_are_compared_with_and_keep_still() -> None:
    y_pred, other = 0.8 * unit_rows(0, 4, 3), 0.7 * unit_rows(1, 5, 3)
    labels = torch.tensor([0, 1, 0, 2])
    options: dict[str, Any] = {"gamma": 4.0, "references": References(torch.tensor([0, 0, 1, 2, 1]), other)}
    check_gradients(as_op(CIRCLE, labels, **options), (y_pred,))
    before = other.clone()
    run(CIRCLE, y_pred, labels, options)
    assert torch.equal(other, before)


def test_an_embedding_without_both_kinds_of_pairs_has_no_value_and_no_gradient() -> None:
    y_pred = unit_rows(0, 3, 2)
    for labels in ([0, 0, 0], [0, 1, 2]):
        values, gradient = run(CIRCLE, y_pred, torch.tensor(labels), {})
        assert values.tolist() == [0.0] * 3
        assert bool((gradient == 0).all())
    _, cache = CIRCLE.forward(y_pred, torch.tensor([0, 0, 1]))
    assert CIRCLE.mask is not None
    mask = CIRCLE.mask(cache)
    assert mask is not None
    assert mask.tolist() == [True, True, False]


@pytest.mark.parametrize("count", [0, 1])
def test_one_embedding_or_none_is_no_trouble(count: int) -> None:
    values, gradient = run(CIRCLE, unit_rows(0, 1, 3)[:count], torch.zeros(count, dtype=torch.int64), {})
    assert values.tolist() == [0.0] * count
    assert gradient.shape == (count, 3)
