from __future__ import annotations

import pytest

from nervure.optimizers import SGD
from nervure.optimizers.schedules import LearningRateSchedule


def test_a_schedule_of_ones_own_gives_the_rate_and_says_what_it_lacks() -> None:
    class Unfinished(LearningRateSchedule):
        pass

    class Half(LearningRateSchedule):
        def __init__(self, first: float) -> None:
            self.first = first

        def __call__(self, step: int) -> float:
            return self.first / (1 << step)

    with pytest.raises(NotImplementedError, match=r"Unfinished\.__call__"):
        Unfinished()(0)
    optimizer = SGD(Half(0.8))
    optimizer.iterations = 2
    assert optimizer.learning_rate == 0.2
    assert Half(0.8).get_config() == {"first": 0.8}
