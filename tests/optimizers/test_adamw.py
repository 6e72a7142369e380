from __future__ import annotations

import torch

from nervure.optimizers import Adam, AdamW
from tests.optimizers.weights import SHAPES, gradients_of_step, segment_of, set_gradients


def test_adamw_is_adam_with_weight_decay() -> None:
    first, second = segment_of(), segment_of()
    decoupled, adam = AdamW(0.01, weight_decay=0.3), Adam(0.01, weight_decay=0.3)
    for step in range(5):
        for segment, optimizer in ((first, decoupled), (second, adam)):
            set_gradients(segment, gradients_of_step(SHAPES, step))
            optimizer.update(segment)
    assert torch.equal(first.values, second.values)


def test_its_default_decays_and_zero_does_not() -> None:
    assert AdamW().weight_decay == 0.004
    without, adam = segment_of(), segment_of()
    for segment, optimizer in ((without, AdamW(weight_decay=0.0)), (adam, Adam())):
        set_gradients(segment, gradients_of_step(SHAPES, 0))
        optimizer.update(segment)
    assert torch.equal(without.values, adam.values)
