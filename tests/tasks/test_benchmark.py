from __future__ import annotations

import pytest

from nervure.errors import StateError
from nervure.tasks import benchmark
from nervure.tasks.benchmark_work import RACES


def test_contenders_take_turns_and_every_one_is_timed() -> None:
    told: list[tuple[int, int]] = []
    result = benchmark.benchmark(("lstm",), rounds=1, told=lambda done, count: told.append((done, count)))
    assert [timing.contender for timing in result.timings] == ["PyTorch eager", "nervure float32"]
    assert all(timing.shortest > 0 for timing in result.timings)
    assert told == [(0, 2), (1, 2)]


def test_each_race_has_work() -> None:
    assert set(benchmark.CONTENDERS) == set(RACES)
    assert all(names[0] == "PyTorch eager" for names in benchmark.CONTENDERS.values())


def test_a_process_that_fails_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NERVURE_KERNELS", "no such choice")
    with pytest.raises(StateError, match="nervure float32"):
        benchmark._measured("lstm", "nervure float32")
