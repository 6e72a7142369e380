from __future__ import annotations

import pytest
import torch

from nervure.initializers import Constant
from nervure.optimizers import SGD
from nervure.parameter import Parameter, Segment


def moved(optimizer: SGD, start: float, gradients: list[float]) -> list[float]:
    """The value of one weight after each step."""
    weight = Parameter("kernel", (1,), Constant(start))
    weight.initialise(0, torch.float64)
    segment = Segment([weight], torch.float64)
    buffer, values = segment.add_gradients(), []
    for gradient in gradients:
        buffer[0] = gradient
        optimizer.update(segment)
        values.append(weight.array.item())
    return values


def test_the_lecture_updates_w5_as_printed() -> None:
    # w5 = 0.45, dE/dw5 = 0.0256838, rate 0.5
    assert moved(SGD(0.5), 0.45, [0.0256838])[0] == pytest.approx(0.4371581, abs=1e-9)


def test_momentum_gathers_speed() -> None:
    assert moved(SGD(0.1, momentum=0.5), 1.0, [1, 1, 1]) == pytest.approx([0.9, 0.75, 0.575])


def test_nesterov_looks_ahead() -> None:
    assert moved(SGD(0.1, momentum=0.5, nesterov=True), 1.0, [1, 1]) == pytest.approx([0.85, 0.675])


def test_nesterov_without_momentum_is_plain_descent() -> None:
    assert moved(SGD(0.1, nesterov=True), 1.0, [1, 1]) == pytest.approx([0.9, 0.8])


def test_momentum_needs_a_slot_and_plain_descent_none() -> None:
    assert SGD().slot_names == ()
    assert SGD(momentum=0.9).slot_names == ("momentum",)
    assert SGD(momentum=1).momentum == 1.0
