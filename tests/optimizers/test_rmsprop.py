from __future__ import annotations

import pytest
import torch

from nervure.initializers import Constant
from nervure.optimizers import RMSprop
from nervure.parameter import Parameter, Segment


def test_the_example_of_keras_documentation() -> None:
    weight = Parameter("kernel", (1,), Constant(10.0))
    weight.initialise(0)
    segment = Segment([weight], torch.float32)
    segment.add_gradients()[0] = 10.0  # the derivative of w^2 / 2
    RMSprop(0.1).update(segment)
    assert weight.array.item() == pytest.approx(9.683772, abs=1e-6)


def test_slots_follow_the_options() -> None:
    assert RMSprop().slot_names == ("velocity",)
    assert RMSprop(momentum=0.9, centered=True).slot_names == ("velocity", "momentum", "average_gradient")


@pytest.mark.parametrize("size", [1.0, 300.0, 1e4])
def test_a_gradient_that_never_changes_has_no_negative_variance(size: float) -> None:
    segment = Segment([Parameter("kernel", (64,), Constant(0.0))], torch.float32)
    gradients = segment.add_gradients()
    optimizer = RMSprop(0.001, centered=True)
    for _ in range(300):
        gradients.fill_(size)
        optimizer.update(segment)
    assert torch.isfinite(segment.values).all()
