from __future__ import annotations

import itertools

import pytest
import torch

from nervure.initializers import Constant
from nervure.optimizers import Adadelta
from nervure.parameter import Parameter, Segment


@pytest.mark.parametrize("gradient", [1e-1, 1.0, 1e4])
def test_the_first_step_does_not_depend_on_the_size_of_the_gradient(gradient: float) -> None:
    segment = Segment([Parameter("kernel", (1,), Constant(0.0))], torch.float64)
    segment.add_gradients()[0] = gradient
    Adadelta(1.0).update(segment)
    assert segment.values[0].item() == pytest.approx(-((1e-7 / 0.05) ** 0.5), rel=1e-3)


def test_steps_grow_while_the_gradient_keeps_its_direction() -> None:
    segment = Segment([Parameter("kernel", (1,), Constant(0.0))], torch.float64)
    segment.add_gradients()[0] = 1.0
    optimizer, places = Adadelta(1.0), [0.0]
    for _ in range(5):
        optimizer.update(segment)
        places.append(segment.values[0].item())
    steps = [before - after for before, after in itertools.pairwise(places)]
    assert steps[1:] == sorted(steps[1:])
    assert steps[-1] > steps[1] > 0
