"""Real processes: ours and PyTorch's, at the smallest sizes."""

from __future__ import annotations

from typing import Any

import pytest

from benchmarks.harness.result import Result
from benchmarks.harness.running import Options, run
from benchmarks.run import empty_result
from benchmarks.works.table import WORKS

BOTH = ("nervure", "torch-eager")


def measured(name: str, contenders: tuple[str, ...] = BOTH, **changes: Any) -> Result:
    changes = {"rounds": 1, "steps": 2, "warm": 1, "seconds": 0.02, **changes}
    saved: list[Result] = []
    result = run(name, empty_result(WORKS[name], contenders, 1), saved.append, Options(0.0, changes))
    assert saved[-1] is result
    assert result.is_complete
    return result


def test_both_see_the_same_batches_from_the_same_weights() -> None:
    ours, theirs = measured("gru-32-100-16-64", batch=4, rounds=2).entries
    assert len(ours.readings) == len(theirs.readings) == 2
    assert ours.begin == pytest.approx(theirs.begin, abs=1e-5)
    for one, other in zip(ours.readings, theirs.readings, strict=True):
        assert one["losses"] == pytest.approx(other["losses"], abs=1e-4)
        assert one["seconds"] > 0
        assert one["amount"] == 2


def test_epochs_are_shuffled_alike_for_both() -> None:
    ours, theirs = measured("dense-4-8-3", batch=8, steps=4).entries
    assert len(ours.begin) == 3
    assert ours.begin == pytest.approx(theirs.begin, abs=1e-4)
    assert ours.readings[0]["amount"] % 4 == 0


def test_pictures_are_recognized_alike_by_both() -> None:
    ours, theirs = measured("predict-1").entries
    assert ours.begin == pytest.approx(theirs.begin, abs=1e-4)
    assert ours.versions["torch"] == theirs.versions["torch"]


def test_a_contender_that_fails_is_named_and_the_others_go_on() -> None:
    ours, theirs = measured("gru-32-100-16-64", batch=2, environment={"NERVURE_KERNELS": "nobody's"}).entries
    assert "NERVURE_KERNELS" in ours.trouble
    assert not ours.readings
    assert len(theirs.readings) == 1


def test_data_that_is_not_there_is_said_of_everybody(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NERVURE_SHARED_DATA", str(tmp_path))
    result = measured("shell-to-99")
    assert all("mnist60k_train.npz is not there" in entry.trouble for entry in result.entries)
