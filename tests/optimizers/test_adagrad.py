from __future__ import annotations

import pytest
import torch

from nervure.initializers import Constant
from nervure.optimizers import Adagrad
from nervure.parameter import Parameter, Segment
from tests.optimizers.weights import gaps_of, segment_of


def test_steps_die_out_like_the_root_of_their_number() -> None:
    segment = Segment([Parameter("kernel", (1,), Constant(0.0))], torch.float64)
    segment.add_gradients()[0] = 1.0
    optimizer, places = Adagrad(1.0, initial_accumulator_value=0.0), [0.0]
    for _ in range(100):
        optimizer.update(segment)
        places.append(segment.values[0].item())
    assert places[0] - places[1] == pytest.approx(1.0, rel=1e-6)
    assert places[99] - places[100] == pytest.approx(0.1, rel=1e-6)


def test_the_accumulator_starts_where_it_is_told_and_the_gaps_at_zero() -> None:
    segment, optimizer = segment_of(), Adagrad(initial_accumulator_value=0.5)
    optimizer.attach(segment)
    flat = optimizer.slots["accumulator"]
    assert all((view == 0.5).all() for view in segment.views(flat))
    assert not gaps_of(segment, flat).any()
