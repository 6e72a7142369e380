from __future__ import annotations

import pytest
from torch import Tensor

from nervure.optimizers import (
    SGD,
    Adadelta,
    Adagrad,
    Adam,
    Adamax,
    AdamW,
    Lion,
    Nadam,
    Optimizer,
    RMSprop,
)
from nervure.optimizers.schedules import ExponentialDecay
from nervure.preflight.rates import advise_on_rates
from tests.preflight.network_rules import said


class Own(Optimizer):
    """An optimizer of one's own, whose usual rate nobody knows."""

    def step(self, values: Tensor, gradients: Tensor, learning_rate: float) -> None:
        values.sub_(gradients, alpha=learning_rate)


@pytest.mark.parametrize(
    ("kind", "rate"),
    [
        (Adam, 1.0),
        (AdamW, 0.5),
        (Nadam, 2.0),
        (Adamax, 1.0),
        (RMSprop, 1.0),
        (Lion, 0.1),
        (SGD, 100.0),
        (Adagrad, 50.0),
    ],
)
def test_a_rate_that_makes_weights_jump_is_said_with_the_usual_one(
    kind: type[Optimizer], rate: float, caplog: pytest.LogCaptureFixture
) -> None:
    (line,) = said(lambda: advise_on_rates(kind(rate)), caplog)
    assert line.startswith(f"{kind.__name__} with learning_rate={rate:g} makes training unstable")
    assert "Start from learning_rate=0.0" in line


@pytest.mark.parametrize(
    "optimizer",
    [
        Adam(), Adam(0.1), Adam(1e-6), AdamW(0.003, weight_decay=0.1), Nadam(), Adamax(), RMSprop(0.01), Lion(0.001),
        SGD(), SGD(3.0), Adagrad(1.0), Adadelta(1.0), Own(1000.0), Adam(ExponentialDecay(5.0, 10, 0.5)),
        SGD(lambda step: 1e-12),
    ],
)  # fmt: skip
def test_rates_that_people_train_with_are_left_in_peace(optimizer: Optimizer, caplog: pytest.LogCaptureFixture) -> None:
    assert said(lambda: advise_on_rates(optimizer), caplog) == []


def test_a_rate_of_nothing_is_said_for_every_optimizer(caplog: pytest.LogCaptureFixture) -> None:
    for kind in (Adam, SGD, Own):
        (line,) = said(lambda kind=kind: advise_on_rates(kind(1e-9)), caplog)
        assert "hardly moves the weights" in line


def test_a_decay_that_eats_the_weights_is_said(caplog: pytest.LogCaptureFixture) -> None:
    (line,) = said(lambda: advise_on_rates(SGD(0.1, weight_decay=2.0)), caplog)
    assert "weight_decay=2 reduces each weight by 20 percent" in line
    assert said(lambda: advise_on_rates(SGD(0.1, weight_decay=0.01)), caplog) == []
