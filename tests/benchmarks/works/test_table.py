from __future__ import annotations

import pytest

from benchmarks.contenders.table import CONTENDERS
from benchmarks.harness.inputs import inputs_of
from benchmarks.harness.network import Dense
from benchmarks.harness.workload import BEST_PEER, TASKS, AtMost, Reaches, Workload
from benchmarks.works.data import DataMissingError
from benchmarks.works.table import WORKS


@pytest.mark.parametrize("work", WORKS.values(), ids=WORKS)
def test_goals_speak_of_those_who_take_part(work: Workload) -> None:
    assert work.task in TASKS
    assert set(work.contenders) <= set(CONTENDERS)
    for goal in work.goals:
        assert goal.ours in work.contenders
        if isinstance(goal, Reaches):
            continue
        against = goal.beyond if isinstance(goal, AtMost) else goal.against
        assert not against or against == BEST_PEER or against in work.contenders


@pytest.mark.parametrize("work", [work for work in WORKS.values() if work.network], ids=lambda work: work.name)
def test_every_network_has_samples_and_weights(work: Workload) -> None:
    try:
        inputs = inputs_of(work)
    except DataMissingError as error:
        pytest.skip(str(error))
    assert len(inputs.x) == len(inputs.y) > 0
    last = work.network[-1]
    assert isinstance(last, Dense)
    assert inputs.weights[-1][0].shape[-1] == last.units
