from __future__ import annotations

import torch

from nervure.initializers import Constant
from nervure.optimizers import Adam, Nadam
from nervure.parameter import Parameter, Segment


def segment_with(gradient: float) -> Segment:
    segment = Segment([Parameter("kernel", (1,), Constant(0.0))], torch.float64)
    segment.add_gradients()[0] = gradient
    return segment


def test_it_turns_sooner_than_adam_when_the_gradient_turns() -> None:
    places = []
    for make in (Adam, Nadam):
        segment, optimizer = segment_with(1.0), make(0.01)
        for gradient in (1.0, 1.0, 1.0, -1.0):
            assert segment.gradients is not None
            before = segment.values[0].item()
            segment.gradients[0] = gradient
            optimizer.update(segment)
        places.append(segment.values[0].item() - before)
    assert places[1] > places[0]


def test_after_a_jump_of_the_count_the_product_of_momenta_is_worked_out_anew() -> None:
    segment, walked = segment_with(1.0), Nadam(0.01)
    for _ in range(7):
        walked.update(segment)
    other, jumped = segment_with(1.0), Nadam(0.01)
    jumped.attach(other)
    jumped.load_state(walked.state())
    other.values.copy_(segment.values)
    walked.update(segment)
    jumped.update(other)
    assert torch.equal(segment.values, other.values)


def test_a_million_steps_on_the_product_is_zero_and_the_step_finite() -> None:
    segment, optimizer = segment_with(1.0), Nadam(0.01)
    optimizer.iterations = 10**6
    optimizer.update(segment)
    assert torch.isfinite(segment.values).all()
    assert segment.values[0].item() < 0
