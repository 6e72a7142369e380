from __future__ import annotations

import pytest
import torch

from nervure.initializers import Constant
from nervure.optimizers import Lion
from nervure.parameter import Parameter, Segment


def segment_with(gradient: float) -> Segment:
    segment = Segment([Parameter("kernel", (1,), Constant(0.0))], torch.float64)
    segment.add_gradients()[0] = gradient
    return segment


@pytest.mark.parametrize("gradient", [1e-8, 1.0, -1e4])
def test_every_step_is_as_long_as_the_learning_rate(gradient: float) -> None:
    segment, optimizer = segment_with(gradient), Lion(0.25)
    for _ in range(4):
        optimizer.update(segment)
    assert abs(segment.values[0].item()) == 1.0


def test_the_direction_is_mixed_before_the_momentum_moves() -> None:
    segment, optimizer = segment_with(1.0), Lion(0.25, beta_1=0.9, beta_2=0.5)
    optimizer.update(segment)  # the momentum is now 0.5
    assert segment.gradients is not None
    segment.gradients[0] = -1.0
    optimizer.update(segment)  # 0.9 * 0.5 - 0.1 is above 0: on in the same direction
    assert segment.values[0].item() == -0.5
    assert optimizer.slots["momentum"][0].item() == -0.25


def test_a_weight_without_a_gradient_stays() -> None:
    segment, optimizer = segment_with(0.0), Lion(0.25)
    optimizer.update(segment)
    assert segment.values[0].item() == 0
