from __future__ import annotations

import pytest
import torch

from nervure.initializers import Constant
from nervure.optimizers import Adamax
from nervure.parameter import Parameter, Segment


@pytest.mark.parametrize("gradient", [1e-2, 1.0, 1e4])
def test_the_first_step_is_the_learning_rate_whatever_the_gradient(gradient: float) -> None:
    segment = Segment([Parameter("kernel", (1,), Constant(0.0))], torch.float64)
    segment.add_gradients()[0] = gradient
    Adamax(0.01).update(segment)
    assert segment.values[0].item() == pytest.approx(-0.01, rel=1e-4)


def test_the_norm_keeps_the_largest_recent_gradient() -> None:
    segment = Segment([Parameter("kernel", (1,), Constant(0.0))], torch.float64)
    gradients, optimizer = segment.add_gradients(), Adamax(beta_2=0.9)
    for gradient in (10.0, -1.0, 0.0):
        gradients[0] = gradient
        optimizer.update(segment)
    assert optimizer.slots["norm"][0].item() == pytest.approx(10 * 0.9**2)
