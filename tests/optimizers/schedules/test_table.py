from __future__ import annotations

import json
from typing import Any

import pytest

from nervure import optimizers
from nervure.errors import UnknownNameError
from nervure.keras.optimizers import schedules as schedules_of_keras
from nervure.optimizers import schedules
from nervure.optimizers.schedules import LearningRateSchedule, OneCycle
from tests.optimizers.cases import case_id
from tests.optimizers.schedules.cases import SCHEDULES

ALL = [*SCHEDULES, ("OneCycle", {"peak_learning_rate": 0.1, "total_steps": 100})]


@pytest.mark.parametrize(("name", "options"), ALL, ids=case_id)
def test_a_schedule_comes_back_from_text_and_gives_the_same_rates(name: str, options: dict[str, Any]) -> None:
    first = schedules.TABLE[name](**options)
    second = schedules.deserialize(json.loads(json.dumps(schedules.serialize(first))))
    assert type(second) is type(first)
    assert [second(step) for step in range(200)] == [first(step) for step in range(200)]


@pytest.mark.parametrize(("name", "options"), ALL, ids=case_id)
def test_an_optimizer_comes_back_with_its_schedule(name: str, options: dict[str, Any]) -> None:
    first = optimizers.Adam(schedules.TABLE[name](**options))
    again = optimizers.get({"class_name": "Adam", "config": json.loads(json.dumps(first.get_config()))})
    for step in (0, 1, 50, 199):
        first.iterations = again.iterations = step
        assert again.learning_rate == first.learning_rate


def test_the_table_holds_what_is_offered_and_both_faces_offer_the_same() -> None:
    offered = set(schedules.__all__) - {"TABLE", "LearningRateSchedule", "deserialize", "serialize"}
    assert set(schedules.TABLE) == offered
    for name in offered:
        assert getattr(schedules_of_keras, name) is getattr(schedules, name) is schedules.TABLE.get(name)


def test_schedules_of_ones_own_are_found_where_they_are_named() -> None:
    class Mine(LearningRateSchedule):
        def __call__(self, step: int) -> float:
            return 0.5

    assert schedules.deserialize(schedules.serialize(Mine()), {"Mine": Mine})(3) == 0.5
    with pytest.raises(UnknownNameError):
        schedules.deserialize(schedules.serialize(Mine()))
    assert schedules.deserialize(schedules.serialize(OneCycle(0.1, 10)))(9) == OneCycle(0.1, 10)(9)
