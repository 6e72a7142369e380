from __future__ import annotations

from typing import Any

import pytest
import torch

from nervure.data import Batch, SizedDataset, timeseries_dataset_from_array
from nervure.errors import ArgumentError


class Pairs(SizedDataset):
    """Two inputs, or one, and targets or none."""

    num_batches, num_samples = 3, 12

    def __init__(self, inputs: int, targets: int) -> None:
        self.inputs, self.targets = inputs, targets

    def batches(self, epoch: int = 0, seed: int = 0, start: int = 0) -> Any:
        for number in range(start, 3):
            x = torch.full((4,), number)
            yield Batch((x,) * self.inputs, (x,) * self.targets, (None,) * self.targets, 4)


def test_a_loop_gives_what_there_is_of_inputs_and_targets() -> None:
    (x,) = (batch for batch in Pairs(1, 0).take(1))
    assert x.tolist() == [0] * 4
    x, y = list(Pairs(1, 1))[2]
    assert (x.tolist(), y.tolist()) == ([2] * 4, [2] * 4)
    (first, second), (left, right) = next(iter(Pairs(2, 2)))
    assert torch.equal(first, second)
    assert torch.equal(left, right)


def test_the_length_is_the_number_of_batches_and_it_can_be_read_again() -> None:
    pairs = Pairs(1, 1)
    assert (len(pairs), len(list(pairs)), len(list(pairs)), len(list(pairs.take(2)))) == (3, 3, 3, 2)
    assert pairs.is_repeatable
    assert pairs.seed is None
    with pytest.raises(ArgumentError):
        pairs.take(0)


def test_a_loop_has_the_order_of_the_seed_that_was_given() -> None:
    series = torch.arange(50)
    own = timeseries_dataset_from_array(series, None, 2, shuffle=True, seed=4)
    assert own.seed == 4
    assert torch.equal(next(iter(own)), next(own.batches(0, 99)).x[0])
