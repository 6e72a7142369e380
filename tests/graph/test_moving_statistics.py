from __future__ import annotations

import math

import pytest

from nervure.graph.moving_statistics import MOST_LEFT, normalizing, steps_to_settle
from nervure.layers import BatchNormalization, Dense
from tests.preflight.network_rules import plan_of


@pytest.mark.parametrize("momentum", [0.5, 0.9, 0.99, 0.999])
def test_no_step_fewer_would_do(momentum: float) -> None:
    steps = steps_to_settle(momentum)
    assert momentum**steps <= MOST_LEFT < momentum ** (steps - 1)


def test_averages_that_keep_nothing_settle_at_once_and_those_that_keep_all_never() -> None:
    assert steps_to_settle(0.0) == 1
    assert steps_to_settle(1.0) == math.inf


def test_frozen_layers_take_no_statistics() -> None:
    frozen = BatchNormalization(name="frozen", trainable=False)
    plan = plan_of(frozen, Dense(3), BatchNormalization(name="learning"), shape=(4,))
    assert [step.layer for step in normalizing(plan)] == ["learning"]
