from __future__ import annotations

import json
import math

import numpy as np
import pytest
import torch

from nervure.errors import ArgumentError, UnknownNameError
from nervure.optimizers import SGD
from nervure.optimizers.learning_rate import LearningRate
from nervure.optimizers.schedules import ExponentialDecay, LearningRateSchedule


def test_a_number_is_the_rate_of_every_step() -> None:
    for given in (0.1, np.float64(0.1), torch.tensor(0.1, dtype=torch.float64)):
        rate = LearningRate(given, "SGD")
        assert rate.at(0) == rate.at(1000) == 0.1
        assert rate.is_number
    assert LearningRate(1, "SGD").at(0) == 1.0


def test_functions_of_the_step_without_arguments_and_schedule_objects_all_work() -> None:
    class Halving:
        def __call__(self, step: int) -> float:
            return 0.5**step

    assert LearningRate(Halving(), "SGD").at(2) == 0.25
    assert LearningRate(lambda step: torch.tensor(0.5) ** step, "SGD").at(2) == 0.25
    assert LearningRate(lambda: 0.3, "SGD").at(2) == 0.3
    assert LearningRate(math.exp, "SGD").at(0) == 1.0
    assert not LearningRate(Halving(), "SGD").is_number


def test_a_schedule_may_start_at_zero() -> None:
    assert LearningRate(lambda step: 0.1 * step, "SGD").at(0) == 0


def test_a_schedule_of_ours_is_written_with_its_arguments_and_read_back() -> None:
    optimizer = SGD(ExponentialDecay(0.1, decay_steps=10, decay_rate=0.5))
    optimizer.iterations = 10
    again = SGD.from_config(json.loads(json.dumps(optimizer.get_config())))
    assert again.learning_rate == 0.1
    again.iterations = 10
    assert again.learning_rate == optimizer.learning_rate == 0.05
    assert again.has_schedule
    assert again.get_config() == optimizer.get_config()


def test_a_schedule_of_nobody_is_refused_with_the_nearest_name() -> None:
    with pytest.raises(UnknownNameError, match="Did you mean 'CosineDecay'"):
        SGD({"class_name": "CosinDecay", "config": {}})


def test_a_schedule_of_the_users_own_is_written_as_a_number() -> None:
    class Mine(LearningRateSchedule):
        def __call__(self, step: int) -> float:
            return 0.25

    assert SGD(Mine()).get_config()["learning_rate"] == 0.25


def test_a_schedule_that_stands_at_zero_is_written_as_a_rate_that_can_be_read() -> None:
    optimizer = SGD(lambda step: max(0.0, 0.1 - 0.05 * step))
    assert optimizer.get_config()["learning_rate"] == 0.1
    optimizer.iterations = 5
    assert SGD.from_config(optimizer.get_config()).learning_rate == 0.001


@pytest.mark.parametrize("given", [0, 0.0, -0.1, math.nan, math.inf, "0.1", None, True, [0.1], {"name": "X"}])
def test_what_is_no_rate_is_refused_at_once(given: object) -> None:
    with pytest.raises(ArgumentError, match="SGD: the learning rate must be a number above 0") as caught:
        SGD(given)
    assert len(str(caught.value).splitlines()) == 4


def test_what_is_no_rate_is_refused_when_set_and_the_old_one_stays() -> None:
    optimizer = SGD(0.1)
    with pytest.raises(ArgumentError, match="the learning rate must be"):
        optimizer.learning_rate = -1.0
    assert optimizer.learning_rate == 0.1


@pytest.mark.parametrize("value", [-0.1, math.nan, "a", None])
def test_a_schedule_that_gives_no_rate_is_named_with_its_step(value: object) -> None:
    rate = LearningRate(lambda step: value, "Adam")
    with pytest.raises(ArgumentError, match="Adam: the schedule returned an unusable learning rate at step 7"):
        rate.at(7)


def test_an_error_inside_a_schedule_is_not_hidden() -> None:
    def broken(step: int) -> float:
        raise TypeError("mine")

    with pytest.raises(TypeError, match="mine"):
        LearningRate(broken, "Adam").at(0)


def test_rates_are_known_ahead_where_a_number_or_a_schedule_of_ours_gives_them() -> None:
    schedule = ExponentialDecay(0.1, 2, 0.5)
    assert LearningRate(0.1, "SGD").ahead(5, 3) == [0.1]
    assert LearningRate(schedule, "SGD").ahead(5, 3) == [schedule(5), schedule(6), schedule(7)]
    asked: list[int] = []
    assert LearningRate(lambda step: asked.append(step) or 0.1, "SGD").ahead(5, 3) is None
    assert asked == []


def test_an_optimizer_tells_the_rates_of_its_next_updates() -> None:
    optimizer = SGD(ExponentialDecay(0.1, 2, 0.5))
    optimizer.iterations = 4
    assert optimizer.rates_ahead(2) == [optimizer.learning_rate, ExponentialDecay(0.1, 2, 0.5)(5)]
