"""Every peer that is installed does the same work: the same losses from the same weights, at small sizes."""

from __future__ import annotations

from typing import Any

import pytest

from benchmarks.harness.result import Result
from benchmarks.harness.running import Options, run
from benchmarks.run import empty_result
from benchmarks.works.table import WORKS

pytestmark = [pytest.mark.peers, pytest.mark.timeout(900)]


def measured(name: str, **changes: Any) -> Result:
    changes = {"rounds": 1, "steps": 2, "warm": 2, "seconds": 0.05, **changes}
    return run(name, empty_result(WORKS[name], WORKS[name].contenders, 1), lambda _result: None, Options(0.0, changes))


@pytest.mark.parametrize("name", ["gru-8-50-4-16", "lstm-8-50-4-16", "cifar-resnet", "before-after-residual"])
def test_peers_lose_as_much_as_we_do_in_the_first_steps(name: str) -> None:
    ours, *others = measured(name, batch=4).entries
    for other in others:
        assert not other.trouble or other.trouble == "not installed"
        if not other.trouble:
            assert other.begin == pytest.approx(ours.begin, rel=0.01), other.name


def test_peers_give_the_same_probabilities() -> None:
    ours, *others = measured("predict-256", batch=8).entries
    for other in (other for other in others if other.trouble != "not installed"):
        assert other.begin == pytest.approx(ours.begin, abs=1e-4), other.name


def test_peers_learn_small_networks_alike() -> None:
    ours, *others = measured("dense-4-8-3", batch=8, steps=10).entries
    for other in (other for other in others if other.trouble != "not installed"):
        own_start = other.name == "scikit-learn"
        assert other.begin[0] == pytest.approx(ours.begin[0], rel=0.5 if own_start else 0.05), other.name


def test_whole_trainings_tell_their_accuracy() -> None:
    result = measured("accuracy", steps=1)
    found = [entry.readings[0]["accuracy"] for entry in result.entries if entry.readings]
    assert found
    assert all(0.05 < accuracy <= 1 for accuracy in found)


@pytest.mark.parametrize("name", ["image-folder", "image-folder-large", "image-folder-later"])
def test_peers_read_the_same_pictures(name: str) -> None:
    ours, *others = measured(name, batch=8, steps=2).entries
    for other in (other for other in others if other.trouble not in ("not installed",)):
        assert other.begin == pytest.approx(ours.begin, abs=0.5), other.name
