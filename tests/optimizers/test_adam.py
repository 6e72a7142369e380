from __future__ import annotations

import pytest
import torch

from nervure.initializers import Constant
from nervure.optimizers import Adam
from nervure.parameter import Parameter, Segment


def segment_with(gradient: float) -> Segment:
    segment = Segment([Parameter("kernel", (1,), Constant(0.0))], torch.float64)
    segment.add_gradients()[0] = gradient
    return segment


@pytest.mark.parametrize("gradient", [1e-2, 1.0, 1e4])
def test_the_first_step_is_the_learning_rate_whatever_the_gradient(gradient: float) -> None:
    segment = segment_with(gradient)
    Adam(0.01).update(segment)
    assert segment.values[0].item() == pytest.approx(-0.01, rel=1e-3)


def test_epsilon_stands_where_keras_puts_it() -> None:
    gradient, epsilon = 1e-6, 1e-7
    segment = segment_with(gradient)
    Adam(0.01, epsilon=epsilon).update(segment)
    alpha = 0.01 * (1 - 0.999) ** 0.5 / (1 - 0.9)
    expected = -alpha * 0.1 * gradient / (((1 - 0.999) * gradient**2) ** 0.5 + epsilon)
    assert segment.values[0].item() == pytest.approx(expected, rel=1e-12)
    of_torch = -0.01 * gradient / (gradient + epsilon)
    assert abs(expected / of_torch - 1) > 0.5


def test_a_weight_whose_gradient_is_always_zero_stays() -> None:
    segment = segment_with(0.0)
    optimizer = Adam()
    for _ in range(3):
        optimizer.update(segment)
    assert segment.values[0].item() == 0


def test_amsgrad_remembers_the_largest_gradient() -> None:
    segment, plain, careful = segment_with(0.0), Adam(beta_2=0.5), Adam(beta_2=0.5, amsgrad=True)
    other = segment_with(0.0)
    for gradient in (10.0, 0.1, 0.1, 0.1, 0.1):
        for optimizer, one in ((plain, segment), (careful, other)):
            assert one.gradients is not None
            one.gradients[0] = gradient
            optimizer.update(one)
    assert careful.slots["velocity_hat"][0] == 50
    assert plain.slots["velocity"][0] < 4
    assert other.values[0] > segment.values[0]


def test_counting_on_after_a_million_steps_is_exact() -> None:
    segment, optimizer = segment_with(1.0), Adam(0.01)
    optimizer.iterations = 10**6
    optimizer.attach(segment)
    optimizer.slots["momentum"][0], optimizer.slots["velocity"][0] = 1.0, 1.0
    optimizer.update(segment)
    assert segment.values[0].item() == pytest.approx(-0.01, rel=1e-6)
