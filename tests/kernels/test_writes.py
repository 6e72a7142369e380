from __future__ import annotations

import numpy as np
import pytest
import torch

from nervure.kernels.optimizer import (
    AdamRates,
    AdamSlots,
    DescentRates,
    RMSpropRates,
    RMSpropSlots,
    adam_step,
    descent_step,
    rmsprop_step,
)
from nervure.kernels.writes import note_write, write_counts


def test_a_write_into_a_tensor_or_a_view_of_it_counts_for_all_of_them() -> None:
    values = torch.zeros(2, 3)
    views = [values.view(-1)[2:], values.T]
    for write in (lambda: values.add_(1), lambda: views[0].copy_(torch.ones(4)), lambda: views[1].fill_(2)):
        before = write_counts([values, *views])
        assert write_counts([values, *views]) == before
        write()
        after = write_counts([values, *views])
        assert before is not None
        assert after is not None
        assert all(new > old for new, old in zip(after, before, strict=True))


def test_reading_counts_nothing() -> None:
    values = torch.ones(3)
    before = write_counts([values])
    (values + 1).sum().item()
    np.asarray(values).sum()
    assert write_counts([values]) == before


@pytest.mark.parametrize("shape", [(3,), (2, 3), (), (0,)])
def test_a_noted_write_counts_and_changes_no_number(shape: tuple[int, ...]) -> None:
    values = torch.full(shape, 7.0)
    before = write_counts([values])
    note_write(values)
    assert write_counts([values]) != before
    assert torch.equal(values, torch.full(shape, 7.0))


def test_a_tensor_of_inference_mode_does_not_count() -> None:
    with torch.inference_mode():
        values = torch.zeros(3)
    assert write_counts([torch.zeros(1), values]) is None


@pytest.mark.parametrize("rule", ["adam", "descent", "rmsprop"])
def test_the_steps_of_optimizers_count(rule: str) -> None:
    values, gradients, slot = torch.zeros(70), torch.ones(70), torch.zeros(70)
    before = write_counts([values])
    if rule == "adam":
        adam_step(values, gradients, AdamSlots(slot, slot.clone()), AdamRates(0.1, 0.9, 0.9, 0.1), torch.empty_like)
    elif rule == "descent":
        descent_step(values, gradients, None, DescentRates(0.1))
    else:
        rmsprop_step(values, gradients, RMSpropSlots(slot), RMSpropRates(0.1, 0.9, 0.0, 0.1), torch.empty_like)
    assert values.abs().min() > 0
    assert write_counts([values]) != before
