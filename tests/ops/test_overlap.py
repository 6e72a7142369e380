from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Tensor

from nervure.ops.loss_op import LossOp
from nervure.ops.overlap import DICE, TVERSKY
from tests.gradient_check import assert_near
from tests.loss_rules import check_loss, run
from tests.oracles import losses as oracle


def regions(seed: int, *shape: int) -> tuple[Tensor, Tensor]:
    """Probabilities, and true regions that are never empty."""
    generator = np.random.default_rng(seed)
    y_true = generator.integers(0, 2, shape).astype(float)
    y_true[..., 0] = 1
    return torch.from_numpy(generator.uniform(0.1, 0.9, shape)), torch.from_numpy(y_true)


@settings(max_examples=15)
@given(st.lists(st.integers(1, 4), min_size=2, max_size=4), st.sampled_from([DICE, TVERSKY]), st.integers(0, 10**6))
def test_value_and_derivative_are_those_of_the_oracle_and_of_both_witnesses(
    shape: list[int], op: LossOp, seed: int
) -> None:
    y_pred, y_true = regions(seed, *shape)
    whole, _ = op.forward(y_pred, y_true)
    assert whole.shape == ()
    assert float(whole) == pytest.approx(oracle.tversky(y_true.numpy(), y_pred.numpy()), abs=1e-7)
    each, _ = op.forward(y_pred, y_true, axis=tuple(range(1, len(shape))))
    expected = [oracle.tversky(y, p) for y, p in zip(y_true.numpy(), y_pred.numpy(), strict=True)]
    assert_near(each, np.array(expected), 1e-6, op.name)
    check_loss(op, y_pred, y_true, keeps_samples=False)
    check_loss(op, y_pred, y_true, axis=tuple(range(1, len(shape))))
    check_loss(op, y_pred, y_true, axis=-1)


@pytest.mark.parametrize(("alpha", "beta"), [(0.3, 0.7), (1.0, 0.0), (0.0, 1.0), (2.0, 0.5)])
def test_alpha_weighs_what_was_missed_and_beta_false_alarms(alpha: float, beta: float) -> None:
    y_pred, y_true = regions(0, 3, 4, 2)
    options: dict[str, Any] = {"alpha": alpha, "beta": beta}
    values, _ = TVERSKY.forward(y_pred, y_true, **options)
    assert float(values) == pytest.approx(oracle.tversky(y_true.numpy(), y_pred.numpy(), alpha, beta), abs=1e-12)
    check_loss(TVERSKY, y_pred, y_true, axis=(1, 2), **options)


def test_halves_make_tversky_the_loss_of_dice() -> None:
    y_pred, y_true = regions(0, 3, 4, 2)
    for a, b in zip(
        run(DICE, y_pred, y_true, {"axis": (1, 2)}), run(TVERSKY, y_pred, y_true, {"axis": (1, 2)}), strict=True
    ):
        assert_near(a, b, 1e-6, "half and half")


def test_two_empty_regions_do_not_divide_by_zero() -> None:
    nothing = torch.zeros(1, 4)
    for op in (DICE, TVERSKY):
        values, gradient = run(op, nothing, nothing, {"axis": -1})
        assert values.tolist() == [1.0]
        assert gradient.tolist() == [[0.0] * 4]
