from __future__ import annotations

import torch

from nervure.ops.masking import (
    MASKED,
    any_step,
    different_from,
    either,
    folded_mask,
    joined_mask,
    mask_op,
    not_zero,
    one_step,
)
from tests.gradient_check import check_gradients, normal
from tests.op_rules import check_rules

X = torch.tensor([[[1.0, 0.0], [0.0, 0.0]], [[-1.0, -1.0], [0.0, 2.0]]], dtype=torch.float64)
FIRST, SECOND = torch.tensor([[True, False, False]]), torch.tensor([[False, False, True]])


def test_a_step_is_padding_where_all_features_have_the_value() -> None:
    assert different_from(X).tolist() == [[True, False], [True, True]]
    assert different_from(X, value=-1.0).tolist() == [[True, True], [False, True]]
    assert different_from(X, value=torch.tensor([1.0, 0.0])).tolist() == [[False, True], [True, True]]


def test_what_is_no_number_is_real() -> None:
    assert different_from(torch.tensor([[[torch.nan, 0.0]]])).item()


def test_numbers_other_than_zero_are_real_whatever_their_type() -> None:
    for dtype in (torch.bool, torch.uint8, torch.int64, torch.float32):
        assert not_zero(torch.tensor([[2, 0]]).to(dtype)).tolist() == [[True, False]]


def test_a_sum_is_real_where_any_of_its_parts_is() -> None:
    assert either(FIRST, SECOND).tolist() == [[True, False, True]]
    assert either(FIRST).tolist() == FIRST.tolist()


def test_masks_are_joined_as_their_values_are() -> None:
    values = (torch.zeros(1, 3, 2), torch.zeros(1, 3, 4))
    assert joined_mask(*values, FIRST, SECOND, axis=-1, masked=(True, True)).tolist() == [[True, False, True]]
    assert joined_mask(*values, SECOND, axis=-1, masked=(False, True)).tolist() == [[True, True, True]]
    values = (torch.zeros(1, 3, 2), torch.zeros(1, 2, 2))
    joined = joined_mask(*values, FIRST, axis=1, masked=(True, False))
    assert joined.tolist() == [[True, False, False, True, True]]


def test_masks_of_sequences_of_sequences_are_folded_and_summed_up() -> None:
    mask = torch.tensor([[[True, False], [False, False]], [[True, True], [False, True]]])
    assert any_step(mask).tolist() == [[True, False], [True, True]]
    assert folded_mask(mask).tolist() == [[True, False], [False, False], [True, True], [False, True]]
    assert one_step(mask, step=1).tolist() == [[False, False], [False, True]]


def test_a_mask_is_a_step_without_gradients() -> None:
    op = mask_op(either)
    mask, cache = op.forward(FIRST, SECOND)
    assert mask.dtype == torch.bool
    assert op.name == "either"
    assert op.backward(torch.ones(1, 3), cache) == (None, None)
    assert mask_op(not_zero, reads_as_fed=True).reads_as_fed


def test_padding_becomes_zero_and_gets_no_gradient() -> None:
    mask = different_from(X)
    y, _ = MASKED.forward(X, mask)
    assert torch.equal(y, X)
    y, _ = MASKED.forward(torch.where(mask.unsqueeze(-1), X, torch.nan), mask)
    assert torch.equal(y, X)
    check_gradients(MASKED, (normal(0, 2, 2, 3), mask.double()))


def test_the_rules_of_every_operation_hold() -> None:
    check_rules(MASKED, (normal(0, 2, 2, 3), torch.tensor([[1.0, 0.0], [0.0, 1.0]], dtype=torch.float64)))
